#include "daemon/memory_log.h"

namespace dongtin {

MemoryLog::MemoryLog(const DedupOptions& options) : index_(options) {}

Result<std::vector<Decision>, IoError> MemoryLog::Ask(std::span<const Question> questions) {
  if (cancelled_) return IoError{.message = "the decision log was cancelled", .fatal = true};
  std::vector<Decision> decisions;
  decisions.reserve(questions.size());
  MutexLock lock(mutex_);
  for (const Question& question : questions) decisions.push_back(index_.Decide(question));
  return decisions;
}

void MemoryLog::Cancel() { cancelled_ = true; }

}  // namespace dongtin
