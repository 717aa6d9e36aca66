#include "stages/text/rfc3339.h"

#include <gtest/gtest.h>

#include <limits>
#include <optional>

namespace dongtin {
namespace {

constexpr std::int64_t kDay = 86'400'000;

TEST(Rfc3339, ReadsUtcAndOffsets) {
  EXPECT_EQ(ParseRfc3339Ms("1970-01-01T00:00:00Z"), 0);
  EXPECT_EQ(ParseRfc3339Ms("2026-11-23T07:05:09+07:00"), ParseRfc3339Ms("2026-11-23T00:05:09Z"));
  EXPECT_EQ(ParseRfc3339Ms("2026-11-23T00:05:09Z"), 1795392309000);
  EXPECT_EQ(ParseRfc3339Ms("1969-12-31T19:00:00-05:00"), 0);
  EXPECT_EQ(ParseRfc3339Ms("1970-01-01T00:00:00-00:00"), 0);
}

TEST(Rfc3339, ReadsMillisecondsAndDropsFinerDigits) {
  EXPECT_EQ(ParseRfc3339Ms("1970-01-01T00:00:00.5Z"), 500);
  EXPECT_EQ(ParseRfc3339Ms("1970-01-01T00:00:00.007Z"), 7);
  EXPECT_EQ(ParseRfc3339Ms("1970-01-01T00:00:00.9999999999999999999999Z"), 999);
}

TEST(Rfc3339, TakesSmallLettersAndASpace) {
  EXPECT_EQ(ParseRfc3339Ms("1970-01-01t00:00:01z"), 1000);
  EXPECT_EQ(ParseRfc3339Ms("1970-01-01 00:00:01+00:00"), 1000);
}

TEST(Rfc3339, TakesADayAsItsBeginning) {
  EXPECT_EQ(ParseRfc3339Ms("1970-01-02"), kDay);
  EXPECT_EQ(ParseRfc3339Ms("1969-12-31"), -kDay);
}

TEST(Rfc3339, KnowsTheCalendar) {
  EXPECT_TRUE(IsDay("2024-02-29"));
  EXPECT_TRUE(IsDay("2000-02-29"));
  EXPECT_FALSE(IsDay("2023-02-29"));
  EXPECT_FALSE(IsDay("1900-02-29"));
  EXPECT_FALSE(IsDay("2026-04-31"));
  EXPECT_FALSE(IsDay("2026-00-10"));
  EXPECT_FALSE(IsDay("2026-13-10"));
  EXPECT_FALSE(IsDay("2026-11-00"));
}

TEST(Rfc3339, RefusesOtherThanDays) {
  for (const char* text : {"", "2026-11-2", "2026-11-234", "2026-1-23", "26-11-23", "2026/11/23", " 2026-11-23",
                           "2026-11-23 ", "+026-11-23", "2026-11-23T00:00:00Z"}) {
    EXPECT_FALSE(IsDay(text)) << text;
  }
}

TEST(Rfc3339, RefusesWhatTheStandardDoes) {
  for (const char* text : {"2026-11-23T07:05:09", "2026-11-23T07:05Z", "2026-11-23T24:00:00Z", "2026-11-23T07:60:00Z",
                           "2026-11-23T07:05:61Z", "2026-11-23T07:05:09.Z", "2026-11-23T07:05:09,5Z",
                           "2026-11-23T07:05:09+0700", "2026-11-23T07:05:09+07", "2026-11-23T07:05:09+24:00",
                           "2026-11-23T07:05:09+07:60", "2026-11-23T07:05:09Z ", "2026-11-23T07:05:09 Z",
                           "2026-11-23X07:05:09Z", "20261123T070509Z", "2026-11-23T", "2026-11-23T07:05:09+07:00Z"}) {
    EXPECT_EQ(ParseRfc3339Ms(text), std::nullopt) << text;
  }
}

TEST(Rfc3339, TakesALeapSecondOnlyAtTheEndOfAUtcDay) {
  EXPECT_EQ(ParseRfc3339Ms("2016-12-31T23:59:60Z"), ParseRfc3339Ms("2017-01-01T00:00:00Z"));
  EXPECT_EQ(ParseRfc3339Ms("2017-01-01T06:59:60.5+07:00"), ParseRfc3339Ms("2017-01-01T00:00:00Z"));
  EXPECT_EQ(ParseRfc3339Ms("2016-12-31T12:00:60Z"), std::nullopt);
  EXPECT_TRUE(ParseRfc3339Ms("1969-12-31T23:59:60Z").has_value());
}

TEST(Rfc3339, WritesUtc) {
  EXPECT_EQ(FormatRfc3339Ms(0), "1970-01-01T00:00:00Z");
  EXPECT_EQ(FormatRfc3339Ms(1795392309000), "2026-11-23T00:05:09Z");
  EXPECT_EQ(FormatRfc3339Ms(7), "1970-01-01T00:00:00.007Z");
  EXPECT_EQ(FormatRfc3339Ms(-1), "1969-12-31T23:59:59.999Z");
}

TEST(Rfc3339, HoldsTimesBeyondItsYearsAtTheEnds) {
  EXPECT_EQ(FormatRfc3339Ms(std::numeric_limits<std::int64_t>::min()), "0000-01-01T00:00:00Z");
  EXPECT_EQ(FormatRfc3339Ms(std::numeric_limits<std::int64_t>::max()), "9999-12-31T23:59:59.999Z");
}

TEST(Rfc3339, ReadsWhatItWrites) {
  for (std::int64_t ms = -62167219200000; ms < 253402300799999; ms += 9'876'543'210'1) {
    EXPECT_EQ(ParseRfc3339Ms(FormatRfc3339Ms(ms)), ms);
  }
}

}  // namespace
}  // namespace dongtin
