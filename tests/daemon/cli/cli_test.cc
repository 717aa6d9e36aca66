// The command line of the real binary: help, exit status, and what stands on which stream.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <string>
#include <vector>

#include "tests/daemon/cli/program.h"

namespace dongtin {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;
using ::testing::StartsWith;

const std::vector<std::string>& Commands() {
  static const std::vector<std::string> commands = {"run", "process", "explain", "check", "topics", "demo", "version"};
  return commands;
}

void ExpectWrongUsage(const std::vector<std::string>& arguments, const std::string& message) {
  const Ran ran = RunDongtin(arguments);
  EXPECT_EQ(ran.status, 2) << message;
  EXPECT_THAT(ran.out, IsEmpty());
  EXPECT_THAT(ran.err, AllOf(HasSubstr(message), HasSubstr("--help")));
}

TEST(Help, ListsEveryCommand) {
  const Ran ran = RunDongtin({"--help"});
  EXPECT_EQ(ran.status, 0);
  EXPECT_THAT(ran.err, IsEmpty());
  for (const std::string& command : Commands()) EXPECT_THAT(ran.out, HasSubstr("  " + command + " "));
}

TEST(Help, OfEachCommandShowsAnExample) {
  for (const std::string& command : Commands()) {
    const Ran ran = RunDongtin({command, "--help"});
    EXPECT_EQ(ran.status, 0) << command;
    EXPECT_THAT(ran.out, HasSubstr("Example: dongtin " + command));
    EXPECT_THAT(ran.err, IsEmpty());
  }
}

TEST(Help, FailsWhenItCannotBeWritten) {
  for (const std::vector<std::string>& arguments : {std::vector<std::string>{"--help"}, {"run", "--help"}}) {
    EXPECT_EQ(Program(arguments, "", Program::Stdout::kFull).Wait().status, 1);
  }
}

TEST(Usage, WithoutACommandIsWrong) { ExpectWrongUsage({}, "command"); }

TEST(Usage, SuggestsTheNearestCommand) {
  ExpectWrongUsage({"proces"}, "`proces` is not known (did you mean `process`?)");
}

TEST(Usage, OfAnUnknownCommandIsWrongEvenWithHelp) {
  ExpectWrongUsage({"nonsense", "--help"}, "`nonsense` is not known");
}

TEST(Usage, SuggestsTheNearestOption) {
  ExpectWrongUsage({"run", "--conifg", "x"}, "`--conifg` is not known (did you mean `--config`?)");
}

TEST(Usage, WantsTheConfigurationOfRun) { ExpectWrongUsage({"run"}, "--config"); }

TEST(Usage, WantsPagesToExplain) { ExpectWrongUsage({"explain"}, "FILE"); }

TEST(Usage, RefusesValuesOutOfRange) {
  ExpectWrongUsage({"process", "--workers", "0"}, "--workers");
  ExpectWrongUsage({"explain", "--format", "xml", "page"}, "--format");
}

TEST(Usage, RefusesAConfigurationWithoutAName) {
  for (const char* command : {"run", "process", "check"}) ExpectWrongUsage({command, "--config", ""}, "--config: ");
}

TEST(Usage, RefusesAnAddressThatIsNone) {
  for (const char* address : {"garbage", "127.0.0.1:99999", ":80", "::1:80", "localhost:"}) {
    ExpectWrongUsage({"demo", "--address", address}, "--address: `" + std::string(address) + "`");
  }
}

TEST(Usage, KnowsNoCommandsThatAreNotBuiltYet) {
  for (const char* command : {"train", "dlq", "replay"}) ExpectWrongUsage({command}, "is not known");
}

TEST(Version, IsTextForPeopleAndJsonForPrograms) {
  const Ran text = RunDongtin({"version"});
  EXPECT_EQ(text.status, 0);
  EXPECT_THAT(text.out, StartsWith("dongtin "));
  const Ran json = RunDongtin({"version", "--format", "json"});
  EXPECT_EQ(json.status, 0);
  EXPECT_THAT(SplitLines(json.out), SizeIs(1));
  for (const char* name :
       {"dongtin", "build", "librdkafka", "simdjson", "icu", "prometheus-cpp", "cld2", "topics model"}) {
    EXPECT_THAT(text.out, HasSubstr(name));
    EXPECT_THAT(json.out, HasSubstr("\"" + std::string(name) + "\":\""));
  }
}

TEST(Check, TakesTheExamples) {
  for (const char* name : {"kafka.yaml", "process.yaml"}) {
    const Ran ran = RunDongtin({"check", "--config", std::string(DONGTIN_SOURCE_DIR "/deploy/config/") + name});
    EXPECT_EQ(ran.status, 0) << ran.err;
    EXPECT_THAT(ran.out, HasSubstr("ok"));
  }
}

TEST(Check, PrintsEveryFaultOfTheFile) {
  const ScratchFolder folder;
  const std::string file = folder.Write("c.yaml",
                                        "input:\n  topik: a\nlog:\n  level: loud\n"
                                        "kafka: {properties: {enable.auto.commit: true}}\n");
  const Ran ran = RunDongtin({"check", "--config", file});
  EXPECT_EQ(ran.status, 2);
  EXPECT_THAT(ran.out, IsEmpty());
  EXPECT_THAT(SplitLines(ran.err), SizeIs(3));
  EXPECT_THAT(ran.err, HasSubstr("unknown key `input.topik` (line 2): did you mean `input.topics`?"));
  EXPECT_THAT(ran.err, HasSubstr("`log.level` (line 4)"));
  EXPECT_THAT(ran.err, HasSubstr("enable.auto.commit"));
}

TEST(Check, LetsNoNameOfAFileOrKeySteerTheTerminal) {
  const ScratchFolder folder;
  const std::string file = folder.Write("c\x1b[2J.yaml", "\"in\\eput\": 1\nlog: {level: \"\\e[2J\"}\n");
  const Ran ran = RunDongtin({"check", "--config", file});
  EXPECT_EQ(ran.status, 2);
  EXPECT_THAT(SplitLines(ran.err), SizeIs(2));
  EXPECT_THAT(ran.err, Not(HasSubstr("\x1b")));
}

TEST(Check, RefusesPropertiesThatWouldBreakDelivery) {
  for (const char* property : {"enable.auto.commit", "enable.auto.offset.store", "isolation.level", "group.id",
                               "bootstrap.servers", "no.such.property"}) {
    const ScratchFolder folder;
    const std::string file =
        folder.Write("c.yaml", "kafka: {properties: {" + std::string(property) + ": 'hunter2'}}\n");
    const Ran ran = RunDongtin({"check", "--config", file});
    EXPECT_EQ(ran.status, 2) << property;
    EXPECT_THAT(ran.err, AllOf(HasSubstr(property), Not(HasSubstr("hunter2"))));
  }
}

TEST(Check, RefusesAPortThatNoServerHas) {
  const ScratchFolder folder;
  const std::string file = folder.Write("c.yaml", "http: {address: '127.0.0.1:99999'}\n");
  const Ran ran = RunDongtin({"check", "--config", file});
  EXPECT_EQ(ran.status, 2);
  EXPECT_THAT(ran.err, HasSubstr("http.address: `127.0.0.1:99999`: the port"));
}

TEST(Check, RefusesToReadAndWriteOneTopic) {
  const ScratchFolder folder;
  const std::string file = folder.Write("c.yaml", "input: {topics: [a, b]}\noutput: {topic: b}\n");
  const Ran ran = RunDongtin({"check", "--config", file});
  EXPECT_EQ(ran.status, 2);
  EXPECT_THAT(ran.err, HasSubstr("input.topics"));
}

TEST(Run, RefusesWhatCheckRefuses) {
  const ScratchFolder folder;
  const std::string file = folder.Write("c.yaml", "kafka: {properties: {enable.auto.commit: true}}\n");
  const Ran run = RunDongtin({"run", "--config", file});
  EXPECT_EQ(run.status, 2);
  EXPECT_EQ(run.err, RunDongtin({"check", "--config", file}).err);
  EXPECT_EQ(RunDongtin({"run", "--config", folder.Path("none.yaml")}).status, 2);
}

// Nothing listens on port 1 of this machine.
constexpr char kNoBroker[] = "kafka: {brokers: '127.0.0.1:1'}\nhttp: {address: '127.0.0.1:0'}\n";

TEST(Run, WaitsForABrokerThatIsNotThereAndEndsWellOnASignal) {
  for (const int signal : {SIGTERM, SIGINT}) {
    const ScratchFolder folder;
    Program program({"run", "--config", folder.Write("c.yaml", kNoBroker)}, "");
    EXPECT_THAT(program.WaitForError("/metrics"), HasSubstr("http://127.0.0.1:"));
    program.Signal(signal);
    const Ran ran = program.Wait();
    EXPECT_EQ(ran.status, 0) << ran.err;
    EXPECT_THAT(ran.out, IsEmpty());
  }
}

TEST(Run, LogsJsonLinesWhenAskedTo) {
  const ScratchFolder folder;
  Program program({"run", "--config", folder.Write("c.yaml", std::string(kNoBroker) + "log: {format: json}\n")}, "");
  program.WaitForError("/metrics");
  program.Signal(SIGTERM);
  for (const std::string& line : SplitLines(program.Wait().err)) {
    EXPECT_THAT(line, AllOf(StartsWith(R"({"time":"20)"), HasSubstr(R"("message":")")));
  }
}

TEST(Run, SharesItsPortWithNobody) {
  const ScratchFolder folder;
  Program first({"run", "--config", folder.Write("a.yaml", kNoBroker)}, "");
  const std::string log = first.WaitForError("/metrics");
  const std::size_t begin = log.find("http://") + 7;
  const std::string address = log.substr(begin, log.find('/', begin) - begin);
  Program second({"run", "--config",
                  folder.Write("b.yaml", "kafka: {brokers: '127.0.0.1:1'}\nhttp: {address: '" + address + "'}\n")},
                 "");
  EXPECT_THAT(second.WaitForError("serving"), Not(HasSubstr("serving")));
  second.Signal(SIGTERM);  // when it serves all the same
  EXPECT_EQ(second.Wait().status, 1);
  first.Signal(SIGTERM);
  EXPECT_EQ(first.Wait().status, 0);
}

TEST(Run, NamesAnAddressThatItCannotServe) {
  const ScratchFolder folder;
  // Of the range for documentation (RFC 5737): no machine has it.
  const std::string config = "kafka: {brokers: '127.0.0.1:1'}\nhttp: {address: '192.0.2.1:9308'}\n";
  const Ran ran = RunDongtin({"run", "--config", folder.Write("c.yaml", config)});
  EXPECT_EQ(ran.status, 1);
  EXPECT_THAT(ran.err, HasSubstr("192.0.2.1:9308"));
}

TEST(Demo, FailsWhenItsViewCannotBeWritten) {
  const Ran ran = Program({"demo", "--fast"}, "", Program::Stdout::kFull).Wait();
  EXPECT_EQ(ran.status, 1);
  EXPECT_THAT(ran.err, HasSubstr("cannot write the output"));
}

TEST(Demo, AnswersItsWholeFeed) {
  const Ran ran = RunDongtin({"demo", "--fast"});
  EXPECT_EQ(ran.status, 0) << ran.out << ran.err;
  EXPECT_THAT(ran.out, AllOf(HasSubstr("rejected"), HasSubstr("near"), HasSubstr("http://127.0.0.1:")));
}

}  // namespace
}  // namespace dongtin
