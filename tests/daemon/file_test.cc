#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <unistd.h>

#include <fstream>

#include "daemon/file_sink.h"
#include "daemon/file_source.h"
#include "tests/support/builders.h"
#include "tests/support/temp_dir.h"

namespace dongtin {
namespace {

using testing::HasSubstr;

class FileSourceTest : public testing::Test {
 protected:
  std::string File(const std::string& name, const std::string& content) {
    const std::string path = dir_.path() + "/" + name;
    std::ofstream(path, std::ios::binary) << content;
    return path;
  }

  static std::vector<RawMessage> ReadAll(const FileSourceOptions& options) {
    auto source = FileSource::Open(options);
    EXPECT_TRUE(source.ok());
    std::vector<RawMessage> messages;
    while (true) {
      Source::Polled polled = (*source)->Poll(std::chrono::seconds(10));
      auto* message = std::get_if<RawMessage>(&polled);
      if (message == nullptr) {
        EXPECT_TRUE(std::holds_alternative<Source::End>(polled));
        return messages;
      }
      messages.push_back(std::move(*message));
    }
  }

  static std::vector<std::string> Values(const std::vector<RawMessage>& messages) {
    std::vector<std::string> values;
    for (const RawMessage& message : messages) values.push_back(*message.value);
    return values;
  }

  TempDir dir_;
};

using Lines = std::vector<std::string>;

TEST_F(FileSourceTest, SkipsBlankLinesButCountsThem) {
  const std::string file = File("a", "one\n\n \t\r\ntwo\n");
  const std::vector<RawMessage> messages = ReadAll({.files = {file}});
  EXPECT_EQ(Values(messages), (Lines{"one", "two"}));
  EXPECT_EQ(messages[1].fallback_id, file + ":4");
  EXPECT_EQ(messages[1].at, (Coordinates{file, 0, 4}));
}

TEST_F(FileSourceTest, EndsLinesAtLfCrlfAndTheEndOfTheFile) {
  EXPECT_EQ(Values(ReadAll({.files = {File("a", "one\r\ntwo\nlast")}})), (Lines{"one", "two", "last"}));
}

TEST_F(FileSourceTest, AnEmptyFileHasNoMessages) { EXPECT_TRUE(ReadAll({.files = {File("a", "")}}).empty()); }

TEST_F(FileSourceTest, DropsAByteOrderMarkAtTheStartOnly) {
  EXPECT_EQ(Values(ReadAll({.files = {File("a", "\xEF\xBB\xBFone\n\xEF\xBB\xBFtwo\n")}})),
            (Lines{"one", "\xEF\xBB\xBFtwo"}));
}

TEST_F(FileSourceTest, CutsALineOverTheLimitAndGoesOnBehindIt) {
  const std::string file = File("a", std::string(1'000'000, 'x') + "\nnext\n");
  const std::vector<RawMessage> messages = ReadAll({.files = {file}, .max_line_bytes = 10});
  EXPECT_EQ(Values(messages), (Lines{"xxxxxxxxxx", "next"}));
  EXPECT_TRUE(messages[0].cut);
  EXPECT_FALSE(messages[1].cut);
}

TEST_F(FileSourceTest, ALineOfExactlyTheLimitIsWholeWithEitherLineEnd) {
  const std::vector<RawMessage> messages =
      ReadAll({.files = {File("a", "0123456789\r\n0123456789\n0123456789A\n")}, .max_line_bytes = 10});
  ASSERT_EQ(Values(messages), (Lines{"0123456789", "0123456789", "0123456789"}));
  EXPECT_FALSE(messages[0].cut);
  EXPECT_FALSE(messages[1].cut);
  EXPECT_TRUE(messages[2].cut);
}

TEST_F(FileSourceTest, ReadsLinesLongerThanItsBuffer) {
  const std::string line(1 << 20, 'y');
  EXPECT_EQ(Values(ReadAll({.files = {File("a", line + "\n" + line)}})), (Lines{line, line}));
}

TEST_F(FileSourceTest, ReadsFilesOneAfterTheOtherWithLineNumbersOfTheirOwn) {
  const std::string a = File("a", "one\n");
  const std::string b = File("b", "two");
  const std::vector<RawMessage> messages = ReadAll({.files = {a, b}});
  EXPECT_EQ(messages[0].fallback_id, a + ":1");
  EXPECT_EQ(messages[1].fallback_id, b + ":1");
}

TEST_F(FileSourceTest, AFileGivenTwiceHasOtherCoordinatesTheSecondTime) {
  const std::string a = File("a", "one\n");
  const std::vector<RawMessage> messages = ReadAll({.files = {a, a}});
  ASSERT_EQ(messages.size(), 2u);
  EXPECT_NE(messages[0].at, messages[1].at);
}

TEST_F(FileSourceTest, NamesAMissingFileBeforeAnythingIsRead) {
  const auto source = FileSource::Open({.files = {File("a", "one\n"), dir_.path() + "/missing"}});
  ASSERT_FALSE(source.ok());
  EXPECT_THAT(source.error().message, HasSubstr(dir_.path() + "/missing"));
  EXPECT_TRUE(source.error().fatal);
}

TEST_F(FileSourceTest, RefusesAFolder) {
  const auto source = FileSource::Open({.files = {dir_.path()}});
  ASSERT_FALSE(source.ok());
  EXPECT_THAT(source.error().message, HasSubstr("directory"));
}

TEST_F(FileSourceTest, AFileThatGoesAwayBeforeItsTurnIsAFatalError) {
  const std::string file = File("a", "one\n");
  auto source = FileSource::Open({.files = {file}});
  ASSERT_TRUE(source.ok());
  ::unlink(file.c_str());
  const Source::Polled polled = (*source)->Poll(std::chrono::seconds(1));
  const auto* error = std::get_if<IoError>(&polled);
  ASSERT_NE(error, nullptr);
  EXPECT_TRUE(error->fatal);
}

TEST(FileSink, WritesARejectWithReasonAndDetail) {
  const Delivery delivery{MakeMessage(1, "x"), Rejected{"f:1", {RejectReason::kBadJson, "a \"quote\""}}};
  EXPECT_EQ(OutcomeLine(delivery), R"({"id":"f:1","rejected":{"reason":"bad_json","detail":"a \"quote\""}})");
}

