#include "daemon/metrics.h"

#include <array>
#include <utility>
#include <variant>

#include "prometheus/counter.h"
#include "prometheus/gauge.h"
#include "prometheus/histogram.h"
#include "prometheus/registry.h"
#include "prometheus/text_serializer.h"

namespace dongtin {
namespace {

using prometheus::Counter;
using prometheus::Histogram;

constexpr std::array<const char*, 4> kStageNames = {"prepare", "decide", "finish", "write"};
constexpr std::array<const char*, 4> kQueueNames = {"raw", "prepared", "decided", "finished"};
constexpr std::array<const char*, 3> kBoundaryNames = {"source", "decision_log", "sink"};
constexpr std::array<const char*, 2> kTransactionResults = {"abort", "commit"};
constexpr std::array<const char*, kRecreationReasonCount> kRecreationReasons = {"fenced", "fatal", "indefinite",
                                                                                "unclassified", "failed_record"};

// From an average article on one core (some 100 us) to a sink that waits for a broker.
const Histogram::BucketBoundaries& DurationBuckets() {
  static const Histogram::BucketBoundaries buckets = {0.00005, 0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01,
                                                      0.025,   0.05,   0.1,     0.25,   0.5,   1,      2.5,   10};
  return buckets;
}

// From a quick batch to a backlog of hours.
const Histogram::BucketBoundaries& LatencyBuckets() {
  static const Histogram::BucketBoundaries buckets = {0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1,    2.5,
                                                      5,    10,    30,   60,  300,  900, 3600, 14400};
  return buckets;
}

const Histogram::BucketBoundaries& BatchBuckets() {
  static const Histogram::BucketBoundaries buckets = {1, 3, 10, 30, 100, 300, 1000, 3000, 10000};
  return buckets;
}

// One counter for each value of a closed set, in the order of its enum.
template <std::size_t kSize, typename NameOf>
std::array<Counter*, kSize> AddCounters(prometheus::Registry& registry, const char* metric, const char* help,
                                        const char* label, NameOf name_of) {
  auto& family = prometheus::BuildCounter().Name(metric).Help(help).Register(registry);
  std::array<Counter*, kSize> counters = {};
  for (std::size_t i = 0; i < kSize; ++i) counters[i] = &family.Add({{label, std::string(name_of(i))}});
  return counters;
}

Counter& AddCounter(prometheus::Registry& registry, const char* metric, const char* help) {
  return prometheus::BuildCounter().Name(metric).Help(help).Register(registry).Add({});
}

prometheus::Gauge& AddGauge(prometheus::Registry& registry, const char* metric, const char* help) {
  return prometheus::BuildGauge().Name(metric).Help(help).Register(registry).Add({});
}

prometheus::MetricFamily Convert(const MetricFamily& family) {
  const bool counter = family.type == MetricFamily::Type::kCounter;
  prometheus::MetricFamily converted;
  converted.name = family.name;
  converted.help = family.help;
  converted.type = counter ? prometheus::MetricType::Counter : prometheus::MetricType::Gauge;
  for (const MetricSample& sample : family.samples) {
    prometheus::ClientMetric metric;
    for (const auto& [name, value] : sample.labels) metric.label.push_back({name, value});
    (counter ? metric.counter.value : metric.gauge.value) = sample.value;
    converted.metric.push_back(std::move(metric));
  }
  return converted;
}

}  // namespace

struct Metrics::Impl {
  prometheus::Registry registry;

