// The configuration: one YAML file, read once at start.
//
// The options live beside the parts that obey them; this header only gathers them, and the one table of keys
// (daemon/config_table.h) says how each is written. Parsing, error messages, the JSON Schema and the tests of the
// example files all go by that table.
//
// All of a file's faults are found in one pass, each a sentence with the key and the line. Nothing here opens a
// connection or a file other than the configuration itself.
#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/config_value.h"
#include "daemon/http.h"
#include "daemon/kafka/settings.h"
#include "daemon/log.h"
#include "daemon/memory_budget.h"
#include "daemon/runner.h"
#include "daemon/watchdog.h"
#include "stages/clean/clean.h"
#include "stages/dedup/index.h"
#include "stages/enrich/shorten.h"
#include "stages/parse/parse.h"

namespace dongtin {

// A plain value; a default-made one is a configuration that works.
struct Config {
  ParseOptions input;
  CleanOptions clean;
  DedupOptions dedup;
  bool drop_copies = false;
  EnrichOptions output;
  WatchdogOptions watchdog;
  BudgetOptions memory;
  std::size_t queue_bytes = 0;  // engine.queue_bytes; 0: engine.queue_bytes follows memory.budget
  std::string state_dir;        // of the crash journal; empty: DefaultStateDir (daemon/crash_journal.h)
  RunnerOptions engine;
  std::chrono::milliseconds drain_timeout{30'000};
  KafkaOptions kafka;
  HttpOptions http;
  LogOptions log;
};

// A sentence for each fault; empty when there is none.
using ConfigProblems = std::vector<std::string>;

// Fills `config` with all that is right in `yaml`, the text of a configuration of at most 1 MiB; what is wrong, or not
// there, keeps its default. References to the environment stand in values only (they are replaced after the YAML was
// read), so that a variable can neither add keys nor break the syntax.
ConfigProblems ParseConfig(std::string_view yaml, const Environment& environment, Config* config);

// The same for a file, with the environment of the process. A file that cannot be read is a problem too.
ConfigProblems LoadConfig(const std::string& file, Config* config);

}  // namespace dongtin
