#include "stages/clean/dates.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>
#include <unordered_set>
#include <vector>

#include "stages/text/rfc3339.h"
#include "stages/text/words.h"

namespace dongtin {
namespace {

constexpr std::size_t kMaxLine = 160;

bool IsDigit(char c) { return c >= '0' && c <= '9'; }
bool IsWordByte(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || static_cast<unsigned char>(c) >= 0x80;
}

struct Token {
  enum class Kind { kNumber, kWord, kSign };
  Kind kind = Kind::kSign;
  std::string word;  // accents folded; signs: the character
  int value = 0;
  std::size_t length = 0;  // digits of a number
  bool spaced = false;     // white space stands before it
  bool used = false;
};

std::vector<Token> Tokenize(std::string_view line) {
  std::vector<Token> tokens;
  tokens.reserve(32);
  bool spaced = false;
  for (std::size_t i = 0; i < line.size();) {
    if (line[i] == ' ') {
      spaced = true;
      ++i;
      continue;
    }
    Token token;
    token.spaced = spaced;
    spaced = false;
    std::size_t end = i + 1;
    if (IsDigit(line[i])) {
      token.kind = Token::Kind::kNumber;
      while (end < line.size() && IsDigit(line[end])) ++end;
      token.length = end - i;
      for (std::size_t k = i; k < std::min(end, i + 8); ++k) token.value = token.value * 10 + (line[k] - '0');
    } else if (IsWordByte(line[i])) {
      while (end < line.size() && IsWordByte(line[end])) ++end;
      ForEachFoldedWord(line.substr(i, end - i), [&token](std::string_view word) {
        token.word += word;
        token.kind = Token::Kind::kWord;
      });
      token.length = end - i;
    } else {
      token.word = line[i];
    }
    tokens.push_back(std::move(token));
    i = end;
  }
  return tokens;
}

int MonthOf(std::string_view word) {
  static constexpr std::array<std::string_view, 12> kMonths = {"january",   "february", "march",    "april",
                                                               "may",       "june",     "july",     "august",
                                                               "september", "october",  "november", "december"};
  if (word.size() < 3) return 0;
  if (word == "sept") return 9;
  for (std::size_t i = 0; i < kMonths.size(); ++i) {
    if (word == kMonths[i] || (word.size() == 3 && kMonths[i].starts_with(word))) return static_cast<int>(i) + 1;
  }
  return 0;
}

// Words that stand around dates without being part of one, accents folded.
bool IntroducesDates(std::string_view word) {
  static const std::unordered_set<std::string_view> kWords = {
      "thu",    "hai",     "ba",        "tu",      "nam",     "sau",       "bay",      "chu",    "nhat",     "cn",
      "ngay",   "thang",   "luc",       "gio",     "phut",    "giay",      "vao",      "dang",   "cap",      "xuat",
      "ban",    "luot",    "xem",       "tin",     "sang",    "chieu",     "toi",      "trua",   "bai",      "hom",
      "nay",    "viet",    "published", "updated", "posted",  "last",      "on",       "at",     "first",    "modified",
      "date",   "created", "time",      "monday",  "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday",
      "mon",    "tue",     "tues",      "wed",     "thu",     "thur",      "thurs",    "fri",    "sat",      "sun",
      "st",     "nd",      "rd",        "th",      "of",      "the",       "am",       "pm",     "a",        "p",
      "m",      "h",       "g",         "gmt",     "utc",     "ict",       "est",      "edt",    "et",       "cst",
      "cdt",    "ct",      "pst",       "pdt",     "pt",      "bst",       "cet",      "cest",   "min",      "mins",
      "minute", "minutes", "read",      "views",   "release", "publish"};
  return kWords.contains(word);
}

struct Found {
  int year = 0, month = 0, day = 0;
  int hour = -1, minute = 0, second = 0;
  std::string zone;
};

// Takes tokens[from, from + count) as used.
void Use(std::vector<Token>& tokens, std::size_t from, std::size_t count) {
  for (std::size_t i = from; i < std::min(from + count, tokens.size()); ++i) tokens[i].used = true;
}

class Reader {
 public:
  Reader(std::vector<Token>& tokens, const DateStyle& style) : tokens_(tokens), style_(style) {}

