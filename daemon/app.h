// Puts the parts together: the only code that knows which source, sink and log a command uses.
//
//   run      KafkaSource -> Runner -> KafkaSink,  MemoryLog, HTTP    until a signal; a trio of the first a lane
//   process  FileSource  -> Runner -> FileSink,   MemoryLog          until the files end
//   demo     what run has, on a cluster inside this process
//
// Each function blocks on the calling thread, which must be the program's only one (signals.h says why). False means
// that the command failed while running; why has been logged. What prevents the start comes as std::runtime_error.
#pragma once

#include <string>
#include <vector>

#include "daemon/config.h"

namespace dongtin {

// What only the parts themselves can say of a configuration (properties of librdkafka, for one): a sentence each, empty
// when `run` would take it. Opens no connection.
ConfigProblems CheckParts(const Config& config);

// Until SIGTERM or SIGINT, then drains. A second signal drops what is in flight (it is read again next time) and makes
// this false; a third ends the process on the spot. Neither waits for a broker for ever: engine.drain_timeout after the
// first signal, or two seconds after the second, the process ends with status 1.
// REQUIRES: CheckParts(config) is empty
bool RunDaemon(const Config& config);

// `files` as in FileSourceOptions; events and all other outcomes go to standard output. False also when a file is
// missing (found before anything is printed) or the output cannot be written.
bool ProcessFiles(const Config& config, const std::vector<std::string>& files);

struct DemoRequest {
  bool fast = false;
  bool keep_running = false;
  std::string address = "127.0.0.1:0";  // of HTTP, as in HttpOptions
};
bool ShowDemo(const DemoRequest& request);

}  // namespace dongtin
