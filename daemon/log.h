// The program's own log: lines on standard error, as text for people or as JSON Lines for collectors.
//
// Standard output carries data only, so nothing here ever writes to it. Nothing is logged for each message at `info` or
// above (the metrics count those); neither the text of articles nor secrets are logged at any level.
//
// Threads: all functions may be called from any thread at any time, InitLog from the main thread. Before InitLog the
// defaults of LogOptions hold.
#pragma once

#include <string_view>

namespace dongtin {

enum class LogLevel { kDebug, kInfo, kWarn, kError };
std::string_view Name(LogLevel level);

struct LogOptions {
  enum class Format { kText, kJson };

  LogLevel level = LogLevel::kInfo;  // lines below it are left out
  Format format = Format::kText;
};

void InitLog(const LogOptions& options);

// True when a line of this level would be written: asked before a costly message is put together.
bool LogEnabled(LogLevel level);

// Writes one line. `part` names the speaker in one word ("kafka", "engine"). Line feeds and controls in `message` are
// escaped, broken UTF-8 is repaired: one call is one line, whatever a broker or a file name holds.
void Log(LogLevel level, std::string_view part, std::string_view message);

}  // namespace dongtin
