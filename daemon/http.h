// The daemon's small HTTP side: /metrics, /livez, /readyz, /version. GET and HEAD only, no request body.
//
// Health of two kinds: /livez fails when the program should be restarted, /readyz when it cannot do its work just now
// (no broker, for example); both say why in the body. What they answer comes through callbacks, which run on the
// server's threads, may run at the same time, and must return soon.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace dongtin {

struct HttpOptions {
  std::string address = "127.0.0.1:9308";  // host:port, an IPv6 host in brackets; port 0 takes a free one
};

// What is wrong with an address, as a sentence that quotes it; nullopt when a server may try it. Opens nothing.
std::optional<std::string> CheckHttpAddress(const std::string& address);

class HttpServer {
 public:
  struct Handlers {
    std::function<std::string()> metrics;                   // text exposition format
    std::function<std::optional<std::string>()> not_live;   // the reason; nullopt: alive
    std::function<std::optional<std::string>()> not_ready;  // the reason; nullopt: ready
    std::string version;                                    // JSON
  };

  // Serves from now until destruction. Throws std::runtime_error, naming the address, when it cannot listen there.
  HttpServer(const HttpOptions& options, Handlers handlers);
  ~HttpServer();
  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;

  // Where it listens, with the real port: "http://127.0.0.1:9308".
  const std::string& url() const;
  int port() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace dongtin
