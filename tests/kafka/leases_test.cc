#include "daemon/kafka/leases.h"

#include <gmock/gmock.h>

#include <atomic>
#include <thread>

namespace dongtin {
namespace {

using testing::IsEmpty;
using testing::SizeIs;

const TopicPartition kFirst = {"in", 0};
const TopicPartition kSecond = {"in", 1};

TEST(LeaseBook, GivesNothingOfAPartitionThatIsNotOwned) {
  LeaseBook book;
  EXPECT_EQ(book.Give(kFirst, 0), 0u);
}

TEST(LeaseBook, AMessageWithoutALeaseIsNobodysToTakeAway) { EXPECT_TRUE(LeaseBook().IsLive(0)); }

TEST(LeaseBook, EndsALeaseWithItsPartitionAndNoOther) {
  LeaseBook book;
  book.Begin(kFirst);
  book.Begin(kSecond);
  const Lease first = book.Give(kFirst, 5);
  const Lease second = book.Give(kSecond, 5);
  ASSERT_NE(first, second);
  book.End(kFirst);
  EXPECT_FALSE(book.IsLive(first));
  EXPECT_TRUE(book.IsLive(second));
  EXPECT_EQ(book.Give(kFirst, 6), 0u);
}

TEST(LeaseBook, APartitionThatComesBackHasANewLease) {
  LeaseBook book;
  book.Begin(kFirst);
  const Lease before = book.Give(kFirst, 5);
  book.End(kFirst);
  book.Begin(kFirst);
  EXPECT_FALSE(book.IsLive(before));
  EXPECT_NE(book.Give(kFirst, 5), before);
}

TEST(LeaseBook, ASecondBeginEndsTheFirstLease) {
  LeaseBook book;
  book.Begin(kFirst);
  const Lease before = book.Give(kFirst, 5);
  book.Begin(kFirst);
  EXPECT_FALSE(book.IsLive(before));
}

TEST(LeaseBook, SuspendEndsAllAndKeepsWhatIsOwnedWithItsBeginning) {
  LeaseBook book;
  book.Begin(kFirst);
  book.Begin(kSecond);
  const Lease lease = book.Give(kFirst, 5);
  book.Give(kFirst, 6);
  EXPECT_FALSE(book.any_suspended());
  book.Suspend();
  EXPECT_TRUE(book.any_suspended());
  EXPECT_FALSE(book.IsLive(lease));
  EXPECT_EQ(book.Give(kFirst, 7), 0u);
  ASSERT_THAT(book.suspended(), SizeIs(2));
  EXPECT_EQ(book.suspended()[0].began, 5);
  EXPECT_EQ(book.suspended()[1].began, std::nullopt);

  book.Begin(kFirst);
  EXPECT_THAT(book.suspended(), SizeIs(1));
  book.End(kSecond);
  EXPECT_THAT(book.suspended(), IsEmpty());
  EXPECT_NE(book.Give(kFirst, 5), 0u);
}

TEST(OwnershipGate, AChangeWaitsForTheOpenBatchAndGoesBeforeTheNext) {
  OwnershipGate gate;
  std::atomic<bool> writing = true;
  std::atomic<bool> changed = false;
  auto batch = std::make_unique<OwnershipGate::Batch>(&gate);
  std::thread rebalance([&] {
    const OwnershipGate::Change change(&gate);
    EXPECT_FALSE(writing);
    changed = true;
  });
  writing = false;
  batch.reset();
  rebalance.join();
  EXPECT_TRUE(changed);
  const OwnershipGate::Batch next(&gate);
}

TEST(OwnershipGate, ABusySinkCannotKeepAChangeOut) {
  OwnershipGate gate;
  std::atomic<bool> done = false;
  std::thread sink([&] {
    while (!done) const OwnershipGate::Batch batch(&gate);
  });
  for (int i = 0; i < 100; ++i) const OwnershipGate::Change change(&gate);
  done = true;
  sink.join();
}

}  // namespace
}  // namespace dongtin
