// Unicode normalisation of text, by ICU. Pure functions without state of ours, callable from any thread.
//
// Vietnamese comes in two spellings of the same letters, composed ("ế", U+1EBF) and decomposed ("e" and two marks).
// Everything after cleaning is composed (NFC, Unicode Standard Annex #15), so that equal words are equal bytes. All
// functions take valid UTF-8 and give valid UTF-8.
//
// Most text is in order already, so each function first looks whether there is anything to do: one pass over the bytes
// in a form that compilers turn into vector instructions, which knows the scripts of most news (Latin with Vietnamese,
// Cyrillic, Han, punctuation, emoji). Only text that holds something else goes to ICU.
#pragma once

#include <string>
#include <string_view>

namespace dongtin {

// True when `text` is in NFC and no letter in it carries more than 64 combining marks in a row.
bool IsNfc(std::string_view text);

// `text` in NFC; moves it through when IsNfc. In text that is not, a run of combining marks is cut to its first 30, the
// bound of Annex #15's Stream-Safe Text Format: no language needs more, and putting marks in order takes time quadratic
// in the run. With that bound the work is linear. The result is at most three times as long; ToNfc of it changes
// nothing.
std::string ToNfc(std::string text);

// One line made plain: NFC; every Unicode space, tab and line break one ' ', runs of them one, none at the ends;
// control characters and what Unicode calls default ignorable dropped (zero-width characters, soft hyphens, byte order
// marks, bidirectional marks, variation selectors). U+200C and U+200D stay where they carry meaning: between letters of
// the scripts from Arabic to the Indic ones, and U+200D between the parts of an emoji.
std::string NormalizeLine(std::string_view line);

// The same without a copy of what is plain already: `line` itself, or what it became in *changed.
std::string_view NormalizeLine(std::string_view line, std::string* changed);

}  // namespace dongtin
