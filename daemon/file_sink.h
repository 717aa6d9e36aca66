// Outcomes as lines (JSON Lines) to a file descriptor: exactly one line for each message, in input order.
//
//   an event                    the event
//   a rejected message          {"id":"...","rejected":{"reason":"...","detail":"..."}}
//   a copy that is dropped      {"id":"...","dropped":{"dedup":{...}}}
//   a takedown                  {"id":"...","takedown":true}
//
// Threads: one at a time. The descriptor is borrowed; nothing is buffered between calls.
#pragma once

#include <span>
#include <string>

#include "daemon/io.h"

namespace dongtin {

class FileSink final : public Sink {
 public:
  explicit FileSink(int fd) : fd_(fd) {}

  // Every error is fatal: part of the batch stands there already, and writing it again would double lines. A reader
  // that went away is one of them (where SIGPIPE is ignored).
  WriteStatus Write(std::span<const Delivery> batch) override;

 private:
  const int fd_;
  std::string lines_;  // kept for its capacity
};

// The line for one outcome, without the line feed.
std::string OutcomeLine(const Delivery& delivery);

}  // namespace dongtin
