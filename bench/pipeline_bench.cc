// All stages but the decision on one core: raw JSON messages of text articles in, event JSON out; figures count raw
// bytes.
#include <benchmark/benchmark.h>

#include <string>
#include <variant>
#include <vector>

#include "stages/pipeline.h"
#include "stages/text/json_writer.h"

namespace dongtin {
namespace {

constexpr std::size_t kMessages = 64;

// Articles of about `bytes` bytes in the manner of a crawled page: headline, date, lead, paragraphs, furniture.
std::vector<RawMessage> Messages(std::size_t bytes) {
  std::vector<RawMessage> messages;
  for (std::size_t i = 0; i < kMessages; ++i) {
    const std::string number = std::to_string(i);
    const std::string title = "Xã số " + number + " khởi công tuyến đường ven biển";
    std::string text = title + "\n\nNgày 20/11/2026 08:15\n\n";
    for (std::size_t paragraph = 0; text.size() < bytes; ++paragraph) {
      text += "Đoạn " + std::to_string(paragraph * kMessages + i) +
              ": sáng nay, tại hội trường, tỉnh tổ chức lễ khởi công tuyến đường nối hai khu công nghiệp với cảng nước "
              "sâu; "
              "dự án có tổng mức đầu tư hơn " +
              std::to_string(100 + paragraph) + " tỷ đồng, giúp người dân đi lại thuận lợi và hàng hóa thông suốt.\n\n";
    }
    text += "Chia sẻ\nIn bài viết\nTin liên quan\n";
    JsonWriter json;
    json.BeginObject();
    json.Key("id").String(number);
    json.Key("url").String("https://bao.vn/tin/" + number);
    json.Key("title").String(title);
    json.Key("text").String(text);
    json.EndObject();
    RawMessage& message = messages.emplace_back();
    message.at = {"bench", 0, static_cast<std::int64_t>(i)};
    message.fallback_id = "bench-0-" + number;
    message.value = std::move(json).Take();
  }
  return messages;
}

void BM_Pipeline_Text(benchmark::State& state) {
  const std::vector<RawMessage> messages = Messages(static_cast<std::size_t>(state.range(0)));
  Pipeline pipeline(PipelineOptions{}, TopicModel::Default());
  Decision decision;
  decision.cluster = "bench";
  std::size_t next = 0;
  std::size_t bytes = 0;
  for (auto _ : state) {
    const RawMessage& message = messages[next++ % messages.size()];
    const Outcome outcome = pipeline.Finish(message, pipeline.Prepare(message), decision);
    if (!std::holds_alternative<Event>(outcome)) {
      state.SkipWithError("no event came out");
      break;
    }
    bytes += message.value->size();
  }
  state.SetItemsProcessed(state.iterations());
  state.SetBytesProcessed(static_cast<std::int64_t>(bytes));
}
BENCHMARK(BM_Pipeline_Text)->Arg(2'000)->Arg(12'000)->Arg(100'000);

void BM_Pipeline_PrepareOnly(benchmark::State& state) {
  const std::vector<RawMessage> messages = Messages(static_cast<std::size_t>(state.range(0)));
  Pipeline pipeline(PipelineOptions{}, TopicModel::Default());
  std::size_t next = 0;
  std::size_t bytes = 0;
  for (auto _ : state) {
    const RawMessage& message = messages[next++ % messages.size()];
    benchmark::DoNotOptimize(pipeline.Prepare(message));
    bytes += message.value->size();
  }
  state.SetItemsProcessed(state.iterations());
  state.SetBytesProcessed(static_cast<std::int64_t>(bytes));
}
BENCHMARK(BM_Pipeline_PrepareOnly)->Arg(12'000);

}  // namespace
}  // namespace dongtin
