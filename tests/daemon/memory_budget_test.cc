#include "daemon/memory_budget.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace dongtin {
namespace {

using testing::HasSubstr;
using testing::Optional;

constexpr std::uint64_t kMiB = 1 << 20;

BudgetInput Input(std::uint64_t budget, std::size_t max_message = 8 * kMiB) {
  BudgetInput input;
  input.options.budget = budget;
  input.max_message = max_message;
  input.max_event = 1'000'000;
  return input;
}

std::uint64_t Sum(const BudgetShares& shares) {
  return shares.fetch + shares.prefetch + shares.producer + shares.engine;
}

TEST(ShareOut, GivesTheDefaultBudgetToAllQueues) {
  const BudgetShares shares = ShareOut(Input(512 * kMiB));
  EXPECT_TRUE(shares.fits);
  EXPECT_EQ(shares.fetch, 64 * kMiB);
  EXPECT_EQ(shares.prefetch, 32 * kMiB);
  EXPECT_EQ(shares.producer, 64 * kMiB);
  EXPECT_EQ(shares.queue_bytes, 352 * kMiB / 3 - 8 * kMiB);
}

TEST(ShareOut, NeverGivesMoreThanThereIs) {
  for (std::uint64_t budget = 16 * kMiB; budget < 4096 * kMiB; budget += budget / 7) {
    for (const std::size_t message :
         {std::size_t{1} << 10, std::size_t{1} << 20, std::size_t{8} << 20, std::size_t{64} << 20}) {
      for (const int lanes : {1, 3}) {
        BudgetInput input = Input(budget, message);
        input.lanes = lanes;
        const BudgetShares shares = ShareOut(input);
        if (shares.fits) {
          EXPECT_LE(Sum(shares), budget) << budget << " " << message;
        }
        EXPECT_GE(shares.queue_bytes, 1U);
        EXPECT_EQ(shares.fits, shares.fault.empty());
      }
    }
  }
}

TEST(ShareOut, TakesHalfOfTheCgroupsLimitWhenThatIsLess) {
  BudgetInput input = Input(512 * kMiB);
  input.cgroup_limit = 600 * kMiB;
  EXPECT_EQ(ShareOut(input).total, 300 * kMiB);
  input.cgroup_limit = 4096 * kMiB;
  EXPECT_EQ(ShareOut(input).total, 512 * kMiB);
}

TEST(ShareOut, SaysWhichKeysDisagreeAndHowMuchItTakes) {
  const BudgetShares shares = ShareOut(Input(32 * kMiB));
  EXPECT_FALSE(shares.fits);
  EXPECT_THAT(shares.fault, HasSubstr("memory.budget (32MiB) is too small for input.max_bytes (8MiB): it takes "));
  const std::uint64_t takes = std::stoull(shares.fault.substr(shares.fault.rfind(' ') + 1)) * kMiB;
  EXPECT_TRUE(ShareOut(Input(takes)).fits);
  EXPECT_FALSE(ShareOut(Input(takes - kMiB)).fits);
}

TEST(ShareOut, NamesTheCgroupWhereItIsToBlame) {
  BudgetInput input = Input(512 * kMiB);
  input.cgroup_limit = 64 * kMiB;
  EXPECT_THAT(ShareOut(input).fault, HasSubstr("half of the cgroup's limit, 32MiB"));
}

TEST(ShareOut, ObeysAQueueSetByHandWithinTheBudget) {
  BudgetInput input = Input(512 * kMiB);
  input.queue_bytes = 10 * kMiB;
  EXPECT_EQ(ShareOut(input).queue_bytes, 10 * kMiB);
  EXPECT_TRUE(ShareOut(input).fits);
  input.queue_bytes = 200 * kMiB;
  EXPECT_THAT(ShareOut(input).fault, HasSubstr("engine.queue_bytes (200MiB) and input.max_bytes (8MiB)"));
}

TEST(ParseCgroupLimit, ReadsANumberAndNothingElse) {
  EXPECT_THAT(ParseCgroupLimit("536870912\n"), Optional(std::uint64_t{536870912}));
  for (const char* const none :
       {"", "max\n", "9223372036854771712\n", "0\n", "-1\n", "12 34\n", "99999999999999999999\n"}) {
    EXPECT_EQ(ParseCgroupLimit(none), std::nullopt) << none;
  }
}

TEST(ReadCgroupLimit, ReadsWhateverThisMachineHas) {
  const auto limit = ReadCgroupLimit();
  EXPECT_TRUE(!limit || *limit > 0);
}

}  // namespace
}  // namespace dongtin
