// The dates that pages write for people: "Thứ Hai, 15:38, 09/04/2018", "ngày 17 tháng 3 năm 2026", "Dec. 15, 2023 at
// 6:17 AM GMT+7", "2021-05-13T00:00:00+07:00". Pure functions, callable from any thread; nothing depends on today.
//
// A short line is read token by token: numbers, words, signs. What is no part of a date, a time, a zone, the name of a
// weekday or a word that introduces dates ("Đăng lúc", "Updated") counts as unexplained; a line is a date line when
// next to nothing is.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace dongtin {

// How numbers such as 03/04/2024 and times without a zone are to be read.
struct DateStyle {
  bool month_first = false;     // 03/04/2024 is the 4th of March
  std::string_view zone = "Z";  // for times without one, as in RFC 3339
};

// A date has at least a day and a year: lines with fewer digits hold none.
inline constexpr int kMinDateDigits = 5;

struct PageDate {
  std::string
      rfc3339;  // with the page's own offset, else style.zone; a day is its midnight; seconds are :00 unless given
  int unexplained = 0;  // words of the line that are no part of the date
  bool has_time = false;
  bool leads = false;  // the line begins with it
};

// The first date in `line`, nullopt when there is none with a day, a month and a year that exist. Looks at lines of at
// most 160 bytes only, linear in them.
std::optional<PageDate> FindDate(std::string_view line, const DateStyle& style);

// True for "5 giờ trước", "hôm qua", "2 hours ago", "Vừa xong": lines that mean a moment relative to the reader. Takes
// Block::folded.
bool IsRelativeTime(std::string_view folded);

}  // namespace dongtin
