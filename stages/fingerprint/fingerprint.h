// Fingerprint: what two copies of a story share, in about 700 bytes for an average article, without its text.
//
// All parts come from folded words (stages/text/words.h), so spelling, accents, case, tone-mark placement, NFC or NFD,
// punctuation and layout do not count. Values are part of the record format: frozen by tests, the same on every
// machine.
//
//   exact    the sequence of all words, headline first; 0 without words
//   shingles word 4-grams of the body (Broder 1997), sampled by hash: kept when hash % SampleEvery(words) == 0. A body
//   of fewer
//            than four words has the headline in its place
//   numbers  "25/11", "1.234,5", "10:30": what tells tomorrow's weather bulletin from today's, when all other words
//   agree title, url   of the headline's words; of the address without scheme and fragment
//
// Sampling is nested: SampleEvery is a power of two that grows with the text, so about 64 to 128 shingles stay of any
// text of 128 words or more (1 in 8 of a 567-word article) and all of a shorter one. Two texts of different length
// compare at the coarser of both rates: h % 16 == 0 implies h % 2 == 0, so the shingles that both could have kept are
// known. Containment is then unbiased; a short text inside one more than 32 times as long is not found.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "stages/article.h"

namespace dongtin {

// Bounds of one fingerprint whatever the text says: beyond them the smallest hashes stay.
inline constexpr std::size_t kMaxShingles = 255;
inline constexpr std::size_t kMaxNumbers = 64;

// How many shingles stand behind one that is kept: 1, 2, 4, ... for a text of `words` words.
std::uint64_t SampleEvery(std::uint32_t words);

// CleanArticle -> Fingerprint. One a thread: keeps buffers between calls.
class Fingerprinter {
 public:
  // Linear in headline and body. Never fails: an article without a word has a fingerprint that equals no other.
  Fingerprint Make(const CleanArticle& article);

 private:
  std::vector<std::uint64_t> title_words_;  // hashes, in order
  std::vector<std::uint64_t> body_words_;
};

// The identity of a message: {of its coordinates, of its key, value and headers}, never of cleaned text, so that a
// message read again after a crash is known again by a newer version of the program too.
std::array<std::uint64_t, 2> MakeIdentity(const RawMessage& message);
// The hash by which a takedown finds an article; never 0.
std::uint64_t HashKey(std::string_view key);

}  // namespace dongtin
