#include "stages/text/rfc3339.h"

#include <algorithm>
#include <chrono>

namespace dongtin {
namespace {

constexpr std::int64_t kMsPerSecond = 1000;
constexpr std::int64_t kMsPerMinute = 60 * kMsPerSecond;
constexpr std::int64_t kMsPerHour = 60 * kMsPerMinute;
constexpr std::int64_t kMsPerDay = 24 * kMsPerHour;

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

// Takes text apart from its beginning. After a failed step every later step fails too, so that one look at ok() is
// enough.
class Reader {
 public:
  explicit Reader(std::string_view text) : rest_(text) {}

  // A number of exactly `digits` digits, low <= number <= high.
  int Number(std::size_t digits, int low, int high) {
    if (rest_.size() < digits) return Fail();
    int number = 0;
    for (const char c : rest_.substr(0, digits)) {
      if (!IsDigit(c)) return Fail();
      number = number * 10 + (c - '0');
    }
    rest_.remove_prefix(digits);
    return number < low || number > high ? Fail() : number;
  }

  // One character out of `choice`; it is returned.
  char OneOf(std::string_view choice) {
    if (rest_.empty() || choice.find(rest_.front()) == std::string_view::npos) return static_cast<char>(Fail());
    const char c = rest_.front();
    rest_.remove_prefix(1);
    return c;
  }

  // The digits behind a decimal point, as milliseconds. REQUIRES nothing: no point is 0.
  int FractionMs() {
    if (rest_.empty() || rest_.front() != '.') return 0;
    rest_.remove_prefix(1);
    if (rest_.empty() || !IsDigit(rest_.front())) return Fail();
    int ms = 0;
    for (int weight = 100; !rest_.empty() && IsDigit(rest_.front()); weight /= 10) {
      ms += weight * (rest_.front() - '0');
      rest_.remove_prefix(1);
    }
    return ms;
  }

  bool ok() const { return ok_; }
  bool at_end() const { return ok_ && rest_.empty(); }

 private:
  int Fail() {
    ok_ = false;
    rest_ = {};
    return 0;
  }

  std::string_view rest_;
  bool ok_ = true;
};

// Days since 1970-01-01 of the YYYY-MM-DD that `reader` stands on.
std::optional<std::int64_t> ReadDay(Reader* reader) {
  const int year = reader->Number(4, 0, 9999);
  reader->OneOf("-");
  const int month = reader->Number(2, 1, 12);
  reader->OneOf("-");
  const int day = reader->Number(2, 1, 31);
  const std::chrono::year_month_day date(std::chrono::year(year), std::chrono::month(static_cast<unsigned>(month)),
                                         std::chrono::day(static_cast<unsigned>(day)));
  if (!reader->ok() || !date.ok()) return std::nullopt;
  return std::chrono::sys_days{date}.time_since_epoch().count();
}

void AppendNumber(std::int64_t number, int digits, std::string* out) {
  std::string text = std::to_string(number);
  out->append(static_cast<std::size_t>(digits) - std::min<std::size_t>(text.size(), digits), '0').append(text);
}

}  // namespace

std::optional<std::int64_t> ParseRfc3339Ms(std::string_view text) {
  Reader reader(text);
  const std::optional<std::int64_t> days = ReadDay(&reader);
  if (!days) return std::nullopt;
  if (reader.at_end()) return *days * kMsPerDay;

  reader.OneOf("Tt ");
  const int hour = reader.Number(2, 0, 23);
  reader.OneOf(":");
  const int minute = reader.Number(2, 0, 59);
  reader.OneOf(":");
  const int second = reader.Number(2, 0, 60);
  const int ms = reader.FractionMs();
  const char sign = reader.OneOf("Zz+-");
  std::int64_t offset_ms = 0;
  if (sign == '+' || sign == '-') {
    const int hours = reader.Number(2, 0, 23);
    reader.OneOf(":");
    const int minutes = reader.Number(2, 0, 59);
    offset_ms = (sign == '+' ? 1 : -1) * (hours * kMsPerHour + minutes * kMsPerMinute);
  }
  if (!reader.at_end()) return std::nullopt;

  const std::int64_t to_the_minute = *days * kMsPerDay + hour * kMsPerHour + minute * kMsPerMinute - offset_ms;
  const bool last_minute_of_utc_day = (to_the_minute + kMsPerMinute) % kMsPerDay == 0;
  if (second == 60 && !last_minute_of_utc_day) return std::nullopt;
  return to_the_minute + second * kMsPerSecond + (second == 60 ? 0 : ms);
}

bool IsDay(std::string_view text) {
  Reader reader(text);
  return ReadDay(&reader).has_value() && reader.at_end();
}

std::string FormatRfc3339Ms(std::int64_t ms) {
  constexpr std::int64_t kFirst = -62167219200000;  // 0000-01-01T00:00:00Z
  constexpr std::int64_t kLast = 253402300799999;   // 9999-12-31T23:59:59.999Z
  const std::chrono::sys_time<std::chrono::milliseconds> time(std::chrono::milliseconds(std::clamp(ms, kFirst, kLast)));
  const auto day = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date(day);
  const std::int64_t in_day = (time - day).count();

  std::string out;
  AppendNumber(static_cast<int>(date.year()), 4, &out);
  AppendNumber(static_cast<unsigned>(date.month()), 2, &(out += '-'));
  AppendNumber(static_cast<unsigned>(date.day()), 2, &(out += '-'));
  AppendNumber(in_day / kMsPerHour, 2, &(out += 'T'));
  AppendNumber(in_day / kMsPerMinute % 60, 2, &(out += ':'));
  AppendNumber(in_day / kMsPerSecond % 60, 2, &(out += ':'));
  if (in_day % kMsPerSecond != 0) AppendNumber(in_day % kMsPerSecond, 3, &(out += '.'));
  return out += 'Z';
}

}  // namespace dongtin
