// How far behind the end of its input this process is: in messages and in seconds, by partition.
//
// By positions of our own, since the client's are wrong for us: its consumer_lag knows nothing of offsets that a
// transaction committed, counts partitions that went away long ago, and says -1 when it does not know. Here:
//
//   position  behind the last message that is done (written, offset committed). When all that was given out is done and
//             nothing is fetched ahead, where the client will fetch next: behind the marks that transactions leave in
//             the input, which are no messages and would be a lag of 1 for ever.
//   messages  end of the partition, as the last statistics knew it (a second old at most), less position; 0 at least
//   seconds   since the record timestamp of the oldest message that is given out and not done; when none is, since the
//             lag was first seen; 0 without a lag
//
// A partition is here from the first statistics that call it active to the first that do not: what another process owns
// by now is its affair. What is not known is not told.
//
// Threads: any.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "daemon/kafka/statistics.h"
#include "daemon/sync.h"
#include "stages/article.h"

namespace dongtin {

class LagTracker {
 public:
  // The source gave this message out.
  void OnGiven(const Coordinates& at, std::int64_t timestamp_ms) EXCLUDES(mutex_);
  // The message is done, and all before it in its partition.
  void OnDone(const Coordinates& at) EXCLUDES(mutex_);
  // `client`: whose statistics these are; its partitions that are not active any more go.
  void OnStatistics(const std::string& client, const std::vector<PartitionStatistics>& partitions, std::int64_t now_ms)
      EXCLUDES(mutex_);

  struct Lag {
    std::string topic;
    std::int32_t partition = 0;
    std::int64_t messages = 0;
    double seconds = 0;
  };
  std::vector<Lag> Lags(std::int64_t now_ms) const EXCLUDES(mutex_);

 private:
  using Partition = std::pair<std::string, std::int32_t>;
  struct Given {
    std::int64_t offset = 0;
    std::int64_t timestamp_ms = 0;
  };
  struct State {
    std::string client;                 // empty: not active by any statistics yet
    std::int64_t end = -1;              // by the last statistics
    std::int64_t fetched_to = -1;       // where the client fetches next; -1: not known
    bool fetched_ahead = false;         // messages wait inside the client
    std::int64_t done = -1;             // next offset after the last that is done; -1: none yet
    std::deque<Given> in_flight;        // in the order of their offsets
    std::int64_t behind_since_ms = -1;  // -1: no lag at the last statistics
  };

  static std::int64_t PositionOf(const State& state);
  static std::int64_t MessagesOf(const State& state);

  mutable Mutex mutex_;
  std::map<Partition, State> partitions_ GUARDED_BY(mutex_);
};

}  // namespace dongtin
