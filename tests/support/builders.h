// Makers of spine values with sensible fields, so that a test names only what it is about.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "stages/article.h"
#include "stages/dedup/index.h"

namespace dongtin {

// A message number `offset` of topic "in", partition 0, with fallback_id "in-0-<offset>".
RawMessage MakeMessage(std::int64_t offset, std::string value);
// Messages 0 .. count-1 with the values "v0", "v1", ...
std::vector<RawMessage> MakeMessages(std::int64_t count);

// Asks about an article with the content number `content`: equal numbers are exact copies, others share nothing.
// `identity` tells the message; the publisher's id is "id-<identity>", the key's hash 1000 + identity.
Question MakeQuestion(std::uint64_t identity, std::uint64_t content);
// Takes down the article that MakeQuestion(identity, ...) asked about.
Question MakeTakedown(std::uint64_t identity);

}  // namespace dongtin
