#include "daemon/app.h"

#include <fmt/format.h>
#include <unistd.h>

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <stop_token>
#include <string_view>
#include <thread>
#include <utility>

#include "daemon/clock.h"
#include "daemon/crash_journal.h"
#include "daemon/demo/demo.h"
#include "daemon/file_sink.h"
#include "daemon/file_source.h"
#include "daemon/hard_stop.h"
#include "daemon/http.h"
#include "daemon/kafka/kafka_metrics.h"
#include "daemon/kafka/settings.h"
#include "daemon/kafka/sink.h"
#include "daemon/kafka/source.h"
#include "daemon/log.h"
#include "daemon/memory_log.h"
#include "daemon/metrics.h"
#include "daemon/runner.h"
#include "daemon/shares.h"
#include "daemon/signals.h"
#include "daemon/version.h"
#include "daemon/watchdog.h"
#include "stages/classify/topics.h"
#include "stages/enrich/shorten.h"
#include "stages/pipeline.h"

namespace dongtin {
namespace {

// From a second signal to the end of the process, whatever it waits for.
constexpr std::chrono::seconds kAbortLimit{2};

class PipelineWorker final : public Worker {
 public:
  PipelineWorker(const PipelineOptions& options, std::shared_ptr<const TopicModel> topics)
      : pipeline_(options, std::move(topics)) {}

  Prepared Prepare(const RawMessage& message) override { return pipeline_.Prepare(message); }
  Outcome Finish(const RawMessage& message, Prepared prepared, const Decision& decision) override {
    return pipeline_.Finish(message, std::move(prepared), decision);
  }

 private:
  Pipeline pipeline_;
};

WorkerFactory MakeWorkers(const Config& config) {
  PipelineOptions options;
  options.parse = config.input;
  options.clean = config.clean;
  options.enrich = config.output;
  options.drop_copies = config.drop_copies;
  options.versions.program = ProgramVersion();
  options.versions.rules = kRulesVersion;
  return [options, topics = TopicModel::Default()] { return std::make_unique<PipelineWorker>(options, topics); };
}

template <typename Part>
std::unique_ptr<Part> Made(Result<std::unique_ptr<Part>, IoError> part) {
  if (!part) throw std::runtime_error(part.error().message);
  return *std::move(part);
}

// Where a folder was asked for, it must do; without the default one the daemon can live, and says so.
std::unique_ptr<CrashJournal> OpenJournal(const Config& config) {
  const std::string folder =
      config.state_dir.empty() ? DefaultStateDir(config.kafka.group, InstanceOf(config.kafka)) : config.state_dir;
  auto journal = CrashJournal::Make(folder, VersionJson());
  if (journal) return *std::move(journal);
  if (!config.state_dir.empty()) throw std::runtime_error("engine.state_dir: " + journal.error().message);
  Log(LogLevel::kWarn, "engine",
      "a message that crashes the program will not be found (set engine.state_dir): " + journal.error().message);
  return nullptr;
}

std::optional<std::string> Shortened(const std::string& json, std::size_t max_bytes) {
  std::string shorter = ShortenEvent(json, max_bytes);
  if (shorter.size() > max_bytes) return std::nullopt;
  return shorter;
}

// One way through the program: a consumer, an engine and a producer, measured and watched. Lanes share the input's
// partitions out, and ask one decision log.
struct Lane {
  std::unique_ptr<KafkaSource> source;
  std::unique_ptr<KafkaSink> sink;
  std::unique_ptr<Source> measured_source, watched_source;
  std::unique_ptr<Sink> measured_sink, watched_sink;
  std::unique_ptr<DecisionLog> watched_log;
  std::unique_ptr<Runner> runner;
};

// All that `run` consists of. Run once; Stop and Abort from any thread.
class Daemon {
 public:
  // REQUIRES: WithinBudget made `config`
  explicit Daemon(const Config& config, std::unique_ptr<CrashJournal> journal = nullptr)
      : journal_(std::move(journal)),
        metrics_({{"version", std::string(ProgramVersion())}, {"build", BuildName()}}),
        log_(config.dedup),
        watchdog_(config.watchdog, &clock_) {
    const WorkerFactory make_worker = watchdog_.Watch(Journaled(MakeWorkers(config)));
    for (int i = 0; i < config.kafka.lanes; ++i) lanes_.push_back(MakeLane(config, i, make_worker));
    metrics_.Collect([this] { return kafka_metrics_.Families(); });
    metrics_.Collect([family = BudgetFamily(config)] { return std::vector{family}; });
    http_.emplace(config.http, HttpHandlers());
    Log(LogLevel::kInfo, "http", fmt::format("serving {}/metrics", http_->url()));
    const KafkaOptions& kafka = config.kafka;
    const bool exactly_once = kafka.delivery == KafkaDelivery::kExactlyOnce;
    Log(LogLevel::kInfo, "kafka",
        fmt::format("group {} reads {} from {}, writes {}, rejects to {}; {}, {} lane(s)", kafka.group,
                    fmt::join(kafka.input_topics, ", "), kafka.brokers, kafka.output_topic, kafka.dead_letter_topic,
                    exactly_once ? "exactly once, as instance " + InstanceOf(kafka) : "at least once", kafka.lanes));
  }

