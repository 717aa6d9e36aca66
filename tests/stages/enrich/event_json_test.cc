#include "stages/enrich/event_json.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "stages/classify/classify.h"
#include "tests/support/event_schema.h"

namespace dongtin {
namespace {

using nlohmann::json;

struct Parts {
  Coordinates at = {"raw", 2, 41};
  CleanArticle article;
  Decision decision;
  Classification classification;
  Versions versions = {"0.1.0", "rules-1", "topics-1"};

  std::string Json() const { return EventJson(at, article, decision, classification, versions); }
};

Parts Full() {
  Parts parts;
  CleanArticle& a = parts.article;
  a.id = "a-1";
  a.url = "https://bao.vn/tin/1";
  a.site = "bao.vn";
  a.source = "Báo mẫu";
  a.headline = "Cầu mới \"thông xe\"";
  a.lead = "Cầu dài 1 km.";
  a.body = "Cầu dài 1 km.\n\nXe đi lại từ sáng.";
  a.captions = {"Cầu mới"};
  a.bylines = {"An Bình"};
  a.credit = "Hãng tin";
  a.published = "2026-11-23T07:05:00+07:00";
  a.published_from = "message";
  a.quality.chars_in = 80;
  a.quality.chars_kept = 60;
  a.quality.chars_by_label[static_cast<std::size_t>(LineLabel::kBody)] = 60;
  a.quality.chars_by_label[static_cast<std::size_t>(LineLabel::kTeaser)] = 20;
  a.extra = {{"desk", R"({"n": 1.50})"}, {"tags", "[\n \"x\"\r\n]"}};
  parts.decision.cluster = "a-1";
  parts.classification = {"vi", 0.98765, {{"04000000", "economy, business and finance", 0.5}}, "report", {"too_short"}};
  return parts;
}

TEST(EventJson, WritesEveryMemberInItsOrder) {
  const std::string event = Full().Json();
  EXPECT_EQ(event,
            R"({"id":"a-1","url":"https://bao.vn/tin/1","site":"bao.vn","source":"Báo mẫu",)"
            R"("headline":"Cầu mới \"thông xe\"","lead":"Cầu dài 1 km.","body":"Cầu dài 1 km.\n\nXe đi lại từ sáng.",)"
            R"("captions":["Cầu mới"],"bylines":["An Bình"],"credit":"Hãng tin",)"
            R"("published":"2026-11-23T07:05:00+07:00","published_from":"message",)"
            R"("language":"vi","language_confidence":0.9877,)"
            R"("dedup":{"relation":"new","cluster":"a-1","of":null,"similarity":0,"log_offset":null},)"
            R"("topics":[{"code":"04000000","name":"economy, business and finance","confidence":0.5}],)"
            R"("kind":"report","flags":["too_short"],"entities":[],)"
            R"("quality":{"chars_in":80,"chars_kept":60,"dropped":{"teaser":0.25}},)"
            R"("extra":{"desk":{"n": 1.50},"tags":[  "x"  ]},)"
            R"("provenance":{"topic":"raw","partition":2,"offset":41,"program":"0.1.0","rules":"rules-1",)"
            R"("topics_model":"topics-1"}})");
  EXPECT_TRUE(IsValidEvent(event));
}

TEST(EventJson, LeavesOutWhatTheMessageDidNotSay) {
  Parts parts;
  parts.article.id = "b";
  parts.article.headline = "Tin ngắn";
  parts.decision.cluster = "b";
  const std::string event = parts.Json();
  EXPECT_TRUE(IsValidEvent(event));
  const json parsed = json::parse(event);
  EXPECT_FALSE(parsed.contains("source"));
  EXPECT_FALSE(parsed.contains("extra"));
  EXPECT_FALSE(parsed.contains("truncated"));
  EXPECT_TRUE(parsed["published"].is_null());
  EXPECT_TRUE(parsed["published_from"].is_null());
  EXPECT_EQ(parsed["body"], "");
  EXPECT_EQ(parsed["quality"]["dropped"], json::object());
}

TEST(EventJson, NamesTheVersionBeforeForUpdatesOnly) {
  for (std::size_t i = 0; i < kRelationCount; ++i) {
    Parts parts = Full();
    Decision& decision = parts.decision;
    decision.relation = static_cast<Relation>(i);
    const bool alone = decision.relation == Relation::kNew || decision.relation == Relation::kUnknown;
    if (!alone) decision.of = "first";
    decision.previous = "before";
    decision.similarity = 0.5;
    const std::string event = parts.Json();
    EXPECT_TRUE(IsValidEvent(event));
    const json dedup = json::parse(event)["dedup"];
    EXPECT_EQ(dedup["relation"], Name(decision.relation));
    EXPECT_EQ(dedup.contains("previous"), decision.relation == Relation::kUpdate);
    EXPECT_EQ(dedup["of"].is_null(), alone);
  }
}

TEST(EventJson, GivesTheLogOffsetWhenThereIsOne) {
  Parts parts = Full();
  parts.decision.log_offset = 12345678901;
  EXPECT_TRUE(IsValidEvent(parts.Json()));
  EXPECT_EQ(json::parse(parts.Json())["dedup"]["log_offset"], 12345678901);
}

TEST(EventJson, StaysOnOneLineWhateverTheTextHolds) {
  Parts parts = Full();
  parts.article.body = "a\nb\r\n\tc \"d\" \\e\\ \x01 \xe2\x80\xa8";
  const std::string event = parts.Json();
  EXPECT_TRUE(IsValidEvent(event));
  EXPECT_EQ(json::parse(event)["body"], parts.article.body);
}

TEST(EventJson, RepairsAFileNameThatIsNotUtf8) {
  Parts parts = Full();
  parts.at.topic = "tin\xff.jsonl";
  EXPECT_TRUE(IsValidEvent(parts.Json()));
  EXPECT_EQ(json::parse(parts.Json())["provenance"]["topic"], "tin\xEF\xBF\xBD.jsonl");
}

TEST(EventJson, SharesEveryDroppedLabelAndNoKeptOne) {
  Parts parts = Full();
  CleanArticle::Quality& quality = parts.article.quality;
  quality.chars_in = 10 * kLineLabelCount;
  std::fill(std::begin(quality.chars_by_label), std::end(quality.chars_by_label), 10);
  EXPECT_TRUE(IsValidEvent(parts.Json()));
  const json dropped = json::parse(parts.Json())["quality"]["dropped"];
  EXPECT_EQ(dropped.size(), kLineLabelCount - 3);
  for (const char* const kept : {"title", "lead", "body"}) EXPECT_FALSE(dropped.contains(kept));
}

// ---- the schema itself

json Schema() {
  std::ifstream in(DONGTIN_EVENT_SCHEMA);
  return json::parse(in);
}

template <typename Names>
std::vector<std::string> Strings(const Names& names) {
  return {names.begin(), names.end()};
}

TEST(EventSchema, ListsTheClosedSetsOfTheProgram) {
  const json properties = Schema()["properties"];
  EXPECT_EQ(properties["kind"]["enum"], json(Strings(kArticleKinds)));
  EXPECT_EQ(properties["flags"]["items"]["enum"], json(Strings(kArticleFlags)));
  std::vector<std::string> relations;
  for (std::size_t i = 0; i < kRelationCount; ++i) relations.emplace_back(Name(static_cast<Relation>(i)));
  EXPECT_EQ(properties["dedup"]["properties"]["relation"]["enum"], json(relations));
}

TEST(EventSchema, RefusesWhatIsNotAnEvent) {
  const json good = json::parse(Full().Json());
  const auto refused = [&](auto change) {
    json event = good;
    change(event);
    return !IsValidEvent(event.dump());
  };
  ASSERT_FALSE(refused([](json&) {}));
  EXPECT_TRUE(refused([](json& e) { e.erase("body"); }));
  EXPECT_TRUE(refused([](json& e) { e["surprise"] = 1; }));
  EXPECT_TRUE(refused([](json& e) { e["id"] = ""; }));
  for (const char* time : {"yesterday", "2026-11-23", "2026-11-23T07:05:00", "2026-11-23 07:05:00Z",
                           "2026-11-23t07:05:00Z", "2026-11-23T07:05:00z", "2026-11-23T07:05:00+0700"}) {
    EXPECT_TRUE(refused([&](json& e) { e["published"] = time; })) << time;
  }
  EXPECT_FALSE(refused([](json& e) { e["published"] = "2026-11-23T07:05:00.25Z"; }));
  EXPECT_TRUE(refused([](json& e) { e["language_confidence"] = 1.5; }));
  EXPECT_TRUE(refused([](json& e) { e["kind"] = "novel"; }));
  EXPECT_TRUE(refused([](json& e) { e["flags"] = {"too_short", "too_short"}; }));
  EXPECT_TRUE(refused([](json& e) { e["dedup"]["relation"] = "twin"; }));
  EXPECT_TRUE(refused([](json& e) { e["dedup"]["relation"] = "near"; }));  // of whom?
  EXPECT_TRUE(refused([](json& e) { e["dedup"]["previous"] = "x"; }));
  EXPECT_TRUE(refused([](json& e) { e["quality"]["dropped"]["body"] = 0.1; }));
  EXPECT_TRUE(refused([](json& e) { e["provenance"]["offset"] = "1"; }));
}

TEST(IsValidEvent, RefusesSeveralLinesBadUtf8AndBadJson) {
  EXPECT_FALSE(IsValidEvent(""));
  EXPECT_FALSE(IsValidEvent("{"));
  EXPECT_FALSE(IsValidEvent(Full().Json() + "\n"));
  Parts parts = Full();
  parts.article.credit = "\xff";
  EXPECT_FALSE(IsValidEvent(parts.Json()));
}

TEST(IsValidEvent, RefusesWhatIsNotNfcExceptInExtra) {
  Parts parts = Full();
  parts.article.extra = {{"desk", "\"e\u0301\""}};
  EXPECT_TRUE(IsValidEvent(parts.Json()));
  parts.article.bylines = {"Le\u0301a"};
  EXPECT_FALSE(IsValidEvent(parts.Json()));
}

}  // namespace
}  // namespace dongtin
