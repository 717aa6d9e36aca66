// The spine: what an article is on its way through dongtin, in the order of its life.
//
//   RawMessage -> RawArticle -> CleanArticle -> Fingerprint -> Decision -> Classification -> Event
//
// Plain values: each stage takes the one before and makes the next, nobody keeps a reference into another's. All text
// is valid UTF-8 from RawArticle on, and Unicode NFC from CleanArticle on; ids, urls and names are NFC from the start.
// All hashes are 64-bit XXH3, frozen by tests.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "stages/result.h"

namespace dongtin {

// ---- 0. What came in. Made by a Source (daemon/io.h), read by parse and, when something fails, by the dead letter.

// Where a message stands in its input. For files: topic is the file's name, partition 0, offset the 1-based line.
struct Coordinates {
  std::string topic;
  std::int32_t partition = 0;
  std::int64_t offset = 0;

  friend bool operator==(const Coordinates&, const Coordinates&) = default;
};

struct Header {
  std::string name;
  std::optional<std::string> value;  // nullopt: Kafka's null header

  friend bool operator==(const Header&, const Header&) = default;
};

struct RawMessage {
  Coordinates at;
  std::string fallback_id;           // the article's id when the message names none; UTF-8 in NFC
  std::optional<std::string> key;    // bytes
  std::optional<std::string> value;  // bytes, not trusted; nullopt is a tombstone: take the article with this key down
  std::vector<Header> headers;
  std::int64_t timestamp_ms = -1;  // the record's timestamp, milliseconds since 1970; -1 when there is none
  bool cut = false;                // the source kept only the first bytes of a value that is over the limit
  std::uint64_t lease = 0;         // under which its source owned it (daemon/io.h); 0: nobody can take it away
};

// ---- 1. What the message says. Made by parse, read by clean.

// A member of the message that dongtin does not know, carried through: `json` is its value, byte for byte.
struct ExtraMember {
  std::string name;
  std::string json;
};

struct RawArticle {
  enum class Format { kText, kHtml };

  std::string id;  // never empty
  std::string url;
  std::string title;
  std::string published;  // RFC 3339 or YYYY-MM-DD, checked; empty when not given
  std::optional<std::int64_t> fetched_at_ms;
  std::string source;
  std::string language;
  std::vector<std::string> authors;
  Format format = Format::kText;
  std::string content;  // the page; may be empty when there is a title
  std::vector<ExtraMember> extra;
};

// ---- 2. The article and nothing but the article. Made by clean, read by all that follow.

// What a line (or block) of a page was taken for. A closed set: `explain` prints these names, and others read them.
enum class LineLabel {
  kTitle,
  kLead,
  kBody,
  kCaption,
  kImage,  // file name or alternative text of a picture
  kDate,
  kByline,
  kSource,
  kDuplicate,    // says again what an earlier line said
  kTeaser,       // another article's title, time or summary
  kBoilerplate,  // everything else of the site
};
inline constexpr std::size_t kLineLabelCount = static_cast<std::size_t>(LineLabel::kBoilerplate) + 1;
std::string_view Name(LineLabel label);

struct CleanArticle {
  std::string id;
  std::string url;
  std::string site;    // registrable host of url, lower case; empty without a url
  std::string source;  // as the message says
  std::string headline;
  std::string lead;
  std::string body;  // paragraphs parted by a blank line, lead included
  std::vector<std::string> captions;
  std::vector<std::string> bylines;
  std::string credit;          // the source that the page names, such as an agency
  std::string published;       // RFC 3339 with the page's own offset, or empty
  std::string published_from;  // the evidence: "message", "page:line 12", ...; empty when published is
  std::string language_hint;   // what the message claims
  std::optional<std::int64_t> fetched_at_ms;
  std::vector<ExtraMember> extra;
  struct Quality {
    std::uint64_t chars_in = 0;    // code points of the page without white space at the ends of its lines
    std::uint64_t chars_kept = 0;  // of title, lead and body lines
    std::uint64_t chars_by_label[kLineLabelCount] = {};
  } quality;
};

// ---- 3. What two copies share. Made by fingerprint, read by the decision log; small enough to travel through Kafka.

struct Fingerprint {
  std::uint64_t exact = 0;              // of the words of headline (accents kept) and body (folded): the same text
  std::uint32_t words = 0;              // of the body
  std::vector<std::uint64_t> shingles;  // sampled folded word 4-grams, ascending, no repeats
  std::vector<std::uint32_t> numbers;   // hashes of the numbers and dates in the text, ascending, no repeats
  std::uint64_t url = 0;                // hash of the url; 0 when there is none
  std::uint64_t site = 0;               // hash of the url's registrable host; 0 when there is none
};

// ---- 4. The decision, taken in one order for all (daemon/io.h, DecisionLog).

// `exact`, `near` and `update` share the cluster of `of`; `related` does not (dedup in
// deploy/schema/event.schema.json).
enum class Relation { kNew, kExact, kNear, kUpdate, kRelated, kUnknown };
inline constexpr std::size_t kRelationCount = static_cast<std::size_t>(Relation::kUnknown) + 1;
std::string_view Name(Relation relation);
// True for the relations that put an article into an earlier one's cluster.
bool IsCopy(Relation relation);

struct Decision {
  Relation relation = Relation::kNew;
  std::string cluster;
  std::string of;         // id of the cluster's first member (related: of the most similar article); empty when new
  std::string previous;   // update: id of the version before this one
  double similarity = 0;  // 0..1: containment in the article it was decided by
  std::optional<std::int64_t> log_offset;  // of the first fingerprint record; nullopt without a Kafka log
};

// ---- 5. What it is about. Made by classify.

struct Topic {
  std::string code;  // IPTC Media Topics, such as "11000000", or the label of a user's own model
  std::string name;
  double confidence = 0;  // 0..1
};

struct Classification {
  std::string language = "und";  // BCP 47
  double language_confidence = 0;
  std::vector<Topic> topics;  // best first; empty when unsure
  std::string kind = "report";
  std::vector<std::string> flags;
};

// ---- 6. What goes out. Made by enrich; exactly one Outcome for every RawMessage.

struct Event {
  std::string id;
  std::string json;  // the enriched event, one line without a line feed
  bool truncated = false;
};

struct Dropped {  // a copy, where the configuration drops copies
  std::string id;
  Decision decision;
};

struct Takedown {};  // of the article with the message's key: a tombstone goes out

struct Rejected {
  std::string id;
  Reject reject;
};

using Outcome = std::variant<Event, Dropped, Takedown, Rejected>;

}  // namespace dongtin
