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

constexpr std::size_t kLanes = 4;       // floats in a vector of the least x86-64 and of ARM
constexpr std::size_t kAhead = 16;      // n-grams whose slots are asked for before they are needed
constexpr std::size_t kLogCounts = 64;  // counts whose logarithm is kept: hardly a word comes more often

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

// sums[i] += factor * values[i]. REQUIRES: size is a multiple of kLanes. Bytes may alias anything; only when told that
// these do not does the compiler make vector code of it.
void AddScaled(float factor, const std::int8_t* __restrict values, std::size_t size, float* __restrict sums) {
  for (std::size_t first = 0; first < size; first += kLanes) {
    for (std::size_t i = first; i < first + kLanes; ++i) sums[i] += factor * static_cast<float>(values[i]);
  }
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
      stride_((labels_.size() + kLanes - 1) / kLanes * kLanes),
      no_row_(static_cast<std::uint32_t>(weights.ngrams.size())),
      weights_((weights.ngrams.size() + 1) * stride_),
      slots_(std::bit_ceil(2 * weights.ngrams.size() + 2), Slot{0, no_row_}),
      known_(std::bit_ceil(16 * weights.ngrams.size() + 64) / 64),
      known_mask_(static_cast<std::uint32_t>(known_.size() * 64 - 1)) {
  idf_.reserve(weights.idf.size());
  for (const std::uint8_t idf : weights.idf) idf_.push_back(static_cast<float>(idf) / kIdfUnit);
  idf_.push_back(0);
  for (std::uint32_t row = 0; row < no_row_; ++row) {
    const std::uint32_t ngram = weights.ngrams[row];
    slots_[FindSlot(ngram)] = {ngram, row};
    known_[(ngram & known_mask_) / 64] |= std::uint64_t{1} << (ngram % 64);
    std::copy_n(&weights.weights[row * labels_.size()], labels_.size(), &weights_[row * stride_]);
  }
  for (std::size_t count = 0; count < kLogCounts; ++count) {
    log_counts_.push_back(1 + std::log(std::max(1.0F, static_cast<float>(count))));
  }
}

// The slot of `ngram`, or the free one where it would stand.
std::uint32_t TopicModel::FindSlot(std::uint32_t ngram) const {
  const auto mask = static_cast<std::uint32_t>(slots_.size() - 1);
  std::uint32_t slot = ngram & mask;
  while (slots_[slot].row != no_row_ && slots_[slot].ngram != ngram) slot = (slot + 1) & mask;
  return slot;
}

// The rows of the n-grams of the text, each once, perhaps with no_row_ among them; fills scratch->counts_. In two
// steps, so that neither waits for the memory of the other, and without a branch for what is as often so as not: a
// quarter of the time.
std::span<const std::uint32_t> TopicModel::CountFeatures(std::string_view headline, std::string_view text,
                                                         Scratch* scratch) const {
  std::vector<Scratch::Feature>& features = scratch->features_;
  const std::size_t most = MostTopicFeatures(headline, text) + 1;
  if (features.size() < most) features.resize(most);
  std::size_t size = 0;
  ForEachTopicFeature(headline, text, &scratch->hasher_, [&](std::uint32_t ngram, std::uint32_t count) {
    features[size] = {ngram, count};  // kept or not, without a branch that half the n-grams would take
    size += MayKnow(ngram);
  });

  std::vector<std::uint16_t>& counts = scratch->counts_;
  counts.resize(idf_.size());
  std::vector<std::uint32_t>& rows = scratch->rows_;
  if (rows.size() < size + 1) rows.resize(size + 1);
  std::size_t row_count = 0;
  for (std::size_t i = 0; i < size; ++i) {
    const std::size_t ahead = std::min(i + kAhead, size - 1);
    __builtin_prefetch(&slots_[features[ahead].ngram & (slots_.size() - 1)]);
    const std::uint32_t row = slots_[FindSlot(features[i].ngram)].row;
    __builtin_prefetch(&weights_[row * stride_]);
    __builtin_prefetch(&idf_[row]);
    rows[row_count] = row;
    row_count += counts[row] == 0;
    const std::uint32_t sum = counts[row] + features[i].count;
    counts[row] = static_cast<std::uint16_t>(std::min<std::uint32_t>(sum, std::numeric_limits<std::uint16_t>::max()));
  }
  return std::span(rows).first(row_count);
}

float TopicModel::LogCount(std::uint16_t count) const {
  return count < kLogCounts ? log_counts_[count] : 1 + std::log(static_cast<float>(count));
}

std::vector<double> TopicModel::Confidences(std::string_view headline, std::string_view text, Scratch* scratch) const {
  const std::span rows = CountFeatures(headline, text, scratch);
  std::vector<float>& scores = scratch->scores_;
  scores.assign(stride_, 0);
  float squares = 0;
  for (const std::uint32_t row : rows) {
    const float value = LogCount(std::exchange(scratch->counts_[row], 0)) * idf_[row];
    AddScaled(value, &weights_[row * stride_], stride_, scores.data());
    squares += value * value;
  }
  if (squares == 0) return {};
  const float length = std::sqrt(squares);
  scores.resize(labels_.size());
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
