// The lag that /metrics tells, against the broker: its end offsets minus what the group has committed.
#include <gtest/gtest.h>

#include <csignal>
#include <cstdlib>
#include <map>

#include "tests/real/articles.h"
#include "tests/real/broker.h"
#include "tests/real/cluster.h"
#include "tests/real/options.h"
#include "tests/real/real_daemon.h"
#include "tests/support/temp_dir.h"

namespace dongtin {
namespace {

using Lags = std::map<std::pair<std::string, std::string>, double>;

constexpr char kLag[] = "dongtin_kafka_lag_messages";
constexpr int kPartitions = 4;
constexpr std::chrono::seconds kPatience(60);

class Lag : public testing::Test {
 protected:
  void StartBroker() {
    broker_.emplace(RealKafka());
    cluster_.emplace(broker_->address());
    cluster_->CreateTopic("in", kPartitions);
    cluster_->CreateTopic("out", kPartitions);
    cluster_->CreateTopic("dead", 1);
  }

  std::unique_ptr<RealDaemon> StartDaemon(const std::string& instance) {
    DaemonSettings settings;
    settings.brokers = broker_->address();
    settings.group = "group";
    settings.input_topic = "in";
    settings.output_topic = "out";
    settings.dead_letter_topic = "dead";
    settings.instance = instance;
    GiveUpAfter(std::chrono::milliseconds(3000), &settings);
    auto daemon = std::make_unique<RealDaemon>(settings, scratch_.path());
    daemon->Start();
    EXPECT_TRUE(daemon->WaitUntilReady(kPatience)) << daemon->Log();
    return daemon;
  }

  void Feed(std::uint64_t count) {
    Writer writer(broker_->address());
    for (std::uint64_t i = 0; i < count; ++i, ++fed_) {
      const FeedMessage message = ChaosMessage(fed_);
      writer.Send("in", message.key, message.value);
    }
    writer.Flush(kPatience);
  }

  Lags Truth() {
    Lags truth;
    const PartitionOffsets committed = cluster_->Committed("group", "in");
    for (const auto& [partition, end] : cluster_->Ends("in", Isolation::kUncommitted)) {
      truth[{"in", std::to_string(partition)}] = static_cast<double>(end - committed.at(partition));
    }
    return truth;
  }

  static Lags Told(const RealDaemon& daemon) {
    const auto metrics = daemon.Metrics();
    return metrics ? metrics->By(kLag, "topic", "partition") : Lags();
  }

  // Both, until they agree; what they said last when they do not.
  template <typename Tell>
  void ExpectSoonTheTruth(Tell told) {
    Lags last_told;
    Lags truth;
    Eventually(kPatience, [&] {
      last_told = told();
      truth = Truth();
      return last_told == truth;
    });
    EXPECT_EQ(last_told, truth);
  }

  static bool HasTheMetric(const RealDaemon& daemon) {
    return Eventually(std::chrono::seconds(10), [&] {
      const auto metrics = daemon.Metrics();
      return metrics && metrics->Has(kLag);
    });
  }

  TempDir scratch_;
  std::optional<RealBroker> broker_;
  std::optional<Cluster> cluster_;
  std::uint64_t fed_ = 0;
};

TEST_F(Lag, IsTheTruthAtRestAndVanishesWithThePartition) {
  DONGTIN_NEEDS_KAFKA(RealKafka());
  StartBroker();
  const auto first = StartDaemon("a");
  Feed(500);
  if (!HasTheMetric(*first)) GTEST_SKIP() << "SKIPPED: " << DongtinBinary() << " has no metric " << kLag;
  ExpectSoonTheTruth([&] { return Told(*first); });
  EXPECT_EQ(Told(*first).size(), std::size_t{kPartitions});

  // Each partition is told by one of two, and no more by the one that had it.
  const auto second = StartDaemon("b");
  const auto told_by_both = [&] {
    Lags all = Told(*first);
    for (const auto& [partition, lag] : Told(*second)) {
      if (!all.emplace(partition, lag).second) all[{"both", partition.second}] = lag;
    }
    return all;
  };
  // Who owns what is told with the next statistics of each client, a second later.
  Eventually(kPatience, [&] { return !Told(*second).empty() && Told(*first).size() < std::size_t{kPartitions}; });
  ExpectSoonTheTruth(told_by_both);
  EXPECT_EQ(Told(*first).size(), std::size_t{kPartitions / 2});
  EXPECT_EQ(Told(*second).size(), std::size_t{kPartitions / 2});
  Feed(500);
  ExpectSoonTheTruth(told_by_both);

  // The one that is left takes over; a lag that grows while nobody works is told once somebody does.
  EXPECT_EQ(second->Stop(), 0) << second->Log();
  ExpectSoonTheTruth([&] { return Told(*first); });
  EXPECT_EQ(Told(*first).size(), std::size_t{kPartitions});
}

}  // namespace
}  // namespace dongtin