TEST(FileSink, WritesADroppedCopyWithItsDecision) {
  Decision decision;
  decision.relation = Relation::kExact;
  decision.cluster = "c";
  decision.of = "first";
  decision.similarity = 1;
  EXPECT_EQ(OutcomeLine({MakeMessage(1, "x"), Dropped{"f:1", decision}}),
            R"({"id":"f:1","dropped":{"dedup":{"relation":"exact","cluster":"c","of":"first","similarity":1,)"
            R"("log_offset":null}}})");
}

TEST(FileSink, WritesALineForATakedown) {
  EXPECT_EQ(OutcomeLine({MakeMessage(1, "x"), Takedown{}}), R"({"id":"in-0-1","takedown":true})");
}

TEST(FileSink, RepairsAnIdThatIsNotUtf8) {
  const Delivery delivery{MakeMessage(1, "x"), Rejected{"\xFF:1", {RejectReason::kBadJson, ""}}};
  EXPECT_THAT(OutcomeLine(delivery), HasSubstr("{\"id\":\"\xEF\xBF\xBD:1\""));
}

TEST(FileSink, AReaderThatWentAwayIsAFatalError) {
  ::signal(SIGPIPE, SIG_IGN);
  int ends[2];
  ASSERT_EQ(::pipe2(ends, O_CLOEXEC), 0);
  ::close(ends[0]);
  const WriteStatus status = FileSink(ends[1]).Write(std::vector{Delivery{MakeMessage(1, "x"), Takedown{}}});
  ::close(ends[1]);
  ASSERT_FALSE(status.ok());
  EXPECT_TRUE(status.error().fatal);
}

}  // namespace
}  // namespace dongtin
