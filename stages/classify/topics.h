// The topic model: headline and text -> a few labels with confidences.
//
// A linear model (multinomial logistic regression) over tf-idf of hashed words and pairs of words (features.h), the
// confidences a softmax whose temperature was fitted on held-out rows (Guo et al., "On Calibration of Modern Neural
// Networks", 2017). Within about two points of a fine-tuned PhoBERT on the same data at microseconds an article, in 1.3
// MB. How it was fitted, on what, and how well it does: stages/data/models/topics.md.
//
// Classifier asks no more of a model than this header says, so that another kind of model can take this one's place.
//
// A TopicModel is immutable: one is shared by all threads, each with a Scratch of its own.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "stages/article.h"
#include "stages/classify/topic_weights.h"
#include "stages/result.h"
#include "stages/text/word_hashes.h"

namespace dongtin {

class TopicModel {
 public:
  // Buffers of one article, kept to spare allocations. One a thread.
  class Scratch {
    friend class TopicModel;
    struct Feature {
      std::uint32_t ngram = 0;
      std::uint32_t count = 0;
    };
    WordHasher hasher_;
    std::vector<Feature> features_;
    std::vector<std::uint16_t> counts_;  // by row; all zero between calls
    std::vector<std::uint32_t> rows_;
    std::vector<float> scores_;
  };

  static constexpr std::size_t kMaxTopics = 3;
  // A second or third topic below this is noise rather than an opinion.
  static constexpr double kMinOther = 0.05;

  // The model in `bytes` (topic_weights.h), or what is wrong with them. Copies: `bytes` need not outlive the call.
  static Result<std::shared_ptr<const TopicModel>, std::string> Load(std::string_view bytes);
  // The model that is built into the program: the 17 top classes of IPTC Media Topics.
  static std::shared_ptr<const TopicModel> Default();

  explicit TopicModel(const TopicWeights& weights);

  const std::string& version() const { return version_; }

  // At most kMaxTopics, best first; empty when the model is unsure or knows no word of the text. Linear in the text, of
  // which the first kTopicTextBytes are read.
  std::vector<Topic> Classify(std::string_view headline, std::string_view text, Scratch* scratch) const;
  // The confidence of every label, in the model's order, without the judgement on what to say. Empty when the model
  // knows no word of the text.
  std::vector<double> Confidences(std::string_view headline, std::string_view text, Scratch* scratch) const;

 private:
  // Open addressing, at most half full. An n-gram is a hash already and needs no other.
  struct Slot {
    std::uint32_t ngram = 0;
    std::uint32_t row = 0;
  };
  std::uint32_t FindSlot(std::uint32_t ngram) const;
  bool MayKnow(std::uint32_t ngram) const { return known_[(ngram & known_mask_) / 64] >> (ngram % 64) & 1; }
  std::span<const std::uint32_t> CountFeatures(std::string_view headline, std::string_view text,
                                               Scratch* scratch) const;
  float LogCount(std::uint16_t count) const;

  std::string version_;
  double temperature_;
  double min_confidence_;
  std::vector<TopicWeights::Label> labels_;
  std::vector<float> idf_;
  std::size_t stride_;                // of a row of weights: the labels, rounded up to what vector code likes
  std::uint32_t no_row_;              // the row behind the last, of n-grams that are not in the model: all zeros
  std::vector<std::int8_t> weights_;  // 0 behind the labels
  std::vector<Slot> slots_;           // a power of two
  // A bit for each n-gram, by its lower bits: most pairs of words are not in the model, and asking here costs a cache
  // line that is near instead of one that is not. 16 bits an n-gram: one unknown in 16 passes.
  std::vector<std::uint64_t> known_;
  std::uint32_t known_mask_;
  std::vector<float> log_counts_;  // 1 + log of small counts
};

}  // namespace dongtin
