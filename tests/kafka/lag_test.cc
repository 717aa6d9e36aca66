#include "daemon/kafka/lag.h"

#include <gtest/gtest.h>

namespace dongtin {
namespace {

PartitionStatistics Active(std::int64_t end, std::int64_t next, std::int64_t queued = 0, std::int32_t partition = 0) {
  PartitionStatistics statistics;
  statistics.topic = "in";
  statistics.partition = partition;
  statistics.active = true;
  statistics.end = end;
  statistics.next = next;
  statistics.queued_messages = queued;
  return statistics;
}

class LagTrackerTest : public testing::Test {
 protected:
  void Give(std::int64_t offset, std::int64_t timestamp_ms = 0) { lag_.OnGiven({"in", 0, offset}, timestamp_ms); }
  void Done(std::int64_t offset) { lag_.OnDone({"in", 0, offset}); }
  void Told(const PartitionStatistics& statistics, std::int64_t now_ms = 0) {
    lag_.OnStatistics("consumer", {statistics}, now_ms);
  }
  // Of the only partition; -1 when none is told.
  std::int64_t Messages() const {
    const auto lags = lag_.Lags(0);
    return lags.size() == 1 ? lags[0].messages : -1;
  }
  double Seconds(std::int64_t now_ms) const {
    const auto lags = lag_.Lags(now_ms);
    return lags.size() == 1 ? lags[0].seconds : -1;
  }

  LagTracker lag_;
};

TEST_F(LagTrackerTest, TellsNothingOfAPartitionThatNobodyKnows) {
  EXPECT_EQ(Messages(), -1);
  Give(3);  // read, but no statistics said yet where the end is
  EXPECT_EQ(Messages(), -1);
  Told(Active(-1, -1));
  EXPECT_EQ(Messages(), -1);
}

TEST_F(LagTrackerTest, IsTheEndLessWhatIsDone) {
  Told(Active(100, 10));
  EXPECT_EQ(Messages(), 90);  // will be read from 10 on
  Give(10);
  Give(11);
  Told(Active(100, 40, 28));
  EXPECT_EQ(Messages(), 90);  // given out is not done
  Done(10);
  EXPECT_EQ(Messages(), 89);
  Done(11);
  EXPECT_EQ(Messages(), 88);
}

TEST_F(LagTrackerTest, IsZeroWhenAllIsDone) {
  Give(10);
  Told(Active(11, 11));
  EXPECT_EQ(Messages(), 1);
  Done(10);
  EXPECT_EQ(Messages(), 0);
  EXPECT_EQ(Seconds(1000), 0);
}

TEST_F(LagTrackerTest, IsZeroForAPartitionThatWasReadToItsEndBefore) {
  Told(Active(500, 500));
  EXPECT_EQ(Messages(), 0);
}

TEST_F(LagTrackerTest, PassesOverTheMarksOfTransactionsAtTheEnd) {
  Give(10);
  Done(10);
  Told(Active(12, 12));  // 11 is a commit mark: fetched, but no message
  EXPECT_EQ(Messages(), 0);
}

TEST_F(LagTrackerTest, DoesNotTakeWhatIsFetchedAheadForDone) {
  Give(10);
  Done(10);
  Told(Active(100, 60, 49));
  EXPECT_EQ(Messages(), 89);
}

TEST_F(LagTrackerTest, IsNeverNegative) {
  Told(Active(5, 5));
  Give(5);
  Done(5);  // newer than the statistics
  EXPECT_EQ(Messages(), 0);
}

TEST_F(LagTrackerTest, GoesWithAPartitionThatIsNotActiveAnyMore) {
  Told(Active(100, 10));
  PartitionStatistics revoked = Active(100, 10);
  revoked.active = false;
  Told(revoked);
  EXPECT_EQ(Messages(), -1);
  Done(10);  // of what was in flight: makes no series anew
  EXPECT_EQ(Messages(), -1);
}

TEST_F(LagTrackerTest, KeepsThePartitionsOfClientsApart) {
  lag_.OnStatistics("consumer-0", {Active(10, 0, 0, 0)}, 0);
  lag_.OnStatistics("consumer-1", {Active(20, 0, 0, 1)}, 0);
  EXPECT_EQ(lag_.Lags(0).size(), 2U);
  lag_.OnStatistics("consumer-0", {Active(10, 0, 0, 1)}, 0);  // 1 moved to it, 0 went away
  const auto lags = lag_.Lags(0);
  ASSERT_EQ(lags.size(), 1U);
  EXPECT_EQ(lags[0].partition, 1);
  lag_.OnStatistics("consumer-1", {}, 0);  // no more its affair
  EXPECT_EQ(lag_.Lags(0).size(), 1U);
}

TEST_F(LagTrackerTest, GoesBackWhenMessagesAreReadAgain) {
  for (std::int64_t offset = 10; offset < 20; ++offset) Give(offset);
  for (std::int64_t offset = 10; offset < 15; ++offset) Done(offset);
  Told(Active(20, 20));
  EXPECT_EQ(Messages(), 5);
  Give(12);  // a failed transaction: all from 12 on is read again
  EXPECT_EQ(Messages(), 8);
  Done(12);
  EXPECT_EQ(Messages(), 7);
}

TEST_F(LagTrackerTest, CountsSecondsFromTheOldestMessageInFlight) {
  Give(10, 1'000);
  Give(11, 5'000);
  Told(Active(50, 12, 0), 9'000);
  EXPECT_EQ(Seconds(9'000), 8);
  Done(10);
  EXPECT_EQ(Seconds(9'000), 4);
  EXPECT_EQ(Seconds(4'000), 0);  // a clock that is behind the producer's
}

TEST_F(LagTrackerTest, CountsSecondsFromWhenTheLagWasSeenWhenNothingIsInFlight) {
  Told(Active(50, 10), 7'000);
  Told(Active(60, 10), 8'000);
  EXPECT_EQ(Seconds(9'000), 2);
}

}  // namespace
}  // namespace dongtin
