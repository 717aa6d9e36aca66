#include "stages/clean/lines.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace dongtin {
namespace {

std::vector<std::pair<int, std::string>> Split(std::string_view text) {
  Page page;
  SplitLines(text, &page);
  std::vector<std::pair<int, std::string>> lines;
  for (const Block& block : page.blocks) lines.emplace_back(block.number, block.text);
  return lines;
}

using testing::ElementsAre;
using testing::Pair;

TEST(SplitLines, CountsEveryKindOfLineEndOnce) {
  EXPECT_THAT(Split("a\nb\r\nc\rd"), ElementsAre(Pair(1, "a"), Pair(2, "b"), Pair(3, "c"), Pair(4, "d")));
  EXPECT_THAT(Split("a\r\r\nb\n\rc"), ElementsAre(Pair(1, "a"), Pair(3, "b"), Pair(5, "c")));
}

TEST(SplitLines, CountsBlankLinesButKeepsNone) {
  EXPECT_THAT(Split("\n\n a \n \u00A0 \n\u200Bb\n"), ElementsAre(Pair(3, "a"), Pair(5, "b")));
  EXPECT_TRUE(Split("").empty());
}

TEST(SplitLines, NormalisesEachLine) { EXPECT_THAT(Split("Tho\u0302ng\u00A0 tin"), ElementsAre(Pair(1, "Thông tin"))); }

TEST(SplitLines, StopsAtTheLimitOfBlocks) {
  std::string text;
  for (std::size_t i = 0; i < kMaxBlocks + 10; ++i) text += "a\n";
  EXPECT_EQ(Split(text).size(), kMaxBlocks);
}

TEST(Describe, FindsTheFirstBlockThatSaysTheSame) {
  Page page;
  SplitLines("Cầu Mới thông xe\nKhác\nCẦU MỚI THÔNG XE.\n***\n---\n***", &page);
  Describe(&page);
  std::vector<int> first;
  for (const Block& block : page.blocks) first.push_back(block.first);
  EXPECT_THAT(first, ElementsAre(0, 1, 0, 3, 4, 3));
}

TEST(WithoutDateline, TakesPlacesAndAgenciesOff) {
  EXPECT_EQ(WithoutDateline("(Baosongnuoc.vn) - Sáng nay, hội nghị"), "Sáng nay, hội nghị");
  EXPECT_EQ(WithoutDateline("HÀ NỘI — Sáng nay, hội nghị"), "Sáng nay, hội nghị");
  EXPECT_EQ(WithoutDateline("Sáng nay - như mọi ngày - hội nghị"), "Sáng nay - như mọi ngày - hội nghị");
}

}  // namespace
}  // namespace dongtin