  bool ReadDay() {
    for (std::size_t i = 0; i < tokens_.size(); ++i) {
      if (Iso(i) || Numeric(i) || VietnameseWords(i) || English(i)) return true;
    }
    return false;
  }

  void ReadTime() {
    for (std::size_t i = 0; i < tokens_.size(); ++i) {
      if (!tokens_[i].used && Clock(i)) return;
    }
  }

  void ReadZone() {
    for (std::size_t i = 0; i < tokens_.size(); ++i) {
      if (tokens_[i].used) continue;
      if (tokens_[i].word == "gmt" || tokens_[i].word == "utc") {
        found.zone = Offset(i + 1, true).value_or("Z");
        return;
      }
      if (i == clock_end_ && found.hour >= 0) {
        if (const auto offset = Offset(i, false)) {
          found.zone = *offset;
          return;
        }
        if ((tokens_[i].word == "z" || tokens_[i].word == "Z") && !tokens_[i].spaced) {
          found.zone = "Z";
          tokens_[i].used = true;
          return;
        }
      }
      static constexpr std::pair<std::string_view, std::string_view> kZones[] = {
          {"ict", "+07:00"}, {"est", "-05:00"}, {"edt", "-04:00"}, {"cst", "-06:00"}, {"cdt", "-05:00"},
          {"pst", "-08:00"}, {"pdt", "-07:00"}, {"bst", "+01:00"}, {"cet", "+01:00"}, {"cest", "+02:00"}};
      for (const auto& [name, offset] : kZones) {
        if (found.hour >= 0 && tokens_[i].word == name) {
          found.zone = offset;
          tokens_[i].used = true;
          return;
        }
      }
    }
  }

  Found found;

 private:
  bool Is(std::size_t i, Token::Kind kind) const { return i < tokens_.size() && tokens_[i].kind == kind; }
  bool IsNumber(std::size_t i) const { return Is(i, Token::Kind::kNumber); }
  bool IsWord(std::size_t i, std::string_view word) const { return i < tokens_.size() && tokens_[i].word == word; }
  bool IsShortNumber(std::size_t i) const { return IsNumber(i) && tokens_[i].length <= 2; }

  bool Accept(std::size_t from, std::size_t count, int year, int month, int day) {
    if (year < 1990 || year > 2099 || month < 1 || month > 12 || day < 1 || day > 31) return false;
    found.year = year, found.month = month, found.day = day;
    Use(tokens_, from, count);
    return true;
  }

  // 2021-05-13, 2021/05/13, with a T and a time behind it perhaps.
  bool Iso(std::size_t i) {
    if (!(IsNumber(i) && tokens_[i].length == 4 && IsShortNumber(i + 2) && IsShortNumber(i + 4))) return false;
    const std::string& sign = tokens_[i + 1].word;
    if ((sign != "-" && sign != "/" && sign != ".") || tokens_[i + 3].word != sign) return false;
    if (!Accept(i, 5, tokens_[i].value, tokens_[i + 2].value, tokens_[i + 4].value)) return false;
    if (IsWord(i + 5, "t") && !tokens_[i + 5].spaced) tokens_[i + 5].used = true;
    return true;
  }

  // 09/04/2018, 27-12-2018, 8.5.2019.
  bool Numeric(std::size_t i) {
    if (!(IsShortNumber(i) && IsShortNumber(i + 2) && IsNumber(i + 4) && tokens_[i + 4].length == 4)) return false;
    const std::string& sign = tokens_[i + 1].word;
    if ((sign != "-" && sign != "/" && sign != ".") || tokens_[i + 3].word != sign) return false;
    const int a = tokens_[i].value, b = tokens_[i + 2].value, year = tokens_[i + 4].value;
    const bool month_first = (style_.month_first && a <= 12) || b > 12;
    return month_first ? Accept(i, 5, year, a, b) : Accept(i, 5, year, b, a);
  }

  // [ngày] 17 tháng 3[,] [năm] 2026
  bool VietnameseWords(std::size_t i) {
    if (!(IsShortNumber(i) && IsWord(i + 1, "thang") && IsShortNumber(i + 2))) return false;
    std::size_t k = i + 3;
    while (IsWord(k, ",") || IsWord(k, "nam")) ++k;
    return IsNumber(k) && tokens_[k].length == 4 &&
           Accept(i, k + 1 - i, tokens_[k].value, tokens_[i + 2].value, tokens_[i].value);
  }

