// Times as text: RFC 3339 and plain days. Pure functions, callable from any thread; no clock, no time zone data.
//
// Strict, as these are what programs exchange; the ways in which pages write dates for people are the clean stage's
// matter.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace dongtin {

// Milliseconds since 1970-01-01T00:00:00Z of an RFC 3339 date-time, such as "2026-11-23T07:05:09.25+07:00", or of a day
// "2026-11-23" (its beginning in UTC). As section 5.6 allows, `t` and `z` may be small and a space may stand for `T`.
// Years 0000 to 9999, days that the calendar has, hours to 23, offsets to 23:59. A leap second is taken where one can
// be, at 23:59:60 UTC, and counts as the second after it. Digits behind the milliseconds are read and dropped. nullopt
// for everything else, white space at the ends included.
std::optional<std::int64_t> ParseRfc3339Ms(std::string_view text);

// True for YYYY-MM-DD of a day that the calendar has.
bool IsDay(std::string_view text);

// RFC 3339 in UTC with `Z`, and three digits of milliseconds unless they are zero. Times outside of the years 0000 to
// 9999, which RFC 3339 cannot say, come out as the nearest that it can.
std::string FormatRfc3339Ms(std::int64_t ms);

}  // namespace dongtin
