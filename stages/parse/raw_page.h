// Raw pages: a message whose value is the page itself, with the article's fields in record headers. parse.h has the
// rules.
#pragma once

#include "stages/article.h"
#include "stages/result.h"

namespace dongtin {

// The article that the value and the headers of `message` make. Its id is empty when no header names one, and so may be
// content and title: the parser sees to both. kBadEncoding for bytes that are no text in any charset known, kBadTime
// for a bad time header. REQUIRES: message.value, of at most 256 MiB
Result<RawArticle> ParseRawPage(const RawMessage& message);

}  // namespace dongtin
