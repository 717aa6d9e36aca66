// Plain text or HTML? Told apart by content, for pages that come without a word about their format.
#pragma once

#include <string_view>

namespace dongtin {

// True when `page` (bytes of any charset that agrees with ASCII, or UTF-8) is HTML rather than plain text. It is when
//   - it begins, after white space, a byte order mark and comments, with a doctype, <html>, <head>, <body> or an XML declaration, or
//   - within its first 64 KiB it holds at least one closed pair or two tags of elements that pages are built of (p, div, a, br, ...).
// Plain text that speaks about tags ("the <p> element") or compares numbers ("a < b") stays text.
bool LooksLikeHtml(std::string_view page);

}  // namespace dongtin
