#include "daemon/explain.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "tests/daemon/cli/program.h"

namespace dongtin {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;
using ::testing::StartsWith;

constexpr char kPage[] =
    "Chợ hoa xuân mở cửa sớm hơn mọi năm\n"
    "\n"
    "Ban quản lý chợ cho biết chợ hoa xuân năm nay mở cửa từ ngày 20 tháng Chạp, sớm hơn mọi năm một tuần.\r\n"
    "Người trồng hoa ở các làng ven sông đã chở những chuyến hoa đầu tiên về chợ từ sáng sớm, theo ban quản lý.\n"
    "Chia sẻ\n";

std::string Explained(const std::string& file, const std::string& bytes, const ExplainOptions& options) {
  auto explanation = ExplainPage(file, bytes, options);
  if (!explanation) {
    ADD_FAILURE() << explanation.error().detail;
    return {};
  }
  return *std::move(explanation);
}

ExplainOptions Json() {
  ExplainOptions options;
  options.format = ExplainOptions::Format::kJson;
  return options;
}

TEST(ExplainPage, GivesEachLineItsLabelAndReasonAsJson) {
  const std::string json = Explained("a/page.txt", kPage, Json());
  EXPECT_THAT(SplitLines(json), SizeIs(1));
  EXPECT_THAT(json, StartsWith(R"({"file":"a/page.txt","format":"text","lines":[{"n":1,"label":"title","why":")"));
  EXPECT_THAT(json, AllOf(Not(HasSubstr(R"("n":2,)")), HasSubstr(R"("n":3,"label":")"), HasSubstr(R"("n":4,)"),
                          HasSubstr(R"("n":5,"label":"boilerplate")"), Not(HasSubstr(R"("n":6,)"))));
}

TEST(ExplainPage, TellsHtmlByItsContent) {
  EXPECT_THAT(Explained("page.txt", "<!doctype html><h1>Tin</h1><p>Một đoạn văn.</p>", Json()),
              HasSubstr(R"("format":"html")"));
}

TEST(ExplainPage, FindsOutTheCharset) {
  const std::string utf16 = std::string("\xff\xfeT\0i\0n\0\n\0", 10);
  EXPECT_THAT(Explained("page", utf16, Json()), HasSubstr(R"("lines":[{"n":1,)"));
}

TEST(ExplainPage, HasNoLinesForAnEmptyPage) {
  EXPECT_EQ(Explained("empty", "", Json()), "{\"file\":\"empty\",\"format\":\"text\",\"lines\":[]}\n");
  EXPECT_THAT(Explained("blank", "\n \n", Json()), HasSubstr(R"("lines":[]})"));
}

TEST(ExplainPage, ShowsATableAndTheArticleToPeople) {
  const std::string table = Explained("page.txt", kPage, ExplainOptions());
  EXPECT_THAT(table, StartsWith("page.txt (text)\n    1  title        Chợ hoa xuân"));
  EXPECT_THAT(table, HasSubstr("\nheadline     Chợ hoa xuân mở cửa sớm hơn mọi năm\n"));
  EXPECT_THAT(table, HasSubstr("paragraphs"));
  EXPECT_THAT(table, Not(HasSubstr("\x1b"))) << "colours only where they were asked for";
}

TEST(ExplainPage, ColoursRowsForATerminal) {
  ExplainOptions options;
  options.colour = true;
  EXPECT_THAT(Explained("page.txt", kPage, options), HasSubstr("\x1b[0m\n"));
}

TEST(ExplainPage, ClipsTheTextToTheWidth) {
  ExplainOptions options;
  options.columns = 70;
  for (const std::string& line : SplitLines(Explained("page.txt", kPage, options))) {
    const auto begins_a_character = [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; };
    EXPECT_LE(std::count_if(line.begin(), line.end(), begins_a_character), 70) << line;
  }
}

TEST(ExplainPage, RefusesAPageThatIsTooLong) {
  ExplainOptions options;
  options.max_bytes = 1000;
  const auto explanation = ExplainPage("page.txt", std::string(1001, 'a'), options);
  ASSERT_FALSE(explanation);
  EXPECT_EQ(explanation.error().reason, RejectReason::kTooLarge);
}

TEST(Explain, GoesOnBehindAFileThatIsNotThere) {
  const ScratchFolder folder;
  const std::string page = folder.Write("page.txt", kPage);
  const Ran ran = RunDongtin({"explain", "--format", "json", folder.Path("none.txt"), page, "-"}, kPage);
  EXPECT_EQ(ran.status, 1);
  EXPECT_THAT(ran.err, HasSubstr("none.txt"));
  const auto lines = SplitLines(ran.out);
  ASSERT_THAT(lines, SizeIs(2));
  EXPECT_THAT(lines[0], StartsWith(R"({"file":")" + page + "\""));
  EXPECT_THAT(lines[1], StartsWith(R"({"file":"-")"));
}

TEST(Explain, PrintsNoColoursIntoAFile) {
  const ScratchFolder folder;
  const Ran ran = RunDongtin({"explain", folder.Write("page.txt", kPage)});
  EXPECT_EQ(ran.status, 0) << ran.err;
  EXPECT_THAT(ran.out, AllOf(HasSubstr("page.txt (text)"), Not(HasSubstr("\x1b"))));
  EXPECT_THAT(ran.err, IsEmpty());
}

}  // namespace
}  // namespace dongtin
