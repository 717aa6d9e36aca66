// Fits the built-in topic model from labelled rows (topic_rows.h):
//
//   gzip -dc train/*.jsonl.gz | fit_topics VERSION topics.bin
//
// Multinomial logistic regression over the features of stages/classify/features.h by stochastic gradient descent with
// AdaGrad (Duchi et al. 2011). One row in ten is held out to fit the temperature; the weights that are written are then
// fitted on all rows. Deterministic: the same rows in the same order give the same file.
#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <fstream>
#include <iostream>
#include <map>
#include <numeric>
#include <random>
#include <stdexcept>
#include <string>
#include <unordered_map>
#include <vector>

#include "bench/quality/topic_rows.h"
#include "stages/classify/features.h"
#include "stages/classify/topic_weights.h"
#include "stages/text/hash.h"

namespace dongtin {
namespace {

struct Code {
  const char* code;
  const char* name;
};
// The top classes of IPTC Media Topics (see NOTICE).
constexpr std::array<Code, 17> kCodes = {{{"01000000", "arts, culture, entertainment and media"},
                                          {"02000000", "crime, law and justice"},
                                          {"03000000", "disaster, accident and emergency incident"},
                                          {"04000000", "economy, business and finance"},
                                          {"05000000", "education"},
                                          {"06000000", "environment"},
                                          {"07000000", "health"},
                                          {"08000000", "human interest"},
                                          {"09000000", "labour"},
                                          {"10000000", "lifestyle and leisure"},
                                          {"11000000", "politics and government"},
                                          {"12000000", "religion"},
                                          {"13000000", "science and technology"},
                                          {"14000000", "society"},
                                          {"15000000", "sport"},
                                          {"16000000", "conflict, war and peace"},
                                          {"17000000", "weather"}}};
constexpr std::size_t kLabels = kCodes.size();

constexpr std::size_t kVocabulary = 56000;  // 22 bytes each: the file stays under 1.3 MB
constexpr int kLeastRows = 3;               // an n-gram of fewer rows says nothing
constexpr int kEpochs = 4;
constexpr float kRate = 0.2;
constexpr float kDecay = 1e-5;           // L2, on the weights that a row touches
constexpr float kByHandWeight = 15;      // rows labelled by the definitions outweigh desks' habits
constexpr float kTitleOnlyWeight = 0.3;  // tens of thousands of bare headlines of few classes
constexpr float kBalance = 0.6;          // 0: classes weigh as many rows as they have; 1: all the same
constexpr float kMinConfidence = 0.2;

struct Feature {
  std::uint32_t column;
  float value;
};

struct Example {
  std::size_t label = 0;
  float weight = 1;
  bool held_out = false;
  std::vector<Feature> features;
};

std::map<std::uint32_t, std::uint32_t> CountFeatures(const TopicRow& row) {
  std::map<std::uint32_t, std::uint32_t> counts;
  WordHasher hasher;
  ForEachTopicFeature(row.title, row.text, &hasher,
                      [&](std::uint32_t ngram, std::uint32_t count) { counts[ngram] += count; });
  return counts;
}

std::size_t LabelOf(const std::string& code) {
  const auto found = std::find_if(kCodes.begin(), kCodes.end(), [&](const Code& c) { return c.code == code; });
  if (found == kCodes.end()) throw std::runtime_error("unknown code " + code);
  return static_cast<std::size_t>(found - kCodes.begin());
}

// Which n-grams the model knows, ascending, with their document frequencies.
struct Vocabulary {
  std::vector<std::uint32_t> ngrams;
  std::vector<std::uint8_t> idf;
};

// Ranks n-grams by how much their rows' labels differ from what all rows would give (chi-squared, each label its own
// share), rows by hand counting more.
Vocabulary ChooseVocabulary(const std::vector<TopicRow>& rows, const std::vector<float>& row_weights) {
  struct Seen {
    int rows = 0;
    std::array<float, kLabels> by_label = {};
  };
  std::unordered_map<std::uint32_t, Seen> seen;
  std::array<float, kLabels> all = {};
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const std::size_t label = LabelOf(rows[i].code);
    all[label] += row_weights[i];
    for (const auto& [ngram, count] : CountFeatures(rows[i])) {
      ++seen[ngram].rows;
      seen[ngram].by_label[label] += row_weights[i];
    }
  }
  const float total = std::accumulate(all.begin(), all.end(), 0.0F);
  std::vector<std::pair<float, std::uint32_t>> ranked;
  for (const auto& [ngram, s] : seen) {
    if (s.rows < kLeastRows) continue;
    const float mass = std::accumulate(s.by_label.begin(), s.by_label.end(), 0.0F);
    float chi2 = 0;
    for (std::size_t l = 0; l < kLabels; ++l) {
      const float expected = mass * all[l] / total;
      if (expected > 0) chi2 += (s.by_label[l] - expected) * (s.by_label[l] - expected) / expected;
    }
    ranked.emplace_back(-chi2, ngram);
  }
  std::sort(ranked.begin(), ranked.end());
  ranked.resize(std::min(ranked.size(), kVocabulary));

