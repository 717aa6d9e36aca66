#include "daemon/config_value.h"

#include <array>
#include <charconv>
#include <cstddef>
#include <cstdlib>
#include <limits>
#include <span>

namespace dongtin {
namespace {

struct Unit {
  std::string_view name;
  std::int64_t factor;
};

// Largest first: formatting takes the first that divides.
constexpr std::array kSizeUnits = {Unit{"GiB", 1 << 30}, Unit{"MiB", 1 << 20}, Unit{"KiB", 1 << 10}, Unit{"", 1}};
constexpr std::array kDurationUnits = {Unit{"d", 86400000}, Unit{"h", 3600000}, Unit{"m", 60000}, Unit{"s", 1000},
                                       Unit{"ms", 1}};
constexpr std::array kNoUnit = {Unit{"", 1}};
constexpr std::string_view kSizeHint = "write a whole number of bytes or of KiB, MiB, GiB, such as 8MiB";
constexpr std::string_view kDurationHint = "write a whole number with its unit, ms, s, m, h or d, such as 500ms or 72h";

ValueError Misunderstood(std::string_view text, std::string_view hint) {
  return {"`" + std::string(text) + "` is not understood: " + std::string(hint)};
}

ValueResult<std::int64_t> ParseWithUnit(std::string_view text, std::span<const Unit> units, std::string_view hint) {
  std::uint64_t number = 0;  // unsigned: from_chars then takes no sign
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error == std::errc::invalid_argument) return Misunderstood(text, hint);
  const std::string_view name = text.substr(static_cast<std::size_t>(end - text.data()));
  for (const Unit& unit : units) {
    if (unit.name != name) continue;
    constexpr auto kMax = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
    if (error == std::errc::result_out_of_range || number > kMax / static_cast<std::uint64_t>(unit.factor)) {
      return ValueError{"`" + std::string(text) + "` is too large"};
    }
    return static_cast<std::int64_t>(number) * unit.factor;
  }
  return Misunderstood(text, hint);
}

std::string FormatWithUnit(std::int64_t value, std::span<const Unit> units) {
  for (const Unit& unit : units) {
    if (value != 0 && value % unit.factor == 0) return std::to_string(value / unit.factor) + std::string(unit.name);
  }
  return std::to_string(value) + std::string(units.back().name);
}

// `reference` stands between "${" and "}".
ValueResult<std::string> Resolve(std::string_view reference, const Environment& environment) {
  const std::size_t colon = reference.find(":-");
  const std::string name(reference.substr(0, colon));
  const auto value = environment(name);
  if (colon != std::string_view::npos) {
    return value && !value->empty() ? *value : std::string(reference.substr(colon + 2));
  }
  if (value) return *value;
  return ValueError{"the environment variable `" + name + "` is not set; set it, or give a default: ${" + name +
                    ":-default}"};
}

}  // namespace

ValueResult<std::int64_t> ParseSize(std::string_view text) { return ParseWithUnit(text, kSizeUnits, kSizeHint); }

std::string FormatSize(std::int64_t bytes) { return FormatWithUnit(bytes, kSizeUnits); }

ValueResult<std::int64_t> ParseDurationMs(std::string_view text) {
  return ParseWithUnit(text, kDurationUnits, kDurationHint);
}

std::string FormatDurationMs(std::int64_t ms) { return FormatWithUnit(ms, std::span(kDurationUnits).subspan(1)); }

ValueResult<std::int64_t> ParseInteger(std::string_view text) {
  return ParseWithUnit(text, kNoUnit, "write a whole number");
}

Environment ProcessEnvironment() {
  return [](const std::string& name) -> std::optional<std::string> {
    const char* value = std::getenv(name.c_str());  // NOLINT(concurrency-mt-unsafe): nobody here changes it
    if (value == nullptr) return std::nullopt;
    return value;
  };
}

ValueResult<std::string> ExpandEnvironment(std::string_view text, const Environment& environment) {
  std::string expanded;
  std::size_t done = 0;
  for (std::size_t at = text.find("${"); at != std::string_view::npos; at = text.find("${", done)) {
    if (at > done && text[at - 1] == '$') {
      expanded.append(text.substr(done, at - 1 - done)).append("${");
      done = at + 2;
      continue;
    }
    const std::size_t end = text.find('}', at);
    if (end == std::string_view::npos)
      return ValueError{"`${` is not closed; write `$${` for the characters themselves"};
    auto value = Resolve(text.substr(at + 2, end - at - 2), environment);
    if (!value) return value;
    expanded.append(text.substr(done, at - done)).append(*value);
    done = end + 1;
  }
  return expanded.append(text.substr(done));
}

}  // namespace dongtin
