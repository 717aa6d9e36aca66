// Parse, the first stage: RawMessage -> RawArticle. Everything that comes in is hostile until it passed here; behind it
// all text is valid UTF-8, the times are checked, and there is a page or at least a title.
//
// JSON (README.md says which members), in this order:
//   1. size: message.cut or more than max_bytes is kTooLarge;
//   2. bytes: a byte order mark is passed over, UTF-16 and UTF-32 with one are decoded, broken UTF-8 gets U+FFFD (never
//      rejected: a page with one bad byte is still a page);
//   3. JSON: strict, bounded in depth, every member checked, those unknown kept as slices (json.h says what is taken);
//   4. fields by JSON Pointer (field_map.h). A null or an empty string counts as absent; another type is kWrongType;
//   5. content: text or html, one of them; it may be missing when there is a title.
// A lone surrogate escape in a known field becomes U+FFFD; in an unknown member it is carried through like everything
// else.
//
// Raw pages: the value is the page itself. Charset by byte order mark, the header `content-type` or `charset`, a <meta>
// tag, or detection (stages/text/charset.h); text or HTML by content (stages/text/sniff.h). Fields come from record
// headers of the same names in any case; of several equal ones the last counts, as is usual with Kafka, except that
// each `authors` header adds an author. Other headers are not extras: the event carries them as headers.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>

#include "stages/article.h"
#include "stages/result.h"

namespace dongtin {

// Where the fields of a JSON message stand, as JSON Pointers (RFC 6901): "/text", "/content/text", "/authors/0". An
// empty pointer: the field is not read.
struct FieldPointers {
  std::string id = "/id";
  std::string url = "/url";
  std::string title = "/title";
  std::string text = "/text";
  std::string html = "/html";
  std::string published = "/published";
  std::string fetched_at = "/fetched_at";
  std::string source = "/source";
  std::string language = "/language";
  std::string authors = "/authors";
};

// What is wrong with these pointers (one is none, or two name one place), with the option to change; nullopt when they
// are fine. For `dongtin check`.
std::optional<std::string> CheckFieldPointers(const FieldPointers& pointers);

struct ParseOptions {
  enum class Format { kJson, kRaw };  // raw: the value is the page itself, fields may come in record headers

  Format format = Format::kJson;
  std::size_t max_bytes = 8 << 20;  // of one message; up to 256 MiB
  int max_depth = 64;               // of nested JSON, the message's own object being 1; up to 1,000
  FieldPointers fields;
};

class FieldMap;

// One a thread, or one for all: it holds nothing but its options, taken apart.
class Parser {
 public:
  // Throws std::invalid_argument for options out of range and for pointers that CheckFieldPointers complains about.
  explicit Parser(const ParseOptions& options);
  ~Parser();
  Parser(const Parser&) = delete;
  Parser& operator=(const Parser&) = delete;

  // Rejects with the reasons of stage "parse" in result.h, except kTombstoneWithoutKey. Never throws for bad input.
  // REQUIRES: message.value (a tombstone is not an article), and message.fallback_id not empty when the message names
  // no id.
  Result<RawArticle> Parse(const RawMessage& message) const;

 private:
  const ParseOptions options_;
  const std::unique_ptr<const FieldMap> fields_;
};

}  // namespace dongtin
