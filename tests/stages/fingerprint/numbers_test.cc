#include "stages/fingerprint/numbers.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string_view>
#include <vector>

namespace dongtin {
namespace {

using ::testing::IsEmpty;
using ::testing::SizeIs;

std::vector<std::uint32_t> Numbers(std::string_view text) {
  std::vector<std::uint32_t> numbers;
  AppendNumbers(text, &numbers);
  return numbers;
}

TEST(Numbers, JoinDigitsWithTheSignsBetweenThem) {
  EXPECT_THAT(Numbers("ngày 25/11/2026, giá 1.234,5 đồng"), SizeIs(2));
  EXPECT_EQ(Numbers("lúc 10:30"), Numbers("(10:30)"));
}

TEST(Numbers, EndBeforeASignThatNoDigitFollows) { EXPECT_EQ(Numbers("còn 25."), Numbers("25")); }

TEST(Numbers, KeepOrderAndRepeats) {
  const auto numbers = Numbers("1 2 1");
  ASSERT_THAT(numbers, SizeIs(3));
  EXPECT_EQ(numbers[0], numbers[2]);
  EXPECT_NE(numbers[0], numbers[1]);
}

TEST(Numbers, TakeLeadingZerosAsTheyStand) { EXPECT_NE(Numbers("08"), Numbers("8")); }

TEST(Numbers, TextWithoutDigitsHasNone) { EXPECT_THAT(Numbers("không có số nào, - . /"), IsEmpty()); }

}  // namespace
}  // namespace dongtin
