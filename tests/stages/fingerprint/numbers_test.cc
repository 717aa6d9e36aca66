#include "stages/fingerprint/numbers.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
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

TEST(Numbers, AreTheSameHoweverTheyAreWritten) {
  EXPECT_EQ(Numbers("1.250.000"), Numbers("1250000"));
  EXPECT_EQ(Numbers("1,250"), Numbers("1.250"));
  EXPECT_EQ(Numbers("2,5"), Numbers("2.5"));
  EXPECT_EQ(Numbers("1.234,5"), Numbers("1,234.5"));
  EXPECT_NE(Numbers("2,5"), Numbers("25"));
  EXPECT_NE(Numbers("1/250"), Numbers("1250"));
  EXPECT_NE(Numbers("1.2500"), Numbers("12500"));
}

TEST(Numbers, OfAnyLengthAreRead) {
  EXPECT_THAT(Numbers(std::string(1000, '7')), SizeIs(1));
  EXPECT_NE(Numbers(std::string(1000, '7')), Numbers(std::string(1000, '8')));
}

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
