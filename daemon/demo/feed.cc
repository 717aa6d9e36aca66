#include "daemon/demo/feed.h"

#include <simdjson.h>

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "demo_feed.embed.h"

namespace dongtin {
namespace {

namespace dom = simdjson::dom;

std::optional<std::string> FromHex(std::string_view digits) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  if (digits.size() % 2 != 0) return std::nullopt;
  std::string bytes;
  for (std::size_t i = 0; i < digits.size(); i += 2) {
    const std::size_t high = kDigits.find(digits[i]);
    const std::size_t low = kDigits.find(digits[i + 1]);
    if (high == std::string_view::npos || low == std::string_view::npos) return std::nullopt;
    bytes += static_cast<char>(high << 4 | low);
  }
  return bytes;
}

// Sets *text from a member that is a string, or null, or absent; false when it is anything else.
bool ReadText(const dom::object& envelope, const char* name, std::optional<std::string>* text) {
  dom::element member;
  if (envelope[name].get(member) != simdjson::SUCCESS || member.is_null()) return true;
  std::string_view value;
  if (member.get(value) != simdjson::SUCCESS) return false;
  *text = std::string(value);
  return true;
}

std::optional<RawMessage> ReadEnvelope(dom::parser* parser, const std::string& line) {
  dom::object envelope;
  RawMessage message;
  if (parser->parse(line).get(envelope) != simdjson::SUCCESS || !ReadText(envelope, "key", &message.key) ||
      !ReadText(envelope, "value", &message.value)) {
    return std::nullopt;
  }
  std::string_view hex;
  if (envelope["value_hex"].get(hex) == simdjson::SUCCESS && !(message.value = FromHex(hex))) return std::nullopt;
  dom::object headers;
  if (envelope["headers"].get(headers) == simdjson::SUCCESS) {
    for (const auto& header : headers) {
      std::string_view value;
      if (header.value.get(value) != simdjson::SUCCESS) return std::nullopt;
      message.headers.push_back({std::string(header.key), std::string(value)});
    }
  }
  return message;
}

}  // namespace

Result<std::vector<RawMessage>, IoError> ParseFeed(std::string_view json_lines) {
  std::vector<RawMessage> messages;
  dom::parser parser;
  for (std::size_t number = 1; !json_lines.empty(); ++number) {
    const std::size_t end = std::min(json_lines.find('\n'), json_lines.size());
    std::optional<RawMessage> message = ReadEnvelope(&parser, std::string(json_lines.substr(0, end)));
    if (!message) return IoError{"line " + std::to_string(number) + " of the feed is no envelope", true};
    messages.push_back(*std::move(message));
    json_lines.remove_prefix(std::min(end + 1, json_lines.size()));
  }
  return messages;
}

std::string_view SampleFeed() { return data::demo_feed(); }

}  // namespace dongtin
