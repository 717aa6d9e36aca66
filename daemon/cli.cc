#include "daemon/cli.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <functional>
#include <iostream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "daemon/app.h"
#include "daemon/config.h"
#include "daemon/config_schema.h"
#include "daemon/explain.h"
#include "daemon/http.h"
#include "daemon/log.h"
#include "daemon/printable.h"
#include "daemon/signals.h"
#include "daemon/suggest.h"
#include "daemon/topics.h"
#include "daemon/version.h"

namespace dongtin {
namespace {

constexpr int kDone = 0;
constexpr int kFailed = 1;
constexpr int kWrongUsage = 2;

constexpr char kConfigHelp[] = "Configuration (YAML); see deploy/config/kafka.yaml";

// What the command line says; each command reads its own.
struct Arguments {
  std::string config_file;
  std::vector<std::string> files;
  std::string format = "text";
  int workers = 0;
  bool schema = false;
  bool apply = false;
  DemoRequest demo;
};

void PrintProblems(const std::string& file, const ConfigProblems& problems) {
  for (const std::string& problem : problems) fmt::print(stderr, "{}: {}\n", Printable(file), Printable(problem));
}

// The configuration that `run` and `check` accept; false, with every fault printed, for one that they do not.
bool LoadForRun(const std::string& file, Config* config) {
  ConfigProblems problems = LoadConfig(file, config);
  for (std::string& problem : CheckParts(*config)) problems.push_back(std::move(problem));
  PrintProblems(file, problems);
  return problems.empty();
}

int Run(const Arguments& arguments) {
  Config config;
  if (!LoadForRun(arguments.config_file, &config)) return kWrongUsage;
  InitLog(config.log);
  return RunDaemon(config) ? kDone : kFailed;
}

int Process(const Arguments& arguments) {
  Config config;
  if (!arguments.config_file.empty()) {
    const ConfigProblems problems = LoadConfig(arguments.config_file, &config);
    PrintProblems(arguments.config_file, problems);
    if (!problems.empty()) return kWrongUsage;
  }
  if (arguments.workers > 0) config.engine.workers = arguments.workers;
  InitLog(config.log);
  return ProcessFiles(config, arguments.files) ? kDone : kFailed;
}

int Explain(const Arguments& arguments) {
  ExplainOptions options;
  options.format = arguments.format == "json" ? ExplainOptions::Format::kJson : ExplainOptions::Format::kText;
  return ExplainFiles(arguments.files, options) ? kDone : kFailed;
}

int Check(const Arguments& arguments) {
  if (arguments.schema) {
    fmt::print("{}", ConfigSchema());
    return kDone;
  }
  if (arguments.config_file.empty()) {
    fmt::print(stderr, "dongtin check: --config FILE or --schema is required\nTry `dongtin check --help`.\n");
    return kWrongUsage;
  }
  Config config;
  if (!LoadForRun(arguments.config_file, &config)) return kWrongUsage;
  fmt::print("{}: ok\n", Printable(arguments.config_file));
  return kDone;
}

int Topics(const Arguments& arguments) {
  Config config;
  if (!arguments.config_file.empty() && !LoadForRun(arguments.config_file, &config)) return kWrongUsage;
  config.log.level = std::max(config.log.level, LogLevel::kWarn);  // the table is what is asked for
  InitLog(config.log);
  return ShowTopics(config.kafka, arguments.apply) ? kDone : kFailed;
}

int Version(const Arguments& arguments) {
  fmt::print("{}", arguments.format == "json" ? VersionJson() + "\n" : VersionText());
  return kDone;
}

using CommandFunction = std::function<int(const Arguments&)>;

struct Command {
  CLI::App* parser;
  CommandFunction run;
};

// An empty name is a variable of a script that was not set, not a wish for the defaults.
CLI::Option* AddConfig(CLI::App* parser, Arguments* arguments) {
  return parser->add_option("--config", arguments->config_file, kConfigHelp)
      ->check([](const std::string& file) { return file.empty() ? std::string("the name of the file is empty") : ""; })
      ->type_name("FILE");
}

void AddFormat(CLI::App* parser, Arguments* arguments) {
  parser->add_option("--format", arguments->format, "text for people, json for programs")
      ->check(CLI::IsMember({"text", "json"}))
      ->capture_default_str();
}

std::vector<Command> AddCommands(CLI::App* app, Arguments* arguments) {
  std::vector<Command> commands;
  const auto add = [&](const std::string& name, const std::string& help, const std::string& more, CommandFunction run) {
    CLI::App* parser = app->add_subcommand(name, help);
    parser->footer(more);
    commands.push_back({parser, std::move(run)});
    return parser;
  };

  CLI::App* run = add("run", "Run the daemon: Kafka in, Kafka out, until SIGTERM or SIGINT",
                      "The first signal drains what is in flight and exits 0; a second one stops at once.\n"
                      "A broker that is not there is waited for.\n\n"
                      "Example: dongtin run --config deploy/config/kafka.yaml",
                      Run);
  AddConfig(run, arguments)->required();

  CLI::App* process = add("process", "The same stages without Kafka: JSON Lines in, one event a line out",
                          "Reads the files, or standard input when none is given (`-` is standard input as well), and\n"
                          "prints exactly one line for each message, in input order. A rejected message prints its\n"
                          "reason and does not change the exit status.\n\n"
                          "Example: dongtin process articles.jsonl > events.jsonl",
                          Process);
  AddConfig(process, arguments);
  process->add_option("--workers", arguments->workers, "Worker threads (default: engine.workers of the configuration)")
      ->check(CLI::Range(1, 256))
      ->type_name("N");
  process->add_option("FILE", arguments->files, "Raw messages as JSON Lines")->type_name("");

  CLI::App* explain = add("explain", "Show what every line of a page was taken for, and why",
                          "Plain text or HTML is told apart by content, the charset is found out.\n\n"
                          "Example: dongtin explain page.html",
                          Explain);
  AddFormat(explain, arguments);
  explain->add_option("FILE", arguments->files, "Pages, one a file; `-` is standard input")->required()->type_name("");

  CLI::App* check = add("check", "Check a configuration, offline, with the code that `run` uses",
                        "Prints every fault with its line; exits 2 when there is one.\n\n"
                        "Example: dongtin check --config deploy/config/kafka.yaml",
                        Check);
  AddConfig(check, arguments);
  check->add_flag("--schema", arguments->schema, "Print the JSON Schema of configurations instead");

  CLI::App* topics = add("topics", "Show the topics that a configuration needs beside those that the cluster has",
                         "Exits 0 when all are there with the settings they need, 1 when not; then it prints what\n"
                         "would have to be done, or, with --apply, does it.\n\n"
                         "Example: dongtin topics --config deploy/config/kafka.yaml --apply",
                         Topics);
  topics->add_option("--config", arguments->config_file, kConfigHelp)->type_name("FILE");
  topics->add_flag("--apply", arguments->apply, "Make missing topics, and change settings that do not fit");

  CLI::App* demo =
      add("demo", "The whole job on this machine without any service",
          "Starts a Kafka cluster inside this process, feeds it a sample of news, and shows the events as\n"
          "they come out.\n\n"
          "Example: dongtin demo --fast",
          [](const Arguments& given) { return ShowDemo(given.demo) ? kDone : kFailed; });
  demo->add_flag("--fast", arguments->demo.fast, "Feed without pauses");
  demo->add_flag("--keep-running", arguments->demo.keep_running,
                 "Leave metrics and health up afterwards, until SIGTERM or SIGINT");
  demo->add_option("--address", arguments->demo.address, "Where metrics and health are served; port 0 takes a free one")
      ->check([](const std::string& address) { return CheckHttpAddress(address).value_or(""); })
      ->type_name("HOST:PORT")
      ->capture_default_str();

  CLI::App* version = add("version", "Print the versions of the program, its libraries and its models",
                          "Example: dongtin version --format json", Version);
  AddFormat(version, arguments);
  return commands;
}

// All that can be meant by a word that was not understood: the commands, or the options of the command that was given.
std::vector<std::string> Known(const CLI::App& app, const CLI::App& command) {
  std::vector<std::string> names;
  for (const CLI::Option* option : command.get_options()) {
    for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
  }
  if (&app == &command) {
    for (const CLI::App* subcommand : app.get_subcommands({})) names.push_back(subcommand->get_name());
  }
  return names;
}

// `status`, or a failure when the output of the command did not get out.
int WithOutput(int status) {
  std::cout.flush();
  if (std::cout && std::fflush(stdout) == 0 && std::ferror(stdout) == 0) return status;
  if (status != kFailed) fmt::print(stderr, "dongtin: cannot write the output\n");
  return kFailed;
}

int WrongUsage(const CLI::App& app, const CLI::ParseError& error) {
  const auto given = app.get_subcommands();
  const CLI::App& command = given.empty() ? app : *given.front();
  const std::string name = given.empty() ? "dongtin" : "dongtin " + command.get_name();
  const std::vector<std::string> unknown = app.remaining(true);
  if (unknown.empty()) {
    fmt::print(stderr, "{}: {}\n", name, Printable(error.what()));
  } else {
    fmt::print(stderr, "{}: `{}` is not known{}\n", name, Printable(unknown.front()),
               DidYouMean(unknown.front(), Known(app, command)));
  }
  fmt::print(stderr, "Try `{} --help`.\n", name);
  return kWrongUsage;
}

}  // namespace

int RunCommandLine(int argc, const char* const* argv) {
  IgnoreBrokenPipes();
  Arguments arguments;
  CLI::App app("dongtin: streaming news-feed processing. Cleans articles, finds copies, tells what they are about.",
               "dongtin");
  app.require_subcommand(1);
  app.set_version_flag("--version", [] { return "dongtin " + std::string(ProgramVersion()); });
  app.footer("`dongtin COMMAND --help` says more about a command.");
  const std::vector<Command> commands = AddCommands(&app, &arguments);
  try {
    app.parse(argc, argv);
  } catch (const CLI::Success& asked) {  // --help, --version
    if (!app.remaining(true).empty()) return WrongUsage(app, asked);
    return WithOutput(app.exit(asked, std::cout, std::cerr));
  } catch (const CLI::ParseError& error) {
    return WrongUsage(app, error);
  }
  for (const Command& command : commands) {
    if (!command.parser->parsed()) continue;
    return WithOutput(command.run(arguments));
  }
  return kWrongUsage;
}

}  // namespace dongtin
