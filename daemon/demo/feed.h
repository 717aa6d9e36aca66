// The sample feed, embedded into the program: what the demo sends, in order.
#pragma once

#include <string_view>
#include <vector>

#include "daemon/io.h"
#include "stages/article.h"

namespace dongtin {

// Reads a feed: an envelope a line, {"key": text or null, "value": text or null, "headers": {name: text}}, with
// `value_hex` in place of `value` for bytes that are no text. Fills key, value and headers. An error names the line.
Result<std::vector<RawMessage>, IoError> ParseFeed(std::string_view json_lines);

// feed.jsonl, made by make_feed.py.
std::string_view SampleFeed();

}  // namespace dongtin
