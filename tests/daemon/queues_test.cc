#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <numeric>
#include <random>
#include <thread>
#include <vector>

#include "daemon/byte_budget.h"
#include "daemon/ordered_queue.h"
#include "daemon/work_queue.h"

namespace dongtin {
namespace {

struct Item {
  std::uint64_t sequence = 0;
  std::size_t bytes = 1;
};

std::vector<std::uint64_t> Sequences(const std::vector<Item>& items) {
  std::vector<std::uint64_t> sequences;
  for (const Item& item : items) sequences.push_back(item.sequence);
  return sequences;
}

void PushOne(OrderedQueue<Item>* queue, Item item) {
  std::vector<Item> items = {item};
  queue->Push(&items);
}

using Numbers = std::vector<std::uint64_t>;
constexpr std::chrono::milliseconds kForEver = std::chrono::hours(24);

// ---- ByteBudget

TEST(ByteBudget, AdmitsUntilFullAndAgainAfterARelease) {
  ByteBudget budget(100);
  EXPECT_TRUE(budget.TryAcquire(60));
  EXPECT_TRUE(budget.TryAcquire(40));
  EXPECT_FALSE(budget.TryAcquire(1));
  budget.Release(60);
  EXPECT_TRUE(budget.TryAcquire(60));
}

TEST(ByteBudget, AdmitsAnythingWhenNothingIsInFlight) {
  ByteBudget budget(100);
  EXPECT_TRUE(budget.TryAcquire(1000));
  EXPECT_FALSE(budget.TryAcquire(1));
  budget.Release(1000);
  EXPECT_TRUE(budget.TryAcquire(1));
}

TEST(ByteBudget, AReleaseWakesTheOneThatWaits) {
  ByteBudget budget(100);
  ASSERT_TRUE(budget.TryAcquire(100));
  bool acquired = false;
  std::thread waiting([&] { acquired = budget.Acquire(10, std::chrono::hours(1)); });
  budget.Release(100);
  waiting.join();
  EXPECT_TRUE(acquired);
  EXPECT_EQ(budget.used(), 10u);
}

TEST(ByteBudget, AnAbortEndsTheWait) {
  ByteBudget budget(100);
  ASSERT_TRUE(budget.TryAcquire(100));
  bool acquired = true;
  std::thread waiting([&] { acquired = budget.Acquire(10, std::chrono::hours(1)); });
  budget.Abort();
  waiting.join();
  EXPECT_FALSE(acquired);
}

// ---- WorkQueue

TEST(WorkQueue, SharesAShortQueueOutInsteadOfGivingItToTheFirst) {
  WorkQueue<int> queue(/*workers=*/4, /*max_share=*/16);
  std::vector<int> items = {1, 2, 3, 4, 5, 6, 7, 8};
  queue.Push(&items);
  EXPECT_TRUE(items.empty());
  std::vector<int> share;
  ASSERT_TRUE(queue.Pop(&share));
  EXPECT_EQ(share, (std::vector<int>{1, 2}));
}

TEST(WorkQueue, GivesNoMoreThanTheLargestShare) {
  WorkQueue<int> queue(1, 3);
  std::vector<int> items = {1, 2, 3, 4, 5};
  queue.Push(&items);
  std::vector<int> share;
  ASSERT_TRUE(queue.Pop(&share));
  EXPECT_EQ(share, (std::vector<int>{1, 2, 3}));
}

TEST(WorkQueue, DrainsAfterCloseAndThenEnds) {
  WorkQueue<int> queue(1, 2);
  std::vector<int> items = {1, 2, 3};
  queue.Push(&items);
  queue.Close();
  items = {4};
  queue.Push(&items);  // too late
  std::vector<int> share;
  ASSERT_TRUE(queue.Pop(&share));
  ASSERT_TRUE(queue.Pop(&share));
  EXPECT_EQ(share, std::vector<int>{3});
  EXPECT_FALSE(queue.Pop(&share));
}

TEST(WorkQueue, AbortDropsWhatIsInItAndWakesTheWorkers) {
  WorkQueue<std::shared_ptr<int>> queue(2, 2);
  auto watched = std::make_shared<int>(1);
  std::vector<std::shared_ptr<int>> items = {watched};
  queue.Push(&items);
  queue.Abort();
  EXPECT_EQ(watched.use_count(), 1);
  std::vector<std::shared_ptr<int>> share;
  EXPECT_FALSE(queue.Pop(&share));
}

TEST(WorkQueue, ManyProducersAndWorkersLoseAndDoubleNothing) {
  constexpr int kProducers = 4;
  constexpr int kEach = 2000;
  WorkQueue<int> queue(3, 16);
  std::vector<std::vector<int>> taken(3);
  std::vector<std::thread> workers;
  for (auto& mine : taken) {
    workers.emplace_back([&queue, &mine] {
      for (std::vector<int> share; queue.Pop(&share);) mine.insert(mine.end(), share.begin(), share.end());
    });
  }
  std::vector<std::thread> producers;
  for (int p = 0; p < kProducers; ++p) {
    producers.emplace_back([&queue, p] {
      for (int i = 0; i < kEach; ++i) {
        std::vector<int> one = {p * kEach + i};
        queue.Push(&one);
      }
    });
  }
  for (auto& thread : producers) thread.join();
  queue.Close();
  for (auto& thread : workers) thread.join();

  std::vector<int> all;
  for (const auto& mine : taken) all.insert(all.end(), mine.begin(), mine.end());
  std::sort(all.begin(), all.end());
  std::vector<int> expected(kProducers * kEach);
  std::iota(expected.begin(), expected.end(), 0);
  EXPECT_EQ(all, expected);
}

// ---- OrderedQueue

TEST(OrderedQueue, PopsInSequenceWhateverTheOrderOfPushes) {
  OrderedQueue<Item> queue;
  for (const std::uint64_t sequence : {2, 0, 3, 1}) PushOne(&queue, {sequence});
  std::vector<Item> out;
  ASSERT_TRUE(queue.Pop({.items = 10}, &out));
  EXPECT_EQ(Sequences(out), (Numbers{0, 1, 2, 3}));
}

TEST(OrderedQueue, GivesNothingBehindAGap) {
  OrderedQueue<Item> queue;
  for (const std::uint64_t sequence : {0, 2}) PushOne(&queue, {sequence});
  std::vector<Item> out;
  ASSERT_TRUE(queue.Pop({.items = 10}, &out));
  EXPECT_EQ(Sequences(out), (Numbers{0}));
  PushOne(&queue, {1});
  ASSERT_TRUE(queue.Pop({.items = 10}, &out));
  EXPECT_EQ(Sequences(out), (Numbers{1, 2}));
}

TEST(OrderedQueue, ABatchKeepsToItsLimitOfBytesButGivesAtLeastOne) {
  OrderedQueue<Item> queue;
  PushOne(&queue, {0, 50});
  PushOne(&queue, {1, 4});
  PushOne(&queue, {2, 6});
  PushOne(&queue, {3, 1});
  std::vector<Item> out;
  ASSERT_TRUE(queue.Pop({.items = 10, .bytes = 10}, &out));
  EXPECT_EQ(Sequences(out), (Numbers{0}));
  ASSERT_TRUE(queue.Pop({.items = 10, .bytes = 10}, &out));
  EXPECT_EQ(Sequences(out), (Numbers{1, 2}));
}

TEST(OrderedQueue, LingersUntilTheBatchIsFull) {
  OrderedQueue<Item> queue;
  std::vector<Item> out;
  std::thread consumer([&] { queue.Pop({.items = 3, .linger = kForEver}, &out); });
  for (const std::uint64_t sequence : {0, 1, 2}) PushOne(&queue, {sequence});
  consumer.join();
  EXPECT_EQ(Sequences(out), (Numbers{0, 1, 2}));
}

TEST(OrderedQueue, LingersNoLongerOnceTheBytesAreThere) {
  OrderedQueue<Item> queue;
  std::vector<Item> out;
  std::thread consumer([&] { queue.Pop({.items = 1000, .bytes = 20, .linger = kForEver}, &out); });
  PushOne(&queue, {0, 10});
  PushOne(&queue, {1, 10});
  consumer.join();
  EXPECT_EQ(Sequences(out), (Numbers{0, 1}));
}

TEST(OrderedQueue, CloseEndsTheLingerAndDrains) {
  OrderedQueue<Item> queue;
  std::vector<Item> out;
  PushOne(&queue, {0});
  std::thread closer([&] { queue.Close(); });
  ASSERT_TRUE(queue.Pop({.items = 5, .linger = kForEver}, &out));
  closer.join();
  EXPECT_EQ(Sequences(out), (Numbers{0}));
  EXPECT_FALSE(queue.Pop({.items = 5, .linger = kForEver}, &out));
}

TEST(OrderedQueue, AbortWakesTheConsumerAndDropsAll) {
  OrderedQueue<Item> queue;
  PushOne(&queue, {1});
  bool more = true;
  std::vector<Item> out;
  std::thread consumer([&] { more = queue.Pop({}, &out); });
  queue.Abort();
  consumer.join();
  EXPECT_FALSE(more);
}

TEST(OrderedQueue, ManyProducersInRandomOrderComeOutInSequence) {
  constexpr std::uint64_t kItems = 10000;
  constexpr std::uint64_t kProducers = 4;
  OrderedQueue<Item> queue;
  std::vector<std::thread> producers;
  for (std::uint64_t p = 0; p < kProducers; ++p) {
    producers.emplace_back([&queue, p] {
      Numbers mine;
      for (std::uint64_t i = p; i < kItems; i += kProducers) mine.push_back(i);
      std::shuffle(mine.begin(), mine.end(), std::mt19937_64(p));
      for (const std::uint64_t sequence : mine) PushOne(&queue, {sequence});
    });
  }
  Numbers popped;
  std::vector<Item> out;
  while (popped.size() < kItems && queue.Pop({.items = 64}, &out)) {
    for (const Item& item : out) popped.push_back(item.sequence);
  }
  for (auto& thread : producers) thread.join();
  Numbers expected(kItems);
  std::iota(expected.begin(), expected.end(), 0);
  EXPECT_EQ(popped, expected);
}

}  // namespace
}  // namespace dongtin
