#include "daemon/app.h"

#include <fmt/format.h>
#include <unistd.h>

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
#include "daemon/http.h"
#include "daemon/kafka/kafka_metrics.h"
#include "daemon/kafka/settings.h"
#include "daemon/kafka/sink.h"
#include "daemon/kafka/source.h"
#include "daemon/log.h"
#include "daemon/memory_budget.h"
#include "daemon/memory_log.h"
#include "daemon/metrics.h"
#include "daemon/runner.h"
#include "daemon/signals.h"
#include "daemon/version.h"
#include "daemon/watchdog.h"
#include "stages/classify/topics.h"
#include "stages/pipeline.h"

namespace dongtin {
namespace {

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
  char host[256] = {};
  gethostname(host, sizeof(host) - 1);
  const std::string folder = config.state_dir.empty() ? DefaultStateDir(config.kafka.group, host) : config.state_dir;
  auto journal = CrashJournal::Make(folder, VersionJson());
  if (journal) return *std::move(journal);
  if (!config.state_dir.empty()) throw std::runtime_error("engine.state_dir: " + journal.error().message);
  Log(LogLevel::kWarn, "engine",
      "a message that crashes the program will not be found (set engine.state_dir): " + journal.error().message);
  return nullptr;
}

BudgetShares SharesOf(const Config& config) {
  return ShareOut(
      {config.memory, ReadCgroupLimit(), config.input.max_bytes, config.output.max_bytes, config.queue_bytes});
}

Config WithinBudget(Config config) {
  const BudgetShares shares = SharesOf(config);
  config.engine.queue_bytes = shares.queue_bytes;
  config.kafka.fetch_bytes = shares.fetch;
  config.kafka.prefetch_bytes = shares.prefetch;
  config.kafka.producer_bytes = shares.producer;
  return config;
}

MetricFamily BudgetFamily(const Config& config) {
  const BudgetShares shares = SharesOf(config);
  MetricFamily family{"dongtin_memory_budget_bytes",
                      "Share of memory.budget of each pool of messages.",
                      MetricFamily::Type::kGauge,
                      {}};
  const std::pair<const char*, std::uint64_t> pools[] = {
      {"fetch", shares.fetch}, {"prefetch", shares.prefetch}, {"producer", shares.producer}, {"engine", shares.engine}};
  for (const auto& [pool, bytes] : pools) family.samples.push_back({{{"pool", pool}}, static_cast<double>(bytes)});
  return family;
}

// All that `run` consists of. Run once; Stop and Abort from any thread.
class Daemon {
 public:
  explicit Daemon(const Config& config, std::unique_ptr<CrashJournal> journal = nullptr)
      : journal_(std::move(journal)),
        metrics_({{"version", std::string(ProgramVersion())}, {"build", BuildName()}}),
        source_(Made(KafkaSource::Make(config.kafka))),
        log_(config.dedup),
        sink_(Made(KafkaSink::Make(config.kafka, source_.get(), LogUndeliverable))),
        watchdog_(config.watchdog, &clock_),
        measured_source_(source_.get(), kafka_metrics_.lag()),
        measured_sink_(sink_.get(), kafka_metrics_.lag(), &metrics_, &clock_),
        watched_source_(watchdog_.Watch(&measured_source_)),
        watched_log_(watchdog_.Watch(&log_, /*excused=*/false)),
        watched_sink_(watchdog_.Watch(&measured_sink_)),
        runner_(config.engine, {watched_source_.get(), watched_log_.get(), watched_sink_.get(), &clock_, &metrics_,
                                watchdog_.Watch(Journaled(MakeWorkers(config)))}) {
    source_->OnEachStatistics([this](std::string_view json) { kafka_metrics_.OnStatistics("consumer", json); });
    sink_->OnEachStatistics([this](std::string_view json) { kafka_metrics_.OnStatistics("producer", json); });
    metrics_.Collect([this] { return kafka_metrics_.Families(); });
    metrics_.Collect([family = BudgetFamily(config)] { return std::vector{family}; });
    http_.emplace(config.http, HttpHandlers());
    Log(LogLevel::kInfo, "http", fmt::format("serving {}/metrics", http_->url()));
    Log(LogLevel::kInfo, "kafka",
        fmt::format("group {} reads {} from {}, writes {}; rejects to {}", config.kafka.group,
                    fmt::join(config.kafka.input_topics, ", "), config.kafka.brokers, config.kafka.output_topic,
                    config.kafka.dead_letter_topic));
  }

  // False when the run ended otherwise than by Stop.
  bool Run() {
    const RunResult result = runner_.Run();
    if (result.fatal) Log(LogLevel::kError, "engine", *result.fatal);
    Log(LogLevel::kInfo, "engine", fmt::format("stopped: {} received, {} written", result.received, result.written));
    return !result.aborted && !result.fatal;
  }
  void Stop() { runner_.Stop(); }
  void Abort() { runner_.Abort(); }
  const std::string& HttpUrl() const { return http_->url(); }

 private:
  WorkerFactory Journaled(WorkerFactory make_worker) {
    return journal_ ? WithCrashJournal(std::move(make_worker), journal_.get()) : make_worker;
  }

  static void LogUndeliverable(const RawMessage& message, const Reject& reject) {
    Log(LogLevel::kWarn, "kafka",
        fmt::format("what came of {}-{}@{} went to the dead letter: {}", message.at.topic, message.at.partition,
                    message.at.offset, reject.detail));
  }

  HttpServer::Handlers HttpHandlers() {
    HttpServer::Handlers handlers;
    handlers.metrics = [this] { return metrics_.Render(); };
    handlers.not_live = [this] { return watchdog_.NotLive(); };
    handlers.not_ready = [this] { return source_->NotReady(); };
    handlers.version = VersionJson();
    return handlers;
  }

  std::unique_ptr<CrashJournal> journal_;  // may be null
  SystemClock clock_;
  Metrics metrics_;
  KafkaMetrics kafka_metrics_{&clock_};
  std::unique_ptr<KafkaSource> source_;
  MemoryLog log_;
  std::unique_ptr<KafkaSink> sink_;
  Watchdog watchdog_;
  MeasuredSource measured_source_;
  MeasuredSink measured_sink_;
  std::unique_ptr<Source> watched_source_;
  std::unique_ptr<DecisionLog> watched_log_;
  std::unique_ptr<Sink> watched_sink_;
  Runner runner_;
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
  if (BudgetShares shares = SharesOf(config); !shares.fits) problems.push_back(std::move(shares.fault));
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
  Daemon daemon(WithinBudget(config), OpenJournal(config));
  const std::stop_callback on_drain(drain.get_token(), [&] { daemon.Stop(); });
  const std::stop_callback on_abort(abort.get_token(), [&] { daemon.Abort(); });
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
