// A strict JSON reader that gives back slices of the text (RFC 8259). Pure functions, callable from any thread.
//
// Why not simdjson's parsers: simdjson 3.0.1 (Debian 12) refuses numbers beyond 64 bits, 1e400 and lone surrogate
// escapes, all well-formed JSON, its On-Demand API does not notice that a skipped member is broken, and both differ
// between the versions we build with. dongtin needs less and stricter: the members of one object, everything in them
// checked, unknown values untouched. An article is a few long strings, and those are passed over 32 bytes at a time. A
// fuzz test holds this reader against simdjson's DOM: they may differ over numbers and surrogates only.
//
// What is taken and what is not:
//   - numbers: the grammar is checked, the value is never computed, so that 1e400 and 30 digits are fine;
//   - strings: no raw control characters; escapes are checked; a lone surrogate is well formed and decodes to U+FFFD;
//   - names are compared as decoded, since "a" and "\u0061" are one name: two that differ in lone surrogates only are
//     one name too, as the event that carries them on could not tell them apart in UTF-8;
//   - no comments, no trailing commas, no NaN, nothing but white space around the text, no byte order mark;
//   - nesting up to `max_depth`, the outermost object or array being 1. Recursion is as deep as that and no deeper.
// One pass, linear. All text is taken to be valid UTF-8 already (stages/text/utf8.h).
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "stages/result.h"

namespace dongtin {

enum class JsonKind { kNull, kBool, kNumber, kString, kArray, kObject };

// With its article, as in "found an object".
std::string_view NameWithArticle(JsonKind kind);

// A checked value: `raw` is a slice of the text that was read and lives as long as that.
struct JsonValue {
  JsonKind kind = JsonKind::kNull;
  std::string_view raw;  // a string with its quotes, an object with its braces; no white space around
};

struct JsonMember {
  std::string name;  // escapes decoded
  JsonValue value;
};

struct JsonError {
  RejectReason reason = RejectReason::kBadJson;  // or kTooDeep, kNotAnObject, kDuplicateMember
  std::string what;  // for people: "expected ',' or '}' at byte 17"; of kDuplicateMember the name and nothing else
};

// The members of the object that `text` is, in their order. kNotAnObject when it is well-formed JSON of another kind,
// kDuplicateMember when two members have one name (objects within its values are not looked at). Memory: about 64 bytes
// a member.
Result<std::vector<JsonMember>, JsonError> ReadJsonObject(std::string_view text, int max_depth);

// The elements of a checked array. REQUIRES: array.kind == JsonKind::kArray, as ReadJsonObject or this function gave
// it.
std::vector<JsonValue> ElementsOf(const JsonValue& array);

// The text of a checked string. REQUIRES: string.kind == JsonKind::kString
std::string DecodeJsonString(const JsonValue& string);

}  // namespace dongtin
