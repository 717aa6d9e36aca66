// What it costs to hand messages from thread to thread, without any work.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <cstdint>
#include <thread>
#include <vector>

#include "daemon/ordered_queue.h"
#include "daemon/work_queue.h"

namespace dongtin {
namespace {

struct Item {
  std::uint64_t sequence = 0;
  std::size_t bytes = 1;
  char payload[200] = {};  // about what a message's handles weigh
};

constexpr std::uint64_t kItems = 100'000;

// One producer, one worker, groups of range(0).
void BM_Queue_Work(benchmark::State& state) {
  const auto group = static_cast<std::size_t>(state.range(0));
  for (auto _ : state) {
    WorkQueue<Item> queue(1, group);
    std::uint64_t popped = 0;
    std::thread worker([&] {
      for (std::vector<Item> share; queue.Pop(&share);) popped += share.size();
    });
    std::vector<Item> items;
    for (std::uint64_t i = 0; i < kItems; ++i) {
      items.push_back({i});
      if (items.size() == group) queue.Push(&items);
    }
    queue.Push(&items);
    queue.Close();
    worker.join();
    if (popped != kItems) state.SkipWithError("items lost");
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(kItems));
}
BENCHMARK(BM_Queue_Work)->Arg(1)->Arg(16)->UseRealTime();

// Two producers that interleave, one consumer, groups of range(0).
void BM_Queue_Ordered(benchmark::State& state) {
  const auto group = static_cast<std::uint64_t>(state.range(0));
  for (auto _ : state) {
    OrderedQueue<Item> queue;
    std::vector<std::thread> producers;
    for (std::uint64_t p = 0; p < 2; ++p) {
      producers.emplace_back([&queue, p, group] {
        std::vector<Item> items;
        for (std::uint64_t first = p * group; first < kItems; first += 2 * group) {
          for (std::uint64_t i = first; i < std::min(first + group, kItems); ++i) items.push_back({i});
          queue.Push(&items);
        }
      });
    }
    std::uint64_t popped = 0;
    for (std::vector<Item> out; popped < kItems && queue.Pop({.items = 256}, &out);) popped += out.size();
    for (auto& thread : producers) thread.join();
    if (popped != kItems) state.SkipWithError("items lost");
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(kItems));
}
BENCHMARK(BM_Queue_Ordered)->Arg(1)->Arg(16)->UseRealTime();

}  // namespace
}  // namespace dongtin
