// The words of a text as 64-bit hashes, for those who only compare words: fingerprints and topic features. Four times
// as fast as reading the words themselves (stages/text/words.h), because no branch depends on what the text says: news
// in Vietnamese mixes letters of one, two and three bytes, and a processor that guesses wrong at every other letter
// waits more than it works.
//
//   kFolded  no accents: "Thủ đô" and "thu do" are the same two hashes
//   kLower   lower case; the tone of a Vietnamese syllable counts, but not the letter that it is written on, so that
//            "hoà" and "hòa" are one word, and "hoá" is another
//
// What a word is, what folds to what: stages/text/fold.h, as for WordReader, but a word has no longest length. The hash
// is a cyclic polynomial over random letters (Cohen, "Recursive hashing functions for n-grams", 1997), plus the tone.
// Values are part of the formats of fingerprints and topic models: frozen by tests.
//
// Text should be valid UTF-8 and NFC (other marks than tones are passed over); in other bytes the words are
// meaningless, but nothing is read out of bounds. Linear.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace dongtin {

enum class WordForm { kLower, kFolded };

// The words of a text, in order.
struct WordHashes {
  std::span<const std::uint64_t> hashes;
  std::span<const char32_t> firsts;  // kLower only: the first code point of each word, as written: tells a number
};

// One a thread: keeps its buffer between calls.
class WordHasher {
 public:
  // Valid until the next call.
  WordHashes Hash(std::string_view text, WordForm form);

 private:
  std::vector<std::uint64_t> hashes_;
  std::vector<char32_t> firsts_;
};

// The hash of one word: what Hash gives for a text that holds nothing else. For tests and tools.
std::uint64_t HashWord(std::string_view word, WordForm form);

}  // namespace dongtin
