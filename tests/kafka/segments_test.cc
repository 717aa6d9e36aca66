#include "daemon/kafka/segments.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <set>

namespace dongtin {
namespace {

using testing::ElementsAre;

// Works a batch off in which these positions are bad, as a broker does that refuses requests of `request` records: each
// with a bad one in it is a suspect as a whole. What was written, in order, and how many segments it took.
struct Outcome_ {
  std::vector<std::size_t> order;
  std::size_t tries = 0;
};
Outcome_ WorkOff(std::size_t size, std::set<std::size_t> bad, std::size_t request) {
  Outcome_ outcome;
  Segments segments(size);
  while (const auto segment = segments.Current()) {
    ++outcome.tries;
    std::optional<std::size_t> first;
    std::size_t last = 0;
    for (std::size_t begin = segment->begin; begin < segment->end; begin += request) {
      const std::size_t end = std::min(segment->end, begin + request);
      const auto found = bad.lower_bound(begin);
      if (found == bad.end() || *found >= end) continue;
      if (!first) first = begin;
      last = end - 1;
    }
    if (!first) {
      for (std::size_t i = segment->begin; i < segment->end; ++i) outcome.order.push_back(i);
      segments.Done();
    } else if (*first == last) {
      bad.erase(last);  // takes its next form
    } else {
      segments.Split(*first, last);
    }
  }
  return outcome;
}

std::vector<std::size_t> UpTo(std::size_t size) {
  std::vector<std::size_t> all(size);
  for (std::size_t i = 0; i < size; ++i) all[i] = i;
  return all;
}

TEST(Segments, AnEmptyBatchIsDone) { EXPECT_EQ(Segments(0).Current(), std::nullopt); }

TEST(Segments, ABatchWithoutTroubleIsOneSegment) { EXPECT_EQ(WorkOff(7, {}, 3).tries, 1u); }

TEST(Segments, KeepTheOrderWhateverIsBad) {
  for (const std::size_t request : {1u, 3u, 16u, 64u}) {
    for (const std::set<std::size_t>& bad :
         {std::set<std::size_t>{0}, {63}, {31, 32}, {5, 6, 7, 40}, {0, 1, 2, 3, 60, 61, 62, 63}}) {
      EXPECT_EQ(WorkOff(64, bad, request).order, UpTo(64));
    }
  }
  std::set<std::size_t> all;
  for (std::size_t i = 0; i < 64; ++i) all.insert(i);
  EXPECT_EQ(WorkOff(64, all, 64).order, UpTo(64));
}

TEST(Segments, FindOneBadRecordOfAThousandInFewTries) {
  for (const std::size_t bad : {0u, 1u, 499u, 998u, 999u}) EXPECT_LE(WorkOff(1000, {bad}, 1000).tries, 32u);
}

TEST(Segments, WhatStandsBeforeTheSuspectsGoesFirst) {
  Segments segments(10);
  segments.Split(4, 6);
  EXPECT_EQ(segments.Current(), (Segment{0, 4}));
  segments.Done();
  EXPECT_EQ(segments.Current(), (Segment{4, 7}));
  segments.Split(4, 6);
  EXPECT_EQ(segments.Current(), (Segment{4, 5}));
  segments.Done();
  EXPECT_EQ(segments.Current(), (Segment{5, 7}));
  segments.Done();
  EXPECT_EQ(segments.Current(), (Segment{7, 10}));
}

}  // namespace
}  // namespace dongtin
