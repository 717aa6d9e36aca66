// Bad messages of every kind in one feed on a real broker: each becomes a dead letter, its neighbours events.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <map>
#include <tuple>

#include "tests/real/articles.h"
#include "tests/real/broker.h"
#include "tests/real/checker.h"
#include "tests/real/cluster.h"
#include "tests/real/options.h"
#include "tests/real/real_daemon.h"
#include "tests/support/bad_messages.h"
#include "tests/support/temp_dir.h"

namespace dongtin {
namespace {

using ::testing::HasSubstr;
using ::testing::IsSubsetOf;

constexpr std::size_t kMaxBytes = 8 << 20;  // of input.max_bytes; a dead letter may be 64 KiB longer

struct Bad {
  std::string name;
  std::optional<std::string> key;
  std::optional<std::string> value;
  std::string reason;
  std::string detail;
};

std::vector<Bad> AllBad() {
  std::vector<Bad> all;
  for (const BadMessage& bad : BadMessages()) {
    if (bad.options || bad.cut) continue;
    all.push_back({bad.name, "key-" + std::string(bad.name), bad.value, std::string(Name(bad.reason)), bad.detail});
  }
  all.push_back({"TombstoneWithoutKey", std::nullopt, std::nullopt, "tombstone_without_key", ""});
  all.push_back(
      {"TooLarge", "key", "{\"text\":\"" + std::string(kMaxBytes + 1000, 'a') + "\"}", "too_large", "input.max_bytes"});
  all.push_back({"TooLargeForADeadLetter", "key", std::string(kMaxBytes + (1 << 20), 'a'), "too_large", ""});
  return all;
}

class DeadLetters : public testing::Test {
 protected:
  // Feeds each bad message between two good ones, all in one partition, and lets the daemon answer.
  void LetTheDaemonAnswer(const std::vector<Bad>& all) {
    broker_.emplace(RealKafka());
    cluster_.emplace(broker_->address());
    for (const char* topic : {"in", "out", "dead"}) {
      cluster_->CreateTopic(topic, 1, {{"max.message.bytes", "16000000"}});
    }
    Writer writer(broker_->address());
    std::uint64_t n = 0;
    for (const Bad& bad : all) {
      writer.Send("in", "key-good", ArticleJson(n++, 300));
      writer.Send("in", bad.key, bad.value, {{"mark", bad.name}, {"null", std::nullopt}});
    }
    writer.Send("in", "key-good", ArticleJson(n, 300));
    writer.Flush(std::chrono::seconds(60));

    DaemonSettings settings;
    settings.brokers = broker_->address();
    settings.group = "group";
    settings.input_topic = "in";
    settings.output_topic = "out";
    settings.dead_letter_topic = "dead";
    settings.instance = "a";
    RealDaemon daemon(settings, scratch_.path());
    daemon.Start();
    const auto ends = cluster_->Ends("in", Isolation::kUncommitted);
    EXPECT_TRUE(Eventually(std::chrono::seconds(90), [&] {
      return !daemon.Running() || cluster_->Committed("group", "in") == ends;
    })) << daemon.Log();
    EXPECT_EQ(daemon.Stop(), 0) << daemon.Log();
  }

  std::vector<Record> Read(const std::string& topic) {
    return cluster_->ReadAll(topic, Isolation::kCommitted, std::chrono::seconds(60));
  }

  TempDir scratch_;
  std::optional<RealBroker> broker_;
  std::optional<Cluster> cluster_;
};

TEST_F(DeadLetters, HoldEachOfFortyKindsUnchangedAndItsNeighboursArePublished) {
  DONGTIN_NEEDS_KAFKA(RealKafka());
  const std::vector<Bad> all = AllBad();
  ASSERT_GE(all.size(), 40U);
  LetTheDaemonAnswer(all);

  std::map<std::string, Record> letters;
  for (Record& record : Read("dead")) letters.emplace(record.HeaderOf("mark").value_or("?"), std::move(record));
  EXPECT_EQ(letters.size(), all.size());
  for (const Bad& bad : all) {
    SCOPED_TRACE(bad.name);
    const auto found = letters.find(bad.name);
    if (found == letters.end()) {
      ADD_FAILURE() << "no dead letter";
      continue;
    }
    const Record& letter = found->second;
    EXPECT_EQ(letter.HeaderOf("dongtin.reason"), bad.reason);
    EXPECT_THAT(letter.HeaderOf("dongtin.detail").value_or(""), HasSubstr(bad.detail));
    EXPECT_EQ(letter.HeaderOf("dongtin.attempts"), "1");
    EXPECT_EQ(letter.key, bad.key);
    if (bad.value && bad.value->size() > kMaxBytes + (64 << 10)) {
      EXPECT_FALSE(letter.value);
      EXPECT_EQ(letter.HeaderOf("dongtin.value_size"), std::to_string(bad.value->size()));
    } else {
      EXPECT_TRUE(letter.value == bad.value) << "the value is another";
    }
    EXPECT_THAT((std::vector<Header>{{"mark", bad.name}, {"null", std::nullopt}}), IsSubsetOf(letter.headers));
  }

  std::vector<Question> questions;
  std::vector<Answer> answers;
  for (const Record& record : Read("in")) questions.push_back(ToQuestion(record));
  const std::vector<Record> events = Read("out");
  EXPECT_EQ(events.size(), all.size() + 1);
  for (const Record& record : events) answers.push_back(ToAnswer(record));
  for (const Record& record : Read("dead")) answers.push_back(ToAnswer(record));
  const Verdict verdict = Judge(questions, answers);
  EXPECT_EQ(std::tuple(verdict.lost, verdict.doubled, verdict.out_of_order, verdict.unexpected),
            std::tuple(0U, 0U, 0U, 0U))
      << verdict.Describe();
}

}  // namespace
}  // namespace dongtin
