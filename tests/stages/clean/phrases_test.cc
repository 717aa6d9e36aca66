#include "stages/clean/phrases.h"

#include <gtest/gtest.h>

#include "stages/clean/block.h"

namespace dongtin {
namespace {

const Phrase* Find(std::string_view line) {
  std::string folded;
  FoldWords(line, &folded);
  return FindPhrase(folded);
}

TEST(FindPhrase, SeesThroughCaseBulletsAndPunctuation) {
  for (const char* line : {"Tin liên quan", "TIN LIÊN QUAN", "» Tin liên quan:", "* tin  liên quan *"}) {
    ASSERT_NE(Find(line), nullptr) << line;
    EXPECT_EQ(Find(line)->kind, PhraseKind::kTeasers) << line;
  }
}

TEST(FindPhrase, SeesThroughTonePlacement) {
  ASSERT_NE(Find("Từ khoá: nước sạch"), nullptr);
  EXPECT_EQ(Find("Từ khoá: nước sạch"), Find("Từ khóa: nước sạch"));
}

TEST(FindPhrase, AllowsOnlySoManyWordsBehind) {
  EXPECT_NE(Find("12 bình luận"), Find("Bình luận"));
  EXPECT_EQ(Find("Bình luận của ông về dự án đường ven sông"), nullptr);
  EXPECT_EQ(Find("Xem thêm")->kind, PhraseKind::kTeasers);
  EXPECT_EQ(Find("Xem thêm: Cầu mới thông xe")->kind, PhraseKind::kTeaser);
}

TEST(FindPhrase, KnowsNothingOfOrdinaryLines) {
  for (const char* line : {"", "Dự án khởi công vào tháng Ba", "Anh em cùng đi làm", "The committee met on Monday"})
    EXPECT_EQ(Find(line), nullptr) << line;
}

}  // namespace
}  // namespace dongtin
