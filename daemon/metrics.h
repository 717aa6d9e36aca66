// Every number that dongtin shows Prometheus, in one place.
//
// All series but the collected ones exist from the start with value 0, labels resolved: counting is an atomic addition
// (a histogram: one short lock). Label values are closed sets (reject reasons, relations, the enums below), never
// anything out of a message. Queues are two counters, pushed and popped, whose difference is the length: a gauge read
// every 15 seconds would miss what happens in between.
//
// Threads: any, all members.
#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "daemon/metric_family.h"
#include "daemon/transaction_observer.h"
#include "stages/article.h"
#include "stages/result.h"

namespace dongtin {

class Metrics final : public TransactionObserver {
 public:
  enum class Stage { kPrepare, kDecide, kFinish, kWrite };  // prepare and finish: a message; decide and write: a batch
  enum class Queue { kRaw, kPrepared, kDecided, kFinished };
  enum class Boundary { kSource, kDecisionLog, kSink };

  // `build`: the labels of dongtin_build_info, such as {"version", "0.1.0"}; names as Prometheus allows them.
  explicit Metrics(const std::vector<std::pair<std::string, std::string>>& build);
  ~Metrics() override;

  // One message came in; `bytes` of its value.
  void CountReceived(std::size_t bytes);
  // One message was decided.
  void CountDecision(Relation relation);
  // One outcome was written: each message is counted here exactly once.
  void CountWritten(const Outcome& outcome);
  // Messages whose outcome was not written because the source had lost them: they are read again, here or elsewhere.
  void CountStale(std::size_t messages);
  // A try on this boundary failed.
  void CountError(Boundary boundary);

  void CountPushed(Queue queue, std::size_t items);
  void CountPopped(Queue queue, std::size_t items);
  void ObserveDuration(Stage stage, std::chrono::steady_clock::duration duration);
  void ObserveBatch(std::size_t messages);
  void SetInFlight(std::size_t bytes, std::size_t limit_bytes);
  // From the record's timestamp in the input to the commit of its outcome; once a message.
  void ObserveAppendToCommit(std::chrono::milliseconds latency);

  // Families that are collected anew for each Render, behind all others. Before the first Render; `collector` is called
  // until this object's end.
  void Collect(MetricCollector collector);

  void OnTransactionBegun() override;
  void OnTransactionEnded(bool committed, std::chrono::steady_clock::duration open_for) override;
  void OnProducerRecreated(RecreationReason reason) override;
  void OnRewind() override;

  // The text exposition format, version 0.0.4.
  std::string Render() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace dongtin
