#include "daemon/config.h"

#include <fmt/format.h>
#include <regex.h>
#include <yaml-cpp/yaml.h>

#include <cerrno>
#include <cstddef>
#include <fstream>
#include <iterator>
#include <map>
#include <set>
#include <system_error>
#include <utility>

#include "daemon/config_table.h"
#include "daemon/suggest.h"

namespace dongtin {
namespace {

constexpr std::size_t kMaxFileBytes = 1 << 20;
constexpr std::size_t kMaxTextBytes = 4096;  // of one value: more is a mistake

using Type = ConfigKey::Type;

int LineOf(const YAML::Node& node) { return node.Mark().line + 1; }

std::string Trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) return {};
  return std::string(text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1));
}

std::vector<std::string> SplitAtCommas(const std::string& text) {
  std::vector<std::string> parts;
  for (std::size_t begin = 0;;) {
    const std::size_t end = text.find(',', begin);
    parts.push_back(Trimmed(std::string_view(text).substr(begin, end - begin)));
    if (end == std::string::npos) return parts;
    begin = end + 1;
  }
}

std::string RangeOf(const ConfigKey& key) {
  return fmt::format("must be between {} and {}", FormatNumber(key, key.min), FormatNumber(key, key.max));
}

// POSIX regular expressions: GCC 12 warns about its own std::regex under sanitizers.
bool Matches(const std::string& text, const std::string& pattern) {
  regex_t compiled;
  if (regcomp(&compiled, pattern.c_str(), REG_EXTENDED | REG_NOSUB) != 0) return false;
  const bool matches = regexec(&compiled, text.c_str(), 0, nullptr, 0) == 0;
  regfree(&compiled);
  return matches;
}

// The name of a key without its sections.
std::string_view LastPart(std::string_view path) { return path.substr(path.rfind('.') + 1); }

// Walks one YAML document by the table, fills a Config, and notes everything that is wrong.
class Reader {
 public:
  Reader(const Environment& environment, Config* config, ConfigProblems* problems)
      : environment_(environment), config_(*config), problems_(*problems) {}

  // `prefix`: the path of the section that `map` holds the keys of, with a dot behind; empty at the top.
  void ReadSection(const YAML::Node& map, const std::string& prefix) {
    std::set<std::string> seen;
    for (const auto& entry : map) {
      const int line = LineOf(entry.first);
      if (!entry.first.IsScalar()) {
        problems_.push_back(fmt::format("line {}: a key must be a plain name", line));
        continue;
      }
      const std::string path = prefix + entry.first.Scalar();
      if (!seen.insert(path).second) {
        problems_.push_back(fmt::format("`{}` (line {}) stands there twice", path, line));
      } else if (const auto key = keys_.find(path); key != keys_.end()) {
        ReadValue(*key->second, entry.second, line);
      } else if (!IsSection(path)) {
        problems_.push_back(UnknownKey(path, line));
      } else if (entry.second.IsMap()) {
        ReadSection(entry.second, path + ".");
      } else if (!entry.second.IsNull()) {
        problems_.push_back(fmt::format("`{}` (line {}) is a section: its keys stand below it, indented", path, line));
      }
    }
  }

 private:
  static std::map<std::string, const ConfigKey*> KeysByPath() {
    std::map<std::string, const ConfigKey*> keys;
    for (const ConfigKey& key : ConfigTable()) keys[key.path] = &key;
    return keys;
  }

  bool IsSection(const std::string& path) const {
    const auto next = keys_.upper_bound(path + ".");
    return next != keys_.end() && next->first.starts_with(path + ".");
  }

  std::string UnknownKey(const std::string& path, int line) const {
    std::vector<std::string> paths;
    for (const auto& [known, key] : keys_) paths.push_back(known);
    auto nearest = Nearest(path, paths);
    for (const std::string& known : paths) {  // the right name in the wrong section
      if (!nearest && LastPart(known) == LastPart(path)) nearest = known;
    }
    const std::string hint = nearest ? fmt::format(": did you mean `{}`?", *nearest) : "";
    return fmt::format("unknown key `{}` (line {}){}", path, line, hint);
  }

  void ReadValue(const ConfigKey& key, const YAML::Node& node, int line) {
    const auto value = Convert(key, node);
    if (value) {
      key.set(*value, &config_);
    } else {
      problems_.push_back(fmt::format("`{}` (line {}): {}", key.path, line, value.error().message));
    }
  }

  ValueResult<ConfigValue> Convert(const ConfigKey& key, const YAML::Node& node) const {
    if (key.type == Type::kProperties) return ConvertProperties(node);
    if (key.type == Type::kTexts) return ConvertTexts(key, node);
    auto text = Scalar(node);
    if (!text) return text.error();
    if (key.type == Type::kText) return CheckText(key, *text);
    if (key.type == Type::kChoice) return ConvertChoice(key, *text);

    auto number = key.type == Type::kSize       ? ParseSize(*text)
                  : key.type == Type::kDuration ? ParseDurationMs(*text)
                                                : ParseInteger(*text);
    if (!number) return number.error();
    if (*number < key.min || *number > key.max) return ValueError{fmt::format("`{}` {}", *text, RangeOf(key))};
    ConfigValue value;
    value.number = *number;
    return value;
  }

