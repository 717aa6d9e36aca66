// Who may still write what: leases of partitions, and the gate between transactions and changes of the assignment.
//
// A lease is one uninterrupted reading of one partition by this consumer, from the position that the group has
// committed. It ends when the partition is revoked or lost, and when what was read under it must be read again
// (Suspend). Whatever is in flight under a lease that ended is dropped by the sink, and read again under a later one.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <unordered_set>
#include <utility>
#include <vector>

#include "daemon/sync.h"

namespace dongtin {

using TopicPartition = std::pair<std::string, std::int32_t>;
using Lease = std::uint64_t;  // RawMessage::lease; 0: none

// Threads: any. Its lock is held for look-ups only, never across a call into librdkafka.
class LeaseBook {
 public:
  // The partition is owned and read from its committed position on.
  void Begin(const TopicPartition& partition) EXCLUDES(mutex_);
  // The partition is not owned any more.
  void End(const TopicPartition& partition) EXCLUDES(mutex_);
  // All leases end, the partitions stay owned: until Begin, nothing of them is given out.
  void Suspend() EXCLUDES(mutex_);

  // The lease for a message of this offset that was just read; 0: it must be read again, later or by another.
  Lease Give(const TopicPartition& partition, std::int64_t offset) EXCLUDES(mutex_);
  // Always true for 0, the lease of messages that nobody can take away.
  bool IsLive(Lease lease) const EXCLUDES(mutex_);

  struct Suspended {
    TopicPartition partition;
    // Where this ownership began to read; nullopt: nothing was given out yet.
    std::optional<std::int64_t> began;
  };
  std::vector<Suspended> suspended() const EXCLUDES(mutex_);
  bool any_suspended() const EXCLUDES(mutex_);

 private:
  struct Owned {
    Lease lease = 0;  // 0: suspended
    std::optional<std::int64_t> began;
  };

  mutable Mutex mutex_;
  Lease last_ GUARDED_BY(mutex_) = 0;  // never given twice
  std::map<TopicPartition, Owned> owned_ GUARDED_BY(mutex_);
  std::unordered_set<Lease> live_ GUARDED_BY(mutex_);
};

// Keeps changes of the assignment out of an open batch, and the other way round. A change waits for the batch that is
// being written, however often the sink comes, and for no other: without the preference a busy sink could keep the
// rebalance out for ever.
class OwnershipGate {
 public:
  class Batch {  // while it lives, no partition is given back
   public:
    explicit Batch(OwnershipGate* gate) : gate_(gate) { gate_->BeginBatch(); }
    ~Batch() { gate_->EndBatch(); }
    Batch(const Batch&) = delete;
    Batch& operator=(const Batch&) = delete;

   private:
    OwnershipGate* const gate_;
  };
  class Change {  // while it lives, nothing is being written
   public:
    explicit Change(OwnershipGate* gate) : gate_(gate) { gate_->BeginChange(); }
    ~Change() { gate_->EndChange(); }
    Change(const Change&) = delete;
    Change& operator=(const Change&) = delete;

   private:
    OwnershipGate* const gate_;
  };

 private:
  void BeginBatch() EXCLUDES(mutex_);
  void EndBatch() EXCLUDES(mutex_);
  void BeginChange() EXCLUDES(mutex_);
  void EndChange() EXCLUDES(mutex_);

  Mutex mutex_;
  Condition changed_;
  bool writing_ GUARDED_BY(mutex_) = false;
  int changes_ GUARDED_BY(mutex_) = 0;  // under way or waiting
};

}  // namespace dongtin
