// What every Clock promises (daemon/io.h), as a suite.
#pragma once

#include <gtest/gtest.h>

#include <functional>
#include <memory>

#include "daemon/io.h"

namespace dongtin {

using ClockMaker = std::function<std::unique_ptr<Clock>()>;

class ClockContract : public testing::TestWithParam<ClockMaker> {
 protected:
  ClockContract() : clock_(GetParam()()) {}

  std::unique_ptr<Clock> clock_;
};

TEST_P(ClockContract, ASleepTakesAtLeastItsTime) {
  const auto before = clock_->Now();
  EXPECT_TRUE(clock_->Sleep(std::chrono::milliseconds(2), std::stop_token()));
  EXPECT_GE(clock_->Now() - before, std::chrono::milliseconds(2));
}

TEST_P(ClockContract, AStopRequestedBeforeMeansNoSleep) {
  std::stop_source stop;
  stop.request_stop();
  EXPECT_FALSE(clock_->Sleep(std::chrono::hours(1), stop.get_token()));
}

TEST_P(ClockContract, TheWallClockCountsMillisecondsSince1970) {
  constexpr std::int64_t k2026 = 1'767'225'600'000;
  constexpr std::int64_t k2100 = 4'102'444'800'000;
  EXPECT_GT(clock_->WallMs(), k2026);
  EXPECT_LT(clock_->WallMs(), k2100);
}

}  // namespace dongtin
