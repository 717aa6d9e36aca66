#include "stages/dedup/postings.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <vector>

namespace dongtin {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

bool Nobody(std::uint32_t /*article*/) { return false; }

std::vector<std::uint32_t> Under(const PostingTable& table, std::uint32_t tag) {
  std::vector<std::uint32_t> articles;
  table.ForEach(tag, [&](std::uint32_t article) { articles.push_back(article); });
  return articles;
}

TEST(PostingTable, FindsTheArticlesUnderATag) {
  PostingTable table(Nobody);
  table.SetWindow(0, 3);
  table.Insert(7, 0);
  table.Insert(8, 1);
  table.Insert(7, 2);
  EXPECT_THAT(Under(table, 7), UnorderedElementsAre(0, 2));
  EXPECT_THAT(Under(table, 8), ElementsAre(1));
  EXPECT_THAT(Under(table, 9), IsEmpty());
}

TEST(PostingTable, ArticlesOutsideTheWindowAreGone) {
  PostingTable table(Nobody);
  table.SetWindow(0, 2);
  table.Insert(7, 0);
  table.Insert(7, 1);
  table.SetWindow(1, 1);
  EXPECT_THAT(Under(table, 7), ElementsAre(1));
}

TEST(PostingTable, KeepsTheNewestUnderACrowdedTag) {
  PostingTable table(Nobody);
  for (std::uint32_t article = 0; article < 100; ++article) {
    table.SetWindow(0, article + 1);
    table.Insert(7, article);
  }
  const std::vector<std::uint32_t> kept = Under(table, 7);
  EXPECT_EQ(kept.size(), PostingTable::kMaxPostings);
  EXPECT_EQ(*std::min_element(kept.begin(), kept.end()), 100 - PostingTable::kMaxPostings);
}

TEST(PostingTable, UnderACrowdedTagAForgottenArticleGivesItsPlaceAwayFirst) {
  PostingTable table([](std::uint32_t article) { return article == 30; });
  for (std::uint32_t article = 0; article <= PostingTable::kMaxPostings; ++article) {
    table.SetWindow(0, article + 1);
    table.Insert(7, article);
  }
  EXPECT_THAT(Under(table, 7), ::testing::AllOf(::testing::Contains(0U), ::testing::Not(::testing::Contains(30U))));
}

TEST(PostingTable, NumbersMayWrapAround) {
  PostingTable table(Nobody);
  table.SetWindow(0xFFFFFFFFU, 2);
  table.Insert(7, 0xFFFFFFFFU);
  table.Insert(7, 0);
  EXPECT_THAT(Under(table, 7), UnorderedElementsAre(0xFFFFFFFFU, 0U));
  table.SetWindow(0, 1);
  EXPECT_THAT(Under(table, 7), ElementsAre(0U));
}

TEST(PostingTable, TagZeroIsATagLikeAnyOther) {
  PostingTable table(Nobody);
  table.SetWindow(0, 1);
  table.Insert(0, 0);
  EXPECT_THAT(Under(table, 0), ElementsAre(0));
}

TEST(PostingTable, LosesNothingWhileItGrowsAndForgets) {
  PostingTable table(Nobody);
  std::mt19937 random(1);
  std::vector<std::uint32_t> tags;
  for (std::uint32_t article = 0; article < 50'000; ++article) {
    const std::uint32_t first = article < 20'000 ? 0 : article - 20'000;
    table.SetWindow(first, article - first + 1);
    tags.push_back(static_cast<std::uint32_t>(random()));
    table.Insert(tags.back(), article);
  }
  for (std::uint32_t article = 30'000; article < 50'000; ++article) {
    EXPECT_THAT(Under(table, tags[article]), ::testing::Contains(article));
  }
  EXPECT_THAT(Under(table, tags[0]), ::testing::Not(::testing::Contains(0U)));
  EXPECT_LE(table.MemoryBytes(), 20'000U * 8 * 4);
}

}  // namespace
}  // namespace dongtin