  Counter& received = AddCounter(registry, "dongtin_received_total", "Messages taken from the input.");
  Counter& received_bytes =
      AddCounter(registry, "dongtin_received_bytes_total", "Bytes of the values of messages taken from the input.");
  Counter& events = AddCounter(registry, "dongtin_events_total", "Enriched events written.");
  Counter& event_bytes = AddCounter(registry, "dongtin_event_bytes_total", "Bytes of enriched events written.");
  Counter& truncated =
      AddCounter(registry, "dongtin_truncated_total", "Events written that were shortened to fit output.max_bytes.");
  Counter& dropped =
      AddCounter(registry, "dongtin_dropped_total", "Copies not published, where the configuration says so.");
  Counter& takedowns = AddCounter(registry, "dongtin_takedowns_total", "Tombstones written: articles taken down.");
  Counter& stale = AddCounter(registry, "dongtin_stale_total",
                              "Messages not written because their partition was lost or read again meanwhile.");
  std::array<Counter*, kRejectReasonCount> rejected =
      AddCounters<kRejectReasonCount>(registry, "dongtin_rejected_total", "Messages set aside, by reason.", "reason",
                                      [](std::size_t i) { return Name(static_cast<RejectReason>(i)); });
  std::array<Counter*, kRelationCount> decisions = AddCounters<kRelationCount>(
      registry, "dongtin_decisions_total", "Articles decided, by their relation to earlier ones.", "relation",
      [](std::size_t i) { return Name(static_cast<Relation>(i)); });
  std::array<Counter*, kBoundaryNames.size()> errors = AddCounters<kBoundaryNames.size()>(
      registry, "dongtin_io_errors_total", "Failed tries to read, to have decided or to write; each is tried again.",
      "boundary", [](std::size_t i) { return kBoundaryNames[i]; });
  std::array<Counter*, kQueueNames.size()> pushed = AddCounters<kQueueNames.size()>(
      registry, "dongtin_queue_pushed_total", "Messages put into a queue of the engine.", "queue",
      [](std::size_t i) { return kQueueNames[i]; });
  std::array<Counter*, kQueueNames.size()> popped = AddCounters<kQueueNames.size()>(
      registry, "dongtin_queue_popped_total", "Messages taken out of a queue of the engine.", "queue",
      [](std::size_t i) { return kQueueNames[i]; });
  prometheus::Gauge& in_flight =
      AddGauge(registry, "dongtin_in_flight_bytes", "Bytes of messages between input and output.");
  prometheus::Gauge& in_flight_limit =
      AddGauge(registry, "dongtin_in_flight_limit_bytes", "Most bytes of messages between input and output.");
  Histogram& batch = prometheus::BuildHistogram()
                         .Name("dongtin_batch_messages")
                         .Help("Messages written in one step.")
                         .Register(registry)
                         .Add({}, BatchBuckets());
  prometheus::Gauge& transaction_open =
      AddGauge(registry, "dongtin_transaction_open", "Transactions open at present: at most one a lane.");
  std::array<Counter*, kTransactionResults.size()> transactions = AddCounters<kTransactionResults.size()>(
      registry, "dongtin_transactions_total", "Transactions of the output, by how they ended.", "result",
      [](std::size_t i) { return kTransactionResults[i]; });
  std::array<Counter*, kRecreationReasonCount> recreations = AddCounters<kRecreationReasonCount>(
      registry, "dongtin_producer_recreations_total", "Transactional producers thrown away and made anew.", "reason",
      [](std::size_t i) { return kRecreationReasons[i]; });
  Counter& rewinds = AddCounter(registry, "dongtin_rewinds_total",
                                "Times that all in flight was dropped and read again from the committed offsets.");
  Histogram& transaction_duration = prometheus::BuildHistogram()
                                        .Name("dongtin_transaction_duration_seconds")
                                        .Help("From the first record of a transaction to its end.")
                                        .Register(registry)
                                        .Add({}, DurationBuckets());
  std::array<Histogram*, kStageNames.size()> durations = {};
  Histogram& latency = prometheus::BuildHistogram()
                           .Name("dongtin_append_to_commit_seconds")
                           .Help("From a message's timestamp in the input to the commit of its outcome.")
                           .Register(registry)
                           .Add({}, LatencyBuckets());
  std::vector<MetricCollector> collectors;

