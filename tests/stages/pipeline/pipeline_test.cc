#include "stages/pipeline.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>

#include "tests/support/event_schema.h"

namespace dongtin {
namespace {

using nlohmann::json;

constexpr std::string_view kText =
    "Hội chợ nông sản mở cửa\n\nSáng 20/11, hội chợ nông sản vùng cao khai mạc tại quảng trường trung tâm, có 120 gian "
    "hàng "
    "của các hợp tác xã.\n\nBan tổ chức cho biết người dân trong tỉnh được vào cửa miễn phí trong ba ngày, và các hợp "
    "tác "
    "xã mang đến chè, mật ong, gạo nếp cùng nhiều loại rau trồng trên núi.";

RawMessage Message(const json& value) {
  RawMessage message;
  message.at = {"raw", 1, 5};
  message.fallback_id = "raw-1-5";
  message.key = "k";
  message.value = value.dump();
  message.timestamp_ms = 1'700'000'000'000;
  return message;
}

json Article() { return {{"id", "a"}, {"title", "Hội chợ nông sản mở cửa"}, {"text", kText}, {"desk", {{"n", 1}}}}; }

PipelineOptions Options() {
  PipelineOptions options;
  options.versions = {"0.0.1", "rules-test", ""};
  return options;
}

Decision New() {
  Decision decision;
  decision.cluster = "a";
  return decision;
}

class PipelineTest : public ::testing::Test {
 protected:
  explicit PipelineTest(const PipelineOptions& options = Options()) : pipeline_(options, TopicModel::Default()) {}

  Outcome Run(const RawMessage& message, const Decision& decision = New()) {
    return pipeline_.Finish(message, pipeline_.Prepare(message), decision);
  }

  // The event, checked against the schema; null when there is none.
  json RunToEvent(const RawMessage& message, const Decision& decision = New()) {
    const Outcome outcome = Run(message, decision);
    const Event* event = std::get_if<Event>(&outcome);
    if (event == nullptr) return nullptr;
    EXPECT_TRUE(IsValidEvent(event->json));
    EXPECT_EQ(event->id, json::parse(event->json)["id"]);
    return json::parse(event->json);
  }

