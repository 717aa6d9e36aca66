#include "stages/parse/parse.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>
#include <stdexcept>
#include <string>

namespace dongtin {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

RawArticle Parse(std::string value, const ParseOptions& options = {}) {
  RawMessage message;
  message.fallback_id = "feed-3-12";
  message.value = std::move(value);
  Result<RawArticle> article = Parser(options).Parse(message);
  if (article) return *std::move(article);
  ADD_FAILURE() << Name(article.error().reason) << ": " << article.error().detail;
  return {};
}

TEST(Parse, ReadsEveryField) {
  const RawArticle article = Parse(R"({"id":"a1","url":"https://bao.example/1","title":"Tựa","text":"Một\nHai",
      "published":"2026-11-23T07:05:00+07:00","fetched_at":"2026-11-23T00:06:00.5Z","source":"Báo","language":"vi",
      "authors":["An","Bình"]})");
  EXPECT_EQ(article.id, "a1");
  EXPECT_EQ(article.url, "https://bao.example/1");
  EXPECT_EQ(article.title, "Tựa");
  EXPECT_EQ(article.content, "Một\nHai");
  EXPECT_EQ(article.format, RawArticle::Format::kText);
  EXPECT_EQ(article.published, "2026-11-23T07:05:00+07:00");
  EXPECT_EQ(article.fetched_at_ms, 1795392360500);
  EXPECT_EQ(article.source, "Báo");
  EXPECT_EQ(article.language, "vi");
  EXPECT_THAT(article.authors, ElementsAre("An", "Bình"));
  EXPECT_THAT(article.extra, IsEmpty());
}

TEST(Parse, NamesAreNfc) {
  const RawArticle article = Parse(
      "{\"id\":\"tie\u0302\u0301ng\",\"url\":\"https://bao.example/tin-mo\u031B\u0301i\","
      "\"source\":\"Ba\u0301o\",\"language\":\"vi-a\u0301\",\"authors\":[\"Bi\\u0300nh\"],"
      "\"text\":\"a\"}");
  EXPECT_EQ(article.id, "tiếng");
  EXPECT_EQ(article.url, "https://bao.example/tin-mới");
  EXPECT_EQ(article.source, "Báo");
  EXPECT_EQ(article.language, "vi-á");
  EXPECT_THAT(article.authors, ElementsAre("Bình"));
}

TEST(Parse, ReadsHtml) {
  const RawArticle article = Parse(R"({"html":"<p>a<\/p>"})");
  EXPECT_EQ(article.format, RawArticle::Format::kHtml);
  EXPECT_EQ(article.content, "<p>a</p>");
}

TEST(Parse, FallsBackToTheIdOfTheRecord) {
  EXPECT_EQ(Parse(R"({"text":"a"})").id, "feed-3-12");
  EXPECT_EQ(Parse(R"({"id":"","text":"a"})").id, "feed-3-12");
  EXPECT_EQ(Parse(R"({"id":null,"text":"a"})").id, "feed-3-12");
}

TEST(Parse, TakesATitleWithoutAPage) {
  EXPECT_EQ(Parse(R"({"title":"Tựa"})").title, "Tựa");
  EXPECT_EQ(Parse(R"({"title":"Tựa","text":""})").content, "");
}

TEST(Parse, TakesAnEmptyContentBesideAFullOne) {
  EXPECT_EQ(Parse(R"({"text":"","html":"<p>a"})").format, RawArticle::Format::kHtml);
  EXPECT_EQ(Parse(R"({"text":"a","html":null})").format, RawArticle::Format::kText);
}

TEST(Parse, CountsNullAndEmptyStringsAsAbsent) {
  const RawArticle article = Parse(R"({"text":"a","published":"","fetched_at":null,"authors":null,"url":""})");
  EXPECT_EQ(article.published, "");
  EXPECT_EQ(article.fetched_at_ms, std::nullopt);
  EXPECT_THAT(article.authors, IsEmpty());
  EXPECT_THAT(article.extra, IsEmpty());
}

TEST(Parse, TakesOneAuthorAsAString) {
  EXPECT_THAT(Parse(R"({"text":"a","authors":"An"})").authors, ElementsAre("An"));
}

TEST(Parse, LeavesOutEmptyAuthors) {
  EXPECT_THAT(Parse(R"({"text":"a","authors":["","An"]})").authors, ElementsAre("An"));
}

TEST(Parse, KeepsAPublishedDayAndCapitalisesATime) {
  EXPECT_EQ(Parse(R"({"text":"a","published":"2026-11-23"})").published, "2026-11-23");
  EXPECT_EQ(Parse(R"({"text":"a","published":"2026-11-23t07:05:00z"})").published, "2026-11-23T07:05:00Z");
  EXPECT_EQ(Parse(R"({"text":"a","published":"2026-11-23 07:05:00+07:00"})").published, "2026-11-23T07:05:00+07:00");
}

