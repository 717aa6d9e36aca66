#include "stages/classify/kind.h"

#include <gtest/gtest.h>

namespace dongtin {
namespace {

TEST(ArticleKind, KnowsForecastsByTheirHeadlines) {
  EXPECT_EQ(ArticleKind("Dự báo thời tiết 12/5: Bắc Bộ mưa rào", {}), "weather");
  EXPECT_EQ(ArticleKind("DỰ BÁO THỜI TIẾT đêm nay và ngày mai", {}), "weather");
  EXPECT_EQ(ArticleKind("Weather forecast for the weekend", {}), "weather");
}

TEST(ArticleKind, KnowsPriceListsByTheirHeadlines) {
  EXPECT_EQ(ArticleKind("Giá vàng hôm nay tăng nhẹ", {}), "prices");
  EXPECT_EQ(ArticleKind("Giá cà phê ngày 12/5 tại Tây Nguyên", {}), "prices");
  EXPECT_EQ(ArticleKind("Gold price today", {}), "prices");
}

TEST(ArticleKind, TakesAPriceWithinAStoryForAReport) {
  EXPECT_EQ(ArticleKind("Nông dân lo khi giá lúa hôm nay giảm sâu", {}), "report");
  EXPECT_EQ(ArticleKind("Giá trị của một nụ cười", {}), "report");
}

TEST(ArticleKind, MatchesWholeWordsOnly) {
  EXPECT_EQ(ArticleKind("Pricey list: a price listing of oddities", {}), "report");
}

TEST(ArticleKind, FollowsASureWeatherTopicOnly) {
  EXPECT_EQ(ArticleKind("Trời nắng", {{"17000000", "weather", 0.9}}), "weather");
  EXPECT_EQ(ArticleKind("Trời nắng", {{"17000000", "weather", 0.4}}), "report");
  EXPECT_EQ(ArticleKind("Trời nắng", {{"15000000", "sport", 0.9}}), "report");
}

TEST(ArticleKind, IsReportWithoutAHeadline) { EXPECT_EQ(ArticleKind("", {}), "report"); }

}  // namespace
}  // namespace dongtin