  ValueResult<std::string> Scalar(const YAML::Node& node) const {
    if (node.IsNull()) return ValueError{"has no value"};
    if (!node.IsScalar()) return ValueError{"must be a single value"};
    auto text = ExpandEnvironment(node.Scalar(), environment_);
    if (text && text->size() > kMaxTextBytes) return ValueError{"is too long"};
    if (text && text->find('\0') != std::string::npos) return ValueError{"holds a NUL character"};
    return text;
  }

  static ValueResult<ConfigValue> CheckText(const ConfigKey& key, const std::string& text) {
    if (!Matches(text, key.pattern)) {
      return ValueError{fmt::format("`{}` is not {}", text, key.pattern_help)};
    }
    ConfigValue value;
    value.text = text;
    return value;
  }

  static ValueResult<ConfigValue> ConvertChoice(const ConfigKey& key, const std::string& text) {
    for (std::size_t i = 0; i < key.choices.size(); ++i) {
      if (key.choices[i] != text) continue;
      ConfigValue value;
      value.number = static_cast<std::int64_t>(i);
      return value;
    }
    return ValueError{
        fmt::format("`{}` is not one of {}{}", text, fmt::join(key.choices, ", "), DidYouMean(text, key.choices))};
  }

  // A list, or one text with commas, which is all that a variable of the environment can hold.
  ValueResult<ConfigValue> ConvertTexts(const ConfigKey& key, const YAML::Node& node) const {
    ConfigValue value;
    std::vector<std::string>& texts = value.texts;
    if (node.IsSequence()) {
      for (const auto& item : node) {
        auto text = Scalar(item);
        if (!text) return text.error();
        texts.push_back(std::move(*text));
      }
    } else {
      auto text = Scalar(node);
      if (!text) return text.error();
      texts = SplitAtCommas(*text);
    }
    for (const std::string& text : texts) {
      if (auto checked = CheckText(key, text); !checked) return checked;
    }
    if (static_cast<std::int64_t>(texts.size()) < key.min || static_cast<std::int64_t>(texts.size()) > key.max) {
      return ValueError{fmt::format("has {} values, where {} to {} are taken", texts.size(), key.min, key.max)};
    }
    return value;
  }

  // Error messages name a property, never its value: it may be a password.
  ValueResult<ConfigValue> ConvertProperties(const YAML::Node& node) const {
    ConfigValue value;
    if (!node.IsMap() && !node.IsNull()) return ValueError{"must be a map of names and values"};
    for (const auto& entry : node) {
      if (!entry.first.IsScalar()) return ValueError{"the name of a property must be a plain text"};
      const std::string& name = entry.first.Scalar();
      auto text = Scalar(entry.second);
      if (!text) return ValueError{fmt::format("`{}` (line {}): {}", name, LineOf(entry.first), text.error().message)};
      if (!value.properties.emplace(name, std::move(*text)).second) {
        return ValueError{fmt::format("`{}` (line {}) stands there twice", name, LineOf(entry.first))};
      }
    }
    return value;
  }

  const std::map<std::string, const ConfigKey*> keys_ = KeysByPath();
  const Environment& environment_;
  Config& config_;
  ConfigProblems& problems_;
};

}  // namespace

ConfigProblems ParseConfig(std::string_view yaml, const Environment& environment, Config* config) {
  if (yaml.size() > kMaxFileBytes) return {"the configuration is longer than 1 MiB"};
  ConfigProblems problems;
  try {
    const std::vector<YAML::Node> documents = YAML::LoadAll(std::string(yaml));
    if (documents.size() > 1) return {"the file holds several YAML documents (`---`); one is expected"};
    if (!documents.empty() && documents.front().IsMap()) {
      Reader(environment, config, &problems).ReadSection(documents.front(), "");
    } else if (!documents.empty() && !documents.front().IsNull()) {
      problems.emplace_back("a configuration is a map of keys, such as `input: {topics: [articles]}`");
    }
  } catch (const YAML::Exception& error) {
    problems.push_back(fmt::format("line {}: not YAML: {}", error.mark.line + 1, error.msg));
  }
  if (auto fault = CheckFieldPointers(config->input.fields)) problems.push_back(std::move(*fault));
  config->kafka.max_bytes = config->input.max_bytes;
  config->kafka.max_event_bytes = config->output.max_bytes;
  return problems;
}

ConfigProblems LoadConfig(const std::string& file, Config* config) {
  std::ifstream in(file, std::ios::binary);
  std::string yaml;
  char block[16384];
  while (in && yaml.size() <= kMaxFileBytes) {
    in.read(block, sizeof block);
    yaml.append(block, static_cast<std::size_t>(in.gcount()));
  }
  if (!in.eof() && yaml.size() <= kMaxFileBytes) {
    return {fmt::format("cannot read `{}`: {}", file, std::generic_category().message(errno))};
  }
  return ParseConfig(yaml, ProcessEnvironment(), config);
}

}  // namespace dongtin
