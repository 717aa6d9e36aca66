// `dongtin topics` against a real broker: what it finds, and what --apply makes of it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <optional>

#include "tests/real/broker.h"
#include "tests/real/child.h"
#include "tests/real/cluster.h"
#include "tests/real/options.h"
#include "tests/real/real_daemon.h"
#include "tests/real/topic_settings.h"
#include "tests/support/temp_dir.h"

namespace dongtin {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::Pair;

constexpr std::chrono::seconds kPatience(60);

struct Ran {
  std::optional<int> status;
  std::string output;
};

class Topics : public testing::Test {
 protected:
  void StartBroker() {
    broker_.emplace(RealKafka());
    cluster_.emplace(broker_->address());
    std::ofstream(scratch_.path() + "/topics.yaml")
        << "input: {topics: [in], max_bytes: 4MiB}\noutput: {topic: out, max_bytes: 2MiB}\ndead_letter: {topic: dead}\n"
        << "kafka: {brokers: \"" << broker_->address() << "\"}\n";
  }

  Ran Run(const std::vector<std::string>& arguments) {
    const std::string output = scratch_.path() + "/output" + std::to_string(runs_++);
    std::vector<std::string> command = {DongtinBinary(), "topics", "--config", scratch_.path() + "/topics.yaml"};
    command.insert(command.end(), arguments.begin(), arguments.end());
    Child child(command, output);
    const auto status = child.Wait(kPatience);
    return {status, ContentsOf(output)};
  }

  TopicSettings State(const std::string& topic) { return SettingsOf(broker_->address(), topic); }

  TempDir scratch_;
  std::optional<RealBroker> broker_;
  std::optional<Cluster> cluster_;
  int runs_ = 0;
};

TEST_F(Topics, AreShownAndMadeAndChangedOnlyWhereTheyDoNotFit) {
  DONGTIN_NEEDS_KAFKA(RealKafka());
  StartBroker();
  cluster_->CreateTopic("in", 3);
  cluster_->CreateTopic(
      "dead", 2, {{"cleanup.policy", "compact"}, {"max.message.bytes", "1000000"}, {"retention.ms", "123456789"}});

  const Ran before = Run({});
  EXPECT_EQ(before.status, 1) << before.output;
  EXPECT_THAT(before.output, HasSubstr("out (output): MISSING, gets 3 partitions"));
  EXPECT_THAT(before.output, HasSubstr("--create --topic out --partitions 3 --config max.message.bytes=2145152"));
  EXPECT_THAT(before.output,
              HasSubstr("--entity-name dead --add-config cleanup.policy=delete,max.message.bytes=4259840"));

  const Ran applied = Run({"--apply"});
  EXPECT_EQ(applied.status, 0) << applied.output;
  EXPECT_EQ(cluster_->Partitions("out").size(), 3U);
  EXPECT_EQ(State("out").in_force.at("max.message.bytes"), "2145152");
  const TopicSettings dead = State("dead");
  EXPECT_THAT(dead.own,
              testing::UnorderedElementsAre(Pair("cleanup.policy", "delete"), Pair("max.message.bytes", "4259840"),
                                            Pair("retention.ms", "123456789")));

  const Ran after = Run({});
  EXPECT_EQ(after.status, 0) << after.output;
  EXPECT_THAT(after.output, Not(HasSubstr("TO CHANGE")));
  EXPECT_THAT(after.output, Not(HasSubstr("kafka-")));
}

}  // namespace
}  // namespace dongtin
