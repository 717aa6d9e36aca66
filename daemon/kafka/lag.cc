#include "daemon/kafka/lag.h"

#include <algorithm>
#include <set>

namespace dongtin {

void LagTracker::OnGiven(const Coordinates& at, std::int64_t timestamp_ms) {
  MutexLock lock(mutex_);
  State& state = partitions_[{at.topic, at.partition}];
  // Read again from an earlier place: what was in flight from there on is not any more.
  const bool again = state.done > at.offset || (!state.in_flight.empty() && state.in_flight.back().offset >= at.offset);
  if (again) {
    while (!state.in_flight.empty() && state.in_flight.back().offset >= at.offset) state.in_flight.pop_back();
    state.done = std::min(state.done, at.offset);
    state.fetched_to = -1;  // until the statistics know of it
  }
  state.in_flight.push_back({at.offset, timestamp_ms});
}

void LagTracker::OnDone(const Coordinates& at) {
  MutexLock lock(mutex_);
  const auto found = partitions_.find({at.topic, at.partition});
  if (found == partitions_.end()) return;  // went away meanwhile
  State& state = found->second;
  state.done = std::max(state.done, at.offset + 1);
  while (!state.in_flight.empty() && state.in_flight.front().offset <= at.offset) state.in_flight.pop_front();
}

void LagTracker::OnStatistics(const std::string& client, const std::vector<PartitionStatistics>& partitions,
                              std::int64_t now_ms) {
  MutexLock lock(mutex_);
  std::set<Partition> active;
  for (const PartitionStatistics& told : partitions) {
    if (!told.active) continue;
    const Partition name(told.topic, told.partition);
    active.insert(name);
    State& state = partitions_[name];
    state.client = client;
    state.end = told.end;
    state.fetched_to = told.next;
    state.fetched_ahead = told.queued_messages > 0;
    if (MessagesOf(state) <= 0) {
      state.behind_since_ms = -1;
    } else if (state.behind_since_ms < 0) {
      state.behind_since_ms = now_ms;
    }
  }
  std::erase_if(partitions_,
                [&](const auto& entry) { return entry.second.client == client && !active.contains(entry.first); });
}

// -1: not known.
std::int64_t LagTracker::PositionOf(const State& state) {
  if (!state.in_flight.empty()) return std::max(state.done, state.in_flight.front().offset);
  if (!state.fetched_ahead) return std::max(state.done, state.fetched_to);
  return state.done;
}

std::int64_t LagTracker::MessagesOf(const State& state) {
  const std::int64_t position = PositionOf(state);
  if (position < 0 || state.end < 0) return -1;
  return std::max<std::int64_t>(0, state.end - position);
}

std::vector<LagTracker::Lag> LagTracker::Lags(std::int64_t now_ms) const {
  MutexLock lock(mutex_);
  std::vector<Lag> lags;
  for (const auto& [name, state] : partitions_) {
    const std::int64_t messages = MessagesOf(state);
    if (state.client.empty() || messages < 0) continue;
    Lag lag{name.first, name.second, messages, 0};
    if (messages > 0) {
      std::int64_t since = state.behind_since_ms;
      if (!state.in_flight.empty() && state.in_flight.front().timestamp_ms >= 0) {
        since = state.in_flight.front().timestamp_ms;
      }
      if (since >= 0) lag.seconds = static_cast<double>(std::max<std::int64_t>(0, now_ms - since)) / 1000;
    }
    lags.push_back(std::move(lag));
  }
  return lags;
}

}  // namespace dongtin
