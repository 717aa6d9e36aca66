// Messages as crawlers send them, in any number: Vietnamese words that we put together, no two texts alike.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

namespace dongtin {

struct FeedMessage {
  std::string key;
  std::optional<std::string> value;  // nullopt: a tombstone
};

// Message number `n` of the feed: the same for the same arguments. Its text has at least `text_bytes`.
std::string ArticleJson(std::uint64_t n, std::size_t text_bytes);

// Mostly articles of a few hundred bytes; now and then a message that is no JSON, and a tombstone. 200 keys.
FeedMessage ChaosMessage(std::uint64_t n);

}  // namespace dongtin
