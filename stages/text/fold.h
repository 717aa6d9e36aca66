// What one code point is to the words of a text: letter, mark or gap, and its lower-case and its accentless form.
//
// Folding takes the accents off: "Đường" -> "duong", so that a copy typed without tone marks meets its original. It is
// a simple one-to-one mapping: lower case by Unicode's simple mapping, then the first code point of the canonical
// decomposition, plus the letters with a stroke that Unicode does not decompose (đ -> d, ø -> o, ł -> l, ...). Letters
// of other scripts fold the same way (й -> и).
//
// The values come from ICU's tables for code points below U+2000 and are those of Unicode 15 and later alike: Unicode's
// stability policy fixes case and decomposition of assigned characters. Pure; the table is made on first use (about 1
// ms) and never changes.
#pragma once

#include <cstdint>

namespace dongtin {

enum class LetterKind : std::uint8_t {
  kGap,     // white space, punctuation, symbols: ends a word
  kLetter,  // letters and digits of scripts that put gaps between words
  kSolo,    // a letter of a script without gaps (Han, kana, Thai, Lao, Khmer, Myanmar): a word of its own
  kExtend,  // vowel signs and the like: belongs to the letter before, in any form
  kAccent,  // combining accent (U+0300..U+036F and kin): composes with the letter before, folds to nothing
  kIgnore,  // invisible formatting such as the soft hyphen
};

struct Letter {
  char32_t lower = 0;   // lower case, accents kept
  char32_t folded = 0;  // lower case without accents
  LetterKind kind = LetterKind::kGap;
};

Letter LetterOf(char32_t code_point);

// The code point that `letter` followed by the combining `accent` composes to; 0 when there is none.
char32_t Compose(char32_t letter, char32_t accent);

// A lower-case letter without the mark of a Vietnamese tone (grave, acute, tilde, hook, dot below), and that mark, 0
// when there is none: 'ệ' is 'ê' and U+0323. Other alphabets have such marks as well; they are taken for the same.
struct Toned {
  char32_t letter = 0;
  char32_t mark = 0;
};
bool IsToneMark(char32_t code_point);
Toned WithoutTone(char32_t lower);

namespace internal {
// LetterOf for the first 0x2000 code points: all alphabets that write words with gaps, Vietnamese letters included.
inline constexpr char32_t kTableEnd = 0x2000;
const Letter* LetterTable();

// The same as a word reader wants it: the code point of one form as UTF-8, padded to four bytes, so that appending it
// is one store.
struct Spelling {
  char bytes[4] = {};
  std::uint8_t length = 0;
  LetterKind kind = LetterKind::kGap;
};
const Spelling* LowerSpellings();
const Spelling* FoldedSpellings();
}  // namespace internal

}  // namespace dongtin
