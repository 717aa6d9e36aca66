// Unicode normalisation of text, by ICU. Pure functions without state of ours, callable from any thread.
//
// Vietnamese comes in two spellings of the same letters, composed ("ế", U+1EBF) and decomposed ("e" and two marks). Everything
// after cleaning is composed (NFC, Unicode Standard Annex #15), so that equal words are equal bytes. All functions take
// valid UTF-8 and give valid UTF-8.
#pragma once

#include <string>
#include <string_view>

namespace dongtin {

// True when `text` is in NFC. Most text is: ASCII and the letters of Latin-1 and of Vietnamese are passed over without ICU.
bool IsNfc(std::string_view text);

// `text` in NFC; moves it through when it is so already. Linear, as normalisation within the bounds of the input: a text grows
// at most threefold.
std::string ToNfc(std::string text);

// One line made plain: NFC; every Unicode space and tab one ' ', runs of them one, none at the ends; zero-width characters,
// soft hyphens, byte order marks, bidirectional marks, variation selectors of text style and control characters dropped. A
// zero-width joiner between two symbols (an emoji sequence) stays, as the symbols would fall apart. A line feed within
// `line` counts as a space. A line that is plain already costs one pass over its bytes and one copy.
std::string NormalizeLine(std::string_view line);

}  // namespace dongtin
