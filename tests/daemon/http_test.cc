#include "daemon/http.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <httplib.h>

#include <atomic>

namespace dongtin {
namespace {

using testing::HasSubstr;

class HttpTest : public testing::Test {
 protected:
  HttpTest()
      : server_({.address = "127.0.0.1:0"},
                {.metrics = [] { return std::string("dongtin_events_total 1\n"); },
                 .not_live = [this] { return Problem(stuck_, "the sink loop stands still"); },
                 .not_ready = [this] { return Problem(away_, "no broker can be reached"); },
                 .version = R"({"dongtin":"0.1.0"})"}),
        client_("127.0.0.1", server_.port()) {}

  static std::optional<std::string> Problem(const std::atomic<bool>& is, const char* what) {
    return is ? std::optional<std::string>(what) : std::nullopt;
  }

  std::atomic<bool> stuck_ = false;
  std::atomic<bool> away_ = false;
  HttpServer server_;
  httplib::Client client_;
};

TEST_F(HttpTest, ServesMetricsAsText) {
  const auto response = client_.Get("/metrics");
  ASSERT_TRUE(response);
  EXPECT_EQ(response->status, 200);
  EXPECT_EQ(response->body, "dongtin_events_total 1\n");
  EXPECT_EQ(response->get_header_value("Content-Type"), "text/plain; version=0.0.4; charset=utf-8");
}

TEST_F(HttpTest, ServesTheVersionAsJson) {
  const auto response = client_.Get("/version");
  ASSERT_TRUE(response);
  EXPECT_EQ(response->body, R"({"dongtin":"0.1.0"})");
  EXPECT_EQ(response->get_header_value("Content-Type"), "application/json");
}

TEST_F(HttpTest, ReadinessGivesTheReasonAndComesBack) {
  EXPECT_EQ(client_.Get("/readyz")->status, 200);
  away_ = true;
  const auto response = client_.Get("/readyz");
  EXPECT_EQ(response->status, 503);
  EXPECT_EQ(response->body, "no broker can be reached\n");
  EXPECT_EQ(client_.Get("/livez")->status, 200);
  away_ = false;
  EXPECT_EQ(client_.Get("/readyz")->status, 200);
}

TEST_F(HttpTest, LivenessIsAMatterOfItsOwn) {
  stuck_ = true;
  const auto response = client_.Get("/livez");
  EXPECT_EQ(response->status, 503);
  EXPECT_EQ(response->body, "the sink loop stands still\n");
  EXPECT_EQ(client_.Get("/readyz")->status, 200);
}

TEST_F(HttpTest, HeadIsAnsweredWithoutABody) {
  const auto response = client_.Head("/readyz");
  ASSERT_TRUE(response);
  EXPECT_EQ(response->status, 200);
  EXPECT_EQ(response->body, "");
}

TEST_F(HttpTest, OtherMethodsAreRefused) {
  const auto response = client_.Delete("/metrics");
  ASSERT_TRUE(response);
  EXPECT_EQ(response->status, 405);
  EXPECT_EQ(response->get_header_value("Allow"), "GET, HEAD");
}

TEST_F(HttpTest, UnknownPathsAreNotFound) { EXPECT_EQ(client_.Get("/etc/passwd")->status, 404); }

TEST_F(HttpTest, ABodyIsNotTaken) {
  const auto response = client_.Post("/metrics", std::string(1000, 'x'), "text/plain");
  if (response) {
    EXPECT_GE(response->status, 400);
  }
  EXPECT_EQ(httplib::Client("127.0.0.1", server_.port()).Get("/readyz")->status, 200);
}

TEST_F(HttpTest, SlowConnectionsDoNotSilenceIt) {
  std::vector<int> slow;
  for (int i = 0; i < 16; ++i) {
    slow.push_back(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    sockaddr_in address = {};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(server_.port()));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    ASSERT_EQ(::connect(slow.back(), reinterpret_cast<const sockaddr*>(&address), sizeof(address)), 0);
    ASSERT_EQ(::send(slow.back(), "GET /li", 7, MSG_NOSIGNAL), 7);
  }
  client_.set_read_timeout(2);  // less than the server waits for a slow one
  const auto response = client_.Get("/livez");
  ASSERT_TRUE(response);
  EXPECT_EQ(response->status, 200);
  for (const int socket : slow) ::close(socket);
}

TEST(HttpServer, AnAddressThatIsTakenIsAnErrorThatNamesIt) {
  const HttpServer::Handlers handlers{[] { return std::string(); }, [] { return std::nullopt; },
                                      [] { return std::nullopt; }, "{}"};
  const HttpServer first({.address = "127.0.0.1:0"}, handlers);
  const std::string taken = "127.0.0.1:" + std::to_string(first.port());
  EXPECT_EQ(first.url(), "http://" + taken);
  try {
    const HttpServer second({.address = taken}, handlers);
    FAIL() << "two servers on one port";
  } catch (const std::runtime_error& error) {
    EXPECT_THAT(error.what(), HasSubstr(taken));
  }
}

TEST(HttpServer, AnAddressWithoutAPortIsRefused) {
  EXPECT_THROW(HttpServer({.address = "localhost"}, {}), std::runtime_error);
  EXPECT_THROW(HttpServer({.address = "localhost:http"}, {}), std::runtime_error);
  EXPECT_THROW(HttpServer({.address = "localhost:70000"}, {}), std::runtime_error);
}

}  // namespace
}  // namespace dongtin
