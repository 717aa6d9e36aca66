// Text tools: how fast each passes over Vietnamese and ASCII-rich text of the size of an article (12 kB).
#include <benchmark/benchmark.h>

#include <string>
#include <string_view>

#include "stages/text/charset.h"
#include "stages/text/normalize.h"
#include "stages/text/sniff.h"
#include "stages/text/utf8.h"

namespace dongtin {
namespace {

constexpr std::size_t kArticleBytes = 12 << 10;

constexpr std::string_view kVietnamese =
    "Sáng 23/11, mưa lớn tiếp tục trút xuống các xã ven biển, nhiều tuyến đường ngập sâu và học sinh được nghỉ học. ";
constexpr std::string_view kDecomposed =
    "Sa\u0301ng nay, mu\u031Ba lo\u031B\u0301n o\u031B\u0309 mie\u0302\u0300n Trung. ";
constexpr std::string_view kEnglish =
    "Heavy rain went on this morning along the coast; the café at the port stayed open and schools were closed. ";

std::string Article(std::string_view sentence) {
  std::string text;
  while (text.size() < kArticleBytes) text += sentence;
  return text;
}

template <typename F>
void Run(benchmark::State& state, std::string_view sentence, F f) {
  const std::string text = Article(sentence);
  for (auto _ : state) benchmark::DoNotOptimize(f(text));
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations() * text.size()));
  state.SetItemsProcessed(static_cast<std::int64_t>(state.iterations()));
}

void BM_Text_IsValidUtf8Vietnamese(benchmark::State& state) { Run(state, kVietnamese, IsValidUtf8); }
BENCHMARK(BM_Text_IsValidUtf8Vietnamese);

void BM_Text_IsValidUtf8English(benchmark::State& state) { Run(state, kEnglish, IsValidUtf8); }
BENCHMARK(BM_Text_IsValidUtf8English);

void BM_Text_IsNfcVietnamese(benchmark::State& state) { Run(state, kVietnamese, IsNfc); }
BENCHMARK(BM_Text_IsNfcVietnamese);

void BM_Text_IsNfcEnglish(benchmark::State& state) { Run(state, kEnglish, IsNfc); }
BENCHMARK(BM_Text_IsNfcEnglish);

void BM_Text_ToNfcDecomposed(benchmark::State& state) { Run(state, kDecomposed, ToNfc); }
BENCHMARK(BM_Text_ToNfcDecomposed);

// One line after another, as clean does it.
void BM_Text_NormalizeLineVietnamese(benchmark::State& state) {
  const std::string line(kVietnamese.substr(0, kVietnamese.size() - 1));
  for (auto _ : state) benchmark::DoNotOptimize(NormalizeLine(line));
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations() * line.size()));
  state.SetItemsProcessed(static_cast<std::int64_t>(state.iterations()));
}
BENCHMARK(BM_Text_NormalizeLineVietnamese);

void BM_Text_NormalizeLineWithWorkToDo(benchmark::State& state) {
  Run(state, "Giá\u00A0vàng\u200B tăng  mạnh. ", [](std::string_view line) { return NormalizeLine(line); });
}
BENCHMARK(BM_Text_NormalizeLineWithWorkToDo);

void BM_Text_LooksLikeHtmlVietnamese(benchmark::State& state) { Run(state, kVietnamese, LooksLikeHtml); }
BENCHMARK(BM_Text_LooksLikeHtmlVietnamese);

void BM_Text_DecodeToUtf8OfUtf8(benchmark::State& state) {
  Run(state, kVietnamese, [](const std::string& text) { return DecodeToUtf8(text, ""); });
}
BENCHMARK(BM_Text_DecodeToUtf8OfUtf8);

void BM_Text_DecodeToUtf8OfWindows1258(benchmark::State& state) {
  Run(state, "Ti\xEA\xECng Vi\xEA\xF2t. ", [](const std::string& text) { return DecodeToUtf8(text, "windows-1258"); });
}
BENCHMARK(BM_Text_DecodeToUtf8OfWindows1258);

}  // namespace
}  // namespace dongtin