  Vocabulary out;
  for (const auto& [rank, ngram] : ranked) out.ngrams.push_back(ngram);
  std::sort(out.ngrams.begin(), out.ngrams.end());
  for (const std::uint32_t ngram : out.ngrams) {
    const float idf = std::log(static_cast<float>(rows.size()) / static_cast<float>(seen[ngram].rows)) + 1;
    out.idf.push_back(static_cast<std::uint8_t>(std::clamp(std::round(idf * kIdfUnit), 1.0F, 255.0F)));
  }
  return out;
}

// Rows of rare classes weigh more, by the square root: equal weights would drown them, full balance would let a few
// rows decide.
std::vector<float> WeighRows(const std::vector<TopicRow>& rows) {
  std::vector<float> weights;
  std::array<float, kLabels> mass = {};
  for (const TopicRow& row : rows) {
    weights.push_back(row.by_hand ? kByHandWeight : row.text.empty() ? kTitleOnlyWeight : 1);
    mass[LabelOf(row.code)] += weights.back();
  }
  const float largest = *std::max_element(mass.begin(), mass.end());
  for (std::size_t i = 0; i < rows.size(); ++i) weights[i] *= std::pow(largest / mass[LabelOf(rows[i].code)], kBalance);
  const float mean = std::accumulate(weights.begin(), weights.end(), 0.0F) / static_cast<float>(weights.size());
  for (float& weight : weights) weight /= mean;
  return weights;
}

std::vector<Example> MakeExamples(const std::vector<TopicRow>& rows, const std::vector<float>& row_weights,
                                  const Vocabulary& vocabulary) {
  std::vector<Example> examples;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    Example example;
    example.label = LabelOf(rows[i].code);
    example.weight = row_weights[i];
    example.held_out = Hash64(rows[i].id) % 10 == 0;
    float squares = 0;
    for (const auto& [ngram, count] : CountFeatures(rows[i])) {
      const auto found = std::lower_bound(vocabulary.ngrams.begin(), vocabulary.ngrams.end(), ngram);
      if (found == vocabulary.ngrams.end() || *found != ngram) continue;
      const auto column = static_cast<std::uint32_t>(found - vocabulary.ngrams.begin());
      const float value =
          (1 + std::log(static_cast<float>(count))) * static_cast<float>(vocabulary.idf[column]) / kIdfUnit;
      example.features.push_back({column, value});
      squares += value * value;
    }
    if (example.features.empty()) continue;
    for (Feature& feature : example.features) feature.value /= std::sqrt(squares);
    examples.push_back(std::move(example));
  }
  return examples;
}

class Regression {
 public:
  explicit Regression(std::size_t columns) : weights_(columns), squares_(columns) {}

  using Scores = std::array<float, kLabels>;

  Scores Score(const Example& example) const {
    Scores scores = bias_;
    for (const Feature& feature : example.features) {
      for (std::size_t l = 0; l < kLabels; ++l) scores[l] += feature.value * weights_[feature.column][l];
    }
    return scores;
  }

  void Fit(const std::vector<Example>& examples, bool with_held_out) {
    std::vector<std::size_t> order;
    for (std::size_t i = 0; i < examples.size(); ++i) {
      if (with_held_out || !examples[i].held_out) order.push_back(i);
    }
    std::mt19937 random(1);
    for (int epoch = 0; epoch < kEpochs; ++epoch) {
      for (std::size_t i = order.size() - 1; i > 0; --i) std::swap(order[i], order[random() % (i + 1)]);
      for (const std::size_t i : order) Step(examples[i]);
    }
  }

  const std::vector<Scores>& weights() const { return weights_; }
  const Scores& bias() const { return bias_; }

