// The numbers of Kafka on a live consumer and producer, as a scraper gets them.
#include "daemon/kafka/kafka_metrics.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <httplib.h>

#include <cstdlib>
#include <fstream>
#include <iterator>

#include "daemon/clock.h"
#include "daemon/http.h"
#include "tests/kafka/fixture.h"
#include "tests/support/temp_dir.h"

namespace dongtin {
namespace {

using testing::AnyOf;
using testing::HasSubstr;
using testing::Not;

class KafkaMetricsTest : public KafkaTest {
 protected:
  KafkaMetricsTest() {
    metrics_.Collect([this] { return kafka_.Families(); });
    HttpServer::Handlers handlers;
    handlers.metrics = [this] { return metrics_.Render(); };
    handlers.not_live = handlers.not_ready = [] { return std::nullopt; };
    server_.emplace(HttpOptions{"127.0.0.1:0"}, handlers);
  }

  std::string Scrape() const {
    const auto response = httplib::Client("127.0.0.1", server_->port()).Get("/metrics");
    return response ? response->body : std::string();
  }

  SystemClock clock_;
  Metrics metrics_{{{"version", "1"}}};
  KafkaMetrics kafka_{&clock_};
  std::optional<HttpServer> server_;
};

TEST_F(KafkaMetricsTest, AreThoseOfTheClientsAndPromtoolFindsNothingToComplainAbout) {
  Feed({Message("a", "1"), Message("b", "2"), Message("c", "3")});
  auto source = MakeSource();
  auto sink = MakeSink(source.get());
  source->OnEachStatistics([&](std::string_view json) { kafka_.OnStatistics("consumer", json); });
  MeasuredSource measured_source(source.get(), kafka_.lag());
  MeasuredSink measured_sink(sink.get(), kafka_.lag(), &metrics_, &clock_);

  const std::string lag = "dongtin_kafka_lag_messages{partition=\"0\",topic=\"" + in() + "\"} ";
  const std::string same_lag = "dongtin_kafka_lag_messages{topic=\"" + in() + "\",partition=\"0\"} ";
  const auto scrape_until = [&](const std::string& wanted, const std::string& or_wanted) {
    std::string text;
    const auto give_up = std::chrono::steady_clock::now() + std::chrono::seconds(30);
    do {
      static_cast<void>(measured_source.Poll(std::chrono::milliseconds(50)));
      text = Scrape();
    } while (text.find(wanted) == std::string::npos && text.find(or_wanted) == std::string::npos &&
             std::chrono::steady_clock::now() < give_up);
    return text;
  };

  const std::vector<RawMessage> messages = Read(&measured_source, 3);
  ASSERT_EQ(messages.size(), 3U);
  EXPECT_THAT(scrape_until(lag + "3\n", same_lag + "3\n"), AnyOf(HasSubstr(lag + "3\n"), HasSubstr(same_lag + "3\n")));
  ASSERT_TRUE(measured_sink.Write(Events(messages)).ok());
  std::string text = scrape_until(lag + "0\n", same_lag + "0\n");
  EXPECT_THAT(text, AnyOf(HasSubstr(lag + "0\n"), HasSubstr(same_lag + "0\n")));
  EXPECT_THAT(text, HasSubstr("dongtin_append_to_commit_seconds_count 3\n"));
  EXPECT_THAT(text, HasSubstr("dongtin_kafka_assigned_partitions{client=\"consumer\"} 1\n"));
  EXPECT_THAT(text, HasSubstr("dongtin_kafka_brokers_up{client=\"consumer\"} "));
  EXPECT_THAT(text, HasSubstr("dongtin_kafka_broker_rtt_seconds{"));

  if (std::system("command -v promtool >/dev/null 2>&1") == 0) {
    const TempDir dir;
    const std::string file = dir.path() + "/metrics";
    std::ofstream(file) << text;
    EXPECT_EQ(std::system(("promtool check metrics <" + file + " >" + file + ".said 2>&1").c_str()), 0);
    std::ifstream said(file + ".said");
    EXPECT_EQ(std::string(std::istreambuf_iterator<char>(said), {}), "");
  }

  kafka_.Forget("consumer");
  text = Scrape();
  EXPECT_THAT(text, Not(HasSubstr("dongtin_kafka_lag_")));
  EXPECT_THAT(text, Not(HasSubstr("client=\"consumer\"")));
}

TEST_F(KafkaMetricsTest, ShowTheStateOfATransaction) {
  kafka_.OnStatistics("producer-0",
                      R"({"type":"producer","brokers":{},"eos":{"txn_state":"Ready","txn_stateage":250}})");
  const std::string text = Scrape();
  EXPECT_THAT(text, HasSubstr("dongtin_kafka_transaction_state{client=\"producer-0\",state=\"Ready\"} 1\n"));
  EXPECT_THAT(text, HasSubstr("dongtin_kafka_transaction_state{client=\"producer-0\",state=\"FatalError\"} 0\n"));
  EXPECT_THAT(text, HasSubstr("dongtin_kafka_transaction_state_seconds{client=\"producer-0\"} 0.25\n"));
}

TEST_F(KafkaMetricsTest, AreNoneBeforeTheFirstStatistics) {
  kafka_.OnStatistics("consumer", "no statistics");
  EXPECT_THAT(Scrape(), Not(HasSubstr("dongtin_kafka_")));
}

}  // namespace
}  // namespace dongtin
