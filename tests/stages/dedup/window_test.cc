// What DedupIndex remembers for how long, and how much of it.
#include <gtest/gtest.h>

#include <limits>
#include <string>

#include "stages/dedup/clock.h"
#include "stages/dedup/index.h"
#include "tests/stages/dedup/feed.h"

namespace dongtin {
namespace {

constexpr std::int64_t kHour = 3'600'000;
constexpr std::int64_t kYear9999 = 253'402'214'400'000;

// Unrelated articles of feed->time_ms until the clock is there.
void LetTimePass(Feed* feed, DedupIndex* index) {
  for (std::size_t i = 0; i < WindowClock::kVotes; ++i) index->Decide(feed->Article("", "..."));
  ASSERT_EQ(index->clock_ms(), feed->time_ms);
}

TEST(DedupWindow, AnArticleIsKnownUntilItsVeryEdge) {
  Feed feed;
  DedupIndex index({.window = std::chrono::hours(1)});
  feed.time_ms = 10 * kHour;
  index.Decide(feed.Article("a", Story(1)));
  feed.time_ms = 11 * kHour - 1;
  EXPECT_EQ(index.Decide(feed.Article("b", Story(1))).of, "a");
}

TEST(DedupWindow, AnArticleIsForgottenAtTheEdge) {
  Feed feed;
  DedupIndex index({.window = std::chrono::hours(1)});
  feed.time_ms = 10 * kHour;
  index.Decide(feed.Article("a", Story(1)));
  feed.time_ms = 11 * kHour;
  EXPECT_EQ(index.Decide(feed.Article("b", Story(1))).relation, Relation::kNew);
}

TEST(DedupWindow, WhatIsForgottenLeavesOnceTheClockIsThere) {
  Feed feed;
  DedupIndex index({.window = std::chrono::hours(1)});
  feed.time_ms = 10 * kHour;
  LetTimePass(&feed, &index);
  feed.time_ms = 11 * kHour;
  LetTimePass(&feed, &index);
  EXPECT_EQ(index.size(), WindowClock::kVotes);
}

TEST(DedupWindow, BadTimesCostTheirOwnAnswersAndNoOthers) {
  Feed feed;
  DedupIndex index({.window = std::chrono::hours(1)});
  feed.time_ms = 10 * kHour;
  LetTimePass(&feed, &index);
  index.Decide(feed.Article("a", Story(1)));
  feed.time_ms = kYear9999;
  for (const char* id : {"one", "two", "three"}) {
    EXPECT_EQ(index.Decide(feed.Article(id, Story(1))).relation,
              id == std::string_view("one") ? Relation::kNew : Relation::kExact);
    EXPECT_EQ(index.clock_ms(), 10 * kHour);
  }
  index.Decide(feed.Article("bad", Story(2)));
  feed.time_ms = 11 * kHour - 1;
  EXPECT_EQ(index.Decide(feed.Article("b", Story(1) + Story(3, 30))).relation, Relation::kNear);
  EXPECT_EQ(index.Decide(feed.Article("c", Story(2))).of, "bad");
  feed.time_ms = 12 * kHour;
  LetTimePass(&feed, &index);
  EXPECT_EQ(index.size(), WindowClock::kVotes) << "articles of a bad time hold nobody up";
}

TEST(DedupWindow, ABadFirstTimeHoldsNobodyUp) {
  Feed feed;
  DedupIndex index({.window = std::chrono::hours(1)});
  feed.time_ms = kYear9999;
  index.Decide(feed.Article("bad", Story(1)));
  feed.time_ms = 10 * kHour;
  index.Decide(feed.Article("a", Story(2)));
  EXPECT_EQ(index.clock_ms(), 10 * kHour);
  EXPECT_EQ(index.Decide(feed.Article("b", Story(2))).of, "a");
  feed.time_ms = 11 * kHour;
  EXPECT_EQ(index.Decide(feed.Article("c", Story(2))).relation, Relation::kNew);
  LetTimePass(&feed, &index);
  EXPECT_LE(index.size(), 2 * WindowClock::kVotes);
}

TEST(DedupWindow, AfterAPauseTheFirstMessageKnowsThatTimeHasPassed) {
  Feed feed;
  DedupIndex index({.window = std::chrono::hours(72)});
  feed.time_ms = 1000 * kHour;
  LetTimePass(&feed, &index);
  index.Decide(feed.Article("a", Story(1)));
  feed.time_ms += 7 * 24 * kHour;
  EXPECT_EQ(index.Decide(feed.Article("b", Story(1))).relation, Relation::kNew);
  EXPECT_EQ(index.Decide(feed.Article("c", Story(1))).of, "b");
  LetTimePass(&feed, &index);
  EXPECT_EQ(index.Decide(feed.Article("d", Story(1))).of, "b") << "those that came before the clock live on";
}

TEST(DedupWindow, AnArticleWithoutATimeArrivesNow) {
  Feed feed;
  DedupIndex index({.window = std::chrono::hours(1)});
  feed.time_ms = 10 * kHour;
  index.Decide(feed.Article("a", Story(1)));
  feed.time_ms = 0;
  EXPECT_EQ(index.Decide(feed.Article("b", Story(1))).of, "a");
  EXPECT_EQ(index.Decide(feed.Article("c", Story(2))).relation, Relation::kNew);
  feed.time_ms = 10 * kHour;
  EXPECT_EQ(index.Decide(feed.Article("d", Story(2))).of, "c");
  EXPECT_EQ(index.clock_ms(), 10 * kHour);
}

TEST(DedupWindow, ARepeatDoesNotVote) {
  Feed feed;
  DedupIndex index({.window = std::chrono::hours(1)});
  feed.time_ms = 10 * kHour;
  LetTimePass(&feed, &index);
  feed.time_ms = kYear9999;
  const Question bad = feed.Article("bad", Story(1));
  for (std::size_t i = 0; i < 2 * WindowClock::kVotes; ++i) index.Decide(bad);
  EXPECT_EQ(index.clock_ms(), 10 * kHour);
}

TEST(DedupWindow, ATakedownOfABadTimeReachesItsArticles) {
  Feed feed;
  DedupIndex index({.window = std::chrono::hours(1)});
  feed.time_ms = 10 * kHour;
  index.Decide(feed.Keyed("k", "a", Story(1)));
  feed.time_ms = kYear9999;
  index.Decide(feed.Keyed("k", "b", Story(2)));
  index.Decide(feed.Takedown("k"));
  feed.time_ms = 10 * kHour;
  EXPECT_EQ(index.Decide(feed.Article("c", Story(1))).relation, Relation::kNew);
  EXPECT_EQ(index.Decide(feed.Article("d", Story(2))).relation, Relation::kNew);
}

TEST(DedupWindow, ALateArticleLivesFromItsArrivalOn) {
  Feed feed;
  DedupIndex index({.window = std::chrono::hours(1)});
  feed.time_ms = 100 * kHour;
  LetTimePass(&feed, &index);
  feed.time_ms = 20 * kHour;  // 80 hours behind
  index.Decide(feed.Article("a", Story(1)));
  EXPECT_EQ(index.clock_ms(), 100 * kHour);
  feed.time_ms = 101 * kHour - 1;
  EXPECT_EQ(index.Decide(feed.Article("b", Story(1))).of, "a");
}

TEST(DedupWindow, AClusterOutlivesItsFirstMember) {
  Feed feed;
  DedupIndex index({.window = std::chrono::hours(1)});
  feed.time_ms = 10 * kHour;
  const Decision first = index.Decide(feed.Article("a", Story(1)));
  feed.time_ms += kHour / 2;
  index.Decide(feed.Article("b", Story(1)));
  feed.time_ms += kHour / 2;
  const Decision later = index.Decide(feed.Article("c", Story(1)));
  EXPECT_EQ(later.cluster, first.cluster);
  EXPECT_EQ(later.of, "a");
}

TEST(DedupWindow, ATakedownDoesNotReachAFirstMemberThatHasExpired) {
  Feed feed;
  DedupIndex index({.window = std::chrono::hours(1)});
  index.Decide(feed.Keyed("k", "a", Story(1)));
  feed.time_ms += kHour / 2;
  index.Decide(feed.Article("b", Story(1)));
  feed.time_ms += kHour / 2;
  LetTimePass(&feed, &index);
  index.Decide(feed.Takedown("k"));
  EXPECT_EQ(index.Decide(feed.Article("c", Story(1))).of, "a");
}

TEST(DedupWindow, ARepeatAfterTheWindowIsDecidedAnew) {
  Feed feed;
  DedupIndex index({.window = std::chrono::hours(1)});
  const Question original = feed.Article("a", Story(1));
  const Question copy = feed.Article("b", Story(1));
  index.Decide(original);
  EXPECT_EQ(index.Decide(copy).relation, Relation::kExact);
  feed.time_ms += 2 * kHour;
  LetTimePass(&feed, &index);
  EXPECT_EQ(index.Decide(copy).relation, Relation::kNew);
}

TEST(DedupWindow, TakedownsMoveTheClockToo) {
  Feed feed;
  DedupIndex index({.window = std::chrono::hours(1)});
  index.Decide(feed.Article("a", Story(1)));
  feed.time_ms += kHour;
  for (std::size_t i = 0; i < WindowClock::kVotes; ++i) index.Decide(feed.Takedown("k"));
  EXPECT_EQ(index.clock_ms(), feed.time_ms);
  EXPECT_EQ(index.size(), WindowClock::kVotes);  // the takedowns themselves
}

TEST(DedupWindow, ATakedownIsForgottenLikeAnArticle) {
  Feed feed;
  DedupIndex index({.window = std::chrono::hours(1)});
  const Question takedown = feed.Takedown("k");
  index.Decide(takedown);
  feed.time_ms += kHour;
  LetTimePass(&feed, &index);
  index.Decide(feed.Keyed("k", "a", Story(1)));
  index.Decide(takedown);  // decided anew
  EXPECT_EQ(index.Decide(feed.Article("b", Story(1))).relation, Relation::kNew);
}

TEST(DedupWindow, TakedownsCountAmongTheBoundedNumberOfArticles) {
  Feed feed;
  DedupIndex index({.max_articles = 3});
  for (int i = 0; i < 10; ++i) index.Decide(feed.Takedown(std::to_string(i)));
  EXPECT_EQ(index.size(), 3U);
}

TEST(DedupWindow, TimesBeyondAllCalendarsAreBounded) {
  Feed feed;
  DedupIndex index{DedupOptions{}};
  feed.time_ms = std::numeric_limits<std::int64_t>::min();
  index.Decide(feed.Article("a", Story(1)));
  EXPECT_EQ(index.clock_ms(), 0);
  feed.time_ms = std::numeric_limits<std::int64_t>::max();
  EXPECT_EQ(index.Decide(feed.Article("b", Story(1))).relation, Relation::kNew);
}

TEST(DedupWindow, BeyondTheBoundTheOldestLeaveFirst) {
  Feed feed;
  DedupIndex index({.max_articles = 3});
  for (unsigned i = 0; i < 5; ++i) index.Decide(feed.Article(std::to_string(i), Story(i)));
  EXPECT_EQ(index.size(), 3U);
  EXPECT_EQ(index.Decide(feed.Article("copy of 4", Story(4))).of, "4");
  EXPECT_EQ(index.Decide(feed.Article("copy of 0", Story(0))).relation, Relation::kNew);
}

TEST(DedupWindow, MemoryStaysBoundedInALongRun) {
  Feed feed;
  DedupIndex index({.max_articles = 1000});
  for (unsigned i = 0; i < 2000; ++i) index.Decide(feed.Article(std::to_string(i), Story(i, 150)));
  const std::size_t full = index.MemoryBytes();
  for (unsigned i = 2000; i < 8000; ++i) index.Decide(feed.Article(std::to_string(i), Story(i, 150)));
  EXPECT_LE(index.MemoryBytes(), 2 * full);
  EXPECT_LE(index.MemoryBytes() / index.size(), 3000U);
}

}  // namespace
}  // namespace dongtin
