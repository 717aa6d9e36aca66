#include "stages/classify/classify.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>

namespace dongtin {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::string Times(std::string_view text, int count) {
  std::string out;
  for (int i = 0; i < count; ++i) out += text;
  return out;
}

CleanArticle Match() {
  CleanArticle article;
  article.headline = "Đội tuyển thắng trận mở màn";
  article.body = Times("Huấn luyện viên và các cầu thủ ăn mừng bàn thắng sau trận đấu trên sân nhà. ", 5);
  return article;
}

Classification Classify(const CleanArticle& article) {
  Classifier classifier(TopicModel::Default());
  return classifier.Classify(article);
}

TEST(Classifier, TellsLanguageTopicAndKind) {
  const Classification out = Classify(Match());
  EXPECT_EQ(out.language, "vi");
  EXPECT_GT(out.language_confidence, 0.9);
  ASSERT_FALSE(out.topics.empty());
  EXPECT_EQ(out.topics[0].code, "15000000");
  EXPECT_EQ(out.topics[0].name, "sport");
  EXPECT_EQ(out.kind, "report");
  EXPECT_THAT(out.flags, IsEmpty());
}

TEST(Classifier, GivesTopicsBestFirstAndAtMostThree) {
  const Classification out = Classify(Match());
  EXPECT_LE(out.topics.size(), 3U);
  EXPECT_TRUE(std::is_sorted(out.topics.begin(), out.topics.end(),
                             [](const Topic& a, const Topic& b) { return a.confidence > b.confidence; }));
}

TEST(Classifier, FlagsAShortTextByCodePoints) {
  CleanArticle article = Match();
  article.body = Times("ế", static_cast<int>(kTooShort) - 1);
  EXPECT_THAT(Classify(article).flags, ElementsAre("too_short"));
  article.body += "ế";
  EXPECT_THAT(Classify(article).flags, IsEmpty());
}

TEST(Classifier, FlagsAMissingHeadline) {
  CleanArticle article = Match();
  article.headline.clear();
  EXPECT_THAT(Classify(article).flags, ElementsAre("no_title"));
}

TEST(Classifier, FlagsVietnameseWithoutAccents) {
  CleanArticle article;
  article.headline = "Doi tuyen thang tran mo man";
  article.body = Times("Huan luyen vien va cac cau thu an mung ban thang sau tran dau tren san nha. ", 5);
  const Classification out = Classify(article);
  EXPECT_EQ(out.language, "vi");
  EXPECT_THAT(out.flags, ElementsAre("toneless"));
}

TEST(Classifier, FlagsAPageInTwoLanguages) {
  CleanArticle article = Match();
  article.body += Times("The coach and his players celebrated after the match at their home ground on Sunday. ", 5);
  EXPECT_THAT(Classify(article).flags, ElementsAre("mixed_language"));
}

TEST(Classifier, UsesOnlyFlagsAndKindsOfTheClosedSets) {
  CleanArticle nothing;
  nothing.headline = "Dự báo thời tiết";
  const Classification out = Classify(nothing);
  EXPECT_NE(std::find(kArticleKinds.begin(), kArticleKinds.end(), out.kind), kArticleKinds.end());
  for (const std::string& flag : out.flags) {
    EXPECT_NE(std::find(kArticleFlags.begin(), kArticleFlags.end(), flag), kArticleFlags.end()) << flag;
  }
}

TEST(Classifier, AnswersForAnArticleWithoutAnyText) {
  const Classification out = Classify(CleanArticle{});
  EXPECT_EQ(out.language, "und");
  EXPECT_THAT(out.topics, IsEmpty());
  EXPECT_EQ(out.kind, "report");
  EXPECT_THAT(out.flags, ElementsAre("too_short", "no_title"));
}

}  // namespace
}  // namespace dongtin
