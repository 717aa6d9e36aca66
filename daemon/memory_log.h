// MemoryLog: the decision log of one process. Answers from a DedupIndex in memory and starts empty each time.
//
// For `dongtin process`, tests and single instances that may forget on restart: after one, articles of before are `new`
// again. Decisions carry no log offset.
#pragma once

#include <atomic>
#include <span>
#include <vector>

#include "daemon/io.h"
#include "daemon/sync.h"
#include "stages/dedup/index.h"

namespace dongtin {

// Threads: any number of lanes ask; their questions stand in the order of the lock.
class MemoryLog final : public DecisionLog {
 public:
  explicit MemoryLog(const DedupOptions& options);

  // Never blocks; fails only after Cancel, and then without deciding anything.
  Result<std::vector<Decision>, IoError> Ask(std::span<const Question> questions) override;
  void Cancel() override;

 private:
  Mutex mutex_;
  DedupIndex index_ GUARDED_BY(mutex_);
  std::atomic<bool> cancelled_ = false;
};

}  // namespace dongtin
