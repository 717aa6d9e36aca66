// The Kafka input: a member of a consumer group.
//
// Every message carries the lease of its partition (leases.h). A rebalance waits for the batch that is being written,
// never for what else is in flight: the leases of the partitions that go end, and the sink leaves those messages out.
// Where the partition was lost already (the group has given it away without asking), its lease ends first. So both
// kinds of rebalance are safe, eager and incremental ("cooperative").
//
// Rewind: after a failed transaction the sink calls for everything again from the committed positions. All leases end
// at once; the next Poll asks the group for its positions, waiting for transactions that are not resolved (the consumer
// is read_committed), seeks there and begins new leases.
//
// Threads: Poll from one thread (the rebalance and error callbacks run inside it), Commit, GroupMetadata and Rewind
// from one other, NotReady from any. Destruction closes the consumer, which leaves the group: after the last Poll and
// Commit.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <deque>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "daemon/io.h"
#include "daemon/kafka/handles.h"
#include "daemon/kafka/leases.h"
#include "daemon/kafka/settings.h"

namespace dongtin {

// The next offset to read, by partition: one more than the last message that is done.
using NextOffsets = std::map<TopicPartition, std::int64_t>;
KafkaPartitions ToPartitions(const NextOffsets& next);

class KafkaSource final : public Source {
 public:
  // Joins the group in the background; a broker that is absent is no error here. Errors are fatal: bad options. `lane`:
  // 0 .. options.lanes-1.
  static Result<std::unique_ptr<KafkaSource>, IoError> Make(const KafkaOptions& options, int lane = 0);
  ~KafkaSource() override;

  // Idle while there is no broker or no partition; NotReady then says why. Never End.
  Polled Poll(std::chrono::milliseconds timeout) override;
  // Serves the callbacks and proves to the group that this member lives. From the kPauseAfter-th call in a row on, no
  // more is fetched: pausing throws the prefetched messages away, so a short wait is not worth it.
  void KeepAlive() override;

  // For the sink: what may be written, and the gate that keeps it so while it is being written.
  const LeaseBook& leases() const { return leases_; }
  OwnershipGate* gate() { return &gate_; }

  // Commits without a transaction and waits for the broker's answer. Done also when the group has moved on (another
  // member reads those messages again); an error means that nothing is known to be committed.
  IoStatus Commit(const NextOffsets& next);
  // What ties a transaction to this membership; null when this is no member at present. Without that check the broker
  // would take the offsets of a consumer that has dropped out as those of one that never was in a group.
  GroupMetadata CurrentMembership();
  // Everything that is not committed is to be read again.
  void Rewind() { leases_.Suspend(); }

  // Called with each of the client's statistics, from Poll. Before the first Poll.
  void OnEachStatistics(std::function<void(std::string_view json)> listener) {
    statistics_listener_ = std::move(listener);
  }

  // Why this member does not work at present, for people; nullopt when it has joined its group and sees a broker.
  std::optional<std::string> NotReady() const;

 private:
  static constexpr int kPauseAfter = 30;

  explicit KafkaSource(const KafkaOptions& options);

  void OnRebalance(rd_kafka_resp_err_t kind, rd_kafka_topic_partition_list_t* partitions);
  void Take(rd_kafka_topic_partition_list_t* partitions, bool incremental);
  void GiveBack(rd_kafka_topic_partition_list_t* partitions, bool incremental);
  void OnError(rd_kafka_resp_err_t error, const char* reason);
  void OnStatistics(std::string_view json);
  static KafkaSource& Self(void* opaque) { return *static_cast<KafkaSource*>(opaque); }
  Polled PollConsumer(std::chrono::milliseconds timeout);
  std::optional<IoError> GoBack();
  // Stops or goes on fetching from all partitions assigned now.
  void Pause();
  void Resume();

  const std::string brokers_;
  const std::string group_;
  LeaseBook leases_;
  OwnershipGate gate_;
  std::function<void(std::string_view)> statistics_listener_;

  mutable std::mutex mutex_;  // guards all up to poll_error_
  bool joined_ = false;
  bool broker_lost_ = false;
  std::string last_error_;
  std::optional<std::string> behind_;  // why going back has not succeeded yet
  std::optional<std::string> poll_error_;  // since then neither a message nor an assignment came

  // Of the polling thread.
  int kept_alive_ = 0;       // calls of KeepAlive since the last Poll
  bool paused_ = false;      //
  std::deque<Polled> held_;  // came during KeepAlive; the sink leaves out those whose lease has ended since

  KafkaClient consumer_;  // last: its callbacks use what stands above
};

}  // namespace dongtin
