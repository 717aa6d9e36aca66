#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "stages/parse/parse.h"

namespace dongtin {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

RawArticle Parse(std::string page, std::vector<Header> headers = {}) {
  ParseOptions options;
  options.format = ParseOptions::Format::kRaw;
  RawMessage message;
  message.fallback_id = "pages-0-5";
  message.value = std::move(page);
  message.headers = std::move(headers);
  Result<RawArticle> article = Parser(options).Parse(message);
  if (article) return *std::move(article);
  ADD_FAILURE() << Name(article.error().reason) << ": " << article.error().detail;
  return {};
}

TEST(RawPage, IsTheContentItself) {
  const RawArticle article = Parse("Mưa lớn ở miền Trung\nChiều nay...");
  EXPECT_EQ(article.content, "Mưa lớn ở miền Trung\nChiều nay...");
  EXPECT_EQ(article.format, RawArticle::Format::kText);
  EXPECT_EQ(article.id, "pages-0-5");
}

TEST(RawPage, IsNotReadAsJson) { EXPECT_EQ(Parse(R"({"text":"a"})").content, R"({"text":"a"})"); }

TEST(RawPage, IsHtmlByItsContent) {
  EXPECT_EQ(Parse("<!DOCTYPE html><p>Tin").format, RawArticle::Format::kHtml);
  EXPECT_EQ(Parse("Tin", {{"content-type", "text/html"}}).format, RawArticle::Format::kText);
}

TEST(RawPage, TakesFieldsFromHeaders) {
  const RawArticle article = Parse("Tin", {{"id", "b7"},
                                           {"url", "https://bao.example/7"},
                                           {"title", "Tựa"},
                                           {"published", "2026-11-23"},
                                           {"fetched_at", "2026-11-23T00:00:00Z"},
                                           {"source", "Báo"},
                                           {"language", "vi"},
                                           {"authors", "An"},
                                           {"authors", "Bình"},
                                           {"x-crawler", "7"}});
  EXPECT_EQ(article.id, "b7");
  EXPECT_EQ(article.url, "https://bao.example/7");
  EXPECT_EQ(article.title, "Tựa");
  EXPECT_EQ(article.published, "2026-11-23");
  EXPECT_EQ(article.fetched_at_ms, 1795392000000);
  EXPECT_EQ(article.source, "Báo");
  EXPECT_EQ(article.language, "vi");
  EXPECT_THAT(article.authors, ElementsAre("An", "Bình"));
  EXPECT_THAT(article.extra, IsEmpty());
}

TEST(RawPage, TakesTheLastOfEqualHeadersInAnyCase) {
  EXPECT_EQ(Parse("Tin", {{"title", "một"}, {"Title", "hai"}, {"TITLE", std::nullopt}}).title, "hai");
}

TEST(RawPage, NamesInHeadersAreNfc) { EXPECT_EQ(Parse("Tin", {{"id", "Ba\u0301o-1"}, {"title", "Tựa"}}).id, "Báo-1"); }

TEST(RawPage, RepairsHeaders) { EXPECT_EQ(Parse("Tin", {{"title", "a\xFF"}}).title, "a\uFFFD"); }

TEST(RawPage, MayBeEmptyWithATitle) { EXPECT_EQ(Parse("", {{"title", "Tựa"}}).content, ""); }

TEST(RawPage, IsDecodedByTheDeclaredCharset) {
  const std::string page = "\xD0\xE0 N\xB5ng";  // windows-1258 has Đ, à; in Latin-1 D0 would be Eth
  EXPECT_EQ(Parse(page, {{"content-type", "text/plain; charset=windows-1258"}}).content.substr(0, 4), "Đà");
  EXPECT_EQ(Parse(page, {{"charset", "windows-1258"}}).content.substr(0, 4), "Đà");
  EXPECT_EQ(Parse(page, {{"charset", "iso-8859-1"}}).content.substr(0, 4), "Ðà");
}

TEST(RawPage, IsDecodedByItsMetaTag) {
  const RawArticle article = Parse("<html><head><meta charset='windows-1258'></head><p>\xD0\xE0 L\xE2t");
  EXPECT_EQ(article.content, "<html><head><meta charset='windows-1258'></head><p>Đà Lât");
}

}  // namespace
}  // namespace dongtin
