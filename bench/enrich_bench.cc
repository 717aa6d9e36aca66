// Stage enrich: one event of 12 kB as JSON; figures count bytes written.
#include <benchmark/benchmark.h>

#include <string>

#include "stages/enrich/event_json.h"

namespace dongtin {
namespace {

void BM_Enrich_Event12k(benchmark::State& state) {
  CleanArticle article;
  article.id = "bench-1";
  article.url = "https://bao.vn/tin/bench-1";
  article.site = "bao.vn";
  article.headline = "Tỉnh khởi công tuyến đường ven biển dài 40 km";
  while (article.body.size() < 12'000) {
    article.body +=
        "Dự án có tổng mức đầu tư hơn 2.300 tỷ đồng, hoàn thành sau 30 tháng, theo \"kế hoạch\" đã duyệt.\n\n";
  }
  article.extra = {{"desk", R"({"name":"kinh te","rank":3})"}};
  Decision decision;
  decision.cluster = article.id;
  const Classification classification = {
      "vi", 0.99, {{"04000000", "economy, business and finance", 0.7}}, "report", {}};
  const Versions versions = {"0.1.0", "rules-1", "topics-1"};
  std::size_t bytes = 0;
  for (auto _ : state) {
    const std::string json = EventJson({"raw", 0, 1}, article, decision, classification, versions);
    benchmark::DoNotOptimize(json.data());
    bytes += json.size();
  }
  state.SetItemsProcessed(state.iterations());
  state.SetBytesProcessed(static_cast<std::int64_t>(bytes));
}
BENCHMARK(BM_Enrich_Event12k);

}  // namespace
}  // namespace dongtin
