// How densely a text's shingles are sampled: the one number that the maker of a fingerprint and its reader must agree
// on.
//
// Sampling is nested: a shingle is kept when hash % SampleEvery(words) == 0, and the rate is a power of two that grows
// with the text, so about 64 to 128 shingles stay of any text of 128 words or more (1 in 8 of a 567-word article) and
// all of a shorter one. Two texts of different length compare at the coarser of both rates: h % 16 == 0 implies h % 2
// == 0, so the shingles that both could have kept are known, and containment is unbiased.
#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>

namespace dongtin {

// Bounds of one fingerprint whatever the text says: beyond them the smallest hashes stay.
inline constexpr std::size_t kMaxShingles = 255;
inline constexpr std::size_t kMaxNumbers = 64;

// The rate as a power of two: 1 in 2^SampleBits(words) shingles is kept.
constexpr int SampleBits(std::uint32_t words) {
  constexpr std::uint32_t kWordsPerRate = 64;
  return std::bit_width(std::max(words / kWordsPerRate, 1U)) - 1;
}

constexpr std::uint64_t SampleEvery(std::uint32_t words) { return std::uint64_t{1} << SampleBits(words); }

}  // namespace dongtin