  explicit Impl(const std::vector<std::pair<std::string, std::string>>& build) {
    auto& family = prometheus::BuildHistogram()
                       .Name("dongtin_stage_duration_seconds")
                       .Help("Time in a stage: prepare and finish of a message, decide and write of a batch.")
                       .Register(registry);
    for (std::size_t i = 0; i < kStageNames.size(); ++i) {
      durations[i] = &family.Add({{"stage", kStageNames[i]}}, DurationBuckets());
    }
    prometheus::BuildGauge()
        .Name("dongtin_build_info")
        .Help("Always 1; the labels say which program this is.")
        .Register(registry)
        .Add(prometheus::Labels(build.begin(), build.end()))
        .Set(1);
  }
};

Metrics::Metrics(const std::vector<std::pair<std::string, std::string>>& build)
    : impl_(std::make_unique<Impl>(build)) {}
Metrics::~Metrics() = default;

void Metrics::CountReceived(std::size_t bytes) {
  impl_->received.Increment();
  impl_->received_bytes.Increment(static_cast<double>(bytes));
}

void Metrics::CountDecision(Relation relation) { impl_->decisions[static_cast<std::size_t>(relation)]->Increment(); }

void Metrics::CountWritten(const Outcome& outcome) {
  if (const auto* event = std::get_if<Event>(&outcome)) {
    impl_->events.Increment();
    impl_->event_bytes.Increment(static_cast<double>(event->json.size()));
    if (event->truncated) impl_->truncated.Increment();
  } else if (const auto* rejected = std::get_if<Rejected>(&outcome)) {
    impl_->rejected[static_cast<std::size_t>(rejected->reject.reason)]->Increment();
  } else if (std::holds_alternative<Dropped>(outcome)) {
    impl_->dropped.Increment();
  } else {
    impl_->takedowns.Increment();
  }
}

void Metrics::CountStale(std::size_t messages) { impl_->stale.Increment(static_cast<double>(messages)); }

void Metrics::CountError(Boundary boundary) { impl_->errors[static_cast<std::size_t>(boundary)]->Increment(); }

void Metrics::CountPushed(Queue queue, std::size_t items) {
  impl_->pushed[static_cast<std::size_t>(queue)]->Increment(static_cast<double>(items));
}

void Metrics::CountPopped(Queue queue, std::size_t items) {
  impl_->popped[static_cast<std::size_t>(queue)]->Increment(static_cast<double>(items));
}

void Metrics::ObserveDuration(Stage stage, std::chrono::steady_clock::duration duration) {
  impl_->durations[static_cast<std::size_t>(stage)]->Observe(std::chrono::duration<double>(duration).count());
}

void Metrics::ObserveBatch(std::size_t messages) { impl_->batch.Observe(static_cast<double>(messages)); }

void Metrics::SetInFlight(std::size_t bytes, std::size_t limit_bytes) {
  impl_->in_flight.Set(static_cast<double>(bytes));
  impl_->in_flight_limit.Set(static_cast<double>(limit_bytes));
}

void Metrics::OnTransactionBegun() { impl_->transaction_open.Increment(); }

void Metrics::OnTransactionEnded(bool committed, std::chrono::steady_clock::duration open_for) {
  impl_->transaction_open.Decrement();
  impl_->transactions[committed ? 1 : 0]->Increment();
  impl_->transaction_duration.Observe(std::chrono::duration<double>(open_for).count());
}

void Metrics::OnProducerRecreated(RecreationReason reason) {
  impl_->recreations[static_cast<std::size_t>(reason)]->Increment();
}

void Metrics::OnRewind() { impl_->rewinds.Increment(); }

void Metrics::ObserveAppendToCommit(std::chrono::milliseconds latency) {
  impl_->latency.Observe(std::chrono::duration<double>(latency).count());
}

void Metrics::Collect(MetricCollector collector) { impl_->collectors.push_back(std::move(collector)); }

std::string Metrics::Render() const {
  std::vector<prometheus::MetricFamily> families = impl_->registry.Collect();
  for (const MetricCollector& collect : impl_->collectors) {
    for (const MetricFamily& family : collect()) {
      if (!family.samples.empty()) families.push_back(Convert(family));
    }
  }
  return prometheus::TextSerializer().Serialize(families);
}

}  // namespace dongtin
