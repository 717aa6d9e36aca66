// One budget of memory, shared out over every queue that holds messages: those of librdkafka and the engine's own.
//
//   budget = memory.budget (512 MiB), or half of the cgroup's limit when that is less: the other half is for the
//            window of deduplication, the models, and what an allocator keeps
//
// Let m = input.max_bytes and e = output.max_bytes (a record has kRecordMargin more: key and headers).
//
// With several lanes each minimum counts for each of them, and each has its part of the rest.
//
//   fetch     max(2 * (m + margin), budget / 8)    a response being read, and the one before it being taken apart
//   prefetch  budget / 16                          messages that the client read ahead (queued.max.messages.kbytes)
//   producer  max(2 * (max(m, e) + margin), budget / 8)   records not yet acknowledged (queue.buffering.max.kbytes)
//   engine    the rest                             what is in flight, in its forms
//
// A message in flight is held in at most three forms (daemon/runner.h), so engine.queue_bytes = (engine - 3 * m) / 3:
// the source holds one message beyond the budget, and a message larger than all passes alone. Set by hand, queue_bytes
// stays as it is, and must fit.
//
// The budget is too small when engine.queue_bytes could not hold two messages of the longest kind; `check` says so.
//
// All but ReadCgroupLimit is pure.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace dongtin {

struct BudgetOptions {
  std::uint64_t budget = std::uint64_t{512} << 20;  // memory.budget
};

// What the shares are reckoned from.
struct BudgetInput {
  BudgetOptions options;
  std::optional<std::uint64_t> cgroup_limit;  // bytes; nullopt: none
  std::size_t max_message = 0;                // input.max_bytes
  std::size_t max_event = 0;                  // output.max_bytes
  std::size_t queue_bytes = 0;                // engine.queue_bytes; 0: what the budget leaves
  int lanes = 1;                              // pairs of clients, each with an engine, that share it evenly
};

struct BudgetShares {
  std::uint64_t total = 0;
  std::uint64_t fetch = 0;
  std::uint64_t prefetch = 0;
  std::uint64_t producer = 0;
  std::uint64_t engine = 0;     // three times queue_bytes and a message, for each lane
  std::size_t queue_bytes = 0;  // of each lane's engine
  bool fits = false;
  std::string fault;  // when it does not: a sentence that names the keys and the least budget that would
};
BudgetShares ShareOut(const BudgetInput& input);

// The limit in the text of a cgroup's memory.max (version 2) or memory.limit_in_bytes (version 1): nullopt for `max`,
// for the huge number that version 1 says instead, and for anything that is no number.
std::optional<std::uint64_t> ParseCgroupLimit(std::string_view text);
// Of this process: the smallest on the way from its cgroup to the root.
std::optional<std::uint64_t> ReadCgroupLimit();

}  // namespace dongtin
