// Fingerprints of Vietnamese-like articles: syllables with accents, a number now and then, 567 words as news have on
// average.
#include <benchmark/benchmark.h>

#include <array>
#include <random>
#include <string>

#include "stages/fingerprint/fingerprint.h"

namespace dongtin {
namespace {

CleanArticle MakeArticle(int words) {
  static constexpr std::array<const char*, 16> kSyllables = {"người", "đường", "thành",  "phố",  "nhiều", "của",
                                                             "được",  "trong", "Nguyễn", "hội",  "kinh",  "tế",
                                                             "ngày",  "và",    "một",    "không"};
  std::mt19937 random(1);
  CleanArticle article;
  article.headline = "Thành phố mở thêm nhiều tuyến đường trong năm tới";
  article.url = "https://tin.example/thanh-pho.html";
  for (int i = 0; i < words; ++i) {
    article.body += i % 40 == 39 ? std::to_string(random() % 100) : kSyllables[random() % kSyllables.size()];
    article.body += i % 25 == 24 ? ". " : " ";
  }
  return article;
}

void BM_Fingerprint_Article(benchmark::State& state) {
  const CleanArticle article = MakeArticle(static_cast<int>(state.range(0)));
  Fingerprinter fingerprinter;
  for (auto _ : state) benchmark::DoNotOptimize(fingerprinter.Make(article));
  state.SetItemsProcessed(state.iterations());
  state.SetBytesProcessed(state.iterations() *
                          static_cast<std::int64_t>(article.body.size() + article.headline.size()));
}
BENCHMARK(BM_Fingerprint_Article)->Arg(30)->Arg(567)->Arg(10'000);

void BM_Fingerprint_Identity(benchmark::State& state) {
  RawMessage message;
  message.at.topic = "news";
  message.value = std::string(12'000, 'x');
  for (auto _ : state) benchmark::DoNotOptimize(MakeIdentity(message));
  state.SetItemsProcessed(state.iterations());
  state.SetBytesProcessed(state.iterations() * 12'000);
}
BENCHMARK(BM_Fingerprint_Identity);

}  // namespace
}  // namespace dongtin
