// Fingerprint: what two copies of a story share, in about 700 bytes for an average article, without its text.
//
// All parts come from words (stages/text/word_hashes.h), folded but for the headline in `exact`, so that accents, case,
// tone-mark placement, NFC or NFD, punctuation and layout do not count. Values are part of the record format: frozen by
// tests, the same on every machine.
//
//   exact     the sequence of all words, headline first; 0 without words. The headline keeps its accents: where it is
//             all there is, "bán nhà" and "bàn nhà" are two stories
//   shingles  word 4-grams of the body (Broder 1997), kept when hash % SampleEvery(words) == 0. A body of fewer than
//             four words has the headline in its place
//   numbers   "25/11", "1.234,5", "10:30": what tells tomorrow's bulletin from today's when the other words agree
//   url       the address without scheme and fragment
//   site      its registrable host: publishers' ids are unique within one site only
//
// How densely shingles are sampled, and how texts of different length compare: stages/text/sampling.h. A short text
// inside one more than 32 times as long is not found.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "stages/article.h"
#include "stages/text/word_hashes.h"

namespace dongtin {

// CleanArticle -> Fingerprint. One a thread: keeps buffers between calls.
class Fingerprinter {
 public:
  // Linear in headline and body. Never fails: an article without a word has a fingerprint that equals no other.
  Fingerprint Make(const CleanArticle& article);

 private:
  WordHasher title_hasher_;
  WordHasher folded_title_hasher_;
  WordHasher body_hasher_;
};

// The identity of a message: {of its coordinates, of its key, value and headers}, never of cleaned text, so that a
// message read again after a crash is known again by a newer version of the program too.
std::array<std::uint64_t, 2> MakeIdentity(const RawMessage& message);
// The hash by which a takedown finds an article; never 0.
std::uint64_t HashKey(std::string_view key);

}  // namespace dongtin
