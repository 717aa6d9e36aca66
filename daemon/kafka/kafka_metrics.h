// What Kafka and its clients look like from here: lag of the owned partitions and the numbers of librdkafka that tell
// trouble, as families for daemon/metrics.h.
//
// Fed from three sides: by the statistics of clients (every second, as text; the daemon gives those of its consumers),
// by the messages that the source gives out, and by those that are done (MeasuredSource and MeasuredSink decorate
// source and sink). Labels: topic and partition of the input, `client` as the caller names it (`consumer`,
// `consumer-2`), `broker` as librdkafka does.
//
// Threads: any.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/io.h"
#include "daemon/kafka/lag.h"
#include "daemon/kafka/statistics.h"
#include "daemon/metric_family.h"
#include "daemon/metrics.h"
#include "daemon/sync.h"

namespace dongtin {

class KafkaMetrics {
 public:
  explicit KafkaMetrics(const Clock* clock) : clock_(clock) {}

  // For rd_kafka_conf_set_stats_cb. Text that is no statistics changes nothing.
  void OnStatistics(const std::string& client, std::string_view json) EXCLUDES(mutex_);
  // A client was destroyed: its series go.
  void Forget(const std::string& client) EXCLUDES(mutex_);

  LagTracker* lag() { return &lag_; }

  // For Metrics::Collect.
  std::vector<MetricFamily> Families() const EXCLUDES(mutex_);

 private:
  const Clock* const clock_;
  LagTracker lag_;
  mutable Mutex mutex_;
  std::map<std::string, ClientStatistics> clients_ GUARDED_BY(mutex_);
};

// Notes what is given out.
class MeasuredSource final : public Source {
 public:
  MeasuredSource(Source* source, LagTracker* lag) : source_(*source), lag_(*lag) {}
  Polled Poll(std::chrono::milliseconds timeout) override;
  void KeepAlive() override { source_.KeepAlive(); }

 private:
  Source& source_;
  LagTracker& lag_;
};

// Notes what is done, and how long after its record was written to the input.
class MeasuredSink final : public Sink {
 public:
  MeasuredSink(Sink* sink, LagTracker* lag, Metrics* metrics, const Clock* clock)
      : sink_(*sink), lag_(*lag), metrics_(*metrics), clock_(*clock) {}
  IoStatus Open() override { return sink_.Open(); }
  WriteStatus Write(std::span<const Delivery> batch) override;

 private:
  Sink& sink_;
  LagTracker& lag_;
  Metrics& metrics_;
  const Clock& clock_;
};

}  // namespace dongtin
