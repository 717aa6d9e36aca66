#include "stages/parse/field.h"

#include <fmt/format.h>

#include <array>
#include <utility>

#include "stages/text/normalize.h"
#include "stages/text/rfc3339.h"
#include "stages/text/utf8.h"

namespace dongtin {
namespace {

constexpr std::size_t kShownBytes = 60;

struct FieldRow {
  Field field;
  std::string_view name;
  std::string_view fix;
};

constexpr std::string_view kTimeFix = "send RFC 3339 such as \"2026-11-23T07:05:00+07:00\"";

constexpr std::array kFields = {
    FieldRow{Field::kId, "id", "send the id as a JSON string"},
    FieldRow{Field::kUrl, "url", "send the address as a JSON string"},
    FieldRow{Field::kTitle, "title", "send the headline as a JSON string"},
    FieldRow{Field::kText, "text", "send the page as a JSON string"},
    FieldRow{Field::kHtml, "html", "send the page as a JSON string"},
    FieldRow{Field::kPublished, "published",
             "send RFC 3339 such as \"2026-11-23T07:05:00+07:00\" or a day \"2026-11-23\""},
    FieldRow{Field::kFetchedAt, "fetched_at", kTimeFix},
    FieldRow{Field::kSource, "source", "send the name of the source as a JSON string"},
    FieldRow{Field::kLanguage, "language", "send a language code such as \"vi\" as a JSON string"},
    FieldRow{Field::kAuthors, "authors", "send the names as an array of JSON strings, or one string"},
};
static_assert(kFields.size() == kFieldCount, "every Field needs a row");

constexpr bool RowsStandInOrder() {
  for (std::size_t i = 0; i < kFields.size(); ++i) {
    if (static_cast<std::size_t>(kFields[i].field) != i) return false;
  }
  return true;
}
static_assert(RowsStandInOrder(), "rows stand in the order of the enum");

Reject BadTime(Field field, std::string_view where, std::string_view value) {
  return FieldReject(RejectReason::kBadTime, field, where, fmt::format("\"{}\" is no such time", Shown(value)));
}

// REQUIRES: ParseRfc3339Ms takes `time`.
std::string WithCapitals(std::string time) {
  constexpr std::size_t kBehindTheDay = 10;
  if (time.size() > kBehindTheDay) time[kBehindTheDay] = 'T';
  if (time.back() == 'z') time.back() = 'Z';
  return time;
}

std::optional<Reject> SetContent(Field field, std::string_view where, std::string value, RawArticle* article) {
  if (!article->content.empty()) {
    return FieldReject(RejectReason::kTwoContents, field, where,
                       "the message holds both text and html; send one of them");
  }
  article->format = field == Field::kHtml ? RawArticle::Format::kHtml : RawArticle::Format::kText;
  article->content = std::move(value);
  return std::nullopt;
}

}  // namespace

std::string_view Name(Field field) { return kFields[static_cast<std::size_t>(field)].name; }

std::string_view FixFor(Field field) { return kFields[static_cast<std::size_t>(field)].fix; }

Reject FieldReject(RejectReason reason, Field field, std::string_view where, std::string_view what) {
  return {reason, fmt::format("field `{}` (at {}): {}; {}", Name(field), Shown(where), what, FixFor(field))};
}

std::string Shown(std::string_view bytes) {
  const bool cut = bytes.size() > kShownBytes;
  std::string shown(TruncateUtf8(RepairUtf8(bytes.substr(0, 2 * kShownBytes)), kShownBytes));
  for (char& c : shown) {
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) c = ' ';
  }
  return cut ? shown + "..." : shown;
}

std::optional<Reject> SetField(Field field, std::string_view where, std::string value, RawArticle* article) {
  if (value.empty()) return std::nullopt;
  switch (field) {
    case Field::kId:
      article->id = ToNfc(std::move(value));
      break;
    case Field::kUrl:
      article->url = ToNfc(std::move(value));
      break;
    case Field::kTitle:
      article->title = std::move(value);
      break;
    case Field::kText:
    case Field::kHtml:
      return SetContent(field, where, std::move(value), article);
    case Field::kPublished:
      if (!ParseRfc3339Ms(value)) return BadTime(field, where, value);
      article->published = WithCapitals(std::move(value));
      break;
    case Field::kFetchedAt:
      article->fetched_at_ms = IsDay(value) ? std::nullopt : ParseRfc3339Ms(value);
      if (!article->fetched_at_ms) return BadTime(field, where, value);
      break;
    case Field::kSource:
      article->source = ToNfc(std::move(value));
      break;
    case Field::kLanguage:
      article->language = ToNfc(std::move(value));
      break;
    case Field::kAuthors:
      article->authors.push_back(ToNfc(std::move(value)));
      break;
  }
  return std::nullopt;
}

}  // namespace dongtin
