// The words of a short line, counted and folded. Pure functions of valid UTF-8, callable from any thread.
//
// Latin text with Vietnamese, which is nearly all there is, goes a fast way (plain_line.h); lines that hold anything
// else or are long are read letter by letter, to the same result.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace dongtin {

struct WordCounts {
  std::uint32_t words = 0;     // runs of letters and digits; apostrophes and full stops inside belong to them
  std::uint32_t capitals = 0;  // words that begin with a capital
  std::uint32_t digits = 0;
};

WordCounts CountWords(std::string_view text);

// Lower-case words of `text` (stages/text/words.h), joined by one space, into *out (cleared first).
void FoldWords(std::string_view text, std::string* out);

// Both, from one reading of plain text.
WordCounts CountAndFoldWords(std::string_view text, std::string* out);

// True for a capital letter of the Latin, Greek and Cyrillic alphabets, Vietnamese included.
bool IsCapital(char32_t c);

// Letters as CountWords takes them: of any alphabet and of Han.
bool IsLetter(char32_t c);

}  // namespace dongtin
