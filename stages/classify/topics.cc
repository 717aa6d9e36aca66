#include "stages/classify/topics.h"

#include <algorithm>
#include <bit>
#include <cassert>
#include <cmath>
#include <limits>
#include <numeric>
#include <utility>

#include "stages/classify/features.h"
#include "topics_model.embed.h"

namespace dongtin {
namespace {

// Scores to confidences, in place: exp(score / temperature), summing to 1. The largest is taken off first, so that exp
// cannot overflow.
std::vector<double> Softmax(const std::vector<float>& scores, double temperature) {
  const float best = *std::max_element(scores.begin(), scores.end());
  std::vector<double> out;
  out.reserve(scores.size());
  for (const float score : scores) out.push_back(std::exp((score - best) / temperature));
  const double sum = std::accumulate(out.begin(), out.end(), 0.0);
  for (double& confidence : out) confidence /= sum;
  return out;
}

}  // namespace

Result<std::shared_ptr<const TopicModel>, std::string> TopicModel::Load(std::string_view bytes) {
  Result<TopicWeights, std::string> weights = DecodeTopicWeights(bytes);
  if (!weights) return std::move(weights).error();
  return std::make_shared<const TopicModel>(*weights);
}

std::shared_ptr<const TopicModel> TopicModel::Default() {
  static const std::shared_ptr<const TopicModel> kModel = [] {
    Result<std::shared_ptr<const TopicModel>, std::string> model = Load(data::topics_model());
    assert(model.ok());  // a test loads it
    return *model;
  }();
  return kModel;
}

TopicModel::TopicModel(const TopicWeights& weights)
    : version_(weights.version),
      temperature_(weights.temperature),
      min_confidence_(weights.min_confidence),
      labels_(weights.labels),
      weights_(weights.weights),
      slots_(std::bit_ceil(2 * weights.ngrams.size() + 2)) {
  idf_.reserve(weights.idf.size());
  for (const std::uint8_t idf : weights.idf) idf_.push_back(static_cast<float>(idf) / kIdfUnit);
  for (std::uint32_t row = 0; row < weights.ngrams.size(); ++row) {
    slots_[FindSlot(weights.ngrams[row])] = {weights.ngrams[row], row};
  }
}

// The slot of `ngram`, or the free one where it would stand.
std::uint32_t TopicModel::FindSlot(std::uint32_t ngram) const {
  const auto mask = static_cast<std::uint32_t>(slots_.size() - 1);
  std::uint32_t slot = ngram & mask;
  while (slots_[slot].row != kNoRow && slots_[slot].ngram != ngram) slot = (slot + 1) & mask;
  return slot;
}

std::vector<double> TopicModel::Confidences(std::string_view headline, std::string_view text, Scratch* scratch) const {
  std::vector<std::uint16_t>& counts = scratch->counts_;
  std::vector<std::uint32_t>& occupied = scratch->occupied_;
  counts.resize(slots_.size());
  ForEachTopicFeature(headline, text, [&](std::uint32_t ngram, int count) {
    const std::uint32_t slot = FindSlot(ngram);
    if (slots_[slot].row == kNoRow) return;
    if (counts[slot] == 0) occupied.push_back(slot);
    const int sum = counts[slot] + count;
    counts[slot] = static_cast<std::uint16_t>(std::min<int>(sum, std::numeric_limits<std::uint16_t>::max()));
  });
  if (occupied.empty()) return {};

  std::vector<float>& scores = scratch->scores_;
  scores.assign(labels_.size(), 0);
  float squares = 0;
  for (const std::uint32_t slot : occupied) {
    const std::uint32_t row = slots_[slot].row;
    const float value = (1 + std::log(static_cast<float>(counts[slot]))) * idf_[row];
    const std::int8_t* weight = weights_.data() + std::size_t{row} * labels_.size();
    for (float& score : scores) score += value * static_cast<float>(*weight++);
    squares += value * value;
    counts[slot] = 0;
  }
  occupied.clear();
  const float length = std::max(std::sqrt(squares), std::numeric_limits<float>::min());
  for (std::size_t i = 0; i < scores.size(); ++i) scores[i] = labels_[i].bias + labels_[i].scale * scores[i] / length;
  return Softmax(scores, temperature_);
}

std::vector<Topic> TopicModel::Classify(std::string_view headline, std::string_view text, Scratch* scratch) const {
  const std::vector<double> confidences = Confidences(headline, text, scratch);
  std::vector<std::size_t> order(confidences.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return confidences[a] > confidences[b]; });

  std::vector<Topic> topics;
  for (const std::size_t label : order) {
    const double least = topics.empty() ? min_confidence_ : kMinOther;
    if (topics.size() == kMaxTopics || confidences[label] < least) break;
    topics.push_back({labels_[label].code, labels_[label].name, confidences[label]});
  }
  return topics;
}

}  // namespace dongtin
