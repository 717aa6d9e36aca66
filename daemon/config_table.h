// Every key of the configuration, in one table: its type, range, default, help and example, and the option that it
// fills.
//
// Read by the parser (config.cc), the JSON Schema (config_schema.cc) and the tests. Adding a key is adding a row in
// config_table.cc; a test then asks for it in deploy/config/kafka.yaml.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "daemon/config.h"

namespace dongtin {

// The value of a key, checked for its type: text; a list of texts; a number (integer, bytes, milliseconds, or the index
// of a choice); names with values.
using ConfigValue =
    std::variant<std::string, std::vector<std::string>, std::int64_t, std::map<std::string, std::string>>;

struct ConfigKey {
  enum class Type { kText, kTexts, kChoice, kInteger, kSize, kDuration, kProperties };

  std::string path;  // "input.max_bytes"
  Type type = Type::kText;
  std::string help;     // one sentence; "which part", "what for"
  std::string example;  // as written in YAML
  // kInteger: as is; kSize: bytes; kDuration: milliseconds; kTexts: how many.
  std::int64_t min = 0;
  std::int64_t max = 0;
  std::vector<std::string> choices;  // kChoice
  // A regular expression (what POSIX EREs and those of JSON Schema have in common) for kText and each of kTexts, and
  // what it asks for, in words.
  std::string pattern;
  std::string pattern_help;
  std::function<void(ConfigValue value, Config* config)> set;
  std::function<ConfigValue(const Config& config)> get;
};

// In the order of the documentation.
const std::vector<ConfigKey>& ConfigTable();

// A value as a person would write it in YAML's flow style: `8MiB`, `[a, b]`, `mark`.
std::string FormatValue(const ConfigKey& key, const ConfigValue& value);

}  // namespace dongtin
