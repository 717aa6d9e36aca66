// Labelled articles for the topic tools: JSON Lines with `title`, `text`, `iptc` (a code such as "11000000"),
// `iptc_also` (codes that would be right as well), `sure` (false: the label is a desk's, not surely this topic),
// `source`, and `sampled` in rows that a person labelled by the definitions of the codes.
#pragma once

#include <istream>
#include <string>
#include <vector>

namespace dongtin {

struct TopicRow {
  std::string id;
  std::string title;
  std::string text;
  std::string code;
  std::vector<std::string> also;
  bool sure = true;
  bool by_hand = false;
};

// All rows of `in`. Throws std::runtime_error that names the line for what is not such a row.
std::vector<TopicRow> ReadTopicRows(std::istream& in);

}  // namespace dongtin
