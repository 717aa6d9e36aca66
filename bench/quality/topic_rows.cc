#include "bench/quality/topic_rows.h"

#include <simdjson.h>

#include <algorithm>
#include <stdexcept>
#include <string_view>

#include "stages/text/normalize.h"

namespace dongtin {
namespace {

// NFC, as the pipeline's text is; `_`, which word segmenters put between the syllables of a word, back to a space.
std::string Plain(std::string_view text) {
  std::string out = ToNfc(std::string(text));
  std::replace(out.begin(), out.end(), '_', ' ');
  return out;
}

TopicRow ReadRow(simdjson::dom::element json) {
  TopicRow row;
  row.id = std::string_view(json["id"]);
  row.title = Plain(std::string_view(json["title"]));
  row.text = Plain(std::string_view(json["text"]));
  row.code = std::string_view(json["iptc"]);
  if (simdjson::dom::array also; json["iptc_also"].get(also) == simdjson::SUCCESS) {
    for (const simdjson::dom::element code : also) row.also.emplace_back(std::string_view(code));
  }
  if (bool sure; json["sure"].get(sure) == simdjson::SUCCESS) row.sure = sure;
  row.by_hand = json["sampled"].error() == simdjson::SUCCESS;
  return row;
}

}  // namespace

std::vector<TopicRow> ReadTopicRows(std::istream& in) {
  simdjson::dom::parser parser;
  std::vector<TopicRow> rows;
  std::string line;
  for (int number = 1; std::getline(in, line); ++number) {
    try {
      rows.push_back(ReadRow(parser.parse(line)));
    } catch (const simdjson::simdjson_error& error) {
      throw std::runtime_error("line " + std::to_string(number) + ": " + error.what());
    }
  }
  return rows;
}

}  // namespace dongtin
