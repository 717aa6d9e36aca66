#include "daemon/hard_stop.h"

#include <gtest/gtest.h>
#include <unistd.h>

namespace dongtin {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;

TEST(HardStopDeathTest, EndsTheProcessWhateverItWaitsFor) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  const auto hang = [] {
    HardStop stop;
    stop.Within(milliseconds(1), "not drained in time");
    for (;;) pause();
  };
  EXPECT_EXIT(hang(), ::testing::ExitedWithCode(1), "not drained in time");
}

TEST(HardStopDeathTest, TheEarliestEndCounts) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  const auto hang = [] {
    HardStop stop;
    stop.Within(hours(1), "late");
    stop.Within(milliseconds(1), "early");
    stop.Within(hours(2), "never");
    for (;;) pause();
  };
  EXPECT_EXIT(hang(), ::testing::ExitedWithCode(1), "early");
}

TEST(HardStop, IsCalledOffByItsDestruction) {
  HardStop stop;
  stop.Within(hours(1), "never");
}

}  // namespace
}  // namespace dongtin
