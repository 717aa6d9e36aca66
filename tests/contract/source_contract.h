// What every Source promises (daemon/io.h), as a suite. An implementation writes a SourceHarness and instantiates it:
//
//   INSTANTIATE_TEST_SUITE_P(Memory, SourceContract, testing::Values(SourceMaker([] { ... })));
#pragma once

#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "daemon/io.h"

namespace dongtin {

// Drives one implementation. Values are single lines of text, not blank.
class SourceHarness {
 public:
  virtual ~SourceHarness() = default;
  // Puts values into what the source reads, in one partition. Called before and between polls.
  virtual void Feed(const std::vector<std::string>& values) = 0;
  // Nothing more will be fed. False when such an input never ends.
  virtual bool Finish() = 0;
  virtual Source& source() = 0;
};
using SourceMaker = std::function<std::unique_ptr<SourceHarness>()>;

class SourceContract : public testing::TestWithParam<SourceMaker> {
 protected:
  SourceContract() : harness_(GetParam()()) {}

  // The next message; fails the test when none comes in half a minute.
  RawMessage Next() {
    for (int i = 0; i < 300; ++i) {
      Source::Polled polled = harness_->source().Poll(std::chrono::milliseconds(100));
      if (auto* message = std::get_if<RawMessage>(&polled)) return std::move(*message);
      if (std::holds_alternative<Source::End>(polled)) break;
    }
    ADD_FAILURE() << "the source gave no message";
    return {};
  }

  std::unique_ptr<SourceHarness> harness_;
};

TEST_P(SourceContract, GivesMessagesAsTheyAreAndInOrder) {
  harness_->Feed({"one", "hai", "{\"ba\": 3}"});
  EXPECT_EQ(Next().value, "one");
  EXPECT_EQ(Next().value, "hai");
  EXPECT_EQ(Next().value, "{\"ba\": 3}");
}

TEST_P(SourceContract, GivesEachMessageItsOwnCoordinatesRisingInAPartition) {
  harness_->Feed({"a", "a", "a"});
  const RawMessage first = Next();
  const RawMessage second = Next();
  const RawMessage third = Next();
  EXPECT_EQ(first.at.topic, second.at.topic);
  EXPECT_EQ(first.at.partition, second.at.partition);
  EXPECT_LT(first.at.offset, second.at.offset);
  EXPECT_LT(second.at.offset, third.at.offset);
  EXPECT_EQ((std::set<std::string>{first.fallback_id, second.fallback_id, third.fallback_id}.size()), 3u);
  EXPECT_FALSE(first.fallback_id.empty());
}

TEST_P(SourceContract, IsIdleWhileNothingComesAndGoesOnAfterwards) {
  harness_->Feed({"before"});
  EXPECT_EQ(Next().value, "before");
  EXPECT_TRUE(std::holds_alternative<Source::Idle>(harness_->source().Poll(std::chrono::milliseconds(1))));
  harness_->Feed({"after"});
  EXPECT_EQ(Next().value, "after");
}

TEST_P(SourceContract, EndsForGood) {
  harness_->Feed({"last"});
  if (!harness_->Finish()) GTEST_SKIP() << "this input never ends";
  EXPECT_EQ(Next().value, "last");
  for (int i = 0; i < 3; ++i) {
    EXPECT_TRUE(std::holds_alternative<Source::End>(harness_->source().Poll(std::chrono::milliseconds(100))));
  }
}

}  // namespace dongtin
