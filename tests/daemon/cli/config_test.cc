#include "daemon/config.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "daemon/config_schema.h"
#include "daemon/config_table.h"
#include "tests/daemon/cli/program.h"

namespace dongtin {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

constexpr char kConfigFolder[] = DONGTIN_SOURCE_DIR "/deploy/config/";
constexpr char kSchemaFile[] = DONGTIN_SOURCE_DIR "/deploy/schema/config.schema.json";

std::optional<std::string> Unset(const std::string&) { return std::nullopt; }

ConfigProblems ProblemsOf(std::string_view yaml) {
  Config config;
  return ParseConfig(yaml, Unset, &config);
}

Config Parsed(std::string_view yaml, const Environment& environment = Unset) {
  Config config;
  EXPECT_THAT(ParseConfig(yaml, environment, &config), IsEmpty()) << yaml;
  return config;
}

// Each variable holds the same.
Environment Always(const std::string& value) {
  return [value](const std::string&) { return std::optional<std::string>(value); };
}

// `input.max_bytes: 1` -> "input:\n  max_bytes: 1\n"
std::string Nested(std::string path, const std::string& value) {
  std::string yaml;
  std::string margin;
  for (std::size_t dot = path.find('.'); dot != std::string::npos; dot = path.find('.')) {
    yaml += margin + path.substr(0, dot) + ":\n";
    path.erase(0, dot + 1);
    margin += "  ";
  }
  return yaml + margin + path + ": " + value + "\n";
}

TEST(ParseConfig, GivesTheDefaultsForAnEmptyFile) {
  for (const char* yaml : {"", "\n\n", "# nothing\n", "---\n", "input:\noutput:\n"}) {
    const Config config = Parsed(yaml);
    EXPECT_EQ(config.kafka.brokers, "localhost:9092") << yaml;
    EXPECT_EQ(config.input.max_bytes, std::size_t{8} << 20);
    EXPECT_EQ(config.http.address, "127.0.0.1:9308");
    EXPECT_FALSE(config.drop_copies);
  }
}

TEST(ParseConfig, FillsTheOptionsOfEachPart) {
  const Config config = Parsed(R"(
input: {topics: [a, b], format: raw, max_bytes: 1MiB, max_depth: 9, fields: {text: /content/text}}
output: {topic: out, max_bytes: 512KiB}
dead_letter: {topic: dead}
dedup: {window: 7d, max_articles: 5, copies: drop}
engine: {workers: 3, queue_bytes: 1MiB, batch: {messages: 7, bytes: 2MiB, linger: 20ms}}
kafka: {brokers: "x:1,y:2", group: g, properties: {client.id: me, socket.timeout.ms: 1000}}
http: {address: "[::1]:0"}
log: {level: warn, format: json}
)");
  EXPECT_THAT(config.kafka.input_topics, ElementsAre("a", "b"));
  EXPECT_EQ(config.input.format, ParseOptions::Format::kRaw);
  EXPECT_EQ(config.input.max_bytes, std::size_t{1} << 20);
  EXPECT_EQ(config.input.max_depth, 9);
  EXPECT_EQ(config.input.fields.text, "/content/text");
  EXPECT_EQ(config.kafka.output_topic, "out");
  EXPECT_EQ(config.output.max_bytes, std::size_t{512} << 10);
  EXPECT_EQ(config.kafka.dead_letter_topic, "dead");
  EXPECT_EQ(config.dedup.window, std::chrono::hours(168));
  EXPECT_EQ(config.dedup.max_articles, 5U);
  EXPECT_TRUE(config.drop_copies);
  EXPECT_EQ(config.engine.workers, 3);
  EXPECT_EQ(config.engine.batch.messages, 7U);
  EXPECT_EQ(config.engine.batch.linger, std::chrono::milliseconds(20));
  EXPECT_EQ(config.kafka.brokers, "x:1,y:2");
  EXPECT_THAT(config.kafka.properties,
              ElementsAre(std::pair("client.id", "me"), std::pair("socket.timeout.ms", "1000")));
  EXPECT_EQ(config.http.address, "[::1]:0");
  EXPECT_EQ(config.log.level, LogLevel::kWarn);
  EXPECT_EQ(config.log.format, LogOptions::Format::kJson);
}

TEST(ParseConfig, TellsKafkaTheSizeOfMessages) {
  EXPECT_EQ(Parsed("input: {max_bytes: 3MiB}").kafka.max_bytes, std::size_t{3} << 20);
  EXPECT_EQ(Parsed("output: {max_bytes: 2MiB}").kafka.max_event_bytes, std::size_t{2} << 20);
}

TEST(ParseConfig, SuggestsTheNearestKeyForAnUnknownOne) {
  EXPECT_THAT(ProblemsOf("input:\n  max_bytes: 1MiB\n  topik: a\n"),
              ElementsAre("unknown key `input.topik` (line 3): did you mean `input.topics`?"));
}

TEST(ParseConfig, FindsAKeyThatStandsInTheWrongSection) {
  EXPECT_THAT(ProblemsOf("window: 72h\n"), ElementsAre("unknown key `window` (line 1): did you mean `dedup.window`?"));
}

TEST(ParseConfig, SuggestsNothingWhenNothingIsNear) {
  EXPECT_THAT(ProblemsOf("wallpaper: blue\n"), ElementsAre("unknown key `wallpaper` (line 1)"));
}

TEST(ParseConfig, FindsAllFaultsInOnePass) {
  EXPECT_THAT(ProblemsOf("input:\n  max_depth: 0\n  formt: json\ndedup:\n  copies: dorp\nlog: 7\n"),
              ElementsAre("`input.max_depth` (line 2): `0` must be between 1 and 1000",
                          "unknown key `input.formt` (line 3): did you mean `input.format`?",
                          "`dedup.copies` (line 5): `dorp` is not one of mark, drop (did you mean `drop`?)",
                          "`log` (line 6) is a section: its keys stand below it, indented"));
}

TEST(ParseConfig, RefusesAKeyThatStandsThereTwice) {
  EXPECT_THAT(ProblemsOf("log:\n  level: info\n  level: debug\n"),
              ElementsAre("`log.level` (line 3) stands there twice"));
}

TEST(ParseConfig, RefusesAKeyWithoutAValue) {
  EXPECT_THAT(ProblemsOf("log:\n  level:\n"), ElementsAre("`log.level` (line 2): has no value"));
}

TEST(ParseConfig, NamesTheLineWhereTheYamlBreaks) {
  EXPECT_THAT(ProblemsOf("input:\n  topics: [a\noutput: b\n"), ElementsAre(HasSubstr("not YAML")));
  EXPECT_THAT(ProblemsOf("log:\n\tlevel: info\n"), ElementsAre(HasSubstr("line 2")));
}

TEST(ParseConfig, RefusesWhatIsNotOneMap) {
  EXPECT_THAT(ProblemsOf("- a\n- b\n"), ElementsAre(HasSubstr("map of keys")));
  EXPECT_THAT(ProblemsOf("just text"), ElementsAre(HasSubstr("map of keys")));
  EXPECT_THAT(ProblemsOf("log: {level: info}\n---\nlog: {level: debug}\n"), ElementsAre(HasSubstr("several YAML")));
  EXPECT_THAT(ProblemsOf(std::string(2 << 20, '#')), ElementsAre(HasSubstr("1 MiB")));
}

TEST(ParseConfig, RefusesValuesOutOfRangeOrShape) {
  const std::pair<const char*, const char*> cases[] = {
      {"input.max_bytes", "1GiB"},       {"input.max_bytes", "8MB"},       {"input.topics", "[]"},
      {"input.topics", "[a, 'b c']"},    {"input.topics", "['art*']"},     {"output.topic", "''"},
      {"output.topic", "[a]"},           {"dedup.window", "72"},           {"dedup.window", "0s"},
      {"engine.workers", "-1"},          {"engine.workers", "many"},       {"http.address", "9308"},
      {"http.address", "host:99999999"}, {"kafka.brokers", "a:1, b:2"},    {"kafka.group", "''"},
      {"kafka.properties", "text"},      {"kafka.properties", "{a: [b]}"}, {"input.fields.text", "content"},
      {"input.fields.text", "/a~2"},     {"log.format", "yaml"},           {"engine.batch.linger", "2m"},
  };
  for (const auto& [path, value] : cases) {
    EXPECT_THAT(ProblemsOf(Nested(path, value)), ElementsAre(HasSubstr(path))) << value;
  }
}

TEST(ParseConfig, TakesBrokersAsKafkaWritesThem) {
  for (const char* brokers : {"localhost", "kafka-1:9092,kafka_2.example:9093", "[::1]:9092", "SSL://10.0.0.1:9094"}) {
    EXPECT_THAT(ProblemsOf("kafka: {brokers: '" + std::string(brokers) + "'}"), IsEmpty()) << brokers;
  }
  for (const char* brokers : {":::", ":9092", "a,,b", "a:b", "a b"}) {
    EXPECT_THAT(ProblemsOf("kafka: {brokers: '" + std::string(brokers) + "'}"), ElementsAre(HasSubstr("host:port")))
        << brokers;
  }
}

TEST(ParseConfig, RefusesTwoFieldsAtOnePlace) {
  EXPECT_THAT(ProblemsOf("input: {fields: {text: /page, html: /page}}"), ElementsAre(HasSubstr("/page")));
}

TEST(ParseConfig, TakesAListFromOneVariable) {
  EXPECT_THAT(Parsed("input: {topics: '${TOPICS}'}", Always("a, b")).kafka.input_topics, ElementsAre("a", "b"));
}

TEST(ParseConfig, KeepsWhatIsRightBesideAFault) {
  Config config;
  EXPECT_THAT(ParseConfig("kafka: {group: mine, brokers: 'a b'}", Unset, &config), SizeIs(1));
  EXPECT_EQ(config.kafka.group, "mine");
  EXPECT_EQ(config.kafka.brokers, Config().kafka.brokers);
}

TEST(ParseConfig, NamesTheVariableThatIsNotSet) {
  EXPECT_THAT(ProblemsOf("kafka:\n  brokers: ${BROKERS}\n"),
              ElementsAre(AllOf(HasSubstr("`kafka.brokers` (line 2)"), HasSubstr("`BROKERS`"))));
}

TEST(ParseConfig, LetsNoVariableAddKeys) {
  Config config;
  ParseConfig("kafka: {group: '${GROUP}'}", Always("g\nlog:\n  level: debug"), &config);
  EXPECT_EQ(config.log.level, LogLevel::kInfo);
}

TEST(ParseConfig, NeverRepeatsTheValueOfAProperty) {
  for (const ConfigProblems& problems : {ProblemsOf("kafka: {properties: {sasl.password: [hunter2]}}"),
                                         ProblemsOf("kafka: {properties: {sasl.password: '${hunter2'}}")}) {
    EXPECT_THAT(problems, ElementsAre(AllOf(HasSubstr("sasl.password"), Not(HasSubstr("hunter2")))));
  }
}

TEST(LoadConfig, NamesAFileThatIsNotThere) {
  Config config;
  EXPECT_THAT(LoadConfig("/nonexistent/dongtin.yaml", &config), ElementsAre(HasSubstr("/nonexistent/dongtin.yaml")));
}

// ---- The table

TEST(ConfigTable, ReadsEachDefaultBackAsItself) {
  for (const ConfigKey& key : ConfigTable()) {
    const ConfigValue value = key.get(Config());
    EXPECT_EQ(key.get(Parsed(Nested(key.path, FormatValue(key, value)))), value) << key.path;
  }
}

TEST(ConfigTable, HasExamplesThatAreTaken) {
  for (const ConfigKey& key : ConfigTable()) Parsed(Nested(key.path, key.example), Always("from-environment"));
}

TEST(ConfigTable, SetsWhatItGets) {
  for (const ConfigKey& key : ConfigTable()) {
    if (key.type != ConfigKey::Type::kInteger && key.type != ConfigKey::Type::kSize) continue;
    Config config;
    ConfigValue largest;
    largest.number = key.max;
    key.set(largest, &config);
    EXPECT_EQ(key.get(config), largest) << key.path;
  }
}

TEST(ConfigSchema, IsTheCommittedFile) {
  EXPECT_EQ(ConfigSchema(), ReadWhole(kSchemaFile)) << "write it anew: dongtin check --schema > " << kSchemaFile;
}

// ---- The examples

// kafka.yaml as it is when each key that a `#` right before it comments out is there. Prose has a space behind its `#`,
// nested keys two.
std::string Uncommented(const std::string& yaml) {
  std::string all;
  for (std::string line : SplitLines(yaml)) {
    const std::size_t hash = line.find_first_not_of(' ');
    if (hash != std::string::npos && hash > 0 && line[hash] == '#') {
      const std::string rest = line.substr(hash + 1);
      if (!rest.starts_with(' ') || rest.starts_with("  ")) line.erase(hash, 1);
    }
    all += line + "\n";
  }
  return all;
}

TEST(ExampleConfigs, AreTakenAsTheyStand) {
  for (const char* name : {"kafka.yaml", "process.yaml"}) Parsed(ReadWhole(std::string(kConfigFolder) + name));
}

TEST(ExampleConfigs, ShowEveryKeyWithItsDefault) {
  const std::string yaml = Uncommented(ReadWhole(std::string(kConfigFolder) + "kafka.yaml"));
  const Config config = Parsed(yaml, [](const std::string& name) -> std::optional<std::string> {
    if (name == "KAFKA_BROKERS") return std::nullopt;
    return "x";
  });
  // Shown with another value than the default.
  const std::set<std::string> chosen = {"log.format", "kafka.instance", "kafka.properties"};
  for (const ConfigKey& key : ConfigTable()) {
    const std::string name = key.path.substr(key.path.rfind('.') + 1);
    EXPECT_THAT(yaml, HasSubstr(" " + name + ":")) << key.path;
    EXPECT_EQ(key.get(config) == key.get(Config()), !chosen.contains(key.path)) << key.path;
  }
}

}  // namespace
}  // namespace dongtin
