// `dongtin process`, end to end on the real binary.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

#include "stages/text/json_writer.h"
#include "tests/daemon/cli/program.h"
#include "tests/support/event_schema.h"

namespace dongtin {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::testing::StartsWith;

// An article of its own: words drawn by a fixed generator, so that no two are copies of each other.
std::string Article(int number) {
  static const std::vector<std::string> words = {
      "thành", "phố",  "dự",    "án",   "đường", "trường", "bệnh",  "viện", "người", "dân",  "công", "ty",
      "sông",  "cầu",  "huyện", "tỉnh", "năm",   "tháng",  "nước",  "rừng", "biển",  "chợ",  "gạo",  "cà",
      "phê",   "xuất", "khẩu",  "giá",  "tăng",  "giảm",   "đội",   "bóng", "giải",  "nhà",  "máy",  "điện",
      "gió",   "mưa",  "bão",   "học",  "sinh",  "thầy",   "giáo",  "sách", "phim",  "nhạc", "lễ",   "hội",
      "làng",  "nghề", "gốm",   "lụa",  "tàu",   "xe",     "đường", "sắt",  "cảng",  "kho",  "hàng", "thuế"};
  std::uint64_t state = static_cast<std::uint64_t>(number) * 2654435761U + 12345;
  const auto next = [&] {
    state = state * 6364136223846793005U + 1442695040888963407U;
    return words[(state >> 33) % words.size()];
  };
  std::string text = "Bản tin số " + std::to_string(number) + " của " + next() + " " + next() + "\n\n";
  for (int paragraph = 0; paragraph < 4; ++paragraph) {
    std::string sentence = "Theo";
    for (int i = 0; i < 28; ++i) sentence += " " + next();
    text += sentence + ".\n\n";
  }
  return text;
}

std::string Message(int number) {
  JsonWriter json;
  json.BeginObject();
  json.Key("id").String("good-" + std::to_string(number));
  json.Key("text").String(Article(number));
  json.Key("fetched_at").String("2026-11-20T08:00:00Z");
  json.EndObject();
  return std::move(json).Take();
}

struct BadMessage {
  std::string name;
  std::string bytes;  // one line
  std::string reason;
};

std::string Repeated(const std::string& text, int times) {
  std::string all;
  for (int i = 0; i < times; ++i) all += text;
  return all;
}

std::vector<BadMessage> BadMessages() {
  return {
      {"no closing brace", R"({"id":"x","text":"a")", "bad_json"},
      {"comma before the end", R"({"text":"a",})", "bad_json"},
      {"single quotes", R"({'text':'a'})", "bad_json"},
      {"a name without quotes", R"({text:"a"})", "bad_json"},
      {"words behind the object", R"({"text":"a"} and so on)", "bad_json"},
      {"two objects", R"({"text":"a"}{"text":"b"})", "bad_json"},
      {"a raw tab in a string", "{\"text\":\"a\tb\"}", "bad_json"},
      {"an escape that is none", R"({"text":"\x41"})", "bad_json"},
      {"half a Unicode escape", R"({"text":"\u12"})", "bad_json"},
      {"NaN", R"({"text":"a","score":NaN})", "bad_json"},
      {"a zero in front", R"({"text":"a","score":01})", "bad_json"},
      {"a plus sign", R"({"text":"a","score":+1})", "bad_json"},
      {"a fraction without digits", R"({"text":"a","score":1.})", "bad_json"},
      {"no comma between members", R"({"text":"a" "url":"b"})", "bad_json"},
      {"a name without a value", R"({"text"})", "bad_json"},
      {"a broken literal", R"({"text":"a","seen":tru})", "bad_json"},
      {"brackets crossed", R"({"text":"a","tags":["b"})", "bad_json"},
      {"a string that does not end", R"({"text":"a)", "bad_json"},
      {"a comment", R"({"text":"a"} // first)", "bad_json"},
      {"undefined", R"({"text":"a","url":undefined})", "bad_json"},
      {"plain words", "not JSON at all", "bad_json"},
      {"HTML", "<html><body><p>Tin</p></body></html>", "bad_json"},
      {"bytes", "\x01\x02\xff\xfe\x80", "bad_json"},
      {"an array", "[]", "not_an_object"},
      {"an object in an array", R"([{"text":"a"}])", "not_an_object"},
      {"a string", R"("text")", "not_an_object"},
      {"a number", "42", "not_an_object"},
      {"null", "null", "not_an_object"},
      {"deep arrays", R"({"text":"a","x":)" + Repeated("[", 200) + Repeated("]", 200) + "}", "too_deep"},
      {"deep objects", Repeated(R"({"x":)", 200) + "1" + Repeated("}", 200), "too_deep"},
      {"ten thousand brackets", Repeated("[", 10'000), "too_deep"},
      {"text twice", R"({"text":"a","text":"b"})", "duplicate_member"},
      {"an unknown member twice", R"({"text":"a","x":1,"x":2})", "duplicate_member"},
      {"a number as id", R"({"id":7,"text":"a"})", "wrong_type"},
      {"a number as text", R"({"text":7})", "wrong_type"},
      {"an array as html", R"({"html":["<p>a</p>"]})", "wrong_type"},
      {"an object as url", R"({"url":{},"text":"a"})", "wrong_type"},
      {"true as title", R"({"title":true,"text":"a"})", "wrong_type"},
      {"numbers as authors", R"({"authors":[1],"text":"a"})", "wrong_type"},
      {"a word as time", R"({"published":"yesterday","text":"a"})", "bad_time"},
      {"month 13", R"({"published":"2026-13-01","text":"a"})", "bad_time"},
      {"30 February", R"({"published":"2026-02-30","text":"a"})", "bad_time"},
      {"a time without zone", R"({"fetched_at":"2026-11-20T08:00:00","text":"a"})", "bad_time"},
      {"nothing", "{}", "no_content"},
      {"an id only", R"({"id":"x"})", "no_content"},
      {"an empty text", R"({"text":""})", "no_content"},
      {"null as text", R"({"text":null})", "no_content"},
      {"text and html", R"({"text":"a","html":"<p>a</p>"})", "two_contents"},
      {"too long", R"({"text":")" + std::string(70'000, 'a') + R"("})", "too_large"},
      {"too long and broken", std::string(70'000, '{'), "too_large"},
      {"no letters", R"({"text":"​\u200b \n"})", "no_article"},
  };
}

// A configuration with a limit that is easy to pass.
constexpr char kSmallMessages[] = "input: {max_bytes: 64KiB}\n";

TEST(Process, AnswersEachBadMessageWithItsReasonAndLeavesItsNeighboursUntouched) {
  const std::vector<BadMessage> bad = BadMessages();
  ASSERT_GE(bad.size(), 40U);
  // The same input twice, once with a blank line in place of each bad message: so the neighbours stand on the same
  // lines, and have to come out equal in every byte.
  std::string mixed, clean;
  for (std::size_t i = 0; i < bad.size(); ++i) {
    const std::string good = Message(static_cast<int>(i)) + "\n";
    mixed += good + bad[i].bytes + "\n";
    clean += good + "\n";
  }
  const std::string last = Message(static_cast<int>(bad.size())) + "\n";
  const ScratchFolder folder;
  const std::string config = folder.Write("small.yaml", kSmallMessages);
  const Ran with = RunDongtin({"process", "--config", config, "--workers", "4"}, mixed + last);
  const Ran without = RunDongtin({"process", "--config", config, "--workers", "4"}, clean + last);
  ASSERT_EQ(with.status, 0) << with.err;
  ASSERT_EQ(without.status, 0) << without.err;

  const std::vector<std::string> lines = SplitLines(with.out);
  const std::vector<std::string> neighbours = SplitLines(without.out);
  ASSERT_THAT(neighbours, SizeIs(bad.size() + 1));
  ASSERT_THAT(lines, SizeIs(2 * bad.size() + 1));
  for (std::size_t i = 0; i < bad.size(); ++i) {
    EXPECT_EQ(lines[2 * i], neighbours[i]) << "before " << bad[i].name;
    EXPECT_THAT(lines[2 * i + 1], StartsWith(R"({"id":)")) << bad[i].name;
    EXPECT_THAT(lines[2 * i + 1], HasSubstr(R"("rejected":{"reason":")" + bad[i].reason + R"(","detail":")"))
        << bad[i].name;
  }
  EXPECT_EQ(lines.back(), neighbours.back());
  for (const std::string& event : neighbours) EXPECT_TRUE(IsValidEvent(event)) << event;
}

TEST(Process, PrintsEventsThatTheSchemaTakes) {
  std::string input;
  for (int i = 0; i < 5; ++i) input += Message(i) + "\n";
  input += Message(0) + "\n";  // a copy
  input += R"({"id":"title","title":"Tin vắn","url":"https://tin.example/1","extra member":[1,{"a":null}]})"
           "\n";
  input += R"({"id":"html","html":"<h1>Chợ nổi</h1><p>Chợ nổi họp từ sáng sớm trên sông.</p>","language":"vi"})"
           "\n";
  const Ran ran = RunDongtin({"process"}, input);
  ASSERT_EQ(ran.status, 0) << ran.err;
  const auto lines = SplitLines(ran.out);
  ASSERT_THAT(lines, SizeIs(8));
  for (const std::string& line : lines) EXPECT_TRUE(IsValidEvent(line)) << line;
  EXPECT_THAT(lines[5], HasSubstr(R"("relation":"exact")"));
  EXPECT_THAT(lines[5], HasSubstr(R"("of":"good-0")"));
}

TEST(Process, KeepsTheOrderOfTheInputWithManyWorkers) {
  std::string input;
  for (int i = 0; i < 600; ++i) input += i % 7 == 3 ? "broken\n" : Message(i) + "\n";
  const Ran ran = RunDongtin({"process", "--workers", "8"}, input);
  ASSERT_EQ(ran.status, 0) << ran.err;
  const auto lines = SplitLines(ran.out);
  ASSERT_THAT(lines, SizeIs(600));
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const std::string id = i % 7 == 3 ? "-:" + std::to_string(i + 1) : "good-" + std::to_string(i);
    ASSERT_THAT(lines[i], StartsWith(R"({"id":")" + id + "\""));
  }
}

TEST(Process, GivesTheSameBytesForTheSameInput) {
  std::string input;
  for (int i = 0; i < 200; ++i) input += Message(i % 60) + "\n";
  const Ran one = RunDongtin({"process", "--workers", "1"}, input);
  const Ran many = RunDongtin({"process", "--workers", "6"}, input);
  ASSERT_EQ(one.status, 0) << one.err;
  ASSERT_THAT(SplitLines(one.out), SizeIs(200));
  EXPECT_EQ(one.out, many.out);
}

TEST(Process, NamesAnArticleWithoutIdAfterItsFileAndLine) {
  const ScratchFolder folder;
  const std::string file = folder.Write("crawl.jsonl", R"({"title":"Một"})"
                                                       "\n\n  \n"
                                                       R"({"title":"Hai"})"
                                                       "\n");
  const auto from_file = SplitLines(RunDongtin({"process", file}).out);
  ASSERT_THAT(from_file, SizeIs(2));
  EXPECT_THAT(from_file[0], StartsWith(R"({"id":")" + file + ":1\""));
  EXPECT_THAT(from_file[1], StartsWith(R"({"id":")" + file + ":4\""));
  const auto from_stdin = SplitLines(RunDongtin({"process", "-"}, "\n{\"title\":\"Ba\"}").out);
  ASSERT_THAT(from_stdin, SizeIs(1));
  EXPECT_THAT(from_stdin[0], StartsWith(R"({"id":"-:2")"));
}

TEST(Process, ReadsFilesInTheOrderGiven) {
  const ScratchFolder folder;
  const std::string second = folder.Write("b", Message(2) + "\n");
  const std::string first = folder.Write("a", Message(1));  // no line feed at the end
  const auto lines = SplitLines(RunDongtin({"process", second, first}).out);
  ASSERT_THAT(lines, SizeIs(2));
  EXPECT_THAT(lines[0], HasSubstr("good-2"));
  EXPECT_THAT(lines[1], HasSubstr("good-1"));
}

TEST(Process, PrintsDroppedCopiesWhereTheConfigurationDropsThem) {
  const ScratchFolder folder;
  const std::string config = folder.Write("drop.yaml", "dedup: {copies: drop}\n");
  const auto lines = SplitLines(RunDongtin({"process", "--config", config}, Message(1) + "\n" + Message(1) + "\n").out);
  ASSERT_THAT(lines, SizeIs(2));
  EXPECT_TRUE(IsValidEvent(lines[0])) << lines[0];
  EXPECT_THAT(lines[1], StartsWith(R"({"id":"good-1","dropped":{"dedup":{)"));
  EXPECT_THAT(lines[1], HasSubstr(R"("relation":"exact")"));
}

TEST(Process, ObeysTheFieldsOfTheConfiguration) {
  const ScratchFolder folder;
  const std::string config =
      folder.Write("fields.yaml", "input: {fields: {id: /meta/key, title: /content/headline, text: /content/body}}\n");
  const Ran ran = RunDongtin({"process", "--config", config},
                             R"({"meta":{"key":"k1"},"content":{"headline":"Tin vắn trong ngày","body":""}})");
  EXPECT_THAT(ran.out, StartsWith(R"({"id":"k1")"));
  EXPECT_THAT(ran.out, HasSubstr("Tin vắn trong ngày"));
}

TEST(Process, ShortensAnEventToTheLimitOfTheConfiguration) {
  const ScratchFolder folder;
  const std::string config = folder.Write("short.yaml", "output: {max_bytes: 16KiB}\n");
  JsonWriter json;
  json.BeginObject().Key("id").String("a").Key("title").String("Tin vắn trong ngày").Key("text").String(Article(1));
  json.Key("page").String(std::string(100'000, 'x')).EndObject();
  const Ran ran = RunDongtin({"process", "--config", config}, std::move(json).Take());
  EXPECT_THAT(SplitLines(ran.out), SizeIs(1));
  EXPECT_LE(ran.out.size(), std::size_t{16 << 10} + 1);
  EXPECT_THAT(ran.out, HasSubstr(R"("truncated":true)"));
  EXPECT_TRUE(IsValidEvent(SplitLines(ran.out)[0]));
}

TEST(Process, PrintsNothingForEmptyInput) {
  for (const char* input : {"", "\n", "\r\n \n\t\n"}) {
    const Ran ran = RunDongtin({"process"}, input);
    EXPECT_EQ(ran.status, 0);
    EXPECT_THAT(ran.out, IsEmpty());
  }
}

TEST(Process, NamesAMissingFileBeforeAnythingIsPrinted) {
  const ScratchFolder folder;
  const std::string file = folder.Write("there.jsonl", Message(1));
  const Ran ran = RunDongtin({"process", file, folder.Path("not-there.jsonl")});
  EXPECT_EQ(ran.status, 1);
  EXPECT_THAT(ran.out, IsEmpty());
  EXPECT_THAT(ran.err, HasSubstr("not-there.jsonl"));
}

TEST(Process, FailsWhenItsOutputCannotBeWritten) {
  for (const auto out : {Program::Stdout::kFull, Program::Stdout::kBrokenPipe}) {
    const Ran ran = Program({"process"}, Message(1) + "\n", out).Wait();
    EXPECT_EQ(ran.status, 1);
    EXPECT_THAT(ran.err, HasSubstr("output")) << ran.err;
  }
}

}  // namespace
}  // namespace dongtin
