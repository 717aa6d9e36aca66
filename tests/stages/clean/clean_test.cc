#include "stages/clean/clean.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "stages/clean/article_fields.h"
#include "stages/text/utf8.h"

namespace dongtin {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

// Paragraphs long enough to be none of furniture's; each with words of the title "Cầu Sông Mây thông xe sau hai năm thi
// công".
constexpr std::string_view kTitle = "Cầu Sông Mây thông xe sau hai năm thi công";
constexpr std::string_view kLead =
    "Sáng nay, cầu Sông Mây chính thức thông xe sau hai năm thi công, nối đôi bờ mà trước đó người dân phải qua bằng "
    "phà.";
constexpr std::string_view kFirst =
    "Cây cầu dài hơn bốn trăm mét, rộng mười hai mét, được xây bằng vốn của tỉnh và do một doanh nghiệp địa phương đảm "
    "nhận từ đầu.";
constexpr std::string_view kSecond =
    "Nhiều người dân đã dậy từ sớm để đi những bước đầu tiên trên mặt cầu; bến phà cũ sẽ thành nơi neo đậu của thuyền "
    "du lịch trong năm tới.";

std::string Lines(std::initializer_list<std::string_view> lines) {
  std::string text;
  for (const std::string_view line : lines) text.append(line).append("\n\n");
  return text;
}

RawArticle Text(std::string content) {
  RawArticle article;
  article.id = "a1";
  article.url = "https://www.songmay.com.vn/cau";
  article.content = std::move(content);
  return article;
}

CleanArticle Clean(RawArticle article) {
  Result<CleanArticle> clean = Cleaner({}).Clean(std::move(article));
  EXPECT_TRUE(clean.ok());
  return clean.ok() ? *std::move(clean) : CleanArticle{};
}

std::string Body(std::initializer_list<std::string_view> paragraphs) {
  std::string body;
  for (const std::string_view paragraph : paragraphs) body.append(body.empty() ? "" : "\n\n").append(paragraph);
  return body;
}

TEST(Cleaner, TakesAPlainArticleApart) {
  const CleanArticle article = Clean(Text(Lines({kTitle, "05/06/2022 08:30", kLead, kFirst, kSecond, "Lam Giang"})));
  EXPECT_EQ(article.headline, kTitle);
  EXPECT_EQ(article.lead, kLead);
  EXPECT_EQ(article.body, Body({kLead, kFirst, kSecond}));
  EXPECT_THAT(article.bylines, ElementsAre("Lam Giang"));
  EXPECT_EQ(article.published, "2022-06-05T08:30:00+07:00");
  EXPECT_EQ(article.published_from, "page:line 3");
  EXPECT_EQ(article.site, "songmay.com.vn");
}

TEST(Cleaner, KeepsAnArticlePrintedTwiceOnce) {
  const CleanArticle article =
      Clean(Text(Lines({kTitle, "Ngày 05/06/2022 00:00:00", kLead, kFirst, kSecond, "Lam Giang", kTitle,
                        "Đăng lúc: 05/06/2022 00:00:00 (GMT+7)", kLead, kFirst, kSecond, "Lam Giang"})));
  EXPECT_EQ(article.body, Body({kLead, kFirst, kSecond}));
  EXPECT_THAT(article.bylines, ElementsAre("Lam Giang"));
}

TEST(Cleaner, KnowsTheLeadAgainBehindItsDateline) {
  const std::string dated = "(Baosongmay.vn) - " + std::string(kLead);
  const CleanArticle article = Clean(Text(Lines({dated, kTitle, kLead, kFirst, kSecond})));
  EXPECT_EQ(article.headline, kTitle);
  EXPECT_EQ(article.lead, dated);
  EXPECT_EQ(article.body, Body({dated, kFirst, kSecond}));
}

TEST(Cleaner, TellsCaptionsFromText) {
  const CleanArticle article =
      Clean(Text(Lines({kTitle, kLead, "IMG_01.jpg", "Người dân đi trên cầu mới", kFirst, kTitle, kSecond})));
  EXPECT_THAT(article.captions, ElementsAre("Người dân đi trên cầu mới"));
  EXPECT_EQ(article.body, Body({kLead, kFirst, kSecond}));
}

TEST(Cleaner, LeavesOtherArticlesBehind) {
  const CleanArticle article = Clean(
      Text(Lines({kTitle, kLead, kFirst, kSecond, "Tin liên quan", "Chợ nổi đón khách trở lại", "07/07/2023 10:00"})));
  EXPECT_EQ(article.body, Body({kLead, kFirst, kSecond}));
  EXPECT_EQ(article.published, "") << "a teaser's date is not the article's";
  EXPECT_EQ(article.published_from, "");
}

TEST(Cleaner, GoesOnBehindABoxInsideTheText) {
  const CleanArticle article =
      Clean(Text(Lines({kTitle, kLead, "Đọc thêm", "Chợ nổi đón khách trở lại", kFirst, kSecond})));
  EXPECT_EQ(article.body, Body({kLead, kFirst, kSecond}));
}

TEST(Cleaner, LetsTheMessageSpeakFirst) {
  RawArticle raw = Text(Lines({"Trang tin Sông Mây hôm nay", "05/06/2022", kLead, kFirst}));
  raw.title = "Cầu Sông Mây thông xe";
  raw.published = "2021-01-02";
  raw.authors = {"Hà My"};
  const CleanArticle article = Clean(raw);
  EXPECT_EQ(article.headline, "Cầu Sông Mây thông xe");
  EXPECT_EQ(article.published, "2021-01-02T00:00:00+07:00");
  EXPECT_EQ(article.published_from, "message");
  EXPECT_THAT(article.bylines, ElementsAre("Hà My"));
}

TEST(Cleaner, TakesNoDateThatTheHeadlineTellsAbout) {
  constexpr std::string_view kAnniversary = "Kỷ niệm ngày hội 30/4/1995 tại thành phố";
  EXPECT_EQ(Clean(Text(Lines({kAnniversary, kLead, kFirst}))).published, "");
  EXPECT_EQ(Clean(Text(Lines({kTitle, kAnniversary, kLead, kFirst}))).published, "");
}

TEST(Cleaner, TakesTheDateBesideAByline) {
  const CleanArticle article =
      Clean(Text(Lines({kTitle, "By Lam Giang, Hà My Published: Jan 29, 2025", kLead, kFirst})));
  EXPECT_EQ(article.published, "2025-01-29T00:00:00+07:00");
}

TEST(Cleaner, LosesNoTextToATitleThatTheMessageGave) {
  constexpr std::string_view kSentence = "Đoàn công tác thăm bà con nông dân.";
  RawArticle raw = Text(Lines({kSentence, kFirst, kSecond}));
  raw.title = "Tỉnh họp báo";
  const CleanArticle article = Clean(raw);
  EXPECT_EQ(article.headline, "Tỉnh họp báo");
  EXPECT_EQ(article.lead, kSentence);
  EXPECT_EQ(article.body, Body({kSentence, kFirst, kSecond}));
}

TEST(Cleaner, TakesTheLineThatSaysTheGivenTitleForIt) {
  for (const std::string_view given : {kTitle, std::string_view("Cầu Sông Mây thông xe sau hai năm thi công | Báo")}) {
    RawArticle raw = Text(Lines({"Tin mới", kTitle, kLead, kFirst}));
    raw.title = given;
    EXPECT_EQ(Clean(raw).body, Body({kLead, kFirst})) << given;
  }
}

TEST(Cleaner, DropsMenusUnderATitleThatTheMessageGave) {
  RawArticle raw = Text(Lines({"Trang chủ", "Thời sự", kLead, kFirst}));
  raw.title = "Khánh thành công trình qua sông";
  EXPECT_EQ(Clean(raw).body, Body({kLead, kFirst}));
}

TEST(Cleaner, ReadsTimesWithoutAZoneByLanguage) {
  const CleanArticle english = Clean([] {
    RawArticle raw = Text(Lines(
        {"Old ferry makes way for a bridge", "March 5, 2024 9:30 AM",
         "The ferry that carried commuters across the river for sixty years made its last trip on Tuesday morning.",
         "A bridge opened upstream a week ago, and the operator said that the boat would be moved to a museum in the "
         "harbour."}));
    raw.url = "https://example.com/ferry";
    return raw;
  }());
  EXPECT_EQ(english.published, "2024-03-05T09:30:00Z");
}

TEST(Cleaner, ReadsTheTimeOfAMessageWithoutTextByItsTitleAndLanguage) {
  RawArticle raw = Text("");
  raw.url = "https://example.com/news";
  raw.title = "Cầu Sông Mây thông xe";
  raw.published = "2021-01-02";
  EXPECT_EQ(Clean(raw).published, "2021-01-02T00:00:00+07:00");
  raw.title = "Euro 2020";
  EXPECT_EQ(Clean(raw).published, "2021-01-02T00:00:00Z");
  raw.language = "vi";
  EXPECT_EQ(Clean(raw).published, "2021-01-02T00:00:00+07:00");
  raw.language = "vi-VN";
  EXPECT_EQ(Clean(raw).published, "2021-01-02T00:00:00+07:00");
  raw.language = "vie2";
  EXPECT_EQ(Clean(raw).published, "2021-01-02T00:00:00Z");
}

TEST(Cleaner, MakesAnEventOfATitleAlone) {
  RawArticle raw = Text("");
  raw.title = " Cầu  Sông Mây ";
  const CleanArticle article = Clean(raw);
  EXPECT_EQ(article.headline, "Cầu Sông Mây");
  EXPECT_EQ(article.body, "");
}

TEST(Cleaner, RejectsWhatHoldsNoArticle) {
  for (const char* content : {"", " \n\u00A0\n", "{name} - {time}\n{body}"}) {
    const Result<CleanArticle> clean = Cleaner({}).Clean(Text(content));
    ASSERT_FALSE(clean.ok()) << content;
    EXPECT_EQ(clean.error().reason, RejectReason::kNoArticle);
  }
}

TEST(Cleaner, KeepsTextThatOnlyLooksLikeFurniture) {
  const std::string text =
      "Chia sẻ tại hội nghị, đại diện nhà thầu cho biết cầu Sông Mây được thi công trong điều kiện nước lũ dâng cao "
      "suốt ba tháng liền.";
  EXPECT_THAT(Clean(Text(Lines({kTitle, kLead, text, kSecond}))).body, HasSubstr(text));
}

TEST(Cleaner, GivesTextInNfcWhateverCame) {
  const CleanArticle article =
      Clean(Text("Ca\u0302\u0300u So\u0302ng Mây thông xe sau hai năm\n\n" + std::string(kLead)));
  EXPECT_EQ(article.headline, "Cầu Sông Mây thông xe sau hai năm");
}

TEST(Cleaner, CarriesTheMessageThrough) {
  RawArticle raw = Text(Lines({kTitle, kLead}));
  raw.source = "feed-7";
  raw.language = "vi";
  raw.fetched_at_ms = 42;
  raw.extra = {{"rank", "3"}};
  const CleanArticle article = Clean(raw);
  EXPECT_EQ(article.id, "a1");
  EXPECT_EQ(article.source, "feed-7");
  EXPECT_EQ(article.language_hint, "vi");
  EXPECT_EQ(article.fetched_at_ms, 42);
  ASSERT_EQ(article.extra.size(), 1u);
  EXPECT_EQ(article.extra[0].json, "3");
}

TEST(Cleaner, CountsWhatItKeptAndDropped) {
  const CleanArticle article =
      Clean(Text(Lines({kTitle, kLead, kFirst, kSecond, "Tin liên quan", "Chợ nổi đón khách trở lại"})));
  const CleanArticle::Quality& quality = article.quality;
  std::uint64_t sum = 0;
  for (const std::uint64_t chars : quality.chars_by_label) sum += chars;
  EXPECT_EQ(sum, quality.chars_in);
  EXPECT_EQ(quality.chars_kept,
            CountCodePoints(kTitle) + CountCodePoints(kLead) + CountCodePoints(kFirst) + CountCodePoints(kSecond));
}

TEST(Cleaner, KeepsNothingOfTheArticleBefore) {
  Cleaner cleaner({});
  const std::string page = Lines({kTitle, "05/06/2022", kLead, kFirst, "Lam Giang"});
  ASSERT_TRUE(cleaner.Clean(Text(page)).ok());
  RawArticle bare = Text("");
  bare.title = "Tin vắn";
  const Result<CleanArticle> second = cleaner.Clean(bare);
  ASSERT_TRUE(second.ok());
  EXPECT_EQ(second->body, "");
  EXPECT_EQ(second->published, "");
  EXPECT_THAT(second->bylines, IsEmpty());
}

TEST(Cleaner, CleansItsOwnOutputToTheSame) {
  const CleanArticle once = Clean(Text(Lines({"Trang chủ > Tin", kTitle, "05/06/2022", kLead, kFirst, "1.jpg",
                                              "Cầu mới", kSecond, "Xem nhiều", "Chợ nổi mở lại"})));
  const CleanArticle twice = Clean(Text(once.headline + "\n\n" + once.body));
  EXPECT_EQ(twice.headline, once.headline);
  EXPECT_EQ(twice.body, once.body);
}

TEST(Explain, NamesEveryLineThatIsNotBlankOnce) {
  const std::vector<LabelledLine> lines =
      Cleaner({}).Explain(Text(Lines({kTitle, "05/06/2022", kLead, "1.jpg", "Cầu mới", kFirst, "Bình luận"})));
  std::vector<std::pair<int, LineLabel>> said;
  for (const LabelledLine& line : lines) {
    said.emplace_back(line.number, line.label);
    EXPECT_THAT(line.why, Not(IsEmpty())) << line.number;
  }
  EXPECT_THAT(
      said, ElementsAre(std::pair(1, LineLabel::kTitle), std::pair(3, LineLabel::kDate), std::pair(5, LineLabel::kLead),
                        std::pair(7, LineLabel::kImage), std::pair(9, LineLabel::kCaption),
                        std::pair(11, LineLabel::kBody), std::pair(13, LineLabel::kBoilerplate)));
}

TEST(Cleaner, IsLinearOnHostileLines) {
  // A quadratic pass over so many blocks would run into the timeout of the test, by orders of magnitude.
  std::string same, shorts;
  for (int i = 0; i < 200000; ++i) {
    same += "Xem thêm\n05/06/2022\n";
    shorts += "a" + std::to_string(i) + "\n";
  }
  Cleaner cleaner({});
  EXPECT_FALSE(cleaner.Explain(Text(same)).empty());
  EXPECT_FALSE(cleaner.Explain(Text(shorts)).empty());
  EXPECT_FALSE(cleaner.Explain(Text(std::string(1 << 22, 'a'))).empty());
}

TEST(Cleaner, IsLinearUnderAnEndlessTitle) {
  // A search for each line in all of the title would run into the timeout of the test.
  std::string title, lines;
  for (int i = 0; i < (8 << 20) / 4; ++i) title += "aa b";
  for (int i = 0; i < 20000; ++i) lines += "<p>aa baa baa baa baa b" + std::to_string(i) + "</p>";
  RawArticle raw = Text("<title>" + title + "</title>" + lines);
  raw.format = RawArticle::Format::kHtml;
  EXPECT_FALSE(Cleaner({}).Explain(raw).empty());
  raw.title = title;
  EXPECT_FALSE(Cleaner({}).Explain(raw).empty());
}

TEST(Cleaner, ListsABoundedNumberOfNamesAndCaptions) {
  RawArticle many = Text(Lines({kTitle, kLead, kFirst}));
  for (int i = 0; i < 400000; ++i) many.authors.push_back("Tác giả " + std::to_string(i));
  EXPECT_EQ(Clean(many).bylines.size(), kMaxBylines);

  std::string signed_by_many = Lines({kTitle});
  std::string name(4, 'A');
  for (int line = 0; line < 20000; ++line) {
    signed_by_many += "By ";
    for (int i = 0; i < 8; ++i) {
      for (std::size_t at = 0; ++name[at] > 'Z'; ++at) name[at] = 'A';
      signed_by_many.append(i == 0 ? "" : ", ").append(name);
    }
    signed_by_many += '\n';
  }
  EXPECT_LE(Clean(Text(signed_by_many)).bylines.size(), kMaxBylines);

  RawArticle gallery = Text("<h1>" + std::string(kTitle) + "</h1><p>" + std::string(kLead) + "</p>");
  gallery.format = RawArticle::Format::kHtml;
  for (int i = 0; i < 15000; ++i) gallery.content += "<figcaption>Hình " + std::to_string(i) + "</figcaption>";
  EXPECT_EQ(Clean(gallery).captions.size(), kMaxCaptions);
}

}  // namespace
}  // namespace dongtin
