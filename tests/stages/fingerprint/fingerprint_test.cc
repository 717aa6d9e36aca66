#include "stages/fingerprint/fingerprint.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <string>

#include "stages/text/sampling.h"
#include "stages/text/url.h"

namespace dongtin {
namespace {

using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

Fingerprint Make(std::string headline, std::string body, std::string url = "") {
  CleanArticle article;
  article.headline = std::move(headline);
  article.body = std::move(body);
  article.site = RegistrableHost(url);
  article.url = std::move(url);
  return Fingerprinter().Make(article);
}

std::string RandomWords(std::size_t count, unsigned seed) {
  std::mt19937 random(seed);
  std::string text;
  for (std::size_t i = 0; i < count; ++i) text += "w" + std::to_string(random() % 5000) + " ";
  return text;
}

// These values are in Kafka records: a change needs a new version of the fingerprint.
TEST(Fingerprint, ValuesAreFrozen) {
  const Fingerprint print = Make("Cầu mới thông xe", "Sáng 5/3, cây cầu dài 120 mét bắc qua sông đã thông xe.",
                                 "https://tin.example/cau-moi.html#top");
  EXPECT_EQ(print.exact, 1855151522135766498ULL);
  EXPECT_EQ(print.url, 3561643106887057176ULL);
  EXPECT_EQ(print.site, 3715736829117715522ULL);
  EXPECT_EQ(print.words, 14U);
  ASSERT_THAT(print.shingles, SizeIs(11));
  EXPECT_EQ(print.shingles.front(), 556201875110296406ULL);
  ASSERT_THAT(print.numbers, SizeIs(2));
  EXPECT_EQ(print.numbers.front(), 552758835U);
}

TEST(Fingerprint, SpellingAndAccentsOfTheTextDoNotCount) {
  const Fingerprint print = Make("Hoà Bình", "Thuỷ điện Hòa Bình xả lũ sáng nay");
  EXPECT_EQ(Make("HÒA BÌNH", "Thuy dien Hoa Binh xa lu sang nay").exact, print.exact);
  EXPECT_EQ(Make("Hoa\u0300 Bi\u0300nh", "Thủy điện Hòa Bình — xả lũ, sáng nay!").shingles, print.shingles);
}

TEST(Fingerprint, AccentsOfTheHeadlineTellExactTextsApart) {
  EXPECT_NE(Make("Bán nhà ở phố cổ", "").exact, Make("Bàn nhà ở phố cô", "").exact);
  EXPECT_EQ(Make("Bán nhà ở phố cổ", "").shingles, Make("Bàn nhà ở phố cô", "").shingles);
}

TEST(Fingerprint, WordOrderAndEveryWordCount) {
  const std::uint64_t exact = Make("", "mot hai ba bon nam").exact;
  EXPECT_NE(Make("", "hai mot ba bon nam").exact, exact);
  EXPECT_NE(Make("", "mot hai ba bon").exact, exact);
}

TEST(Fingerprint, ShinglesAndNumbersAreAscendingWithoutRepeats) {
  const std::string text = RandomWords(300, 1);
  const Fingerprint print = Make("", text + text + " 3 1 2 3 1");
  EXPECT_TRUE(std::is_sorted(print.shingles.begin(), print.shingles.end(), std::less_equal<>()));
  EXPECT_THAT(print.numbers, Not(IsEmpty()));
  EXPECT_TRUE(std::is_sorted(print.numbers.begin(), print.numbers.end(), std::less_equal<>()));
}

TEST(Fingerprint, AShortTextKeepsAllItsShingles) { EXPECT_THAT(Make("", RandomWords(30, 2)).shingles, SizeIs(27)); }

TEST(Fingerprint, AnAverageArticleKeepsOneShingleInEight) {
  EXPECT_EQ(SampleEvery(567), 8U);
  EXPECT_THAT(Make("", RandomWords(567, 3)).shingles,
              SizeIs(::testing::AllOf(::testing::Gt(40U), ::testing::Lt(110U))));
}

TEST(Fingerprint, SizeStaysBoundedForAnyText) {
  std::string text = RandomWords(100'000, 4);
  for (int i = 0; i < 5000; ++i) text += std::to_string(i) + " ";
  const Fingerprint print = Make("", text);
  EXPECT_LE(print.shingles.size(), kMaxShingles);
  EXPECT_EQ(print.numbers.size(), kMaxNumbers);
}

TEST(Fingerprint, APartOfALongTextSharesWhatBothCouldKeep) {
  const std::string part = RandomWords(200, 5);
  const Fingerprint whole = Make("", part + RandomWords(1000, 6));
  const std::uint64_t coarse = SampleEvery(whole.words);
  for (const std::uint64_t shingle : Make("", part).shingles) {
    if (shingle % coarse != 0) continue;
    EXPECT_TRUE(std::binary_search(whole.shingles.begin(), whole.shingles.end(), shingle));
  }
}

TEST(Fingerprint, TextWithoutSpacesHasShingles) {
  EXPECT_THAT(Make("", "北京今天下了一场大雪").shingles, SizeIs(7));
  EXPECT_THAT(Make("", "วันนี้ฝนตกหนักมาก").shingles, Not(IsEmpty()));
}

TEST(Fingerprint, AHeadlineStandsInForAMissingBody) {
  const Fingerprint print = Make("Động đất mạnh ngoài khơi", "");
  EXPECT_EQ(print.words, 5U);
  EXPECT_THAT(print.shingles, SizeIs(2));
}

TEST(Fingerprint, AnArticleWithoutWordsEqualsNoOther) {
  const Fingerprint print = Make("—", "***");
  EXPECT_EQ(print.exact, 0U);
  EXPECT_THAT(print.shingles, IsEmpty());
}

TEST(Fingerprint, SchemeAndFragmentOfAnUrlDoNotCount) {
  const std::uint64_t url = Make("a", "", "https://tin.example/a?p=1").url;
  EXPECT_EQ(Make("a", "", "http://tin.example/a?p=1#comments").url, url);
  EXPECT_NE(Make("a", "", "https://tin.example/a?p=2").url, url);
  EXPECT_EQ(Make("a", "").url, 0U);
}

TEST(Fingerprint, TheSiteIsThatOfAllItsHosts) {
  const std::uint64_t site = Make("a", "", "https://tin.example/a").site;
  EXPECT_EQ(Make("a", "", "http://m.tin.example/b").site, site);
  EXPECT_NE(Make("a", "", "https://bao.example/a").site, site);
  EXPECT_EQ(Make("a", "").site, 0U);
}

TEST(Fingerprint, BuffersOfTheArticleBeforeLeaveNoTrace) {
  Fingerprinter fingerprinter;
  CleanArticle first;
  first.body = RandomWords(500, 7);
  CleanArticle second;
  second.headline = "Tin ngắn";
  fingerprinter.Make(first);
  EXPECT_EQ(fingerprinter.Make(second).exact, Make("Tin ngắn", "").exact);
}

RawMessage Message() {
  RawMessage message;
  message.at = {.topic = "news", .partition = 1, .offset = 7};
  message.key = "k";
  message.value = "v";
  message.headers = {{.name = "h", .value = "x"}};
  return message;
}

TEST(Identity, IsOfCoordinatesAndRecord) {
  const auto identity = MakeIdentity(Message());
  EXPECT_EQ(MakeIdentity(Message()), identity);

  RawMessage elsewhere = Message();
  elsewhere.at.offset = 8;
  EXPECT_NE(MakeIdentity(elsewhere)[0], identity[0]);
  EXPECT_EQ(MakeIdentity(elsewhere)[1], identity[1]);

  RawMessage other = Message();
  other.value = "w";
  EXPECT_EQ(MakeIdentity(other)[0], identity[0]);
  EXPECT_NE(MakeIdentity(other)[1], identity[1]);
}

TEST(Identity, TellsFieldsApartWhereTheirBytesRunTogether) {
  RawMessage moved = Message();
  moved.key = "kv";
  moved.value = "";
  EXPECT_NE(MakeIdentity(moved), MakeIdentity(Message()));
  RawMessage null = Message();
  null.value = std::nullopt;
  RawMessage empty = Message();
  empty.value = "";
  EXPECT_NE(MakeIdentity(null), MakeIdentity(empty));
}

TEST(HashKey, IsNeverZero) {
  EXPECT_NE(HashKey(""), 0U);
  EXPECT_NE(HashKey("a"), HashKey("b"));
}

}  // namespace
}  // namespace dongtin
