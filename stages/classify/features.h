// What the topic model sees of an article: hashed words and pairs of neighbouring words, lower-cased, accents kept
// (stages/text/word_hashes.h).
//
// A Vietnamese word is mostly two syllables, so that pairs of syllables do what word segmentation would, without a
// segmenter (measured: segmentation changes topic accuracy by under one point). Numbers say little about a topic and
// are passed over; they part pairs, as do the ends of headline and text.
//
// Training and use share this one function, or the weights would be of something else. Changing it means refitting.
// Pure, linear, no allocation.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "stages/text/hash.h"
#include "stages/text/utf8.h"
#include "stages/text/word_hashes.h"

namespace dongtin {

// How often a word of the headline counts: it is written to name the topic.
inline constexpr std::uint32_t kHeadlineCount = 3;
// How much of the text is read, in bytes. News says what it is about at the top.
inline constexpr std::size_t kTopicTextBytes = 4096;

// No text gives more n-grams than this: each word has two, and at least two bytes or the end of its part.
inline std::size_t MostTopicFeatures(std::string_view headline, std::string_view text) {
  return headline.size() + std::min(text.size(), kTopicTextBytes) + 4;
}

// Calls f(std::uint32_t ngram, std::uint32_t count) for each word and pair of neighbours, repeats included.
template <typename F>
void ForEachTopicFeature(std::string_view headline, std::string_view text, WordHasher* hasher, F f) {
  const auto read = [&](std::string_view part, std::uint32_t count) {
    const WordHashes words = hasher->Hash(part, WordForm::kLower);
    std::uint64_t before = 0;
    for (std::size_t i = 0; i < words.hashes.size(); ++i) {
      const std::uint64_t hash = words.hashes[i];
      if (words.firsts[i] >= U'0' && words.firsts[i] <= U'9') {
        before = 0;
        continue;
      }
      f(static_cast<std::uint32_t>(hash), count);
      if (before != 0) f(static_cast<std::uint32_t>(HashCombine(before, hash)), count);
      before = hash;
    }
  };
  read(headline, kHeadlineCount);
  read(TruncateUtf8(text, kTopicTextBytes), 1U);
}

}  // namespace dongtin