  // False when the run ended otherwise than by Stop.
  bool Run() {
    std::vector<RunResult> results(lanes_.size());
    std::vector<std::thread> threads;
    for (std::size_t i = 0; i < lanes_.size(); ++i) {
      threads.emplace_back([this, i, &results] {
        results[i] = lanes_[i].runner->Run();
        if (results[i].fatal) Abort();  // one lane does not go on without the others
      });
    }
    for (std::thread& thread : threads) thread.join();
    RunResult sum;
    for (const RunResult& result : results) {
      sum.received += result.received;
      sum.written += result.written;
      sum.stale += result.stale;
      sum.aborted = sum.aborted || result.aborted;
      if (result.fatal) Log(LogLevel::kError, "engine", *result.fatal);
    }
    Log(LogLevel::kInfo, "engine",
        fmt::format("stopped: {} received, {} written, {} left to be read again", sum.received, sum.written,
                    sum.stale));
    return !sum.aborted;
  }
  void Stop() {
    for (Lane& lane : lanes_) lane.runner->Stop();
  }
  void Abort() {
    for (Lane& lane : lanes_) lane.runner->Abort();
  }
  const std::string& HttpUrl() const { return http_->url(); }

 private:
  WorkerFactory Journaled(WorkerFactory make_worker) {
    return journal_ ? WithCrashJournal(std::move(make_worker), journal_.get()) : make_worker;
  }

  Lane MakeLane(const Config& config, int number, const WorkerFactory& make_worker) {
    Lane lane;
    lane.source = Made(KafkaSource::Make(config.kafka, number));
    const std::string client = config.kafka.lanes == 1 ? "consumer" : fmt::format("consumer-{}", number);
    lane.source->OnEachStatistics(
        [this, client](std::string_view json) { kafka_metrics_.OnStatistics(client, json); });
    lane.sink = Made(KafkaSink::Make(
        config.kafka, {.source = lane.source.get(), .lane = number, .shorten = Shortened, .observer = &metrics_}));
    lane.measured_source = std::make_unique<MeasuredSource>(lane.source.get(), kafka_metrics_.lag());
    lane.measured_sink =
        std::make_unique<MeasuredSink>(lane.sink.get(), kafka_metrics_.lag(), &metrics_, &clock_);
    lane.watched_source = watchdog_.Watch(lane.measured_source.get());
    lane.watched_sink = watchdog_.Watch(lane.measured_sink.get());
    lane.watched_log = watchdog_.Watch(&log_, /*excused=*/false);
    lane.runner = std::make_unique<Runner>(
        EngineOfLane(config), Runner::Parts{lane.watched_source.get(), lane.watched_log.get(),
                                            lane.watched_sink.get(), &clock_, &metrics_, make_worker});
    return lane;
  }

  std::optional<std::string> NotReady() const {
    for (std::size_t i = 0; i < lanes_.size(); ++i) {
      std::optional<std::string> reason = lanes_[i].source->NotReady();
      if (!reason) reason = lanes_[i].sink->NotReady();
      if (!reason) reason = lanes_[i].runner->NotReady();
      if (!reason) reason = lanes_[i].runner->NotReady();
      if (reason) return lanes_.size() == 1 ? *reason : fmt::format("lane {}: {}", i, *reason);
    }
    return std::nullopt;
  }