TEST(Parse, CarriesUnknownMembersByteForByte) {
  const RawArticle article = Parse(R"({"text":"a","tags": [ "x",1.0 ],"big":12345678901234567890123})");
  ASSERT_EQ(article.extra.size(), 2U);
  EXPECT_EQ(article.extra[0].name, "tags");
  EXPECT_EQ(article.extra[0].json, R"([ "x",1.0 ])");
  EXPECT_EQ(article.extra[1].json, "12345678901234567890123");
}

TEST(Parse, ReadsFieldsWhereTheyAreMapped) {
  ParseOptions options;
  options.fields.text = "/content/text";
  options.fields.title = "/content/title";
  options.fields.authors = "/by/0";
  const RawArticle article =
      Parse(R"({"content":{"text":"a","title":"b"},"by":["An"],"text":"không phải bài"})", options);
  EXPECT_EQ(article.content, "a");
  EXPECT_EQ(article.title, "b");
  EXPECT_THAT(article.authors, ElementsAre("An"));
  ASSERT_EQ(article.extra.size(), 1U);
  EXPECT_EQ(article.extra[0].name, "text");
}

TEST(Parse, RepairsBytesThatAreNotUtf8) { EXPECT_EQ(Parse("{\"text\":\"caf\xE9 \xC3\"}").content, "caf\uFFFD \uFFFD"); }

TEST(Parse, CarriesRepairedBytesInUnknownMembers) {
  EXPECT_EQ(Parse("{\"text\":\"a\",\"x\":\"\xFF\"}").extra.at(0).json, "\"\uFFFD\"");
}

TEST(Parse, ReplacesALoneSurrogateInsteadOfLosingTheArticle) {
  EXPECT_EQ(Parse(R"({"text":"a\ud83d b"})").content, "a\uFFFD b");
}

TEST(Parse, PassesOverAByteOrderMark) { EXPECT_EQ(Parse("\xEF\xBB\xBF{\"text\":\"a\"}").content, "a"); }

TEST(Parse, DecodesUtf16WithAByteOrderMark) {
  const std::u16string json = u"\uFEFF{\"text\":\"Hà Nội\"}";
  std::string little;
  std::string big;
  for (const char16_t unit : json) {
    little += {static_cast<char>(unit & 0xFF), static_cast<char>(unit >> 8)};
    big += {static_cast<char>(unit >> 8), static_cast<char>(unit & 0xFF)};
  }
  EXPECT_EQ(Parse(little).content, "Hà Nội");
  EXPECT_EQ(Parse(big).content, "Hà Nội");
}

TEST(Parse, TakesExactlyTheLimit) {
  const std::string value = R"({"text":"abc"})";
  ParseOptions options;
  options.max_bytes = value.size();
  EXPECT_EQ(Parse(value, options).content, "abc");
}

TEST(Parse, KeepsNothingOfOneMessageForTheNext) {
  const Parser parser{ParseOptions{}};
  RawMessage first;
  first.fallback_id = "f";
  first.value = R"({"id":"1","text":"a","title":"t","x":1})";
  RawMessage second;
  second.fallback_id = "s";
  second.value = R"({"text":"b"})";
  ASSERT_TRUE(parser.Parse(first).ok());
  const Result<RawArticle> article = parser.Parse(second);
  ASSERT_TRUE(article.ok());
  EXPECT_EQ(article->id, "s");
  EXPECT_EQ(article->title, "");
  EXPECT_THAT(article->extra, IsEmpty());
}

TEST(ParseOptions, OutOfRangeStopTheStart) {
  ParseOptions no_bytes;
  no_bytes.max_bytes = 0;
  EXPECT_THROW(Parser{no_bytes}, std::invalid_argument);
  ParseOptions no_depth;
  no_depth.max_depth = 0;
  EXPECT_THROW(Parser{no_depth}, std::invalid_argument);
  ParseOptions too_deep;
  too_deep.max_depth = 1000000;
  EXPECT_THROW(Parser{too_deep}, std::invalid_argument);
}

TEST(ParseOptions, AllowTheDeepestNestingWithoutRunningOutOfStack) {
  ParseOptions options;
  options.max_depth = 1000;
  const std::string deep = std::string(999, '[') + std::string(999, ']');
  EXPECT_EQ(Parse(R"({"text":"a","x":)" + deep + "}", options).extra.at(0).json, deep);
}

}  // namespace
}  // namespace dongtin
