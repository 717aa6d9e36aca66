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
#include <vector>

#include "daemon/config.h"

namespace dongtin {

// The value of a key, checked for its type; which member holds it says ConfigKey::type.
struct ConfigValue {
  std::string text;                               // kText
  std::vector<std::string> texts;                 // kTexts
  std::int64_t number = 0;                        // kInteger; kSize: bytes; kDuration: milliseconds; kChoice: index
  std::map<std::string, std::string> properties;  // kProperties

  friend bool operator==(const ConfigValue&, const ConfigValue&) = default;
};

struct ConfigKey {
  enum class Type { kText, kTexts, kChoice, kInteger, kSize, kDuration, kProperties };

  std::string path;  // "input.max_bytes"
  Type type = Type::kText;
  std::string help;     // one sentence; "which part", "what for"
  std::string example;  // as written in YAML
  // Of the number, in the units of ConfigValue; kTexts: of how many there may be.
  std::int64_t min = 0;
  std::int64_t max = 0;
  std::vector<std::string> choices;  // kChoice
  // A regular expression (what POSIX EREs and those of JSON Schema have in common) for kText and each of kTexts, and
  // what it asks for, in words.
  std::string pattern;
  std::string pattern_help;
  std::function<void(const ConfigValue& value, Config* config)> set;
  std::function<ConfigValue(const Config& config)> get;
};

// In the order of the documentation.
const std::vector<ConfigKey>& ConfigTable();

// A value as a person would write it in YAML's flow style: `8MiB`, `[a, b]`, `mark`.
std::string FormatValue(const ConfigKey& key, const ConfigValue& value);
// REQUIRES: the key's value is a number
std::string FormatNumber(const ConfigKey& key, std::int64_t number);

}  // namespace dongtin
