// The transactional loop in single kinds of trouble, on a real broker: what readers under read_committed find
// afterwards.
#include <gtest/gtest.h>

#include <chrono>
#include <cstdlib>

#include "tests/real/articles.h"
#include "tests/real/broker.h"
#include "tests/real/checker.h"
#include "tests/real/cluster.h"
#include "tests/real/options.h"
#include "tests/real/real_daemon.h"
#include "tests/support/temp_dir.h"

namespace dongtin {
namespace {

using std::chrono::seconds;

constexpr seconds kPatience{90};

class Trouble : public testing::Test {
 protected:
  void SetUp() override {
    DONGTIN_NEEDS_KAFKA(RealKafka());
    broker_.emplace(RealKafka());
    cluster_.emplace(broker_->address());
  }

  void MakeTopics(int partitions, const Cluster::Settings& output = {}) {
    cluster_->CreateTopic("in", partitions);
    cluster_->CreateTopic("out", partitions, output);
    cluster_->CreateTopic("dead", 1);
  }
  DaemonSettings Settings(const std::string& instance) const {
    DaemonSettings settings;
    settings.brokers = broker_->address();
    settings.group = "group";
    settings.input_topic = "in";
    settings.output_topic = "out";
    settings.dead_letter_topic = "dead";
    settings.instance = instance;
    return settings;
  }
  void Feed(std::uint64_t count, std::size_t bytes = 300) {
    Writer writer(broker_->address());
    for (std::uint64_t i = 0; i < count; ++i, ++fed_) {
      writer.Send("in", "key-" + std::to_string(fed_ % 20), ArticleJson(fed_, bytes));
    }
    writer.Flush(kPatience);
  }
  bool AllAnswered(RealDaemon* daemon) {
    const auto ends = cluster_->Ends("in", Isolation::kUncommitted);
    return Eventually(kPatience, [&] { return !daemon->Running() || cluster_->Committed("group", "in") == ends; });
  }
  // Under read_committed, by key in order.
  void ExpectEachAnsweredOnce() {
    std::vector<Question> questions;
    for (const Record& record : cluster_->ReadAll("in", Isolation::kCommitted, kPatience)) {
      questions.push_back(ToQuestion(record));
    }
    std::vector<Answer> answers;
    for (const char* topic : {"out", "dead"}) {
      for (const Record& record : cluster_->ReadAll(topic, Isolation::kCommitted, kPatience)) {
        answers.push_back(ToAnswer(record));
      }
    }
    const Verdict verdict = Judge(questions, answers);
    EXPECT_EQ(verdict.lost + verdict.doubled + verdict.out_of_order + verdict.unexpected, 0U) << verdict.Describe();
    EXPECT_EQ(verdict.answered, fed_);
  }

  TempDir scratch_;
  std::optional<RealBroker> broker_;
  std::optional<Cluster> cluster_;
  std::uint64_t fed_ = 0;
};

TEST_F(Trouble, RecordsThatTheOutputTopicRefusesAreIsolatedAndTheirNeighboursPublishedOnce) {
  MakeTopics(1, {{"max.message.bytes", "20000"}});
  Feed(60);
  Feed(2, 60'000);
  Feed(60);
  Feed(1, 60'000);
  Feed(5);
  DaemonSettings settings = Settings("a");
  settings.properties = {{"compression.type", "none"}, {"batch.size", "15000"}};
  RealDaemon daemon(settings, scratch_.path());
  daemon.Start();
  EXPECT_TRUE(AllAnswered(&daemon)) << daemon.Log();
  EXPECT_EQ(daemon.Stop(), 0) << daemon.Log();
  const std::vector<Record> dead = cluster_->ReadAll("dead", Isolation::kCommitted, kPatience);
  EXPECT_EQ(dead.size(), 3U);
  for (const Record& record : dead) EXPECT_EQ(record.HeaderOf("dongtin.reason"), "undeliverable");
  ExpectEachAnsweredOnce();
}

TEST_F(Trouble, LanesShareThePartitionsOut) {
  MakeTopics(6);
  DaemonSettings settings = Settings("a");
  settings.lanes = 3;
  RealDaemon daemon(settings, scratch_.path());
  daemon.Start();
  EXPECT_TRUE(daemon.WaitUntilReady(kPatience)) << daemon.Log();
  Feed(600);
  EXPECT_TRUE(AllAnswered(&daemon)) << daemon.Log();
  EXPECT_EQ(daemon.Stop(), 0) << daemon.Log();
  ExpectEachAnsweredOnce();
}

TEST_F(Trouble, TwoProcessesOfOneInstanceAreToldSoAndDoubleNothing) {
  MakeTopics(4);
  const TempDir elsewhere;
  RealDaemon first(Settings("same"), scratch_.path());
  RealDaemon second(Settings("same"), elsewhere.path());
  first.Start();
  EXPECT_TRUE(first.WaitUntilReady(kPatience)) << first.Log();
  second.Start();
  EXPECT_TRUE(second.WaitUntilReady(kPatience)) << second.Log();
  const auto complains = [](const RealDaemon& daemon) {
    return daemon.WholeLog().find("another process uses kafka.instance same") != std::string::npos;
  };
  EXPECT_TRUE(Eventually(kPatience, [&] {
    Feed(20);
    return complains(first) || complains(second);
  }));
  EXPECT_EQ(second.Stop(), 0) << second.Log();
  EXPECT_TRUE(AllAnswered(&first)) << first.Log();
  EXPECT_EQ(first.Stop(), 0) << first.Log();
  ExpectEachAnsweredOnce();
}

TEST_F(Trouble, WaitsForAnAbsentBrokerSaysSoAndStopsAtOnce) {
  MakeTopics(1);
  broker_->Stop();
  RealDaemon daemon(Settings("a"), scratch_.path());
  daemon.Start();
  EXPECT_TRUE(Eventually(kPatience, [&] {
    const auto reason = daemon.Get("/readyz");
    return reason && reason->find("no broker") != std::string::npos;
  })) << daemon.Log();
  EXPECT_EQ(daemon.Stop(seconds(20)), 0) << "nothing is in flight: " << daemon.Log();

  daemon.Start();
  broker_->Start();
  Feed(10);
  EXPECT_TRUE(AllAnswered(&daemon)) << daemon.Log();
  EXPECT_EQ(daemon.Stop(), 0) << daemon.Log();
  ExpectEachAnsweredOnce();
}

TEST_F(Trouble, TheDrainTimeoutEndsAProcessThatWaitsForItsBrokerAndNothingIsLostByIt) {
  MakeTopics(1);
  DaemonSettings settings = Settings("a");
  settings.drain_timeout = "3s";
  RealDaemon daemon(settings, scratch_.path());
  daemon.Start();
  EXPECT_TRUE(daemon.WaitUntilReady(kPatience)) << daemon.Log();
  Feed(3000, 3000);
  EXPECT_TRUE(Eventually(kPatience, [&] { return cluster_->Committed("group", "in").at(0) > 0; }));
  broker_->Kill();
  const auto before = std::chrono::steady_clock::now();
  const std::optional<int> status = daemon.Stop(seconds(20));
  EXPECT_TRUE(status.has_value()) << daemon.Log();
  EXPECT_LT(std::chrono::steady_clock::now() - before, seconds(10));
  broker_->Start();
  daemon.Start();
  EXPECT_TRUE(AllAnswered(&daemon)) << daemon.Log();
  EXPECT_EQ(daemon.Stop(), 0) << daemon.Log();
  ExpectEachAnsweredOnce();
}

}  // namespace
}  // namespace dongtin
