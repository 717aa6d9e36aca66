// The words of a short line, counted and folded. Pure functions of valid UTF-8, callable from any thread.
//
// Vietnamese mixes letters of one, two and three bytes at random, so a loop that asks each byte for its length is
// mispredicted all the time. Latin text with Vietnamese, which is nearly all there is, is therefore read in steps
// without branches: what a byte is follows from its two neighbours on each side, for many bytes at a time. Lines that
// hold anything else, or more than kPlainBytes bytes, are read letter by letter, to the same result.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace dongtin {

inline constexpr std::size_t kPlainBytes = 448;

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
