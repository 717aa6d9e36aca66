// Values as people write them in a configuration: sizes, durations, references to the environment.
//
// Pure functions. An error is a text for people that names what is wrong with the value; the caller adds key and line.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "stages/result.h"

namespace dongtin {

struct ValueError {
  std::string message;
};
template <typename T>
using ValueResult = Result<T, ValueError>;

// "65536", "64KiB", "8MiB", "1GiB" -> bytes. Powers of 1024 only, so that nobody has to guess; no fractions, no sign.
ValueResult<std::int64_t> ParseSize(std::string_view text);
// The largest unit that divides: 8388608 -> "8MiB".
std::string FormatSize(std::int64_t bytes);

// "500ms", "30s", "5m", "72h", "7d" -> milliseconds. The unit must be there; no fractions, no sign.
ValueResult<std::int64_t> ParseDurationMs(std::string_view text);
// The largest unit up to hours that divides: 259200000 -> "72h".
std::string FormatDurationMs(std::int64_t ms);

ValueResult<std::int64_t> ParseInteger(std::string_view text);

// Looks up a variable; nullopt when it is not set.
using Environment = std::function<std::optional<std::string>(const std::string& name)>;
Environment ProcessEnvironment();

// Replaces ${NAME} by the variable's value and ${NAME:-default} by the value, or the default when the variable is not
// set or empty, as shells do. `$${` stands for a literal `${`. What a variable holds is not expanded again. An error
// when a variable without default is not set, or a reference is not closed.
ValueResult<std::string> ExpandEnvironment(std::string_view text, const Environment& environment);

}  // namespace dongtin
