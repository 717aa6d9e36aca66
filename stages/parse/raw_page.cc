#include "stages/parse/raw_page.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "stages/parse/field.h"
#include "stages/text/charset.h"
#include "stages/text/sniff.h"
#include "stages/text/utf8.h"

namespace dongtin {
namespace {

// All fields but text and html, which the value is.
constexpr std::array kHeaderFields = {Field::kId,        Field::kUrl,    Field::kTitle,    Field::kPublished,
                                      Field::kFetchedAt, Field::kSource, Field::kLanguage, Field::kAuthors};

bool IsNamed(const Header& header, std::string_view lower_case_name) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; };
  return std::equal(header.name.begin(), header.name.end(), lower_case_name.begin(), lower_case_name.end(),
                    [&](char a, char b) { return lower(a) == b; });
}

// The value of the last header of this name that has one; empty when there is none.
std::string_view LastHeader(const RawMessage& message, std::string_view lower_case_name) {
  for (auto header = message.headers.rbegin(); header != message.headers.rend(); ++header) {
    if (header->value && IsNamed(*header, lower_case_name)) return *header->value;
  }
  return {};
}

std::string DeclaredCharset(const RawMessage& message) {
  std::string_view charset = CharsetOfMediaType(LastHeader(message, "content-type"));
  if (charset.empty()) charset = LastHeader(message, "charset");
  if (charset.empty()) charset = FindMetaCharset(*message.value);
  return std::string(charset);
}

std::optional<Reject> SetFromHeaders(Field field, const RawMessage& message, RawArticle* article) {
  const std::string where = fmt::format("record header {}", Name(field));
  if (field != Field::kAuthors) return SetField(field, where, RepairUtf8(LastHeader(message, Name(field))), article);
  for (const Header& header : message.headers) {
    if (!header.value || !IsNamed(header, Name(field))) continue;
    if (std::optional<Reject> reject = SetField(field, where, RepairUtf8(*header.value), article)) return reject;
  }
  return std::nullopt;
}

}  // namespace

Result<RawArticle> ParseRawPage(const RawMessage& message) {
  const std::string charset = DeclaredCharset(message);
  std::optional<Decoded> page = DecodeToUtf8(*message.value, charset);
  if (!page) {
    const std::string said =
        charset.empty() ? "no charset is declared" : fmt::format("declared is `{}`", Shown(charset));
    return Reject{
        RejectReason::kBadEncoding,
        fmt::format("the {} bytes of the value are no text in any charset known ({}); send UTF-8, or name the "
                    "charset in the record header `content-type` or `charset`",
                    message.value->size(), said)};
  }
  RawArticle article;
  article.format = LooksLikeHtml(page->text) ? RawArticle::Format::kHtml : RawArticle::Format::kText;
  article.content = std::move(page->text);
  for (const Field field : kHeaderFields) {
    if (std::optional<Reject> reject = SetFromHeaders(field, message, &article)) return *std::move(reject);
  }
  return article;
}

}  // namespace dongtin
