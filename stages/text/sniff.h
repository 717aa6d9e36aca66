// Plain text or HTML? Told apart by content, for pages that come without a word about their format.
#pragma once

#include <string_view>

namespace dongtin {

// True when `page` (UTF-8, or bytes that agree with ASCII) is HTML rather than plain text:
//   - it begins, after white space, a byte order mark and comments, with a doctype, an XML declaration or <html>,
//   <head>, <body>; or
//   - its first 64 KiB hold two tags of the elements that pages are made of (<p>, <div>, <a href=...>, </h1>, <br/>,
//   ...),
//     more than one for each two lines that hold none, so that an article that quotes some markup stays text.
// Other angle brackets ("a < b", "<3", "<Reuters>") say nothing. One pass, linear.
bool LooksLikeHtml(std::string_view page);

}  // namespace dongtin
