#include "daemon/kafka/kafka_metrics.h"

#include <algorithm>
#include <array>
#include <functional>
#include <utility>
#include <variant>

namespace dongtin {
namespace {

using Type = MetricFamily::Type;

// rd_kafka_txn_state2str; a state that is not here is shown by no series.
constexpr std::array kTransactionStates = {"Init",
                                           "WaitPID",
                                           "ReadyNotAcked",
                                           "Ready",
                                           "InTransaction",
                                           "BeginCommit",
                                           "CommittingTransaction",
                                           "CommitNotAcked",
                                           "AbortingTransaction",
                                           "AbortedNotAcked",
                                           "AbortableError",
                                           "FatalError"};

struct ClientRow {
  const char* name;
  Type type;
  const char* help;
  double (*value)(const ClientStatistics&);
};

constexpr std::array kClientRows = {
    ClientRow{"dongtin_kafka_brokers_up", Type::kGauge, "Brokers that the client has a working connection to.",
              [](const ClientStatistics& s) {
                return static_cast<double>(
                    std::count_if(s.brokers.begin(), s.brokers.end(), [](const auto& b) { return b.up; }));
              }},
    ClientRow{"dongtin_kafka_connects_total", Type::kCounter, "Connections to brokers made or tried.",
              [](const ClientStatistics& s) { return static_cast<double>(s.connects); }},
    ClientRow{"dongtin_kafka_disconnects_total", Type::kCounter, "Connections to brokers lost or closed.",
              [](const ClientStatistics& s) { return static_cast<double>(s.disconnects); }},
    ClientRow{"dongtin_kafka_request_timeouts_total", Type::kCounter, "Requests that no broker answered in time.",
              [](const ClientStatistics& s) { return static_cast<double>(s.request_timeouts); }},
    ClientRow{"dongtin_kafka_request_retries_total", Type::kCounter, "Requests sent again.",
              [](const ClientStatistics& s) { return static_cast<double>(s.request_retries); }},
    ClientRow{"dongtin_kafka_queue_messages", Type::kGauge,
              "Messages inside the client: fetched and not given out, or sent and not acknowledged.",
              [](const ClientStatistics& s) { return static_cast<double>(s.queued_messages); }},
    ClientRow{"dongtin_kafka_queue_bytes", Type::kGauge, "Bytes of the messages inside the client.",
              [](const ClientStatistics& s) { return static_cast<double>(s.queued_bytes); }},
    ClientRow{"dongtin_kafka_pending_replies", Type::kGauge, "Events of the client that wait to be handled.",
              [](const ClientStatistics& s) { return static_cast<double>(s.replies); }},
};

using Clients = std::map<std::string, ClientStatistics>;

MetricFamily RowFamily(const ClientRow& row, const Clients& clients) {
  MetricFamily family{row.name, row.help, row.type, {}};
  for (const auto& [name, statistics] : clients) family.samples.push_back({{{"client", name}}, row.value(statistics)});
  return family;
}

MetricFamily RoundTrips(const Clients& clients) {
  MetricFamily family{
      "dongtin_kafka_broker_rtt_seconds", "Mean time of a request to a broker over the last second.", Type::kGauge, {}};
  for (const auto& [name, statistics] : clients) {
    for (const BrokerStatistics& broker : statistics.brokers) {
      family.samples.push_back({{{"client", name}, {"broker", broker.name}}, broker.rtt_seconds});
    }
  }
  return family;
}

void AddTransactions(const Clients& clients, std::vector<MetricFamily>* families) {
  MetricFamily states{
      "dongtin_kafka_transaction_state", "1 for the state that the producer's transaction is in.", Type::kGauge, {}};
  MetricFamily ages{
      "dongtin_kafka_transaction_state_seconds", "How long the transaction has been in its state.", Type::kGauge, {}};
  for (const auto& [name, statistics] : clients) {
    if (!statistics.transaction_state) continue;
    for (const char* const state : kTransactionStates) {
      states.samples.push_back(
          {{{"client", name}, {"state", state}}, *statistics.transaction_state == state ? 1.0 : 0});
    }
    ages.samples.push_back({{{"client", name}}, statistics.transaction_state_seconds});
  }
  families->push_back(std::move(states));
  families->push_back(std::move(ages));
}

void AddGroup(const Clients& clients, std::vector<MetricFamily>* families) {
  MetricFamily rebalances{
      "dongtin_kafka_rebalances_total", "Changes of the consumer group that this client saw.", Type::kCounter, {}};
  MetricFamily assigned{
      "dongtin_kafka_assigned_partitions", "Input partitions that this client reads.", Type::kGauge, {}};
  for (const auto& [name, statistics] : clients) {
    if (statistics.producer) continue;
    rebalances.samples.push_back({{{"client", name}}, static_cast<double>(statistics.rebalances)});
    const auto active = std::count_if(statistics.partitions.begin(), statistics.partitions.end(),
                                      [](const PartitionStatistics& partition) { return partition.active; });
    assigned.samples.push_back({{{"client", name}}, static_cast<double>(active)});
  }
  families->push_back(std::move(rebalances));
  families->push_back(std::move(assigned));
}

void AddLag(const std::vector<LagTracker::Lag>& lags, std::vector<MetricFamily>* families) {
  MetricFamily messages{"dongtin_kafka_lag_messages",
                        "Messages of an owned input partition that are not done yet: its end less our position.",
                        Type::kGauge,
                        {}};
  MetricFamily seconds{"dongtin_kafka_lag_seconds",
                       "Age of the oldest message of an owned input partition that is not done yet.",
                       Type::kGauge,
                       {}};
  for (const LagTracker::Lag& lag : lags) {
    const std::vector<std::pair<std::string, std::string>> labels = {{"topic", lag.topic},
                                                                     {"partition", std::to_string(lag.partition)}};
    messages.samples.push_back({labels, static_cast<double>(lag.messages)});
    seconds.samples.push_back({labels, lag.seconds});
  }
  families->push_back(std::move(messages));
  families->push_back(std::move(seconds));
}

}  // namespace

void KafkaMetrics::OnStatistics(const std::string& client, std::string_view json) {
  std::optional<ClientStatistics> statistics = ParseStatistics(json);
  if (!statistics) return;
  if (!statistics->producer) lag_.OnStatistics(client, statistics->partitions, clock_->WallMs());
  MutexLock lock(mutex_);
  clients_[client] = *std::move(statistics);
}

void KafkaMetrics::Forget(const std::string& client) {
  lag_.OnStatistics(client, {}, clock_->WallMs());
  MutexLock lock(mutex_);
  clients_.erase(client);
}

std::vector<MetricFamily> KafkaMetrics::Families() const {
  std::vector<MetricFamily> families;
  AddLag(lag_.Lags(clock_->WallMs()), &families);
  MutexLock lock(mutex_);
  for (const ClientRow& row : kClientRows) families.push_back(RowFamily(row, clients_));
  families.push_back(RoundTrips(clients_));
  AddTransactions(clients_, &families);
  AddGroup(clients_, &families);
  return families;
}

Source::Polled MeasuredSource::Poll(std::chrono::milliseconds timeout) {
  Polled polled = source_.Poll(timeout);
  if (const auto* message = std::get_if<RawMessage>(&polled)) lag_.OnGiven(message->at, message->timestamp_ms);
  return polled;
}

WriteStatus MeasuredSink::Write(std::span<const Delivery> batch) {
  WriteStatus status = sink_.Write(batch);
  if (!status.ok()) return status;
  const std::int64_t now = clock_.WallMs();
  auto stale = status->stale.begin();
  for (std::size_t i = 0; i < batch.size(); ++i) {
    if (stale != status->stale.end() && *stale == i) {
      ++stale;  // read again, here or elsewhere, and done then
      continue;
    }
    const RawMessage& message = batch[i].message;
    lag_.OnDone(message.at);
    if (message.timestamp_ms >= 0) {
      metrics_.ObserveAppendToCommit(std::chrono::milliseconds(std::max<std::int64_t>(0, now - message.timestamp_ms)));
    }
  }
  return status;
}

}  // namespace dongtin
