// Stage classify on a generated article of 12 kB, and its parts.
#include <benchmark/benchmark.h>

#include <string>

#include "stages/classify/classify.h"
#include "stages/classify/language.h"

namespace dongtin {
namespace {

CleanArticle Article() {
  CleanArticle article;
  article.headline = "Tỉnh khởi công tuyến đường ven biển dài 40 km";
  while (article.body.size() < 12'000) {
    article.body +=
        "Sáng nay, tại xã ven biển, tỉnh tổ chức lễ khởi công tuyến đường nối hai khu công nghiệp với cảng nước sâu. "
        "Dự án "
        "có tổng mức đầu tư hơn 2.300 tỷ đồng, hoàn thành sau 30 tháng, giúp người dân đi lại thuận lợi và hàng hóa "
        "thông "
        "suốt đoạn số " +
        std::to_string(article.body.size()) + ".\n\n";
  }
  return article;
}

void Count(const CleanArticle& article, benchmark::State& state) {
  state.SetItemsProcessed(state.iterations());
  state.SetBytesProcessed(state.iterations() *
                          static_cast<std::int64_t>(article.headline.size() + article.body.size()));
}

void BM_Classify_Article12k(benchmark::State& state) {
  const CleanArticle article = Article();
  Classifier classifier(TopicModel::Default());
  for (auto _ : state) benchmark::DoNotOptimize(classifier.Classify(article));
  Count(article, state);
}
BENCHMARK(BM_Classify_Article12k);

void BM_Classify_Language(benchmark::State& state) {
  const CleanArticle article = Article();
  for (auto _ : state) benchmark::DoNotOptimize(GuessLanguage(article.headline, article.body, ""));
  Count(article, state);
}
BENCHMARK(BM_Classify_Language);

void BM_Classify_Topics(benchmark::State& state) {
  const CleanArticle article = Article();
  const auto model = TopicModel::Default();
  TopicModel::Scratch scratch;
  for (auto _ : state) benchmark::DoNotOptimize(model->Classify(article.headline, article.body, &scratch));
  Count(article, state);
}
BENCHMARK(BM_Classify_Topics);

}  // namespace
}  // namespace dongtin
