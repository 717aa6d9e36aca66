#include "daemon/log.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "daemon/printable.h"

namespace dongtin {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;

// What `write` puts on standard error.
template <typename F>
std::string Logged(const LogOptions& options, F write) {
  InitLog(options);
  ::testing::internal::CaptureStderr();
  write();
  std::string lines = ::testing::internal::GetCapturedStderr();
  InitLog(LogOptions());
  return lines;
}

LogOptions Json() {
  LogOptions options;
  options.format = LogOptions::Format::kJson;
  return options;
}

TEST(Log, WritesTimeLevelPartAndMessage) {
  const std::string line = Logged(LogOptions(), [] { Log(LogLevel::kWarn, "kafka", "no broker"); });
  EXPECT_THAT(line, StartsWith("20"));
  EXPECT_THAT(line, EndsWith("Z warn kafka: no broker\n"));
}

TEST(Log, WritesOneJsonObjectALineWhenAskedTo) {
  const std::string line = Logged(Json(), [] { Log(LogLevel::kError, "http", "say \"no\"\n"); });
  EXPECT_THAT(line, StartsWith(R"({"time":"20)"));
  EXPECT_THAT(line, EndsWith(R"(Z","level":"error","part":"http","message":"say \"no\"\n"})"
                             "\n"));
}

TEST(Log, LeavesOutWhatIsBelowTheLevel) {
  LogOptions options;
  options.level = LogLevel::kWarn;
  EXPECT_THAT(Logged(options, [] { Log(LogLevel::kInfo, "engine", "started"); }), IsEmpty());
  EXPECT_THAT(Logged(options, [] { Log(LogLevel::kWarn, "engine", "slow"); }), HasSubstr("slow"));
  EXPECT_TRUE(LogEnabled(LogLevel::kInfo));
  EXPECT_FALSE(LogEnabled(LogLevel::kDebug));
}

TEST(Log, KeepsAMessageOnOneLineWhateverItHolds) {
  const std::string line = Logged(LogOptions(), [] { Log(LogLevel::kInfo, "main", "a\nb\x1b[31m\xff"); });
  EXPECT_THAT(line, EndsWith(" info main: a\\x0ab\\x1b[31m\xef\xbf\xbd\n"));
}

TEST(Printable, LetsNothingSteerATerminal) {
  EXPECT_EQ(Printable("a\x1b[2Jb\r\nc\x7f"), "a [2Jb  c ");
  EXPECT_EQ(Printable("\xff"
                      "a"),
            "\uFFFD"
            "a");
  EXPECT_EQ(Printable("a\u202Eb"), "a b");
}

}  // namespace
}  // namespace dongtin
