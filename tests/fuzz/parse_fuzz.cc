// Any bytes through parse, as JSON and as a raw page: whatever comes out keeps the promises of stages/parse/parse.h.
// And our JSON reader against simdjson's: both take the same texts, but for numbers and surrogates, where simdjson
// refuses more.
#include <simdjson.h>

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

#include "stages/parse/json.h"
#include "stages/parse/parse.h"
#include "stages/text/normalize.h"
#include "stages/text/rfc3339.h"
#include "stages/text/utf8.h"

namespace dongtin {
namespace {

void Check(bool holds, const char* what) {
  if (holds) return;
  std::fprintf(stderr, "broken promise: %s\n", what);
  std::abort();
}

void CheckArticle(const RawArticle& article) {
  Check(!article.id.empty(), "an article has an id");
  Check(!article.content.empty() || !article.title.empty(), "an article has a content or a title");
  for (const std::string* text :
       {&article.id, &article.url, &article.title, &article.source, &article.language, &article.content}) {
    Check(IsValidUtf8(*text), "all text is valid UTF-8");
  }
  for (const std::string* name : {&article.id, &article.url, &article.source, &article.language}) {
    Check(IsNfc(*name), "names are NFC");
  }
  for (const std::string& author : article.authors)
    Check(!author.empty() && IsValidUtf8(author), "authors are valid UTF-8");
  Check(article.published.empty() || ParseRfc3339Ms(article.published).has_value(), "published is checked");
  for (const ExtraMember& extra : article.extra) {
    Check(IsValidUtf8(extra.name), "names of extras are valid UTF-8");
    Check(ReadJsonObject("{\"x\":" + extra.json + "}", 2000).ok() ||
              ReadJsonObject("{\"x\":" + extra.json + "}", 2000).error().reason != RejectReason::kBadJson,
          "extras are well-formed JSON");
  }
}

void CheckReject(const Reject& reject) {
  Check(StageOf(reject.reason) == "parse", "parse gives reasons of its own");
  Check(!reject.detail.empty() && reject.detail.size() <= 600, "a detail is short");
  Check(IsValidUtf8(reject.detail), "a detail is valid UTF-8");
}

void CheckParse(const Parser& parser, std::string_view bytes) {
  RawMessage message;
  message.fallback_id = "fuzz-0-1";
  message.value = std::string(bytes);
  message.headers = {{"title", std::string(bytes.substr(0, 40))}, {"charset", std::string(bytes.substr(0, 12))}};
  const Result<RawArticle> article = parser.Parse(message);
  if (article) {
    CheckArticle(*article);
  } else {
    CheckReject(article.error());
  }
}

// True when `text` holds 19 digits in a row, near the end of 64 bits.
bool HasLongNumber(std::string_view text) {
  int digits = 0;
  for (const char c : text) {
    digits = c >= '0' && c <= '9' ? digits + 1 : 0;
    if (digits == 19) return true;
  }
  return false;
}

// simdjson refuses some well-formed JSON: numbers out of range, by a code that depends on its version, and lone
// surrogates, which it calls bad strings.
bool IsKnownRefusal(simdjson::error_code error, std::string_view text) {
  return error == simdjson::NUMBER_ERROR || error == simdjson::STRING_ERROR || HasLongNumber(text);
}

void CheckAgainstSimdjson(std::string_view bytes) {
  const std::string text = RepairUtf8(bytes);
  if (text.starts_with(kUtf8Bom)) return;  // versions of simdjson differ
  simdjson::dom::parser parser;
  simdjson::dom::element element;
  const simdjson::error_code theirs = parser.parse(text).get(element);
  const auto ours = ReadJsonObject(text, 900);  // below simdjson's own bound of 1,024
  const bool well_formed = ours.ok() || ours.error().reason == RejectReason::kNotAnObject ||
                           ours.error().reason == RejectReason::kDuplicateMember;
  if (theirs == simdjson::SUCCESS) {
    Check(well_formed || ours.error().reason == RejectReason::kTooDeep, "we take what simdjson takes");
  } else if (well_formed) {
    Check(IsKnownRefusal(theirs, text), "simdjson takes what we take");
  }
}

}  // namespace
}  // namespace dongtin

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using dongtin::ParseOptions;
  static const dongtin::Parser json{ParseOptions{}};
  static const dongtin::Parser mapped{[] {
    ParseOptions options;
    options.max_depth = 4;
    options.fields.text = "/content/text";
    options.fields.title = "/content/titles/0";
    return options;
  }()};
  static const dongtin::Parser raw{[] {
    ParseOptions options;
    options.format = ParseOptions::Format::kRaw;
    return options;
  }()};
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  for (const dongtin::Parser* parser : {&json, &mapped, &raw}) dongtin::CheckParse(*parser, bytes);
  dongtin::CheckAgainstSimdjson(bytes);
  return 0;
}
