#include "tests/support/bad_messages.h"

#include <cstddef>
#include <ostream>

namespace dongtin {
namespace {

std::string Nested(const char* open, const char* close, int levels) {
  std::string text;
  for (int i = 0; i < levels; ++i) text += open;
  for (int i = 0; i < levels; ++i) text += close;
  return text;
}

std::string Binary() {
  std::string bytes;
  for (int i = 0; i < 600; ++i) bytes.push_back(static_cast<char>(i * 7 % 32));
  return bytes;
}

ParseOptions Json(std::size_t max_bytes, int max_depth = 64) {
  ParseOptions options;
  options.max_bytes = max_bytes;
  options.max_depth = max_depth;
  return options;
}

ParseOptions Raw() {
  ParseOptions options;
  options.format = ParseOptions::Format::kRaw;
  return options;
}

ParseOptions TextAt(const char* pointer) {
  ParseOptions options;
  options.fields.text = pointer;
  return options;
}

std::vector<BadMessage> SizeAndEncoding() {
  return {
      {"OneByteTooMany", R"({"text":"abcdefgh"})", RejectReason::kTooLarge, "has 19 bytes, the limit is 18", Json(18)},
      {"NamesTheOptionForTheSize", R"({"text":"abcdefgh"})", RejectReason::kTooLarge, "input.max_bytes", Json(18)},
      {"CutByTheSource", R"({"text":"abcd)", RejectReason::kTooLarge, "more than 100", Json(100), {}, true},
      {"RawTooLarge", std::string(9 << 20, 'a'), RejectReason::kTooLarge, "input.max_bytes", Raw()},
      {"RawBinary", Binary(), RejectReason::kBadEncoding, "no charset is declared", Raw()},
      {"RawBinaryDeclaredAsText",
       Binary(),
       RejectReason::kBadEncoding,
       "`windows-1258`",
       Raw(),
       {{"charset", "windows-1258"}}},
      {"Utf16OfControlCharacters", std::string("\xFF\xFE\x01\0\x02\0\x03\0", 8), RejectReason::kBadEncoding, "UTF-16"},
  };
}

std::vector<BadMessage> Syntax() {
  const auto bad = RejectReason::kBadJson;
  return {
      {"Empty", "", bad, "the message ends"},
      {"OnlySpace", " \n\t ", bad, "the message ends"},
      {"OnlyAByteOrderMark", "\xEF\xBB\xBF", bad, "the message ends"},
      {"APageInsteadOfJson", "Giá vàng tăng", bad, "send one JSON object"},
      {"Unclosed", R"({"text":"a")", bad, "cut short?"},
      {"UnclosedString", R"({"text":"a)", bad, "within a string"},
      {"EndsInAnEscape", "{\"text\":\"a\\", bad, "no such escape"},
      {"EndsInAUnicodeEscape", "{\"text\":\"a\\u12\"}", bad, "no such escape"},
      {"UnknownEscape", R"({"text":"a\x41"})", bad, "no such escape"},
      {"RawLineFeedInAString", "{\"text\":\"a\nb\"}", bad, "control character in a string at byte 10"},
      {"RawNulInAString", std::string("{\"text\":\"a\0b\"}", 13), bad, "control character"},
      {"TrailingComma", R"({"text":"a",})", bad, "a member's name"},
      {"TrailingCommaInAnArray", R"({"text":"a","x":[1,]})", bad, "expected a value"},
      {"NoComma", R"({"text":"a" "url":"b"})", bad, "',' or '}'"},
      {"NoColon", R"({"text" "a"})", bad, "':'"},
      {"NoValue", R"({"text":})", bad, "expected a value"},
      {"SingleQuotes", R"({'text':'a'})", bad, "double quotes"},
      {"NameWithoutQuotes", R"({text:"a"})", bad, "double quotes"},
      {"NumberAsName", R"({1:"a"})", bad, "double quotes"},
      {"Comment", R"({"text":"a" /* x */})", bad, "at byte 12"},
      {"TrailingGarbage", R"({"text":"a"} x)", bad, "the end of the message at byte 13"},
      {"TwoObjects", R"({"text":"a"}{"text":"b"})", bad, "the end of the message"},
      {"ClosedTwice", R"({"text":"a"}})", bad, "the end of the message"},
      {"ClosedByTheWrongBracket", R"({"text":"a"])", bad, "',' or '}'"},
      {"BrokenUnknownMember", R"({"text":"a","x":{"y":tru}})", bad, "at byte 21"},
      {"BrokenDeepInside", R"({"text":"a","x":[[[{"y":[1 2]}]]]})", bad, "',' or ']'"},
      {"NotANumber", R"({"text":"a","x":NaN})", bad, "expected a value"},
      {"LeadingZero", R"({"text":"a","x":01})", bad, "',' or '}'"},
      {"LeadingPlus", R"({"text":"a","x":+1})", bad, "expected a value"},
      {"NoDigitBehindThePoint", R"({"text":"a","x":1.})", bad, "decimal point"},
      {"NoDigitInTheExponent", R"({"text":"a","x":1e+})", bad, "exponent"},
      {"OnlyAMinus", R"({"text":"a","x":-})", bad, "expected a value"},
      {"CapitalTrue", R"({"text":"a","x":True})", bad, "expected a value"},
      {"UnicodeSpace", "{\"text\":\xC2\xA0\"a\"}", bad, "expected a value at byte 8"},
  };
}

std::vector<BadMessage> Shape() {
  const auto type = RejectReason::kWrongType;
  return {
      {"ObjectsTooDeep", R"({"text":"a","x":)" + Nested("{\"y\":", "}", 64) + "}", RejectReason::kTooDeep, "64 levels"},
      {"ArraysTooDeep", R"({"text":"a","x":)" + Nested("[", "]", 64) + "}", RejectReason::kTooDeep, "input.max_depth"},
      {"AHundredThousandBrackets", std::string(100000, '['), RejectReason::kTooDeep, "64 levels"},
      {"DeeperThanConfigured", R"({"text":"a","x":[[1]]})", RejectReason::kTooDeep, "2 levels", Json(1000, 2)},
      {"Array", R"([{"text":"a"}])", RejectReason::kNotAnObject, "found an array"},
      {"String", R"("text")", RejectReason::kNotAnObject, "found a string"},
      {"Number", "12", RejectReason::kNotAnObject, "found a number"},
      {"Null", "null", RejectReason::kNotAnObject, "found null"},
      {"Boolean", " true ", RejectReason::kNotAnObject, "found a boolean"},
      {"KnownFieldTwice", R"({"text":"a","text":"b"})", RejectReason::kDuplicateMember, "`text` stands twice"},
      {"KnownFieldTwiceOnceEscaped", R"({"text":"a","t\u0065xt":"b"})", RejectReason::kDuplicateMember, "`text`"},
      {"UnknownMemberTwice", R"({"text":"a","x":1,"y":2,"x":1})", RejectReason::kDuplicateMember, "`x`"},
      {"TwiceOnTheWayOfAPointer", R"({"c":{"text":"a","text":"b"}})", RejectReason::kDuplicateMember, "`text`",
       TextAt("/c/text")},
      {"TextIsANumber", R"({"text":12})", type,
       "field `text` (at /text): expected a string, found a number; send the page"},
      {"TextIsAnArray", R"({"text":["a"]})", type, "found an array"},
      {"HtmlIsAnObject", R"({"html":{"a":"b"}})", type, "field `html`"},
      {"TitleIsABoolean", R"({"title":false,"text":"a"})", type, "field `title`"},
      {"IdIsANumber", R"({"id":7,"text":"a"})", type, "send the id as a JSON string"},
      {"UrlIsAnArray", R"({"url":["http://a.vn"],"text":"a"})", type, "field `url`"},
      {"SourceIsANumber", R"({"source":1,"text":"a"})", type, "field `source`"},
      {"LanguageIsAnObject", R"({"language":{},"text":"a"})", type, "such as \"vi\""},
      {"PublishedIsANumber", R"({"published":1763856000,"text":"a"})", type, "RFC 3339"},
      {"FetchedAtIsANumber", R"({"fetched_at":1763856000000,"text":"a"})", type, "RFC 3339"},
      {"AuthorsIsANumber", R"({"authors":1,"text":"a"})", type, "an array or a string"},
      {"AnAuthorIsAnObject", R"({"authors":["a",{"name":"b"}],"text":"a"})", type,
       "strings in the array, found an object"},
      {"NumberOnTheWayOfAPointer", R"({"content":5})", type, "expected an object or array at `content`",
       TextAt("/content/text")},
  };
}

std::vector<BadMessage> Meaning() {
  const auto time = RejectReason::kBadTime;
  return {
      {"PublishedForPeople", R"({"published":"23/11/2026","text":"a"})", time, "\"23/11/2026\""},
      {"PublishedWithoutOffset", R"({"published":"2026-11-23T07:05:00","text":"a"})", time, "+07:00"},
      {"PublishedOnNoDay", R"({"published":"2026-02-29","text":"a"})", time, "field `published`"},
      {"PublishedAtNoHour", R"({"published":"2026-11-23T24:00:00Z","text":"a"})", time, "field `published`"},
      {"PublishedWithSpaceAround", R"({"published":" 2026-11-23","text":"a"})", time, "field `published`"},
      {"FetchedAtADay", R"({"fetched_at":"2026-11-23","text":"a"})", time, "field `fetched_at`"},
      {"FetchedAtNonsense", R"({"fetched_at":"now\n","text":"a"})", time, "\"now \""},
      {"HeaderPublishedForPeople", "Trang", time, "record header published", Raw(), {{"published", "hôm qua"}}},
      {"NothingAtAll", "{}", RejectReason::kNoContent, "input.fields"},
      {"OnlyAnId", R"({"id":"a1"})", RejectReason::kNoContent, "`text` (at /text)"},
      {"EmptyText", R"({"text":""})", RejectReason::kNoContent, "missing or empty"},
      {"NullText", R"({"text":null,"title":null})", RejectReason::kNoContent, "missing or empty"},
      {"TextElsewhere", R"({"text":"a"})", RejectReason::kNoContent, "/content/text", TextAt("/content/text")},
      {"EmptyRawPage", "", RejectReason::kNoContent, "header `title`", Raw()},
      {"TextAndHtml", R"({"text":"a","html":"<p>a</p>"})", RejectReason::kTwoContents, "send one of them"},
  };
}

}  // namespace

void PrintTo(const BadMessage& bad, std::ostream* out) { *out << bad.name; }

std::vector<BadMessage> BadMessages() {
  std::vector<BadMessage> all;
  for (std::vector<BadMessage> some : {SizeAndEncoding(), Syntax(), Shape(), Meaning()}) {
    all.insert(all.end(), some.begin(), some.end());
  }
  return all;
}

}  // namespace dongtin