  // December 15[th], 2023 and 15[th of] December[,] 2023
  bool English(std::size_t i) {
    if (const int month = Is(i, Token::Kind::kWord) ? MonthOf(tokens_[i].word) : 0; month > 0) {
      std::size_t k = i + 1;
      if (IsWord(k, ".")) ++k;
      if (!IsShortNumber(k)) return false;
      const int day = tokens_[k++].value;
      while (IsWord(k, "st") || IsWord(k, "nd") || IsWord(k, "rd") || IsWord(k, "th") || IsWord(k, ",")) ++k;
      return IsNumber(k) && tokens_[k].length == 4 && Accept(i, k + 1 - i, tokens_[k].value, month, day);
    }
    if (!IsShortNumber(i)) return false;
    std::size_t k = i + 1;
    while (IsWord(k, "st") || IsWord(k, "nd") || IsWord(k, "rd") || IsWord(k, "th") || IsWord(k, "of") ||
           IsWord(k, "-"))
      ++k;
    const int month = Is(k, Token::Kind::kWord) ? MonthOf(tokens_[k].word) : 0;
    if (month == 0) return false;
    ++k;
    while (IsWord(k, ",") || IsWord(k, ".") || IsWord(k, "-")) ++k;
    return IsNumber(k) && tokens_[k].length == 4 && Accept(i, k + 1 - i, tokens_[k].value, month, tokens_[i].value);
  }

  // 19:40[:00] [PM], 19h40, 9 giờ 5 phút, 6.17 p.m., 3 PM
  bool Clock(std::size_t i) {
    if (!IsShortNumber(i) || tokens_[i].value > 24) return false;
    int hour = tokens_[i].value, minute = 0, second = 0;
    std::size_t k = i + 1;
    bool sure = false;
    const bool colon = IsWord(k, ":");
    if ((colon || IsWord(k, "h") || IsWord(k, "g") || IsWord(k, "gio") || IsWord(k, ".")) && IsShortNumber(k + 1) &&
        !tokens_[k + 1].used && (colon || tokens_[k].word != "." || tokens_[k + 1].length == 2)) {
      sure = tokens_[k].word != ".";
      minute = tokens_[k + 1].value;
      k += 2;
      if (IsWord(k, "phut")) ++k;
      if (colon && IsWord(k, ":") && IsShortNumber(k + 1)) {
        second = tokens_[k + 1].value;
        k += 2;
        if (IsWord(k, ".") && IsNumber(k + 1) && !tokens_[k + 1].spaced) k += 2;  // fractions of a second
      }
    }
    const std::size_t half = k;
    const bool morning = IsWord(k, "am") || (IsWord(k, "a") && IsWord(k + 1, ".") && IsWord(k + 2, "m"));
    const bool evening = IsWord(k, "pm") || (IsWord(k, "p") && IsWord(k + 1, ".") && IsWord(k + 2, "m"));
    if (morning || evening) {
      k += tokens_[half].length == 2 ? 1 : IsWord(k + 3, ".") ? 4 : 3;
      if (evening && hour < 12) hour += 12;
      if (morning && hour == 12) hour = 0;
      sure = true;
    }
    if (!sure || hour > 23 || minute > 59 || second > 59) return false;
    found.hour = hour, found.minute = minute, found.second = second;
    Use(tokens_, i, k - i);
    clock_end_ = k;
    return true;
  }

  // +07:00, -0500 from token i on and, where "GMT" stands before it (`named`), +7. A lone sign is as often a dash
  // between a time and what follows it: "15:38-09/04/2018", "10:30 -5 bình luận".
  std::optional<std::string> Offset(std::size_t i, bool named) {
    if (!(IsWord(i, "+") || IsWord(i, "-")) || !IsNumber(i + 1) || tokens_[i + 1].spaced || tokens_[i + 1].used)
      return std::nullopt;
    int hours = tokens_[i + 1].value, minutes = 0;
    std::size_t count = 2;
    if (tokens_[i + 1].length == 4) {
      minutes = hours % 100;
      hours /= 100;
    } else if (tokens_[i + 1].length > 2) {
      return std::nullopt;
    } else if (IsWord(i + 2, ":") && IsShortNumber(i + 3) && !tokens_[i + 3].used) {
      minutes = tokens_[i + 3].value;
      count = 4;
    } else if (!named) {
      return std::nullopt;
    }
    if (hours > 14 || minutes > 59) return std::nullopt;
    const std::string text = {tokens_[i].word[0],
                              static_cast<char>('0' + hours / 10),
                              static_cast<char>('0' + hours % 10),
                              ':',
                              static_cast<char>('0' + minutes / 10),
                              static_cast<char>('0' + minutes % 10)};
    Use(tokens_, i, count);
    return text;
  }

