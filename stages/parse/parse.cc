#include "stages/parse/parse.h"

#include <fmt/format.h>
#include <simdjson.h>

#include <algorithm>
#include <cassert>
#include <stdexcept>
#include <utility>

#include "stages/parse/field_map.h"
#include "stages/parse/raw_page.h"
#include "stages/text/charset.h"
#include "stages/text/utf8.h"

namespace dongtin {
namespace {

// ICU takes lengths of 31 bits, and what it gives may be several times as long.
constexpr std::size_t kMaxMaxBytes = 256 << 20;
// The reader recurses once a level, a few hundred bytes of stack each.
constexpr int kMaxMaxDepth = 1000;

const ParseOptions& Checked(const ParseOptions& options) {
  if (options.max_bytes == 0 || options.max_bytes > kMaxMaxBytes) {
    throw std::invalid_argument(
        fmt::format("input.max_bytes: {} is not within 1..{}", options.max_bytes, kMaxMaxBytes));
  }
  if (options.max_depth < 1 || options.max_depth > kMaxMaxDepth) {
    throw std::invalid_argument(
        fmt::format("input.max_depth: {} is not within 1..{}", options.max_depth, kMaxMaxDepth));
  }
  return options;
}

Reject TooLarge(const RawMessage& message, std::size_t max_bytes) {
  // Of a message that was cut at the source nobody knows the length.
  const std::string size = message.cut ? fmt::format("more than {}", max_bytes) : fmt::to_string(message.value->size());
  return {
      RejectReason::kTooLarge,
      fmt::format("the message has {} bytes, the limit is {}; raise input.max_bytes or send less", size, max_bytes)};
}

// The text of a JSON message when its bytes are not valid UTF-8 as they stand.
Result<std::string> ReadableText(std::string_view bytes) {
  if (!HasUtf16Or32Bom(bytes)) return RepairUtf8(bytes);
  std::optional<Decoded> decoded = DecodeToUtf8(bytes, "");
  if (decoded) return std::move(decoded->text);
  return Reject{RejectReason::kBadEncoding,
                "the message begins with a UTF-16 byte order mark but is no text; send UTF-8"};
}

Reject WrongType(Field field, std::string_view where, std::string_view expected, const JsonValue& found) {
  return FieldReject(RejectReason::kWrongType, field, where,
                     fmt::format("expected {}, found {}", expected, NameWithArticle(found.kind)));
}

std::optional<Reject> SetAuthors(std::string_view where, const JsonValue& array, RawArticle* article) {
  for (const JsonValue& author : ElementsOf(array)) {
    if (author.kind != JsonKind::kString) return WrongType(Field::kAuthors, where, "strings in the array", author);
    if (std::optional<Reject> reject = SetField(Field::kAuthors, where, DecodeJsonString(author), article))
      return reject;
  }
  return std::nullopt;
}

std::optional<Reject> SetJsonField(Field field, std::string_view where, const JsonValue& value, RawArticle* article) {
  if (field == Field::kAuthors && value.kind == JsonKind::kArray) return SetAuthors(where, value, article);
  if (value.kind == JsonKind::kString) return SetField(field, where, DecodeJsonString(value), article);
  return WrongType(field, where, field == Field::kAuthors ? "an array or a string" : "a string", value);
}

Result<RawArticle> FromMembers(MappedMessage message, const FieldMap& fields) {
  RawArticle article;
  for (std::size_t i = 0; i < kFieldCount; ++i) {
    if (!message.fields[i]) continue;
    const Field field = static_cast<Field>(i);
    std::optional<Reject> reject = SetJsonField(field, fields.PointerOf(field), *message.fields[i], &article);
    if (reject) return *std::move(reject);
  }
  article.extra = std::move(message.extra);
  return article;
}

Result<RawArticle> ParseJson(std::string_view bytes, int max_depth, const FieldMap& fields) {
  std::string repaired;
  // simdjson's check is many times as fast as ours, and nearly all messages pass it.
  if (!simdjson::validate_utf8(bytes.data(), bytes.size())) {
    Result<std::string> text = ReadableText(bytes);
    if (!text) return text.error();
    repaired = *std::move(text);
    bytes = repaired;
  }
  if (bytes.starts_with(kUtf8Bom)) bytes.remove_prefix(kUtf8Bom.size());
  Result<MappedMessage> message = fields.Read(bytes, max_depth);
  if (!message) return message.error();
  return FromMembers(*std::move(message), fields);
}

Reject NoContent(const ParseOptions& options) {
  if (options.format == ParseOptions::Format::kRaw) {
    return {RejectReason::kNoContent, "the value is empty and no header `title` is given; send the page as the value"};
  }
  return {RejectReason::kNoContent,
          fmt::format("the fields `text` (at {}), `html` (at {}) and `title` (at {}) are all missing or empty; give "
                      "one of them, or "
                      "name their places in input.fields",
                      Shown(options.fields.text), Shown(options.fields.html), Shown(options.fields.title))};
}

}  // namespace

Parser::Parser(const ParseOptions& options)
    : options_(Checked(options)), fields_(std::make_unique<const FieldMap>(options.fields)) {}

Parser::~Parser() = default;

Result<RawArticle> Parser::Parse(const RawMessage& message) const {
  assert(message.value);
  if (message.cut || message.value->size() > options_.max_bytes) return TooLarge(message, options_.max_bytes);
  Result<RawArticle> article = options_.format == ParseOptions::Format::kRaw
                                   ? ParseRawPage(message)
                                   : ParseJson(*message.value, options_.max_depth, *fields_);
  if (!article) return article;
  if (article->content.empty() && article->title.empty()) return NoContent(options_);
  if (article->id.empty()) article->id = message.fallback_id;
  return article;
}

}  // namespace dongtin
