// A fitted topic model as plain numbers, and the file that holds it.
//
// The file, little-endian, nothing aligned:
//
//   8 bytes  magic and format version, "DTTOPIC1"
//   u64      XXH3 of all bytes that follow
//   u32      L, number of labels            u32  N, number of n-grams
//   f32      temperature                    f32  least confidence
//   string   version of the model
//   L times  string code, string name, f32 bias, f32 scale
//   N times  u32 n-gram, ascending
//   N times  u8  inverse document frequency, in sixteenths
//   N times  L times i8 weight              (the weight is i8 * scale of its label)
//
// where string is a u16 length and as many bytes of UTF-8. The file may be a user's: Decode checks everything.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "stages/result.h"

namespace dongtin {

struct TopicWeights {
  struct Label {
    std::string code;
    std::string name;
    float bias = 0;
    float scale = 0;
  };

  std::string version;       // what provenance says, such as "topics-2026.11.23"
  float temperature = 1;     // scores are divided by it before the softmax: > 1 makes the model humbler
  float min_confidence = 0;  // below it the model says nothing
  std::vector<Label> labels;
  std::vector<std::uint32_t> ngrams;
  std::vector<std::uint8_t> idf;
  std::vector<std::int8_t> weights;  // of n-gram i for label l: weights[i * labels.size() + l]
};

inline constexpr float kIdfUnit = 16;
inline constexpr std::size_t kMaxTopicLabels = 256;
inline constexpr std::size_t kMaxTopicNgrams = std::size_t{1} << 22;

// REQUIRES: vectors of the sizes said above, strings under 64 KiB
std::string Encode(const TopicWeights& weights);

// The error says what is wrong with the file, for people.
Result<TopicWeights, std::string> DecodeTopicWeights(std::string_view bytes);

}  // namespace dongtin