  std::vector<Token>& tokens_;
  const DateStyle& style_;
  std::size_t clock_end_ = 0;
};

// `value`, of at most `width` digits and that of at most 4.
void AppendPadded(int value, std::size_t width, std::string* out) {
  char digits[4];
  for (std::size_t i = width; i > 0; value /= 10) digits[--i] = static_cast<char>('0' + value % 10);
  out->append(digits, width);
}

// The year that every date needs: four digits and no more, 19.. or 20...
bool HasYear(std::string_view line) {
  std::size_t digits = 0;
  for (std::size_t i = 0; i <= line.size(); ++i) {
    if (i < line.size() && IsDigit(line[i])) {
      ++digits;
      continue;
    }
    if (digits == 4 && (line.substr(i - 4, 2) == "19" || line.substr(i - 4, 2) == "20")) return true;
    digits = 0;
  }
  return false;
}

}  // namespace

std::optional<PageDate> FindDate(std::string_view line, const DateStyle& style) {
  // Most lines end here.
  if (line.size() > kMaxLine || line.size() < 8 || std::count_if(line.begin(), line.end(), IsDigit) < kMinDateDigits ||
      !HasYear(line))
    return std::nullopt;
  std::vector<Token> tokens = Tokenize(line);
  Reader reader(tokens, style);
  if (!reader.ReadDay()) return std::nullopt;
  reader.ReadTime();
  reader.ReadZone();
  const Found& found = reader.found;

  constexpr std::size_t kLength = sizeof("2024-06-17T10:38:00+07:00");
  PageDate date;
  date.rfc3339.reserve(kLength);
  AppendPadded(found.year, 4, &date.rfc3339);
  date.rfc3339 += '-';
  AppendPadded(found.month, 2, &date.rfc3339);
  date.rfc3339 += '-';
  AppendPadded(found.day, 2, &date.rfc3339);
  if (!IsDay(date.rfc3339)) return std::nullopt;
  date.has_time = found.hour >= 0;
  date.leads = tokens.front().used;
  date.rfc3339 += 'T';
  AppendPadded(std::max(0, found.hour), 2, &date.rfc3339);
  date.rfc3339 += ':';
  AppendPadded(found.minute, 2, &date.rfc3339);
  date.rfc3339 += ':';
  AppendPadded(found.second, 2, &date.rfc3339);
  date.rfc3339 += found.zone.empty() ? style.zone : std::string_view(found.zone);
  for (const Token& token : tokens) {
    date.unexplained += token.kind == Token::Kind::kWord && !token.used && !IntroducesDates(token.word);
  }
  return date;
}

bool IsRelativeTime(std::string_view folded) {
  if (folded == "vừa xong" || folded == "hôm qua" || folded == "just now" || folded == "yesterday") return true;
  if (folded.empty() || !IsDigit(folded[0])) return false;
  const std::size_t space = folded.find(' ');
  if (space == std::string_view::npos || space > 3 || !std::all_of(folded.begin(), folded.begin() + space, IsDigit))
    return false;
  const std::string_view rest = folded.substr(space + 1);
  if (rest.empty() || IsDigit(rest[0])) return false;
  static constexpr std::string_view kUnits[] = {
      "giờ",  "phút", "ngày",  "tuần", "tháng",  "năm",   "giây",  "hours", "hour", "minutes", "minute", "mins", "min",
      "days", "day",  "weeks", "week", "months", "month", "years", "year",  "h",    "d",       "m",      "hr",   "hrs"};
  return std::any_of(std::begin(kUnits), std::end(kUnits), [rest](std::string_view unit) {
    return rest.starts_with(unit) &&
           (rest.size() == unit.size() || rest.substr(unit.size()) == " trước" || rest.substr(unit.size()) == " ago");
  });
}

}  // namespace dongtin
