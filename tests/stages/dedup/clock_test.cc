#include "stages/dedup/clock.h"

#include <gtest/gtest.h>

#include <limits>

namespace dongtin {
namespace {

constexpr std::size_t kMinority = WindowClock::kVotes / 2;

WindowClock Settled(std::int64_t time_ms) {
  WindowClock clock;
  for (std::size_t i = 0; i < WindowClock::kVotes; ++i) clock.Vote(time_ms);
  return clock;
}

TEST(WindowClock, IsMovedByMostOfTheLatestTimesAndByNoFewer) {
  WindowClock clock = Settled(100);
  EXPECT_TRUE(clock.is_settled());
  for (std::size_t i = 0; i < kMinority; ++i) clock.Vote(900);
  EXPECT_EQ(clock.time_ms(), 100);
  clock.Vote(800);
  EXPECT_EQ(clock.time_ms(), 800);
}

TEST(WindowClock, ForgetsOldVotes) {
  WindowClock clock = Settled(100);
  for (int i = 0; i < 1000; ++i) clock.Vote(i % 3 == 0 ? 900 : 100);
  EXPECT_EQ(clock.time_ms(), 100);
}

TEST(WindowClock, NeverGoesBackOnceItIsSettled) {
  WindowClock clock = Settled(100);
  for (int i = 0; i < 1000; ++i) clock.Vote(50);
  EXPECT_EQ(clock.time_ms(), 100);
  EXPECT_EQ(clock.now_ms(), 100);
}

TEST(WindowClock, AnswersAsOfATimeAheadOfIt) {
  WindowClock clock = Settled(100);
  clock.Vote(900);
  EXPECT_EQ(clock.now_ms(), 900);
  clock.Vote(100);
  EXPECT_EQ(clock.now_ms(), 100);
}

TEST(WindowClock, ABadFirstTimePasses) {
  WindowClock clock;
  clock.Vote(900);
  clock.Vote(100);
  EXPECT_EQ(clock.time_ms(), 100);
  clock.Vote(101);
  EXPECT_EQ(clock.time_ms(), 101);
  EXPECT_FALSE(clock.is_settled());
}

TEST(WindowClock, NoTimeSaysNothing) {
  WindowClock clock;
  clock.Vote(0);
  EXPECT_EQ(clock.now_ms(), 0);
  clock.Vote(100);
  for (int i = 0; i < 1000; ++i) clock.Vote(i % 2 == 0 ? 0 : std::numeric_limits<std::int64_t>::min());
  EXPECT_EQ(clock.time_ms(), 100);
  EXPECT_EQ(clock.now_ms(), 100);
}

TEST(WindowClock, EndsWithTheYear9999) {
  EXPECT_EQ(Settled(std::numeric_limits<std::int64_t>::max()).time_ms(), 253'402'300'799'999);
}

}  // namespace
}  // namespace dongtin
