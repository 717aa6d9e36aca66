#include "daemon/config_value.h"

#include <gtest/gtest.h>

#include <map>

#include "daemon/suggest.h"

namespace dongtin {
namespace {

TEST(ParseSize, TakesBytesAndPowersOf1024) {
  EXPECT_EQ(*ParseSize("0"), 0);
  EXPECT_EQ(*ParseSize("65536"), 65536);
  EXPECT_EQ(*ParseSize("64KiB"), 65536);
  EXPECT_EQ(*ParseSize("8MiB"), 8 << 20);
  EXPECT_EQ(*ParseSize("3GiB"), std::int64_t{3} << 30);
}

TEST(ParseSize, RefusesWhatCouldBeMeantInTwoWays) {
  for (const char* text : {"", "8MB", "8M", "8 MiB", "1.5MiB", "-1", "+1", "MiB", "0x10", "8MiB "}) {
    EXPECT_FALSE(ParseSize(text)) << text;
  }
}

TEST(ParseSize, SaysThatANumberIsTooLarge) {
  EXPECT_EQ(ParseSize("99999999999999999999").error().message, "`99999999999999999999` is too large");
  EXPECT_EQ(ParseSize("9223372036854775807GiB").error().message, "`9223372036854775807GiB` is too large");
  EXPECT_EQ(*ParseSize("9223372036854775807"), INT64_MAX);
}

TEST(ParseSize, SaysHowToWriteIt) {
  EXPECT_NE(ParseSize("8MB").error().message.find("such as 8MiB"), std::string::npos);
}

TEST(ParseDurationMs, TakesEachUnit) {
  EXPECT_EQ(*ParseDurationMs("500ms"), 500);
  EXPECT_EQ(*ParseDurationMs("30s"), 30'000);
  EXPECT_EQ(*ParseDurationMs("5m"), 300'000);
  EXPECT_EQ(*ParseDurationMs("72h"), 259'200'000);
  EXPECT_EQ(*ParseDurationMs("7d"), 604'800'000);
}

TEST(ParseDurationMs, WantsAUnit) {
  EXPECT_FALSE(ParseDurationMs("72"));
  EXPECT_FALSE(ParseDurationMs("h"));
  EXPECT_FALSE(ParseDurationMs("1w"));
}

TEST(FormatSize, IsReadBackAsTheSame) {
  for (const std::int64_t bytes : {std::int64_t{0}, std::int64_t{1}, std::int64_t{1023}, std::int64_t{1024},
                                   std::int64_t{1536}, std::int64_t{5} << 20, std::int64_t{7} << 30}) {
    EXPECT_EQ(*ParseSize(FormatSize(bytes)), bytes) << FormatSize(bytes);
  }
  EXPECT_EQ(FormatSize(8 << 20), "8MiB");
}

TEST(FormatDurationMs, IsReadBackAsTheSame) {
  for (const std::int64_t ms : {0, 1, 999, 1000, 90'000, 3'600'000, 259'200'000}) {
    EXPECT_EQ(*ParseDurationMs(FormatDurationMs(ms)), ms) << FormatDurationMs(ms);
  }
  EXPECT_EQ(FormatDurationMs(259'200'000), "72h");
}

Environment Variables(std::map<std::string, std::string> variables) {
  return [variables = std::move(variables)](const std::string& name) -> std::optional<std::string> {
    const auto found = variables.find(name);
    if (found == variables.end()) return std::nullopt;
    return found->second;
  };
}

TEST(ExpandEnvironment, ReplacesVariables) {
  const auto environment = Variables({{"HOST", "kafka"}, {"PORT", "9092"}});
  EXPECT_EQ(*ExpandEnvironment("${HOST}:${PORT}", environment), "kafka:9092");
  EXPECT_EQ(*ExpandEnvironment("plain $HOST", environment), "plain $HOST");
}

TEST(ExpandEnvironment, TakesTheDefaultWhenAVariableIsUnsetOrEmpty) {
  const auto environment = Variables({{"EMPTY", ""}, {"SET", "value"}});
  EXPECT_EQ(*ExpandEnvironment("${NONE:-default}", environment), "default");
  EXPECT_EQ(*ExpandEnvironment("${EMPTY:-default}", environment), "default");
  EXPECT_EQ(*ExpandEnvironment("${SET:-default}", environment), "value");
  EXPECT_EQ(*ExpandEnvironment("${NONE:-}", environment), "");
}

TEST(ExpandEnvironment, NamesTheVariableThatIsNotSet) {
  EXPECT_NE(ExpandEnvironment("${KAFKA_PASSWORD}", Variables({})).error().message.find("`KAFKA_PASSWORD`"),
            std::string::npos);
}

TEST(ExpandEnvironment, DoesNotExpandWhatAVariableHolds) {
  EXPECT_EQ(*ExpandEnvironment("${A}", Variables({{"A", "${B}"}, {"B", "secret"}})), "${B}");
}

TEST(ExpandEnvironment, TakesADoubledDollarForTheCharactersThemselves) {
  EXPECT_EQ(*ExpandEnvironment("a$${B}c", Variables({})), "a${B}c");
}

TEST(ExpandEnvironment, RefusesAReferenceThatIsNotClosed) {
  EXPECT_FALSE(ExpandEnvironment("${HOST", Variables({{"HOST", "kafka"}})));
}

TEST(Nearest, FindsASlipOfTheHand) {
  const std::vector<std::string> keys = {"input.topics", "input.format", "output.topic"};
  EXPECT_EQ(Nearest("input.topik", keys), "input.topics");
  EXPECT_EQ(Nearest("intput.format", keys), "input.format");
  EXPECT_EQ(Nearest("otuput.topic", keys), "output.topic");
}

TEST(Nearest, StaysSilentWhenNothingIsNear) {
  const std::vector<std::string> commands = {"run", "process"};
  EXPECT_EQ(Nearest("publish", commands), std::nullopt);
  EXPECT_EQ(Nearest(std::string(10'000, 'r'), commands), std::nullopt);
  EXPECT_EQ(Nearest("run", std::vector<std::string>()), std::nullopt);
}

}  // namespace
}  // namespace dongtin
