#include "daemon/kafka/leases.h"

namespace dongtin {

void LeaseBook::Begin(const TopicPartition& partition) {
  MutexLock lock(mutex_);
  Owned& owned = owned_[partition];
  live_.erase(owned.lease);
  owned.lease = ++last_;
  live_.insert(owned.lease);
}

void LeaseBook::End(const TopicPartition& partition) {
  MutexLock lock(mutex_);
  const auto owned = owned_.find(partition);
  if (owned == owned_.end()) return;
  live_.erase(owned->second.lease);
  owned_.erase(owned);
}

void LeaseBook::Suspend() {
  MutexLock lock(mutex_);
  live_.clear();
  for (auto& [partition, owned] : owned_) owned.lease = 0;
}

Lease LeaseBook::Give(const TopicPartition& partition, std::int64_t offset) {
  MutexLock lock(mutex_);
  const auto owned = owned_.find(partition);
  if (owned == owned_.end() || owned->second.lease == 0) return 0;
  if (!owned->second.began) owned->second.began = offset;
  return owned->second.lease;
}

bool LeaseBook::IsLive(Lease lease) const {
  if (lease == 0) return true;
  MutexLock lock(mutex_);
  return live_.count(lease) > 0;
}

std::vector<LeaseBook::Suspended> LeaseBook::suspended() const {
  MutexLock lock(mutex_);
  std::vector<Suspended> partitions;
  for (const auto& [partition, owned] : owned_) {
    if (owned.lease == 0) partitions.push_back({partition, owned.began});
  }
  return partitions;
}

bool LeaseBook::any_suspended() const {
  MutexLock lock(mutex_);
  return live_.size() < owned_.size();  // each owned partition has a live lease or none
}

void OwnershipGate::BeginBatch() {
  MutexLock lock(mutex_);
  while (writing_ || changes_ > 0) changed_.Wait(mutex_);
  writing_ = true;
}

void OwnershipGate::EndBatch() {
  MutexLock lock(mutex_);
  writing_ = false;
  changed_.NotifyAll();
}

void OwnershipGate::BeginChange() {
  MutexLock lock(mutex_);
  ++changes_;
  while (writing_) changed_.Wait(mutex_);
}

void OwnershipGate::EndChange() {
  MutexLock lock(mutex_);
  --changes_;
  changed_.NotifyAll();
}

}  // namespace dongtin
