// Every kind of bad message (tests/support/bad_messages.cc) is answered with its reason.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "stages/parse/parse.h"
#include "stages/text/utf8.h"
#include "tests/support/bad_messages.h"

namespace dongtin {
namespace {

using ::testing::HasSubstr;

Result<RawArticle> Parse(const BadMessage& bad) {
  RawMessage message;
  message.fallback_id = "feed-0-1";
  message.value = bad.value;
  message.headers = bad.headers;
  message.cut = bad.cut;
  return Parser(bad.options.value_or(ParseOptions())).Parse(message);
}

class BadMessageTest : public ::testing::TestWithParam<BadMessage> {};

TEST_P(BadMessageTest, IsAnsweredWithItsReasonAndAHint) {
  const Result<RawArticle> article = Parse(GetParam());
  ASSERT_FALSE(article.ok());
  EXPECT_EQ(Name(article.error().reason), Name(GetParam().reason)) << article.error().detail;
  EXPECT_THAT(article.error().detail, HasSubstr(GetParam().detail));
}

TEST_P(BadMessageTest, HasADetailFitForAHeader) {
  const Result<RawArticle> article = Parse(GetParam());
  ASSERT_FALSE(article.ok());
  const std::string& detail = article.error().detail;
  EXPECT_LE(detail.size(), 400U);
  EXPECT_TRUE(IsValidUtf8(detail));
  EXPECT_EQ(detail.find('\n'), std::string::npos);
}

INSTANTIATE_TEST_SUITE_P(Parse, BadMessageTest, ::testing::ValuesIn(BadMessages()),
                         [](const auto& test) { return std::string(test.param.name); });

TEST(BadMessages, CoverEveryReasonOfParseButTheTombstone) {
  std::set<std::string_view> met = {Name(RejectReason::kTombstoneWithoutKey)};
  for (const BadMessage& bad : BadMessages()) met.insert(Name(bad.reason));
  std::set<std::string_view> expected;
  for (std::size_t i = 0; i < kRejectReasonCount; ++i) {
    const auto reason = static_cast<RejectReason>(i);
    if (StageOf(reason) == "parse") expected.insert(Name(reason));
  }
  EXPECT_EQ(met, expected);
}

TEST(BadMessages, ShortenWhatTheSenderWrote) {
  const std::string name(5000, 'n');
  const Result<RawArticle> article =
      Parse({"", "{\"" + name + "\":1,\"" + name + "\":2}", RejectReason::kDuplicateMember, ""});
  ASSERT_FALSE(article.ok());
  EXPECT_LE(article.error().detail.size(), 400U);
}

}  // namespace
}  // namespace dongtin
