#include "stages/clean/names.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace dongtin {
namespace {

using testing::ElementsAre;

std::vector<std::string> Names(std::string_view line) {
  const auto byline = ParseByline(line);
  return byline ? byline->names : std::vector<std::string>{};
}

TEST(ParseByline, ReadsOnePerson) {
  EXPECT_THAT(Names("Lam Giang"), ElementsAre("Lam Giang"));
  EXPECT_THAT(Names("Q.Đ"), ElementsAre("Q.Đ"));
  EXPECT_THAT(Names("By Anna Lee"), ElementsAre("Anna Lee"));
  EXPECT_THAT(Names("Tác giả bài viết: Hà My"), ElementsAre("Hà My"));
  EXPECT_THAT(Names("PV Sông Trà"), ElementsAre("Sông Trà"));
}

TEST(ParseByline, SplitsSeveralAuthors) {
  EXPECT_THAT(Names("Lam Giang - Hà My"), ElementsAre("Lam Giang", "Hà My"));
  EXPECT_THAT(Names("Lam Giang, Hà My và Q.Đ"), ElementsAre("Lam Giang", "Hà My", "Q.Đ"));
  EXPECT_THAT(Names("By Anna Lee and Paul van Dam"), ElementsAre("Anna Lee", "Paul van Dam"));
}

TEST(ParseByline, KeepsTheUnitApart) {
  const auto brackets = ParseByline("Lam Giang (Trung tâm Văn hóa huyện)");
  ASSERT_TRUE(brackets);
  EXPECT_THAT(brackets->names, ElementsAre("Lam Giang"));
  EXPECT_EQ(brackets->unit, "Trung tâm Văn hóa huyện");
  const auto stroke = ParseByline("Lam Giang/TTXVN");
  ASSERT_TRUE(stroke);
  EXPECT_EQ(stroke->unit, "TTXVN");
}

TEST(ParseByline, TellsAnAuthorTakenOverFromASource) {
  EXPECT_THAT(Names("Theo Lam Giang (Người Đưa Tin)"), ElementsAre("Lam Giang"));
  EXPECT_FALSE(ParseByline("Theo Người Đưa Tin"));
}

TEST(ParseByline, RefusesWhatHoldsMoreThanNames) {
  for (const char* line : {"", "Hội nghị sơ kết", "Bài học kinh nghiệm", "Lam Giang 2024", "một hai",
                           "Nhà Máy Xi Măng Lớn Nhất", "---", "A"}) {
    EXPECT_FALSE(ParseByline(line)) << line;
  }
}

TEST(ParseByline, CutsNoLetterInHalf) { EXPECT_THAT(Names("• Lam Giang "), ElementsAre("Lam Giang")); }

TEST(ParseSource, TakesTheIntroductionOff) {
  EXPECT_EQ(ParseSource("Nguồn: Người Đưa Tin"), "Người Đưa Tin");
  EXPECT_EQ(ParseSource("(Theo Reuters)"), "Reuters");
  EXPECT_EQ(ParseSource("Source: AFP"), "AFP");
  EXPECT_EQ(ParseSource("Báo Sông Nước"), "Báo Sông Nước");
  EXPECT_EQ(ParseSource("Nguồn Sông Nước: https://example.vn/a"), "Sông Nước");
}

TEST(IsOutletName, KnowsThemByTheirFirstWordOrHost) {
  for (const char* line : {"Báo Sông Nước", "Báo Đời Sông", "Báo điện tử Sông Nước", "Đài Phát thanh huyện",
                           "Đài Truyền hình Sông Nước", "Đài PT-TH tỉnh", "TTXVN", "songnuoc.vn"})
    EXPECT_TRUE(IsOutletName(line)) << line;
  for (const char* line : {"Báo động cấp ba đã được ban hành ở hạ lưu.", "Báo động 3 trên sông Mây", "Báo ",
                           "Đài Loan cũng ban bố lệnh tương tự", "Đài tưởng niệm mở cửa", "Lam Giang", "Hà My"})
    EXPECT_FALSE(IsOutletName(line)) << line;
}

}  // namespace
}  // namespace dongtin
