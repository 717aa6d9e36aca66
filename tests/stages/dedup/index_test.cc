#include "stages/dedup/index.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/stages/dedup/feed.h"

namespace dongtin {
namespace {

class DedupIndexTest : public ::testing::Test {
 protected:
  // Decides `question` and expects its relation and `of`.
  Decision Expect(Relation relation, std::string_view of, const Question& question) {
    Decision decision = index_.Decide(question);
    EXPECT_EQ(Name(decision.relation), Name(relation)) << question.id;
    EXPECT_EQ(decision.of, of) << question.id;
    return decision;
  }

  Feed feed_;
  DedupIndex index_{DedupOptions{}};
};

TEST_F(DedupIndexTest, TheFirstArticleIsNewAndAloneInItsCluster) {
  const Decision first = Expect(Relation::kNew, "", feed_.Article("a", Story(1)));
  const Decision second = Expect(Relation::kNew, "", feed_.Article("b", Story(2)));
  EXPECT_FALSE(first.cluster.empty());
  EXPECT_NE(first.cluster, second.cluster);
  EXPECT_EQ(first.log_offset, std::nullopt);
}

TEST_F(DedupIndexTest, TheSameWordsAreAnExactCopy) {
  const Decision first = index_.Decide(feed_.Article("a", Story(1)));
  const Decision copy = Expect(Relation::kExact, "a", feed_.Article("b", Story(1)));
  EXPECT_EQ(copy.cluster, first.cluster);
  EXPECT_EQ(copy.similarity, 1);
}

TEST_F(DedupIndexTest, ACopyWithoutAccentsIsExact) {
  index_.Decide(feed_.Article("a", "Mưa lớn gây ngập nhiều tuyến đường ở thành phố"));
  Expect(Relation::kExact, "a", feed_.Article("b", "Mua lon gay ngap nhieu tuyen duong o thanh pho"));
  Expect(Relation::kExact, "a", feed_.Article("c", "Mu\u031ba l\u01a1\u0301n gây ngập nhiều tuyến đường ở thành phố"));
}

TEST_F(DedupIndexTest, ACutCopyIsNear) {
  const std::string story = Story(1, 600);
  const Decision first = index_.Decide(feed_.Article("a", story));
  const Decision half = Expect(Relation::kNear, "a", feed_.Article("b", story.substr(0, story.rfind(' ', 1500))));
  EXPECT_EQ(half.cluster, first.cluster);
  EXPECT_GT(half.similarity, 0.9);
}

TEST_F(DedupIndexTest, AStoryInsideFurnitureIsNear) {
  index_.Decide(feed_.Article("a", Story(1)));
  Expect(Relation::kNear, "a", feed_.Article("b", Story(7, 200) + Story(1) + Story(8, 200)));
}

TEST_F(DedupIndexTest, ACopyOfACopyPointsAtTheFirstMember) {
  index_.Decide(feed_.Article("a", Story(1, 400)));
  index_.Decide(feed_.Article("b", Story(1, 400) + Story(2, 100)));
  Expect(Relation::kNear, "a", feed_.Article("c", Story(1, 400) + Story(2, 90)));
}

TEST_F(DedupIndexTest, WeatherBulletinsOfTwoDaysAreRelated) {
  const Decision monday = index_.Decide(feed_.Article("a", WeatherBulletin("7/9", 24, 33, 20)));
  const Decision tuesday = Expect(Relation::kRelated, "a", feed_.Article("b", WeatherBulletin("8/9", 23, 31, 45)));
  EXPECT_NE(tuesday.cluster, monday.cluster);
  EXPECT_GT(tuesday.similarity, 0.3);
}

TEST_F(DedupIndexTest, ACopyOfABulletinJoinsItsOwnDay) {
  index_.Decide(feed_.Article("a", WeatherBulletin("7/9", 24, 33, 20)));
  index_.Decide(feed_.Article("b", WeatherBulletin("8/9", 23, 31, 45)));
  Expect(Relation::kNear, "b", feed_.Article("c", WeatherBulletin("8/9", 23, 31, 45) + " Trung tâm Khí tượng."));
}

TEST_F(DedupIndexTest, ChangedTextUnderOneUrlIsAnUpdateThatNamesTheVersionBefore) {
  const Decision first = index_.Decide(feed_.Article("a", Story(1), "https://tin.example/1"));
  Decision update =
      Expect(Relation::kUpdate, "a", feed_.Article("b", Story(1) + Story(2, 60), "https://tin.example/1"));
  EXPECT_EQ(update.previous, "a");
  EXPECT_EQ(update.cluster, first.cluster);
  EXPECT_GT(update.similarity, 0.9);
  update = Expect(Relation::kUpdate, "a", feed_.Article("c", Story(3), "https://tin.example/1"));
  EXPECT_EQ(update.previous, "b");
}

TEST_F(DedupIndexTest, OneIdOnOneSiteIsExactOrUpdate) {
  index_.Decide(feed_.Article("a", Story(1), "https://a.vn/1"));
  Expect(Relation::kExact, "a", feed_.Article("a", Story(1), "https://m.a.vn/1"));
  EXPECT_EQ(Expect(Relation::kUpdate, "a", feed_.Article("a", Story(2), "https://a.vn/1?amp")).previous, "a");
}

TEST_F(DedupIndexTest, OneIdOnTwoSitesSaysNothing) {
  index_.Decide(feed_.Article("1", Story(1), "https://a.vn/1"));
  Expect(Relation::kNew, "", feed_.Article("1", Story(2), "https://b.vn/1"));
  Expect(Relation::kNear, "1", feed_.Article("1", Story(1) + Story(3, 60), "https://c.vn/1"));
  Expect(Relation::kUpdate, "1", feed_.Article("1", Story(4), "https://a.vn/new"));  // behind others with the id
}

TEST_F(DedupIndexTest, OneIdWithoutASiteIsAnUpdateWhenTheTextsShareAPart) {
  index_.Decide(feed_.Article("1", Story(1) + Story(2)));
  Expect(Relation::kNew, "", feed_.Article("1", Story(3)));
  Expect(Relation::kNew, "", feed_.Article("1", Story(4), "https://a.vn/1"));
  Expect(Relation::kUpdate, "1", feed_.Article("1", Story(1, 80) + Story(5), "https://b.vn/1"));
}

TEST_F(DedupIndexTest, ARepeatGetsItsFirstAnswerAndLeavesNoTrace) {
  const Question first = feed_.Article("a", Story(1));
  const Question copy = feed_.Article("b", Story(1));
  index_.Decide(first);
  index_.Decide(copy);
  EXPECT_EQ(index_.Decide(first).relation, Relation::kNew);
  EXPECT_EQ(index_.Decide(copy).relation, Relation::kExact);
  EXPECT_EQ(index_.Decide(copy).of, "a");
  EXPECT_EQ(index_.size(), 2U);
}

TEST_F(DedupIndexTest, ArticlesWithoutWordsAreNoCopiesOfEachOther) {
  index_.Decide(feed_.Article("a", "***"));
  Expect(Relation::kNew, "", feed_.Article("b", "---"));
}

TEST_F(DedupIndexTest, AStockPhraseMakesNoCopy) {
  const std::string phrase = " mọi thông tin xin gửi về toà soạn theo địa chỉ sau đây ";
  index_.Decide(feed_.Article("a", Story(1) + phrase));
  Expect(Relation::kNew, "", feed_.Article("b", Story(2) + phrase));
}

TEST_F(DedupIndexTest, TenThousandUnrelatedArticlesAreAllNew) {
  for (unsigned i = 0; i < 10'000; ++i) {
    const Decision decision = index_.Decide(feed_.Article(std::to_string(i), Story(i, 40 + i % 200)));
    ASSERT_EQ(decision.relation, Relation::kNew) << i << " of " << decision.of;
  }
}

TEST_F(DedupIndexTest, ATakedownForgetsTheArticle) {
  index_.Decide(feed_.Keyed("k", "a", Story(1)));
  const Decision takedown = index_.Decide(feed_.Takedown("k"));
  EXPECT_TRUE(takedown.cluster.empty());
  Expect(Relation::kNew, "", feed_.Article("b", Story(1)));
}

TEST_F(DedupIndexTest, ATakedownForgetsEveryVersionWithTheKeyAndNoOther) {
  index_.Decide(feed_.Keyed("k", "a", Story(1)));
  index_.Decide(feed_.Keyed("k", "a2", Story(2)));
  index_.Decide(feed_.Keyed("other", "b", Story(3)));
  index_.Decide(feed_.Takedown("k"));
  Expect(Relation::kNew, "", feed_.Article("c", Story(1)));
  Expect(Relation::kNew, "", feed_.Article("d", Story(2)));
  Expect(Relation::kExact, "b", feed_.Article("e", Story(3)));
}

TEST_F(DedupIndexTest, AfterTheFirstMemberIsTakenDownTheOldestLivingOneIsOf) {
  const Decision first = index_.Decide(feed_.Keyed("k", "a", Story(1)));
  index_.Decide(feed_.Keyed("k2", "b", Story(1)));
  index_.Decide(feed_.Article("c", Story(1)));
  index_.Decide(feed_.Takedown("k2"));
  index_.Decide(feed_.Takedown("k"));
  const Decision copy = Expect(Relation::kExact, "c", feed_.Article("d", Story(1)));
  EXPECT_EQ(copy.cluster, first.cluster);
}

TEST_F(DedupIndexTest, TheOldestCopyIsKnownAfterAllItsManyCopiesWereTakenDown) {
  const std::string story = Story(1);
  const std::string url = "https://tin.example/1";
  index_.Decide(feed_.Article("a", story, url));
  for (int i = 0; i < 65; ++i) index_.Decide(feed_.Keyed("k", "copy", story, url));
  index_.Decide(feed_.Takedown("k"));
  Expect(Relation::kExact, "a", feed_.Keyed("k", "exact", story));
  index_.Decide(feed_.Takedown("k"));
  Expect(Relation::kNear, "a", feed_.Keyed("k", "near", story + Story(2, 30)));
  index_.Decide(feed_.Takedown("k"));
  Expect(Relation::kUpdate, "a", feed_.Keyed("k", "update", Story(3), url));
}

TEST_F(DedupIndexTest, CopiesTakenDownLeaveTheirPlacesToTheNextInsteadOfTheOldest) {
  index_.Decide(feed_.Article("a", Story(1)));
  for (unsigned i = 0; i < 63; ++i) index_.Decide(feed_.Keyed("k", "copy", Story(1) + Story(100 + i, 30)));
  index_.Decide(feed_.Takedown("k"));
  Expect(Relation::kNear, "a", feed_.Keyed("k", "b", Story(1) + Story(200, 30)));
  index_.Decide(feed_.Takedown("k"));
  Expect(Relation::kNear, "a", feed_.Article("c", Story(1) + Story(300, 30)));
}

TEST_F(DedupIndexTest, AStoryOfWhichAllCopiesWereTakenDownIsNew) {
  for (int i = 0; i < 70; ++i) index_.Decide(feed_.Keyed("k", "copy", Story(1)));
  index_.Decide(feed_.Takedown("k"));
  Expect(Relation::kNew, "", feed_.Article("b", Story(1)));
}

TEST_F(DedupIndexTest, NoLaterArticleNamesOneThatWasTakenDown) {
  index_.Decide(feed_.Keyed("k", "a", Story(1), "https://tin.example/1"));
  const Question copy = feed_.Article("b", Story(1), "https://tin.example/1");
  index_.Decide(copy);
  index_.Decide(feed_.Keyed("k", "c", Story(2), "https://tin.example/1"));
  index_.Decide(feed_.Takedown("k"));
  EXPECT_EQ(Expect(Relation::kUpdate, "b", feed_.Article("d", Story(3), "https://tin.example/1")).previous, "b");
  EXPECT_EQ(index_.Decide(copy).of, "a") << "a repeat gets its first answer";
}

TEST_F(DedupIndexTest, ATakedownOfAnUnknownKeyDoesNothing) {
  index_.Decide(feed_.Keyed("k", "a", Story(1)));
  index_.Decide(feed_.Takedown("nobody"));
  Expect(Relation::kExact, "a", feed_.Article("b", Story(1)));
}

TEST_F(DedupIndexTest, ATakedownReadAgainSparesWhatCameUnderItsKeyInTheMeantime) {
  index_.Decide(feed_.Keyed("k", "a", Story(1)));
  const Question takedown = feed_.Takedown("k");
  index_.Decide(takedown);
  index_.Decide(feed_.Keyed("k", "b", Story(2)));
  EXPECT_TRUE(index_.Decide(takedown).cluster.empty());
  EXPECT_EQ(index_.size(), 3U);
  Expect(Relation::kExact, "b", feed_.Article("c", Story(2)));
}

TEST_F(DedupIndexTest, ATakedownOfAnUnknownKeyIsRememberedToo) {
  const Question takedown = feed_.Takedown("k");
  index_.Decide(takedown);
  index_.Decide(feed_.Keyed("k", "a", Story(1)));
  index_.Decide(takedown);
  Expect(Relation::kExact, "a", feed_.Article("b", Story(1)));
}

TEST_F(DedupIndexTest, AnArticleReadAgainBehindItsTakedownStaysForgotten) {
  const Question article = feed_.Keyed("k", "a", Story(1));
  const Question takedown = feed_.Takedown("k");
  const Decision first = index_.Decide(article);
  index_.Decide(takedown);
  EXPECT_EQ(index_.Decide(article).cluster, first.cluster);
  index_.Decide(takedown);
  Expect(Relation::kNew, "", feed_.Article("b", Story(1)));
}

TEST(DedupIndexes, FedTheSameGiveTheSameAnswers) {
  Feed feed;
  std::vector<Question> questions;
  for (unsigned i = 0; i < 500; ++i) {
    feed.time_ms += 60'000 * static_cast<std::int64_t>(i % 7);
    questions.push_back(i % 11 == 0 ? feed.Takedown(std::to_string(i / 2))
                                    : feed.Keyed(std::to_string(i), std::to_string(i), Story(i % 90, 80 + i % 50)));
  }
  DedupIndex one{DedupOptions{}};
  DedupIndex other{DedupOptions{}};
  for (const Question& question : questions) {
    const Decision a = one.Decide(question);
    const Decision b = other.Decide(question);
    ASSERT_EQ(a.relation, b.relation);
    ASSERT_EQ(a.cluster, b.cluster);
    ASSERT_EQ(a.of, b.of);
    ASSERT_EQ(a.previous, b.previous);
    ASSERT_EQ(a.similarity, b.similarity);
  }
}

}  // namespace
}  // namespace dongtin
