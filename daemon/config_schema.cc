#include "daemon/config_schema.h"

#include <cstddef>
#include <span>
#include <string_view>

#include "daemon/config_table.h"
#include "stages/text/json_writer.h"

namespace dongtin {
namespace {

using Type = ConfigKey::Type;

void AddPattern(std::string_view pattern, JsonWriter* json) {
  json->BeginObject().Key("type").String("string").Key("pattern").String(pattern).EndObject();
}

// What a single value of the key looks like when no variable of the environment stands in it.
void AddPlain(const ConfigKey& key, JsonWriter* json) {
  switch (key.type) {
    case Type::kText:
    case Type::kTexts:
      AddPattern(key.pattern, json);
      break;
    case Type::kChoice:
      json->BeginObject().Key("enum").BeginArray();
      for (const std::string& choice : key.choices) json->String(choice);
      json->EndArray().EndObject();
      break;
    case Type::kInteger:
    case Type::kSize:
      json->BeginObject().Key("type").String("integer");
      json->Key("minimum").Int(key.min).Key("maximum").Int(key.max).EndObject();
      if (key.type == Type::kSize) AddPattern("^[0-9]+([KMG]iB)?$", json);
      break;
    case Type::kDuration:
      AddPattern("^[0-9]+(ms|s|m|h|d)$", json);
      break;
    case Type::kProperties:
      json->BeginObject().Key("type").BeginArray().String("object").String("null").EndArray();
      json->Key("additionalProperties").BeginObject();
      json->Key("type").BeginArray().String("string").String("number").String("boolean").EndArray();
      json->EndObject().EndObject();
      break;
  }
}

std::string KeySchema(const ConfigKey& key) {
  JsonWriter json;
  json.BeginObject();
  json.Key("description").String(key.help);
  json.Key("anyOf").BeginArray();
  if (key.type != Type::kTexts) {
    AddPlain(key, &json);
  } else {
    json.BeginObject().Key("type").String("string").EndObject();  // parted by commas
    json.BeginObject().Key("type").String("array").Key("items").BeginObject().Key("anyOf").BeginArray();
    AddPlain(key, &json);
    json.BeginObject().Key("$ref").String("#/definitions/environment").EndObject();
    json.EndArray().EndObject().Key("minItems").Int(key.min).Key("maxItems").Int(key.max).EndObject();
  }
  if (key.type != Type::kProperties && key.type != Type::kTexts) {
    json.BeginObject().Key("$ref").String("#/definitions/environment").EndObject();
  }
  json.EndArray();
  // Texts, not JSON values: they are written as the YAML would be.
  json.Key("x-default").String(FormatValue(key, key.get(Config())));
  json.Key("x-example").String(key.example);
  json.EndObject();
  return std::move(json).Take();
}

// The members of one object: `keys` share the first `prefix` bytes of their paths, and stand together by section.
void AddSection(std::span<const ConfigKey> keys, std::size_t prefix, int indent, std::string* out) {
  const std::string margin(static_cast<std::size_t>(indent), ' ');
  out->append("\"type\": [\"object\", \"null\"],\n" + margin + "\"additionalProperties\": false,\n" + margin +
              "\"properties\": {");
  for (std::size_t begin = 0; begin < keys.size();) {
    const std::string_view rest = std::string_view(keys[begin].path).substr(prefix);
    const std::string_view name = rest.substr(0, rest.find('.'));
    out->append(begin == 0 ? "\n" : ",\n").append(margin).append("  ");
    AppendJsonString(name, out);
    out->append(": ");
    if (name.size() == rest.size()) {
      out->append(KeySchema(keys[begin++]));
      continue;
    }
    std::size_t end = begin;
    const std::string section = keys[begin].path.substr(0, prefix + name.size() + 1);
    while (end < keys.size() && keys[end].path.starts_with(section)) ++end;
    out->append("{\n" + margin + "    ");
    AddSection(keys.subspan(begin, end - begin), section.size(), indent + 4, out);
    out->append("\n" + margin + "  }");
    begin = end;
  }
  out->append("\n" + margin + "}");
}

}  // namespace

std::string ConfigSchema() {
  std::string out = R"({
  "$schema": "http://json-schema.org/draft-07/schema#",
  "title": "Configuration of dongtin",
  "definitions": {
    "environment": {"description": "holds ${NAME} or ${NAME:-default}", "type": "string", "pattern": "\\$\\{"}
  },
  )";
  AddSection(ConfigTable(), 0, 2, &out);
  return out + "\n}\n";
}

}  // namespace dongtin