  Pipeline pipeline_;
};

void ExpectRejected(const Outcome& outcome, std::string_view id, RejectReason reason) {
  const Rejected* rejected = std::get_if<Rejected>(&outcome);
  ASSERT_NE(rejected, nullptr);
  EXPECT_EQ(rejected->id, id);
  EXPECT_EQ(rejected->reject.reason, reason);
  EXPECT_FALSE(rejected->reject.detail.empty());
}

TEST_F(PipelineTest, MakesAnEventOfAnArticle) {
  const json event = RunToEvent(Message(Article()));
  ASSERT_FALSE(event.is_null());
  EXPECT_EQ(event["id"], "a");
  EXPECT_EQ(event["headline"], "Hội chợ nông sản mở cửa");
  EXPECT_THAT(event["body"].get<std::string>(), ::testing::HasSubstr("120 gian hàng"));
  EXPECT_EQ(event["language"], "vi");
  EXPECT_EQ(event["dedup"]["relation"], "new");
  EXPECT_EQ(event["extra"]["desk"]["n"], 1);
  EXPECT_EQ(event["provenance"]["topic"], "raw");
  EXPECT_EQ(event["provenance"]["partition"], 1);
  EXPECT_EQ(event["provenance"]["offset"], 5);
  EXPECT_EQ(event["provenance"]["program"], "0.0.1");
  EXPECT_EQ(event["provenance"]["topics_model"], TopicModel::Default()->version());
}

TEST_F(PipelineTest, PublishesADayAsItsMidnightWhereThePageIsFrom) {
  json article = Article();
  article["published"] = "2026-11-23";
  EXPECT_EQ(RunToEvent(Message(article))["published"], "2026-11-23T00:00:00+07:00");
  article = {{"title", "Market opens"}, {"text", "The market of the hills opened today."}, {"published", "2026-11-23"}};
  EXPECT_EQ(RunToEvent(Message(article))["published"], "2026-11-23T00:00:00Z");
  article["published"] = "2026-11-23 07:05:00+09:00";
  EXPECT_EQ(RunToEvent(Message(article))["published"], "2026-11-23T07:05:00+09:00");
  article.erase("published");
  EXPECT_TRUE(RunToEvent(Message(article))["published"].is_null());
}

TEST_F(PipelineTest, AsksTheDecisionLogAboutTheArticle) {
  const RawMessage message = Message(Article());
  const Prepared prepared = pipeline_.Prepare(message);
  const Question* question = prepared.question();
  ASSERT_NE(question, nullptr);
  EXPECT_EQ(question->kind, Question::Kind::kArticle);
  EXPECT_EQ(question->id, "a");
  EXPECT_EQ(question->identity, MakeIdentity(message));
  EXPECT_EQ(question->key, HashKey("k"));
  EXPECT_GT(question->fingerprint.words, 0U);
}

TEST_F(PipelineTest, OneNameIsOneStringHoweverItsAccentsAreWritten) {
  json article = Article();
  article["id"] = "báo-1";
  article["url"] = "https://tin.example/báo";
  article["source"] = "Báo";
  const Prepared composed = pipeline_.Prepare(Message(article));
  article["id"] = "ba\u0301o-1";
  article["url"] = "https://tin.example/ba\u0301o";
  article["source"] = "Ba\u0301o";
  const Prepared decomposed = pipeline_.Prepare(Message(article));
  EXPECT_EQ(decomposed.id, "báo-1");
  EXPECT_EQ(decomposed.question()->id, "báo-1");
  EXPECT_EQ(decomposed.question()->fingerprint.url, composed.question()->fingerprint.url);
  EXPECT_EQ(RunToEvent(Message(article))["id"], "báo-1");
}

TEST_F(PipelineTest, NamesAnArticleThatCleaningRejectsInNfc) {
  ExpectRejected(Run(Message({{"id", "ba\u0301o-1"}, {"text", " "}})), "báo-1", RejectReason::kNoArticle);
}

TEST_F(PipelineTest, AsksTheSameAgainForTheSameMessage) {
  const RawMessage message = Message(Article());
  const Prepared first = pipeline_.Prepare(message);
  pipeline_.Prepare(Message({{"title", "Tin khác"}}));
  const Prepared second = pipeline_.Prepare(message);
  EXPECT_EQ(first.question()->identity, second.question()->identity);
  EXPECT_EQ(first.question()->fingerprint.exact, second.question()->fingerprint.exact);
  EXPECT_EQ(first.question()->fingerprint.shingles, second.question()->fingerprint.shingles);
}

TEST_F(PipelineTest, TakesTheTimeOfFetchingThenOfTheRecordThenNone) {
  json article = Article();
  article["fetched_at"] = "2023-11-14T00:00:00Z";
  RawMessage message = Message(article);
  EXPECT_EQ(pipeline_.Prepare(message).question()->time_ms, 1'699'920'000'000);
  article.erase("fetched_at");
  message.value = article.dump();
  EXPECT_EQ(pipeline_.Prepare(message).question()->time_ms, 1'700'000'000'000);
  message.timestamp_ms = -1;
  EXPECT_EQ(pipeline_.Prepare(message).question()->time_ms, 0);
}

TEST_F(PipelineTest, TakesNoTimeOfFetchingAfterTheRecordWasWritten) {
  json article = Article();
  article["fetched_at"] = "2999-01-01T00:00:00Z";
  RawMessage message = Message(article);
  EXPECT_EQ(pipeline_.Prepare(message).question()->time_ms, 1'700'000'000'000);
  message.timestamp_ms = -1;  // a file has no other clock; dedup does not trust one time
  EXPECT_EQ(pipeline_.Prepare(message).question()->time_ms, 32'472'144'000'000);
}

TEST_F(PipelineTest, HasNoKeyHashForARecordWithoutAKey) {
  RawMessage message = Message(Article());
  message.key = std::nullopt;
  EXPECT_EQ(pipeline_.Prepare(message).question()->key, 0U);
}

TEST_F(PipelineTest, TakesAnArticleDownForATombstone) {
  RawMessage message = Message({});
  message.value = std::nullopt;
  const Prepared prepared = pipeline_.Prepare(message);
  ASSERT_NE(prepared.question(), nullptr);
  EXPECT_EQ(prepared.question()->kind, Question::Kind::kTakedown);
  EXPECT_EQ(prepared.question()->key, HashKey("k"));
  EXPECT_TRUE(std::holds_alternative<Takedown>(Run(message)));
}

TEST_F(PipelineTest, RejectsATombstoneThatNamesNoArticle) {
  RawMessage message = Message({});
  message.value = std::nullopt;
  message.key = std::nullopt;
  EXPECT_EQ(pipeline_.Prepare(message).question(), nullptr);
  ExpectRejected(Run(message), "raw-1-5", RejectReason::kTombstoneWithoutKey);
}

TEST_F(PipelineTest, RejectsWhatCannotBeParsed) {
  RawMessage message = Message({});
  message.value = "{\"title\":";
  EXPECT_EQ(pipeline_.Prepare(message).question(), nullptr);
  ExpectRejected(Run(message), "raw-1-5", RejectReason::kBadJson);
}

TEST_F(PipelineTest, GoesOnAfterARejectedMessage) {
  RawMessage bad = Message({});
  bad.value = "[";
  Run(bad);
  EXPECT_FALSE(RunToEvent(Message(Article())).is_null());
}

TEST_F(PipelineTest, MakesAnEventOfAHeadlineWithoutText) {
  const json event = RunToEvent(Message({{"title", "Nghỉ học ngày mai"}}));
  ASSERT_FALSE(event.is_null());
  EXPECT_EQ(event["id"], "raw-1-5");
  EXPECT_EQ(event["body"], "");
}

Decision CopyOf(std::string id, Relation relation) {
  Decision decision;
  decision.relation = relation;
  decision.cluster = id;
  decision.of = id;
  if (relation == Relation::kUpdate) decision.previous = id;
  decision.similarity = 0.9;
  return decision;
}

TEST_F(PipelineTest, PublishesCopiesUnlessToldToDropThem) {
  for (const Relation relation : {Relation::kExact, Relation::kNear, Relation::kUpdate, Relation::kRelated}) {
    const json event = RunToEvent(Message(Article()), CopyOf("first", relation));
    ASSERT_FALSE(event.is_null());
    EXPECT_EQ(event["dedup"]["relation"], Name(relation));
    EXPECT_EQ(event["dedup"]["of"], "first");
  }
}

class DroppingPipelineTest : public PipelineTest {
 protected:
  DroppingPipelineTest() : PipelineTest(DropCopies()) {}
  static PipelineOptions DropCopies() {
    PipelineOptions options = Options();
    options.drop_copies = true;
    return options;
  }
};

TEST_F(DroppingPipelineTest, DropsExactAndNearCopiesOnly) {
  for (const Relation relation : {Relation::kExact, Relation::kNear}) {
    const Outcome outcome = Run(Message(Article()), CopyOf("first", relation));
    const Dropped* dropped = std::get_if<Dropped>(&outcome);
    ASSERT_NE(dropped, nullptr);
    EXPECT_EQ(dropped->id, "a");
    EXPECT_EQ(dropped->decision.of, "first");
  }
  for (const Relation relation : {Relation::kUpdate, Relation::kRelated}) {
    EXPECT_FALSE(RunToEvent(Message(Article()), CopyOf("first", relation)).is_null());
  }
  EXPECT_FALSE(RunToEvent(Message(Article())).is_null());
}

TEST(Pipeline, ShortensAnEventToItsLimit) {
  PipelineOptions options = Options();
  options.enrich.max_bytes = kMinEventBytes;
  Pipeline pipeline(options, TopicModel::Default());
  json article = Article();
  std::string text(kText);
  for (int i = 0; i < 600; ++i) {
    text += "\n\nNgày hội thứ " + std::to_string(i) + " có thêm " + std::to_string(i * 7) +
            " gian hàng của các xã vùng cao.";
  }
  article["text"] = text;
  const RawMessage message = Message(article);
  const Outcome outcome = pipeline.Finish(message, pipeline.Prepare(message), New());
  const Event& event = std::get<Event>(outcome);
  EXPECT_LE(event.json.size(), kMinEventBytes);
  EXPECT_TRUE(IsValidEvent(event.json));
  EXPECT_EQ(json::parse(event.json)["truncated"], true);
}

}  // namespace
}  // namespace dongtin
