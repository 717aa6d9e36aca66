#include "stages/dedup/similarity.h"

#include <gtest/gtest.h>

#include <vector>

#include "stages/text/sampling.h"

namespace dongtin {
namespace {

Sketch Text(std::uint32_t words, ShingleCounts counts, std::vector<std::uint32_t> numbers = {}) {
  return {.words = words, .counts = counts, .numbers = std::move(numbers)};
}

TEST(CountShingles, CountsWhatIsLeftAtEachCoarserRate) {
  const ShingleCounts counts = CountShingles({1, 2, 4, 6, 8}, 50);
  EXPECT_EQ(counts, (ShingleCounts{5, 4, 2, 1, 0, 0}));
}

TEST(CountShingles, BeginsAtTheTextsOwnRate) {
  ASSERT_EQ(SampleEvery(567), 8U);
  EXPECT_EQ(CountShingles({8, 16, 24, 32}, 567), (ShingleCounts{4, 2, 1, 0, 0, 0}));
}

TEST(CountShingles, StopsAtTheLargestCount) {
  EXPECT_EQ(CountShingles(std::vector<std::uint64_t>(300, 1), 50)[0], 255);
}

TEST(Containment, IsOfTheShorterTextAtTheCoarserRate) {
  const Sketch brief = Text(100, {97, 50, 24, 10, 5, 2});
  const Sketch article = Text(567, {70, 35, 17, 8, 4, 2});
  EXPECT_DOUBLE_EQ(Containment(brief, article, 8), 0.8);
  EXPECT_DOUBLE_EQ(Containment(article, brief, 8), 0.8);
}

TEST(Containment, IsNoneBetweenTextsOfVeryDifferentLength) {
  EXPECT_EQ(Containment(Text(60, {57, 30, 15, 7, 3, 1}), Text(60'000, {90, 45, 22, 11, 5, 2}), 1), 0);
}

TEST(Judge, PartsTextsThatShareTooLittle) {
  EXPECT_EQ(Judge(Text(100, {100}), Text(100, {100}), 29), Verdict::kApart);
  EXPECT_EQ(Judge(Text(5, {2}), Text(100, {100}), 2), Verdict::kApart);
}

TEST(ShareText, TakesATenthAndMoreThanAPhrase) {
  EXPECT_TRUE(ShareText(Text(100, {100}), Text(100, {100}), 10));
  EXPECT_FALSE(ShareText(Text(100, {100}), Text(100, {100}), 9));
  EXPECT_FALSE(ShareText(Text(5, {2}), Text(100, {100}), 2));
}

TEST(Judge, TakesSharedWordsForACopyWhenNoNumberSpeaks) {
  EXPECT_EQ(Judge(Text(100, {100}), Text(100, {100}), 30), Verdict::kNear);
  EXPECT_EQ(Judge(Text(100, {100}), Text(100, {100}, {1, 2, 3}), 30), Verdict::kNear);
}

TEST(Judge, TheSameNumbersMakeACopyAndOthersARelative) {
  const Sketch bulletin = Text(100, {100}, {1, 2, 3, 4});
  EXPECT_EQ(Judge(bulletin, Text(100, {100}, {1, 2, 3, 9}), 90), Verdict::kNear);
  EXPECT_EQ(Judge(bulletin, Text(100, {100}, {1, 2, 8, 9}), 90), Verdict::kRelated);
  EXPECT_EQ(Judge(bulletin, Text(100, {50}, {2, 3}), 50), Verdict::kNear);
}

TEST(Judge, NumbersBeyondTheEndOfAListThatWasCutDoNotCount) {
  std::vector<std::uint32_t> cut;
  for (std::uint32_t i = 0; i < kMaxNumbers; ++i) cut.push_back(i);
  const Sketch table = Text(100, {100}, cut);
  EXPECT_EQ(Judge(table, Text(100, {100}, {1, 2, 1000, 1001, 1002}), 90), Verdict::kNear);
}

}  // namespace
}  // namespace dongtin
