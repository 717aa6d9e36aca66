// The escapes within JSON strings (RFC 8259, section 7). Pure functions, callable from any thread.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace dongtin {

// The length of the escape that `text`, from a backslash on, begins with: 2, or 6 for "\uXXXX" of any value; 0 when it
// is not a whole and well-formed one.
std::size_t EscapeLength(std::string_view text);

// `raw`, what stands between the quotes of a JSON string, with its escapes decoded. Pairs of surrogates are one code
// point, a lone surrogate is U+FFFD: better one sign lost than an article. REQUIRES: valid UTF-8, all escapes well
// formed.
std::string DecodeEscapes(std::string_view raw);

}  // namespace dongtin
