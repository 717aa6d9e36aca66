// Makes an event fit a record: what is longer than the output topic takes is shortened, never lost.
//
// Works on the event's JSON, not on the article it was made of: so the same function serves the pipeline, which knows
// the configured limit, and a sink, which learns from a broker's refusal that the topic takes less and holds nothing
// but the JSON. The text is our own (EventJson), so a scan for its members is enough; JSON of others is read in parse
// only, by simdjson.
//
// Rows are cut in this order, each only as far as needed and never below its share of the limit, until the event fits.
// The shares of all rows are less than the whole, so that no single long member can push out the others.
//
//   body      7/16  behind a paragraph, else a sentence, else a word, else a code point; entities go, since their
//                   offsets would point behind the end
//   extra     1/8   whole members, the longest first; absent when none is left
//   captions  1/16  from the last
//   lead      1/16  as body
//   bylines   1/32  from the last
//   headline  1/32  as body
//   topics    1/32  from the last, which is the least sure
//   credit    1/64  as body
//   url, site 1/64  whole, to "": half an address is a wrong one
//   source    1/64  whole, absent
//   published 1/64  whole, with published_from, to null
//   id, dedup       identities of more than 1 KiB: their beginning and their hash, the same in each event
//
// A shortened event has `"truncated":true` before `provenance`. `quality` speaks of the whole article.
#pragma once

#include <cstddef>
#include <string>

namespace dongtin {

struct EnrichOptions {
  // Longest event. Below the 1,048,588 bytes that a Kafka topic takes by default (max.message.bytes), so that the
  // record's key and headers find room as well.
  std::size_t max_bytes = 1'000'000;
};
// Below this, what is never cut (names of members, versions, numbers) may not fit.
inline constexpr std::size_t kMinEventBytes = 16 << 10;

// `event` in at most `max_bytes`; as it is when it fits. Valid JSON on one line, valid UTF-8 in NFC, and accepted by
// the schema, like the event was. Linear but for sorting the extra members. Below kMinEventBytes the result may be
// longer than asked for. Pure, any thread.
// REQUIRES: `event` is of EventJson or of ShortenEvent; what is not comes back unchanged
std::string ShortenEvent(std::string event, std::size_t max_bytes);

}  // namespace dongtin
