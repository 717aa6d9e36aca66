#include "daemon/demo/answer.h"

#include <simdjson.h>

#include <array>
#include <string_view>
#include <utility>

#include "daemon/printable.h"

namespace dongtin {
namespace {

namespace dom = simdjson::dom;

// Names that fit a column, by the two digits that tell the seventeen top IPTC Media Topics apart.
constexpr std::array<std::pair<std::string_view, std::string_view>, 17> kShortTopics = {{
    {"01", "culture"},
    {"02", "crime, law"},
    {"03", "disaster"},
    {"04", "economy"},
    {"05", "education"},
    {"06", "environment"},
    {"07", "health"},
    {"08", "human int."},
    {"09", "labour"},
    {"10", "lifestyle"},
    {"11", "politics"},
    {"12", "religion"},
    {"13", "sci, tech"},
    {"14", "society"},
    {"15", "sport"},
    {"16", "conflict"},
    {"17", "weather"},
}};

std::optional<std::string> HeaderOf(const RawMessage& record, std::string_view name) {
  for (const Header& header : record.headers) {
    if (header.name == name) return header.value;
  }
  return std::nullopt;
}

std::string Text(const dom::element& parent, const char* name) {
  std::string_view text;
  if (parent[name].get(text) != simdjson::SUCCESS) return {};
  return Printable(text);
}

std::string ShortTopic(const dom::element& event) {
  dom::element best;
  if (event["topics"].at(0).get(best) != simdjson::SUCCESS) return {};
  const std::string code = Text(best, "code");
  for (const auto& [digits, name] : kShortTopics) {
    if (code.size() == 8 && code.compare(0, 2, digits) == 0) return std::string(name);
  }
  return Text(best, "name");
}

bool ReadEvent(const std::string& json, Answer* answer) {
  dom::parser parser;
  dom::element event, dedup;
  if (parser.parse(json).get(event) != simdjson::SUCCESS || event["dedup"].get(dedup) != simdjson::SUCCESS)
    return false;
  answer->id = Text(event, "id");
  answer->site = Text(event, "site");
  answer->headline = Text(event, "headline");
  answer->language = Text(event, "language");
  answer->relation = Text(dedup, "relation");
  answer->of = Text(dedup, "of");
  if (dedup["similarity"].get(answer->similarity) != simdjson::SUCCESS) answer->similarity = 0;
  answer->topic = ShortTopic(event);
  return true;
}

}  // namespace

std::optional<Answer> ReadAnswer(const RawMessage& record) {
  Answer answer;
  answer.time_ms = record.timestamp_ms;
  if (const auto reason = HeaderOf(record, "dongtin.reason")) {
    const auto topic = HeaderOf(record, "dongtin.topic");
    const auto partition = HeaderOf(record, "dongtin.partition");
    const auto offset = HeaderOf(record, "dongtin.offset");
    if (!topic || !partition || !offset) return std::nullopt;
    answer.kind = Answer::Kind::kRejected;
    answer.input = *topic + '-' + *partition + '-' + *offset;
    answer.reason = Printable(*reason);
    answer.detail = Printable(HeaderOf(record, "dongtin.detail").value_or(""));
    return answer;
  }
  const auto input = HeaderOf(record, "ce_id");
  if (!input) return std::nullopt;
  answer.input = *input;
  if (!record.value) {
    answer.kind = Answer::Kind::kTakenDown;
    answer.id = Printable(record.key.value_or(""));
    return answer;
  }
  if (!ReadEvent(*record.value, &answer)) return std::nullopt;
  return answer;
}

}  // namespace dongtin
