// The fields of an article that a message may give, and how a value given for one becomes part of a RawArticle. The
// same for members of a JSON message and for the record headers of a raw page.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "stages/article.h"
#include "stages/result.h"

namespace dongtin {

enum class Field { kId, kUrl, kTitle, kText, kHtml, kPublished, kFetchedAt, kSource, kLanguage, kAuthors };
inline constexpr std::size_t kFieldCount = static_cast<std::size_t>(Field::kAuthors) + 1;

// As in the message and in the option `input.fields.<name>`.
std::string_view Name(Field field);

// What a field is for, in the words of a fix: "send the page as a JSON string".
std::string_view FixFor(Field field);

// A rejection over a field: "field `text` (at /text): <what>; <FixFor>". `where` names the member or header and may be
// anything the sender or the configuration wrote: it is shortened.
Reject FieldReject(RejectReason reason, Field field, std::string_view where, std::string_view what);

// Bytes of a message, fit to be shown in a detail: valid UTF-8, no control characters, at most about 60 bytes.
std::string Shown(std::string_view bytes);

// Sets `field` of `article`, which so far has what the earlier calls gave it. An empty value counts as not given. The
// two time fields are checked (kBadTime) and published gets the capital `T` and `Z` that RFC 3339 asks of writers; of
// text and html only one may hold something (kTwoContents). What names something (id, url, source, language, authors)
// is made NFC, so that one name is one string in the fingerprint, in `of` and `previous` and in every outcome. For
// authors each call adds one. `value` must be valid UTF-8. nullopt when all went well.
std::optional<Reject> SetField(Field field, std::string_view where, std::string value, RawArticle* article);

}  // namespace dongtin
