// What the engine itself costs a message: the runner over stages that do nothing, 12 kB messages, memory to memory.
//
// On one core (`taskset -c 0`) time a message is the engine's price: threads, queues, decisions in order, batches,
// metrics, and one copy of the message by the generator.
#include <benchmark/benchmark.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "daemon/clock.h"
#include "daemon/metrics.h"
#include "daemon/runner.h"

namespace dongtin {
namespace {

constexpr std::int64_t kMessages = 20'000;
constexpr std::size_t kMessageBytes = 12'000;

class GeneratorSource final : public Source {
 public:
  Polled Poll(std::chrono::milliseconds) override {
    if (next_ == kMessages) return End{};
    RawMessage message;
    message.at = {"in", 0, next_};
    message.fallback_id = "in-0-" + std::to_string(next_++);
    message.value = value_;
    return message;
  }

 private:
  const std::string value_ = std::string(kMessageBytes, 'x');
  std::int64_t next_ = 0;
};

class CountingSink final : public Sink {
 public:
  WriteStatus Write(std::span<const Delivery> batch) override {
    written += static_cast<std::int64_t>(batch.size());
    return WriteReport{};
  }
  std::int64_t written = 0;
};

class YesLog final : public DecisionLog {
 public:
  Result<std::vector<Decision>, IoError> Ask(std::span<const Question> questions) override {
    return std::vector<Decision>(questions.size());
  }
  void Cancel() override {}
};

class NullWorker final : public Worker {
 public:
  Prepared Prepare(const RawMessage& message) override {
    Prepared prepared;
    prepared.id = message.fallback_id;
    Question question;
    question.identity = {static_cast<std::uint64_t>(message.at.offset), 0};
    prepared.state = Prepared::Article{CleanArticle{}, std::move(question)};
    return prepared;
  }
  Outcome Finish(const RawMessage& message, Prepared prepared, const Decision&) override {
    return Event{std::move(prepared.id), *message.value};
  }
};

void BM_Runner_NullStages(benchmark::State& state) {
  for (auto _ : state) {
    GeneratorSource source;
    YesLog log;
    CountingSink sink;
    SystemClock clock;
    Metrics metrics(std::vector<std::pair<std::string, std::string>>{{"version", "bench"}});
    RunnerOptions options;
    options.workers = static_cast<int>(state.range(0));
    Runner runner(options, {&source, &log, &sink, &clock, &metrics, [] { return std::make_unique<NullWorker>(); }});
    runner.Run();
    if (sink.written != kMessages) state.SkipWithError("messages lost");
  }
  state.SetItemsProcessed(state.iterations() * kMessages);
  state.SetBytesProcessed(state.iterations() * kMessages * static_cast<std::int64_t>(kMessageBytes));
}
BENCHMARK(BM_Runner_NullStages)->Arg(1)->Arg(2)->Arg(4)->UseRealTime()->MeasureProcessCPUTime();

}  // namespace
}  // namespace dongtin