 private:
  void Step(const Example& example) {
    Scores gradient = Score(example);
    const float best = *std::max_element(gradient.begin(), gradient.end());
    float sum = 0;
    for (float& g : gradient) sum += g = std::exp(g - best);
    for (float& g : gradient) g *= example.weight / sum;
    gradient[example.label] -= example.weight;
    for (std::size_t l = 0; l < kLabels; ++l) bias_[l] -= 0.01F * kRate * gradient[l];
    for (const Feature& feature : example.features) {
      Scores& w = weights_[feature.column];
      Scores& s = squares_[feature.column];
      for (std::size_t l = 0; l < kLabels; ++l) {
        const float g = gradient[l] * feature.value + kDecay * w[l];
        s[l] += g * g;
        w[l] -= kRate * g / (std::sqrt(s[l]) + 1e-4F);
      }
    }
  }

  std::vector<Scores> weights_;
  std::vector<Scores> squares_;
  Scores bias_ = {};
};

// The temperature under which the held-out rows are likeliest, out of 0.2, 0.25 ... 4.
float FitTemperature(const Regression& model, const std::vector<Example>& examples) {
  float best = 1;
  double best_loss = INFINITY;
  for (int step = 4; step <= 80; ++step) {
    const double temperature = 0.05 * step;
    double loss = 0;
    for (const Example& example : examples) {
      if (!example.held_out) continue;
      const Regression::Scores scores = model.Score(example);
      double sum = 0;
      for (const float score : scores) sum += std::exp((score - scores[example.label]) / temperature);
      loss += example.weight * std::log(sum);
    }
    if (loss >= best_loss) continue;
    best_loss = loss;
    best = static_cast<float>(temperature);
  }
  return best;
}

TopicWeights Quantize(const Regression& model, const Vocabulary& vocabulary) {
  TopicWeights out;
  out.ngrams = vocabulary.ngrams;
  out.idf = vocabulary.idf;
  std::array<float, kLabels> scale = {};
  for (const Regression::Scores& row : model.weights()) {
    for (std::size_t l = 0; l < kLabels; ++l) scale[l] = std::max(scale[l], std::abs(row[l]) / 127);
  }
  for (std::size_t l = 0; l < kLabels; ++l) {
    out.labels.push_back({kCodes[l].code, kCodes[l].name, model.bias()[l], scale[l]});
  }
  for (const Regression::Scores& row : model.weights()) {
    for (std::size_t l = 0; l < kLabels; ++l) {
      out.weights.push_back(static_cast<std::int8_t>(scale[l] > 0 ? std::lround(row[l] / scale[l]) : 0));
    }
  }
  return out;
}

void Fit(const std::string& version, const char* path) {
  std::vector<TopicRow> rows = ReadTopicRows(std::cin);
  std::erase_if(rows, [](const TopicRow& row) { return !row.sure || row.code == "none"; });
  if (rows.empty()) throw std::runtime_error("no rows with a sure label");
  const std::vector<float> row_weights = WeighRows(rows);
  const Vocabulary vocabulary = ChooseVocabulary(rows, row_weights);
  const std::vector<Example> examples = MakeExamples(rows, row_weights, vocabulary);

  Regression held_out(vocabulary.ngrams.size());
  held_out.Fit(examples, /*with_held_out=*/false);
  const float temperature = FitTemperature(held_out, examples);
  Regression model(vocabulary.ngrams.size());
  model.Fit(examples, /*with_held_out=*/true);

  TopicWeights weights = Quantize(model, vocabulary);
  weights.version = version;
  weights.temperature = temperature;
  weights.min_confidence = kMinConfidence;
  std::ofstream out(path, std::ios::binary);
  out << Encode(weights);
  out.close();
  if (!out) throw std::runtime_error(std::string("cannot write ") + path);
  std::printf("rows %zu  n-grams %zu  temperature %.2f\n", rows.size(), vocabulary.ngrams.size(), temperature);
}

}  // namespace
}  // namespace dongtin

int main(int argc, char** argv) {
  if (argc != 3) {
    std::fprintf(stderr, "usage: fit_topics VERSION OUTPUT < rows.jsonl\n");
    return 2;
  }
  try {
    dongtin::Fit(argv[1], argv[2]);
    return 0;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "fit_topics: %s\n", error.what());
    return 1;
  }
}
