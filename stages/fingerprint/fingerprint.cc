#include "stages/fingerprint/fingerprint.h"

#include <algorithm>
#include <bit>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "stages/fingerprint/numbers.h"
#include "stages/text/hash.h"
#include "stages/text/sampling.h"

namespace dongtin {
namespace {

constexpr std::size_t kShingleWords = 4;

// Of all parts as one run of little-endian bytes: a chain of HashCombine would wait for each multiplication.
std::uint64_t HashSequence(std::span<const std::uint64_t> parts) {
  static_assert(std::endian::native == std::endian::little);
  return Hash64({reinterpret_cast<const char*>(parts.data()), parts.size() * sizeof(std::uint64_t)});
}

// A shingle is mixed once, after a sum over its words in which each place has a weight of its own.
std::uint64_t HashShingle(const std::uint64_t* words) {
  constexpr std::uint64_t kWeight = 0x9e3779b97f4a7c15ULL;
  std::uint64_t sum = 0;
  for (std::size_t i = 0; i < kShingleWords; ++i) sum = sum * kWeight + words[i];
  return Mix64(sum);
}

template <typename T>
void SortUniqueAtMost(std::size_t limit, std::vector<T>* values) {
  std::sort(values->begin(), values->end());
  values->erase(std::unique(values->begin(), values->end()), values->end());
  if (values->size() > limit) values->resize(limit);
}

std::vector<std::uint64_t> SampleShingles(std::span<const std::uint64_t> words) {
  std::vector<std::uint64_t> kept;
  const std::uint64_t mask = SampleEvery(static_cast<std::uint32_t>(words.size())) - 1;
  for (std::size_t i = 0; i + kShingleWords <= words.size(); ++i) {
    const std::uint64_t hash = HashShingle(&words[i]);
    if ((hash & mask) == 0) kept.push_back(hash);
  }
  SortUniqueAtMost(kMaxShingles, &kept);
  return kept;
}

std::uint64_t HashUrl(std::string_view url) {
  url = url.substr(0, url.find('#'));
  const std::size_t scheme = url.find("://");
  if (scheme != std::string_view::npos) url.remove_prefix(scheme + 3);
  return url.empty() ? 0 : Hash64(url);
}

// Lengths go in front, so that no two records share one hash by moving bytes from a field to the next.
std::uint64_t HashBytes(std::uint64_t seed, std::string_view bytes) {
  return HashCombine(HashCombine(seed, bytes.size()), Hash64(bytes));
}

std::uint64_t HashBytes(std::uint64_t seed, const std::optional<std::string>& bytes) {
  return bytes.has_value() ? HashBytes(seed, std::string_view(*bytes)) : HashCombine(seed, ~std::uint64_t{0});
}

}  // namespace

Fingerprint Fingerprinter::Make(const CleanArticle& article) {
  const std::span title_words = title_hasher_.Hash(article.headline, WordForm::kLower).hashes;
  const std::span body_words = body_hasher_.Hash(article.body, WordForm::kFolded).hashes;
  const bool headline_only = body_words.size() < kShingleWords;
  const std::span words =
      headline_only ? folded_title_hasher_.Hash(article.headline, WordForm::kFolded).hashes : body_words;

  Fingerprint fingerprint;
  if (!title_words.empty() || !body_words.empty()) {
    fingerprint.exact = HashCombine(HashSequence(title_words), HashSequence(body_words));
  }
  fingerprint.url = HashUrl(article.url);
  if (!article.site.empty()) fingerprint.site = Hash64(article.site);
  fingerprint.words = static_cast<std::uint32_t>(words.size());
  fingerprint.shingles = SampleShingles(words);
  AppendNumbers(article.headline, &fingerprint.numbers);
  AppendNumbers(article.body, &fingerprint.numbers);
  SortUniqueAtMost(kMaxNumbers, &fingerprint.numbers);
  return fingerprint;
}

std::array<std::uint64_t, 2> MakeIdentity(const RawMessage& message) {
  std::uint64_t place = HashBytes(0, std::string_view(message.at.topic));
  place = HashCombine(place, static_cast<std::uint32_t>(message.at.partition));
  place = HashCombine(place, static_cast<std::uint64_t>(message.at.offset));

  std::uint64_t record = HashBytes(HashBytes(0, message.key), message.value);
  for (const Header& header : message.headers) {
    record = HashBytes(HashBytes(record, std::string_view(header.name)), header.value);
  }
  return {place, record};
}

std::uint64_t HashKey(std::string_view key) {
  const std::uint64_t hash = Hash64(key);
  return hash == 0 ? 1 : hash;
}

}  // namespace dongtin