  HttpServer::Handlers HttpHandlers() {
    HttpServer::Handlers handlers;
    handlers.metrics = [this] { return metrics_.Render(); };
    handlers.not_live = [this] { return watchdog_.NotLive(); };
    handlers.not_ready = [this] { return NotReady(); };
    handlers.version = VersionJson();
    return handlers;
  }

  std::unique_ptr<CrashJournal> journal_;  // may be null
  SystemClock clock_;
  Metrics metrics_;
  KafkaMetrics kafka_metrics_{&clock_};
  MemoryLog log_;
  Watchdog watchdog_;
  std::vector<Lane> lanes_;
  std::optional<HttpServer> http_;  // last: its threads use what stands above
};

// A Daemon on a thread of its own.
class BackgroundDaemon final : public DemoDaemon {
 public:
  explicit BackgroundDaemon(const Config& config) : daemon_(config), thread_([this] { daemon_.Run(); }) {}
  ~BackgroundDaemon() override { daemon_.Stop(); }

  std::string HttpUrl() const override { return daemon_.HttpUrl(); }

 private:
  Daemon daemon_;
  std::jthread thread_;
};

}  // namespace

ConfigProblems CheckParts(const Config& config) {
  ConfigProblems problems = CheckKafkaOptions(config.kafka);
  if (std::string fault = BudgetFault(config); !fault.empty()) problems.push_back(std::move(fault));
  if (auto fault = CheckHttpAddress(config.http.address)) problems.push_back("http.address: " + *fault);
  return problems;
}

bool RunDaemon(const Config& config) {
  std::stop_source drain, abort;
  const SignalWatch signals(
      [&] {
        Log(LogLevel::kInfo, "main", "a signal to stop: finishing what is in flight; a second one drops it");
        drain.request_stop();
      },
      [&] {
        Log(LogLevel::kWarn, "main", "a second signal: what is in flight is dropped, and read again next time");
        abort.request_stop();
      });
  HardStop hard_stop;  // outlives the daemon, whose destruction leaves the group and may wait as well
  Daemon daemon(WithinBudget(config), OpenJournal(config));
  const std::stop_callback on_drain(drain.get_token(), [&] {
    hard_stop.Within(config.drain_timeout, "not drained within engine.drain_timeout: what is left is read again");
    daemon.Stop();
  });
  const std::stop_callback on_abort(abort.get_token(), [&] {
    hard_stop.Within(kAbortLimit, "the process ends without waiting any longer for Kafka");
    daemon.Abort();
  });
  return daemon.Run();
}

bool ProcessFiles(const Config& config, const std::vector<std::string>& files) {
  FileSourceOptions input;
  input.files = files;
  input.max_line_bytes = config.input.max_bytes;
  const auto source = Made(FileSource::Open(input));
  MemoryLog log(config.dedup);
  FileSink sink(STDOUT_FILENO);
  SystemClock clock;
  Metrics metrics({});
  Runner runner(WithinBudget(config).engine, {source.get(), &log, &sink, &clock, &metrics, MakeWorkers(config)});
  const RunResult result = runner.Run();
  if (result.fatal) Log(LogLevel::kError, "process", *result.fatal);
  return !result.fatal && !result.aborted;
}

bool ShowDemo(const DemoRequest& request) {
  LogOptions log;
  log.level = LogLevel::kWarn;  // a log that has nothing to say does not cross the view
  InitLog(log);
  std::stop_source stop;
  const SignalWatch signals([&] { stop.request_stop(); }, [] {});
  DemoOptions options;
  options.fast = request.fast;
  options.keep_running = request.keep_running;
  const auto start = [&](const KafkaOptions& kafka) -> std::unique_ptr<DemoDaemon> {
    Config config;
    config.kafka = kafka;
    config.http.address = request.address;
    return std::make_unique<BackgroundDaemon>(WithinBudget(config));
  };
  return RunDemo(options, start, stop.get_token()) == 0;
}

}  // namespace dongtin
