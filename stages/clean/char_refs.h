// Character references of HTML: "&eacute;", "&#7871;", "&#x1EBF;". Pure.
//
// Numeric references as in the HTML standard, section 13.2.5.80 (windows-1252 for the C1 controls, U+FFFD for what is
// no character). Of the 2,231 named ones those that news pages use: Latin-1, punctuation, currencies; an unknown name
// stays as it is written.
#pragma once

#include <string>
#include <string_view>

namespace dongtin {

// Appends `raw` to *out with its references resolved. Linear; never longer than `raw` by more than a factor of two.
void AppendDecoded(std::string_view raw, std::string* out);

}  // namespace dongtin
