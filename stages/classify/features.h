// What the topic model sees of an article: hashed words and pairs of neighbouring words, lower-cased, accents kept.
//
// A Vietnamese word is mostly two syllables, so that pairs of syllables do what word segmentation would, without a
// segmenter (measured: segmentation changes topic accuracy by under one point). Numbers say little about a topic and
// are passed over; they part pairs, as do the ends of headline and text.
//
// Training and use share this one function, or the weights would be of something else. Changing it means refitting.
// Pure, linear, no allocation.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "stages/text/hash.h"
#include "stages/text/utf8.h"
#include "stages/text/words.h"

namespace dongtin {

// How often a word of the headline counts: it is written to name the topic.
inline constexpr int kHeadlineCount = 3;
// How much of the text is read, in bytes. News says what it is about at the top.
inline constexpr std::size_t kTopicTextBytes = 4096;

// Calls f(std::uint32_t ngram, int count) for each word and pair of neighbours, repeats included.
template <typename F>
void ForEachTopicFeature(std::string_view headline, std::string_view text, F f) {
  const auto read = [&f](std::string_view part, int count) {
    std::uint64_t before = 0;
    ForEachLowerWord(part, [&](std::string_view word) {
      if (word[0] >= '0' && word[0] <= '9') {
        before = 0;
        return;
      }
      const std::uint64_t hash = Hash64(word);
      f(static_cast<std::uint32_t>(hash), count);
      if (before != 0) f(static_cast<std::uint32_t>(HashCombine(before, hash)), count);
      before = hash;
    });
  };
  read(headline, kHeadlineCount);
  read(TruncateUtf8(text, kTopicTextBytes), 1);
}

}  // namespace dongtin
