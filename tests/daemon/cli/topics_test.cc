// What `dongtin topics` finds and says; against a cluster: tests/real.
#include "daemon/topics.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/daemon/cli/program.h"

namespace dongtin {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::Pair;

KafkaOptions Options() {
  KafkaOptions options;
  options.input_topics = {"in", "^in[.].*"};
  options.output_topic = "out";
  options.dead_letter_topic = "dead";
  options.max_bytes = 1 << 20;
  return options;
}

TopicState State(int partitions, const std::string& max_message_bytes, const std::string& policy = "delete") {
  TopicState state;
  state.partitions = partitions;
  state.settings = {{"max.message.bytes", max_message_bytes}, {"cleanup.policy", policy}};
  return state;
}

std::vector<TopicPlan> Plans(const std::map<std::string, TopicState>& there) {
  return PlanTopics(TopicsNeeded(Options()), there);
}

TEST(TopicsNeeded, AreThoseOfTheConfigurationWithoutPatterns) {
  const auto needs = TopicsNeeded(Options());
  ASSERT_EQ(needs.size(), 3U);
  EXPECT_EQ(needs[0].topic, "in");
  EXPECT_EQ(needs[0].min_message_bytes, 0U);
  EXPECT_EQ(needs[1].topic, "out");
  EXPECT_EQ(needs[1].min_message_bytes, 1'048'000U);
  EXPECT_EQ(needs[2].topic, "dead");
  EXPECT_EQ(needs[2].min_message_bytes, (std::uint64_t{1} << 20) + (64 << 10));
  EXPECT_TRUE(needs[2].never_compacted);
}

TEST(PlanTopics, FindsNothingToDoWhereAllFits) {
  const auto plans = Plans({{"in", State(3, "10")}, {"out", State(1, "1048588")}, {"dead", State(1, "9000000")}});
  for (const TopicPlan& plan : plans) EXPECT_TRUE(plan.fits()) << plan.need.topic;
  EXPECT_THAT(CommandsFor(plans, "b:1"), IsEmpty());
  EXPECT_THAT(DescribePlans(plans), Not(HasSubstr("TO CHANGE")));
}

TEST(PlanTopics, TakesAKafkaTopicWithItsDefaultsForTheDefaultLengthOfEvents) {
  EXPECT_TRUE(PlanTopics({TopicsNeeded(KafkaOptions())[1]}, {{"events", State(1, "1048588")}})[0].fits());
}

TEST(PlanTopics, ChangesOnlyWhatDoesNotFit) {
  const auto plans =
      Plans({{"in", State(3, "10")}, {"out", State(1, "1000")}, {"dead", State(1, "9000000", "compact,delete")}});
  EXPECT_THAT(plans[1].changes, ElementsAre(Pair("max.message.bytes", "1048000")));
  EXPECT_THAT(plans[2].changes, ElementsAre(Pair("cleanup.policy", "delete")));
  EXPECT_THAT(CommandsFor(plans, "b:1"),
              ElementsAre("kafka-configs.sh --bootstrap-server b:1 --alter --entity-type topics --entity-name out "
                          "--add-config max.message.bytes=1048000",
                          "kafka-configs.sh --bootstrap-server b:1 --alter --entity-type topics --entity-name dead "
                          "--add-config cleanup.policy=delete"));
  EXPECT_THAT(DescribePlans(plans), HasSubstr("needs >= 1048000   has 1000         TO CHANGE\n"));
}

TEST(PlanTopics, MakesAnOutputWithThePartitionsOfTheInput) {
  const auto plans = Plans({{"in", State(12, "10")}});
  EXPECT_FALSE(plans[0].missing);
  EXPECT_TRUE(plans[1].missing);
  EXPECT_EQ(plans[1].partitions, 12);
  EXPECT_EQ(plans[2].partitions, -1);
  EXPECT_THAT(CommandsFor(plans, "b:1"),
              ElementsAre("kafka-topics.sh --bootstrap-server b:1 --create --topic out --partitions 12 "
                          "--config max.message.bytes=1048000",
                          "kafka-topics.sh --bootstrap-server b:1 --create --topic dead "
                          "--config cleanup.policy=delete --config max.message.bytes=1114112"));
}

TEST(PlanTopics, SetsAnewWhatIsNoNumber) { EXPECT_FALSE(Plans({{"out", State(1, "many")}})[1].fits()); }

TEST(Topics, FailsWithAReasonWhereNoClusterAnswers) {
  const ScratchFolder folder;
  const std::string config = folder.Write("gone.yaml", "kafka: {brokers: \"127.0.0.1:1\"}\n");
  const Ran ran = RunDongtin({"topics", "--config", config});
  EXPECT_EQ(ran.status, 1);
  EXPECT_THAT(ran.out, IsEmpty());
  EXPECT_THAT(ran.err, HasSubstr("127.0.0.1:1"));
}

}  // namespace
}  // namespace dongtin
