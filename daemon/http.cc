#include "daemon/http.h"

#include <httplib.h>

#include <charconv>
#include <stdexcept>
#include <string_view>
#include <thread>
#include <utility>

#include "stages/result.h"

namespace dongtin {
namespace {

// A scraper, two probes and a person need four; the others are for connections that are slow, each of which holds a
// thread. One that stays idle gives it back.
constexpr std::size_t kThreads = 32;
constexpr int kIdleSeconds = 5;

struct Address {
  std::string host;  // without brackets
  int port = 0;
};

// The error is a sentence that quotes the address.
struct AddressError {
  std::string message;
};

Result<Address, AddressError> ParseAddress(const std::string& address) {
  const AddressError misshaped{"`" + address + "` is not host:port, with an IPv6 host in brackets"};
  const std::size_t colon = address.rfind(':');
  if (colon == std::string::npos) return misshaped;
  Address parsed;
  parsed.host = address.substr(0, colon);
  if (parsed.host.size() > 2 && parsed.host.front() == '[' && parsed.host.back() == ']') {
    parsed.host = parsed.host.substr(1, parsed.host.size() - 2);
  } else if (parsed.host.empty() || parsed.host.find_first_of(":[]") != std::string::npos) {
    return misshaped;
  }
  const char* const end = address.data() + address.size();
  const auto [last, error] = std::from_chars(address.data() + colon + 1, end, parsed.port);
  if (error != std::errc() || last != end || parsed.port < 0 || parsed.port > 65535) {
    return AddressError{"`" + address + "`: the port is not a number from 0 to 65535"};
  }
  return parsed;
}

void AnswerHealth(const std::function<std::optional<std::string>()>& problem, httplib::Response& response) {
  const std::optional<std::string> reason = problem();
  response.status = reason ? 503 : 200;
  response.set_content(reason ? *reason + "\n" : "ok\n", "text/plain; charset=utf-8");
}

}  // namespace

std::optional<std::string> CheckHttpAddress(const std::string& address) {
  const auto parsed = ParseAddress(address);
  if (parsed) return std::nullopt;
  return parsed.error().message;
}

struct HttpServer::Impl {
  Handlers handlers;
  httplib::Server server;
  int port = 0;
  std::string url;
  std::thread thread;
};

HttpServer::HttpServer(const HttpOptions& options, Handlers handlers) : impl_(std::make_unique<Impl>()) {
  impl_->handlers = std::move(handlers);
  const Handlers& answers = impl_->handlers;
  httplib::Server& server = impl_->server;

  server.new_task_queue = [] { return new httplib::ThreadPool(kThreads); };
  server.set_payload_max_length(0);
  // The library's own default also sets SO_REUSEPORT, by which a second daemon would share the port unnoticed.
  server.set_socket_options([](socket_t socket) {
    const int yes = 1;
    ::setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes));
  });
  server.set_keep_alive_timeout(kIdleSeconds);
  server.set_read_timeout(kIdleSeconds);
  server.set_write_timeout(kIdleSeconds);
  server.set_pre_routing_handler([](const httplib::Request& request, httplib::Response& response) {
    if (request.method == "GET" || request.method == "HEAD") return httplib::Server::HandlerResponse::Unhandled;
    response.status = 405;
    response.set_header("Allow", "GET, HEAD");
    response.set_header("Connection", "close");
    return httplib::Server::HandlerResponse::Handled;
  });
  server.Get("/metrics", [&answers](const httplib::Request&, httplib::Response& response) {
    response.set_content(answers.metrics(), "text/plain; version=0.0.4; charset=utf-8");
  });
  server.Get("/livez", [&answers](const httplib::Request&, httplib::Response& response) {
    AnswerHealth(answers.not_live, response);
  });
  server.Get("/readyz", [&answers](const httplib::Request&, httplib::Response& response) {
    AnswerHealth(answers.not_ready, response);
  });
  server.Get("/version", [&answers](const httplib::Request&, httplib::Response& response) {
    response.set_content(answers.version, "application/json");
  });

  const auto parsed = ParseAddress(options.address);
  if (!parsed) throw std::runtime_error("http.address: " + parsed.error().message);
  const Address& address = *parsed;
  impl_->port = address.port == 0 ? server.bind_to_any_port(address.host)
                                  : (server.bind_to_port(address.host, address.port) ? address.port : -1);
  if (impl_->port < 0) {
    throw std::runtime_error("cannot listen on `" + options.address + "`: set http.address to a free host:port");
  }
  const bool is_ipv6 = address.host.find(':') != std::string::npos;
  impl_->url = "http://" + (is_ipv6 ? "[" + address.host + "]" : address.host) + ":" + std::to_string(impl_->port);
  impl_->thread = std::thread([&server] { server.listen_after_bind(); });
  // stop() before the server runs would do nothing, and the join below would wait for ever.
  while (!server.is_running()) std::this_thread::yield();
}

HttpServer::~HttpServer() {
  impl_->server.stop();
  impl_->thread.join();
}

const std::string& HttpServer::url() const { return impl_->url; }
int HttpServer::port() const { return impl_->port; }

}  // namespace dongtin
