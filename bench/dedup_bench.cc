// Decisions of an index that already holds many articles (the argument). `B/article` is what the index holds for each.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <cstdint>
#include <random>
#include <string>

#include "stages/dedup/index.h"

namespace dongtin {
namespace {

constexpr std::uint32_t kWords = 567;  // of an average article
constexpr std::size_t kShingles = 71;  // 1 in 8
constexpr std::size_t kNumbers = 12;

// An article nobody has seen, `common` of whose shingles are from a pool that all of them share.
Question MakeQuestion(std::uint64_t number, std::size_t common, std::mt19937_64* random) {
  Question question;
  question.identity = {number, number};
  question.id = "https://tin.example/article-" + std::to_string(number);
  question.time_ms = static_cast<std::int64_t>(number);
  question.fingerprint.words = kWords;
  question.fingerprint.exact = (*random)();
  question.fingerprint.url = (*random)();
  for (std::size_t i = 0; i < kShingles; ++i) {
    question.fingerprint.shingles.push_back((i < common ? i * 0x9e3779b97f4a7c15ULL : (*random)()) & ~std::uint64_t{7});
  }
  std::sort(question.fingerprint.shingles.begin(), question.fingerprint.shingles.end());
  for (std::size_t i = 0; i < kNumbers; ++i) {
    question.fingerprint.numbers.push_back(static_cast<std::uint32_t>((*random)()));
  }
  std::sort(question.fingerprint.numbers.begin(), question.fingerprint.numbers.end());
  return question;
}

void Decide(benchmark::State& state, std::size_t common) {
  const auto size = static_cast<std::uint64_t>(state.range(0));
  std::mt19937_64 random(1);
  DedupIndex index({.max_articles = static_cast<std::size_t>(size)});
  std::uint64_t number = 0;
  while (number < size) index.Decide(MakeQuestion(++number, common, &random));
  for (auto _ : state) {
    state.PauseTiming();
    const Question question = MakeQuestion(++number, common, &random);
    state.ResumeTiming();
    benchmark::DoNotOptimize(index.Decide(question));
  }
  state.SetItemsProcessed(state.iterations());
  state.counters["B/article"] = static_cast<double>(index.MemoryBytes()) / static_cast<double>(index.size());
}

void BM_Dedup_DecideNew(benchmark::State& state) { Decide(state, 0); }
BENCHMARK(BM_Dedup_DecideNew)->Arg(10'000)->Arg(100'000)->Arg(500'000);

// Every article is one more bulletin of one template: the longest posting lists there can be.
void BM_Dedup_DecideTemplate(benchmark::State& state) { Decide(state, kShingles / 2); }
BENCHMARK(BM_Dedup_DecideTemplate)->Arg(100'000);

}  // namespace
}  // namespace dongtin
