// What DedupIndex remembers for how long, and how much of it.
#include <gtest/gtest.h>

#include <limits>
#include <string>

#include "stages/dedup/index.h"
#include "tests/stages/dedup/feed.h"

namespace dongtin {
namespace {

constexpr std::int64_t kHour = 3'600'000;

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
  EXPECT_EQ(index.size(), 1U);
}

TEST(DedupWindow, TheClockNeverGoesBack) {
  Feed feed;
  DedupIndex index({.window = std::chrono::hours(1)});
  feed.time_ms = 10 * kHour;
  index.Decide(feed.Article("a", Story(1)));
  feed.time_ms = 2 * kHour;
  index.Decide(feed.Article("b", Story(2)));
  EXPECT_EQ(index.clock_ms(), 10 * kHour);
}

TEST(DedupWindow, ALateArticleLivesFromItsArrivalOn) {
  Feed feed;
  DedupIndex index({.window = std::chrono::hours(1)});
  feed.time_ms = 100 * kHour;
  index.Decide(feed.Article("live", Story(9)));
  feed.time_ms = 20 * kHour;  // 80 hours behind
  index.Decide(feed.Article("a", Story(1)));
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
  index.Decide(feed.Article("clock", Story(2)));
  EXPECT_EQ(index.Decide(copy).relation, Relation::kNew);
}

TEST(DedupWindow, ATakedownMovesTheClockToo) {
  Feed feed;
  DedupIndex index({.window = std::chrono::hours(1)});
  index.Decide(feed.Article("a", Story(1)));
  feed.time_ms += kHour;
  index.Decide(feed.Takedown("k"));
  EXPECT_EQ(index.size(), 1U);  // the takedown itself
}

TEST(DedupWindow, ATakedownIsForgottenLikeAnArticle) {
  Feed feed;
  DedupIndex index({.window = std::chrono::hours(1)});
  const Question takedown = feed.Takedown("k");
  index.Decide(takedown);
  feed.time_ms += kHour;
  index.Decide(feed.Keyed("k", "a", Story(1)));
  EXPECT_EQ(index.size(), 1U);
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
