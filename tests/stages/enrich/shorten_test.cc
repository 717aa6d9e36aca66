#include "stages/enrich/shorten.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "stages/enrich/event_json.h"
#include "stages/text/normalize.h"
#include "tests/support/event_schema.h"

namespace dongtin {
namespace {

using nlohmann::json;
using ::testing::EndsWith;
using ::testing::StartsWith;

constexpr std::size_t kLimit = kMinEventBytes;

// `count` times the text.
std::string Times(std::size_t count, std::string_view text) {
  std::string all;
  for (std::size_t i = 0; i < count; ++i) all += text;
  return all;
}

struct Parts {
  CleanArticle article;
  Decision decision;
  Classification classification;

  Parts() {
    article.id = "a-1";
    article.headline = "Cầu mới thông xe";
    article.published_from = "message";
    article.published = "2026-11-23T00:00:00Z";
    decision.cluster = "a-1";
  }
  std::string Json() const {
    return EventJson({"raw", 2, 41}, article, decision, classification, {"0.1.0", "rules-1", "topics-1"});
  }
};

// What is true of every shortened event, and the event.
json Shortened(const std::string& event, std::size_t limit = kLimit) {
  const std::string shorter = ShortenEvent(event, limit);
  EXPECT_LE(shorter.size(), limit);
  EXPECT_TRUE(IsValidEvent(shorter));
  EXPECT_EQ(ToNfc(shorter), shorter);
  const json parsed = json::parse(shorter, nullptr, false);
  EXPECT_EQ(parsed.value("truncated", false), true);
  EXPECT_EQ(parsed["provenance"], json::parse(event)["provenance"]);
  return parsed;
}
json Shortened(const Parts& parts) { return Shortened(parts.Json()); }

TEST(ShortenEvent, LeavesAnEventThatFitsAsItIs) {
  Parts parts;
  parts.article.body = Times(100, "Câu một. ");
  const std::string event = parts.Json();
  EXPECT_EQ(ShortenEvent(event, event.size()), event);
  EXPECT_NE(ShortenEvent(event, event.size() - 1), event);
}

TEST(ShortenEvent, CutsTheBodyBehindAParagraph) {
  Parts parts;
  const std::string paragraph = Times(20, "Xe đi lại từ sáng nay. ") + "Hết đoạn.\n\n";
  parts.article.body = Times(100, paragraph);
  const std::string body = Shortened(parts)["body"];
  EXPECT_THAT(parts.article.body, StartsWith(body));
  EXPECT_THAT(body, EndsWith("Hết đoạn."));
  EXPECT_GT(body.size(), kLimit * 3 / 4);
}

TEST(ShortenEvent, CutsAParagraphThatIsTooLongBehindASentence) {
  Parts parts;
  parts.article.body = Times(5000, "Xe đi lại từ sáng nay. ");
  EXPECT_THAT(Shortened(parts)["body"].get<std::string>(), EndsWith("sáng nay."));
}

TEST(ShortenEvent, CutsASentenceThatIsTooLongBehindAWord) {
  Parts parts;
  parts.article.body = Times(5000, "đường ");
  EXPECT_THAT(Shortened(parts)["body"].get<std::string>(), EndsWith("đường"));
}

TEST(ShortenEvent, CutsAWordThatIsTooLongBehindACodePoint) {
  Parts parts;
  for (const std::string_view letter : {"ữ", "\xF0\x9F\x98\x80", "\"", "\\", "\x01", "\t"}) {
    for (std::size_t shift = 0; shift < 8; ++shift) {
      parts.article.body = std::string(shift, 'x') + Times(40'000, letter);
      const std::string body = Shortened(parts)["body"];
      EXPECT_THAT(parts.article.body, StartsWith(body));
      EXPECT_GT(body.size(), kLimit / 16);
    }
  }
}

TEST(ShortenEvent, DoesNotTakeABackslashBeforeAnNForALineFeed) {
  Parts parts;
  parts.article.body = Times(20'000, "\\n");
  EXPECT_THAT(parts.article.body, StartsWith(Shortened(parts)["body"].get<std::string>()));
}

TEST(ShortenEvent, TakesEntitiesAwayWithTheTextTheyPointInto) {
  Parts parts;
  parts.article.body = Times(5000, "Xe đi lại. ");
  std::string event = parts.Json();
  const std::string none = R"("entities":[])";
  event.replace(event.find(none), none.size(), R"("entities":[{"type":"date","text":"[\"}","field":"body"}])");
  EXPECT_EQ(Shortened(event)["entities"], json::array());
}

TEST(ShortenEvent, DropsTheLongestExtraMembersFirst) {
  Parts parts;
  parts.article.body = Times(100, "Xe đi lại. ");
  parts.article.extra = {{"small", R"({"a": [1, "}"]})"},
                         {"page", '"' + std::string(100'000, 'x') + '"'},
                         {"list", "[" + Times(3000, "\"\\\"]\", ") + "0 ]"},
                         {"last", "  1 "}};
  const json event = Shortened(parts);
  EXPECT_EQ(event["extra"], json::parse(R"({"small": {"a": [1, "}"]}, "last": 1})"));
  EXPECT_EQ(event["body"], parts.article.body);
}

TEST(ShortenEvent, LeavesExtraOutWhenNoMemberOfItFits) {
  Parts parts;
  parts.article.extra = {{std::string(50'000, 'n'), "1"}};
  EXPECT_FALSE(Shortened(parts).contains("extra"));
}

TEST(ShortenEvent, DropsCaptionsAndBylinesFromTheLast) {
  Parts parts;
  parts.article.captions = {"đầu", "hai"};
  parts.article.captions.resize(5000, "Ảnh");
  parts.article.bylines.resize(5000, "An Bình");
  const json event = Shortened(parts);
  EXPECT_EQ(event["captions"][0], "đầu");
  EXPECT_LT(event["captions"].size(), 5000U);
  EXPECT_GE(event["bylines"].size(), 10U);
}

TEST(ShortenEvent, EmptiesAnAddressRatherThanHalfOfIt) {
  Parts parts;
  parts.article.url = "https://bao.vn/" + std::string(100'000, 'a');
  parts.article.site = std::string(50'000, 'b');
  parts.article.source = std::string(50'000, 's');
  parts.article.published = "2026-11-23T10:00:00." + std::string(50'000, '0') + "Z";
  const json event = Shortened(parts);
  EXPECT_EQ(event["url"], "");
  EXPECT_EQ(event["site"], "");
  EXPECT_FALSE(event.contains("source"));
  EXPECT_TRUE(event["published"].is_null());
  EXPECT_TRUE(event["published_from"].is_null());
}

TEST(ShortenEvent, KeepsOneLongMemberFromPushingOutTheOthers) {
  Parts parts;
  parts.article.body = Times(1000, "Xe đi lại. ");
  parts.article.headline = Times(20'000, "dài ");
  const json event = Shortened(parts);
  EXPECT_GE(event["body"].get<std::string>().size(), kLimit / 3);
  EXPECT_GE(event["headline"].get<std::string>().size(), kLimit / 64);
}

TEST(ShortenEvent, GivesALongIdentityTheSameShortFormWhereverItStands) {
  Parts parts;
  parts.article.id = std::string(100'000, 'i');
  parts.decision = {Relation::kUpdate, parts.article.id, parts.article.id, parts.article.id, 0.5, std::nullopt};
  const json event = Shortened(parts);
  const std::string id = event["id"];
  EXPECT_THAT(id, StartsWith("iiii"));
  EXPECT_LT(id.size(), 1024U);
  EXPECT_EQ(event["dedup"]["of"], id);
  EXPECT_EQ(event["dedup"]["cluster"], id);
  parts.article.id += 'j';
  EXPECT_NE(Shortened(parts)["id"], id);
}

TEST(ShortenEvent, FitsWhateverIsLong) {
  Parts parts;
  CleanArticle& a = parts.article;
  const std::string text = Times(30'000, "\"ữ\" ");
  for (std::string* member : {&a.id, &a.url, &a.source, &a.headline, &a.lead, &a.body, &a.credit, &a.site})
    *member = text;
  a.site = std::string(100'000, 'b');
  a.captions.resize(3, text);
  a.bylines.resize(20'000, "x");
  a.extra = {{"x", '"' + std::string(100'000, 'x') + '"'}};
  parts.decision = {Relation::kUpdate, text, text, text, 0.5, std::nullopt};
  parts.classification.topics = {{std::string(50'000, 'c'), text, 1}};
  for (const std::size_t limit : {kLimit, kLimit + 1, std::size_t{100'000}, std::size_t{1'000'000}}) {
    Shortened(parts.Json(), limit);
  }
}

TEST(ShortenEvent, CanBeShortenedAgain) {
  Parts parts;
  parts.article.body = Times(100'000, "Xe đi lại từ sáng nay. ");
  const std::string once = ShortenEvent(parts.Json(), 100'000);
  const std::string twice = ShortenEvent(once, 50'000);
  EXPECT_EQ(Shortened(once, 50'000), json::parse(twice));
  EXPECT_EQ(twice.find("truncated"), twice.rfind("truncated"));
}

TEST(ShortenEvent, ReturnsWhatIsNoEventAsItIs) {
  for (const std::string& text : {std::string(100, 'x'), "{" + std::string(100, '"'), "{\"a\"" + std::string(50, ':'),
                                  "[" + std::string(100, '['), std::string(100, '{'), "{" + std::string(100, '\\')}) {
    EXPECT_EQ(ShortenEvent(text, 10), text);
  }
}

}  // namespace
}  // namespace dongtin
