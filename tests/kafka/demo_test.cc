#include "daemon/demo/demo.h"

#include <gmock/gmock.h>

#include <set>
#include <thread>

#include "daemon/demo/answer.h"
#include "daemon/demo/feed.h"
#include "daemon/demo/live_view.h"
#include "daemon/demo/terminal.h"
#include "daemon/kafka/sink.h"
#include "daemon/kafka/source.h"

namespace dongtin {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

// A file to print to, and what was printed.
class Printed {
 public:
  Printed() : file_(std::tmpfile()) {}
  ~Printed() { std::fclose(file_); }
  std::FILE* file() { return file_; }
  std::string text() {
    std::string text(static_cast<std::size_t>(std::ftell(file_)), '\0');
    std::rewind(file_);
    EXPECT_EQ(std::fread(text.data(), 1, text.size(), file_), text.size());
    return text;
  }

 private:
  std::FILE* file_;
};

RawMessage EventRecord(const std::string& json) {
  RawMessage record;
  record.headers = {{"ce_id", "articles-0-7"}};
  record.value = json;
  record.timestamp_ms = 1'795'000'000'000;
  return record;
}

// ---- The terminal.

TEST(Terminal, CountsColumnsNotBytes) {
  EXPECT_EQ(DisplayWidth("Thanh Hóa"), 9);
  EXPECT_EQ(DisplayWidth("Thanh Ho\u0301a"), 9) << "a combining mark takes no column";
  EXPECT_EQ(DisplayWidth("日本"), 4);
}

TEST(Terminal, CutsWithAnEllipsisThatFits) {
  EXPECT_EQ(Clip("Thanh Hóa", 9), "Thanh Hóa");
  EXPECT_EQ(Clip("Thanh Hóa", 8), "Thanh H…");
  EXPECT_EQ(DisplayWidth(Clip("日本日本", 4)), 3);
  EXPECT_EQ(Clip("abc", 0), "");
  EXPECT_EQ(Fit("Huế", 6), "Huế   ");
}

TEST(Terminal, KnowsThatItsOutputFailed) {
  std::FILE* full = std::fopen("/dev/full", "w");
  ASSERT_NE(full, nullptr);
  Terminal terminal(full);
  EXPECT_FALSE(terminal.failed());
  terminal.Line("text");
  EXPECT_TRUE(terminal.failed());
  std::fclose(full);
}

TEST(Terminal, PrintsPlainLinesIntoAFile) {
  Printed printed;
  Terminal terminal(printed.file());
  terminal.Progress("3 of 4");
  terminal.Line(terminal.Paint(Colour::kRed, "REJECTED"));
  EXPECT_EQ(printed.text(), "REJECTED\n");
}

// ---- The feed.

TEST(Feed, ReadsKeysValuesHeadersAndBytes) {
  const auto feed = ParseFeed(
      "{\"key\":\"k\",\"value\":\"v\",\"headers\":{\"h\":\"1\"}}\n{\"key\":null,\"value\":null}\n"
      "{\"key\":\"\",\"value\":null,\"value_hex\":\"00ff\"}");
  ASSERT_TRUE(feed.ok());
  ASSERT_EQ(feed->size(), 3u);
  EXPECT_EQ((*feed)[0].key, "k");
  EXPECT_EQ((*feed)[0].value, "v");
  EXPECT_EQ((*feed)[0].headers, (std::vector<Header>{{"h", "1"}}));
  EXPECT_EQ((*feed)[1].key, std::nullopt);
  EXPECT_EQ((*feed)[1].value, std::nullopt);
  EXPECT_EQ((*feed)[2].value, std::string("\0\xff", 2));
}

TEST(Feed, NamesTheLineThatIsNoEnvelope) {
  for (const char* line : {"[]", "{\"key\":1}", "{\"value_hex\":\"0g\"}", "{\"headers\":{\"h\":1}}", "{"}) {
    const auto feed = ParseFeed("{\"key\":\"k\",\"value\":\"v\"}\n" + std::string(line) + "\n");
    ASSERT_FALSE(feed.ok()) << line;
    EXPECT_THAT(feed.error().message, HasSubstr("line 2"));
  }
}

TEST(Feed, TheSampleHoldsArticlesTombstonesAndBrokenMessagesWithinTheMocksLimit) {
  const auto feed = ParseFeed(SampleFeed());
  ASSERT_TRUE(feed.ok()) << feed.error().message;
  EXPECT_GE(feed->size(), 120u);
  EXPECT_LT(SampleFeed().size(), 1'500'000u);
  std::size_t tombstones = 0, html = 0;
  std::set<std::string> broken;
  for (const RawMessage& message : *feed) {
    if (!message.value) ++tombstones;
    if (message.value && message.value->find("\"html\": \"<!DOCTYPE") != std::string::npos) ++html;
    if (message.key && message.key->rfind("hong-", 0) == 0) broken.insert(*message.key);
  }
  EXPECT_GE(tombstones, 3u);
  EXPECT_GE(html, 5u);
  EXPECT_GE(broken.size(), 12u);
}

// ---- Answers and their view.

TEST(Answer, ReadsAnEvent) {
  const auto answer = ReadAnswer(EventRecord(
      R"({"id":"a1","site":"x.example","headline":"Tin\u001b[31m","language":"vi",)"
      R"("dedup":{"relation":"near","of":"a0","similarity":0.875},"topics":[{"code":"15000000","name":"sport"}]})"));
  ASSERT_TRUE(answer.has_value());
  EXPECT_EQ(answer->input, "articles-0-7");
  EXPECT_EQ(answer->headline, "Tin [31m");
  EXPECT_EQ(answer->relation, "near");
  EXPECT_EQ(answer->of, "a0");
  EXPECT_EQ(answer->similarity, 0.875);
  EXPECT_EQ(answer->topic, "sport");
}

TEST(Answer, ReadsTakedownsAndRejects) {
  RawMessage takedown = EventRecord("");
  takedown.value.reset();
  takedown.key = "https://x.example/1";
  EXPECT_EQ(ReadAnswer(takedown)->kind, Answer::Kind::kTakenDown);

  RawMessage dead;
  dead.value = "broken";
  dead.headers = {{"dongtin.reason", "bad_json"},
                  {"dongtin.detail", "at byte 0"},
                  {"dongtin.topic", "articles"},
                  {"dongtin.partition", "0"},
                  {"dongtin.offset", "3"}};
  const auto answer = ReadAnswer(dead);
  ASSERT_TRUE(answer.has_value());
  EXPECT_EQ(answer->kind, Answer::Kind::kRejected);
  EXPECT_EQ(answer->input, "articles-0-3");
  EXPECT_EQ(answer->reason, "bad_json");
}

TEST(Answer, IsNothingForForeignRecords) {
  EXPECT_FALSE(ReadAnswer(RawMessage()).has_value());
  EXPECT_FALSE(ReadAnswer(EventRecord("{\"id\":")).has_value());
}

TEST(LiveView, SaysWhoseCopyAnArticleIsAndWhyAMessageWasRejected) {
  Printed printed;
  Terminal terminal(printed.file());
  LiveView view(&terminal, 3);
  Answer original;
  original.id = "a0";
  original.headline = "Cầu mới thông xe";
  Answer copy = original;
  copy.id = "a1";
  copy.headline = "Tin nóng: cầu mới";
  copy.relation = "near";
  copy.of = "a0";
  copy.similarity = 0.93;
  Answer reject;
  reject.kind = Answer::Kind::kRejected;
  reject.reason = "bad_time";
  reject.detail = "published is no time";
  for (const Answer& answer : {original, copy, reject}) view.Show(answer);
  view.Summary(std::chrono::milliseconds(1500), "http://127.0.0.1:1");
  EXPECT_THAT(printed.text(),
              AllOf(HasSubstr("NEW"), HasSubstr("93% · near copy of “Cầu mới thông xe”"),
                    HasSubstr("bad_time: published is no time"), HasSubstr("3 messages in, 3 answers out, 1.5 s"),
                    HasSubstr("new 1"), HasSubstr("1× Cầu mới thông xe"), HasSubstr("2 articles/s"),
                    HasSubstr("http://127.0.0.1:1/metrics"), Not(HasSubstr("\x1b"))));
}

// ---- The whole, with a daemon that makes an event of everything but the message at `swallowed`.

class EchoDaemon : public DemoDaemon {
 public:
  EchoDaemon(const KafkaOptions& options, std::int64_t swallowed)
      : source_(*KafkaSource::Make(options)),
        sink_(*KafkaSink::Make(AtLeastOnce(options), {.source = source_.get()})),
        thread_([=, this](std::stop_token stop) {
          while (!stop.stop_requested()) {
            const Source::Polled polled = source_->Poll(std::chrono::milliseconds(20));
            const auto* message = std::get_if<RawMessage>(&polled);
            if (message == nullptr || message->at.offset == swallowed) continue;
            const Delivery delivery{*message, Event{"e", R"({"id":"e","dedup":{"relation":"new"}})"}};
            EXPECT_TRUE(sink_->Write({&delivery, 1}).ok());
          }
        }) {}
  std::string HttpUrl() const override { return "http://127.0.0.1:1"; }

 private:
  static KafkaOptions AtLeastOnce(KafkaOptions options) {
    options.delivery = KafkaDelivery::kAtLeastOnce;
    return options;
  }

  std::unique_ptr<KafkaSource> source_;
  std::unique_ptr<KafkaSink> sink_;
  std::jthread thread_;
};

int RunWith(std::int64_t swallowed, std::string* text) {
  Printed printed;
  DemoOptions options;
  options.fast = true;
  options.give_up = std::chrono::seconds(10);
  options.out = printed.file();
  const int status =
      RunDemo(options, [&](const KafkaOptions& kafka) { return std::make_unique<EchoDaemon>(kafka, swallowed); }, {});
  *text = printed.text();
  return status;
}

TEST(Demo, SucceedsWhenEveryMessageIsAnsweredOnce) {
  std::string text;
  EXPECT_EQ(RunWith(-1, &text), 0) << text;
  EXPECT_THAT(text, HasSubstr("answers out"));
}

TEST(Demo, FailsAndNamesTheMessageThatIsMissing) {
  std::string text;
  EXPECT_EQ(RunWith(5, &text), 1);
  EXPECT_THAT(text, HasSubstr("articles-0-5: no answer came out"));
  EXPECT_THAT(text, Not(HasSubstr("articles-0-6: no answer")));
}

TEST(Demo, EndsWhenAsked) {
  Printed printed;
  DemoOptions options;
  options.out = printed.file();
  std::stop_source stop;
  stop.request_stop();
  EXPECT_EQ(
      RunDemo(
          options, [](const KafkaOptions& kafka) { return std::make_unique<EchoDaemon>(kafka, -1); }, stop.get_token()),
      1);
}

}  // namespace
}  // namespace dongtin
