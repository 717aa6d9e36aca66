// Messages from files or standard input, one a line (JSON Lines).
//
// A line ends at LF or CRLF, the last one also at the end of the file; blank lines are skipped but counted, a UTF-8
// byte order mark at the start of a file is dropped. A line longer than max_line_bytes keeps its first max_line_bytes
// bytes and says so (RawMessage::cut); the rest is read past, never held. Coordinates: topic is the file as given ("-"
// for standard input), offset the 1-based line, partition 0 (a file given again counts on: 1, 2, ...). fallback_id is
// `<file>:<line>`. There are no keys, so no tombstones, and no timestamps.
//
// Threads: one at a time. Standard input is waited for at most as long as Poll may, so a run can be stopped while it is
// silent; regular files are read without waiting.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "daemon/io.h"

namespace dongtin {

struct FileSourceOptions {
  std::vector<std::string> files;        // read one after the other; "-" is standard input; empty: only that
  std::size_t max_line_bytes = 8 << 20;  // of one line without its end
};

class FileSource final : public Source {
 public:
  // Looks at every file first, so that a name that is wrong is told before anything is read.
  static Result<std::unique_ptr<FileSource>, IoError> Open(const FileSourceOptions& options);
  ~FileSource() override;

  // All errors are fatal: a file that could not be read would be missing from the output.
  Polled Poll(std::chrono::milliseconds timeout) override;

 private:
  enum class Filled { kBytes, kNothingYet, kEndOfFile };

  explicit FileSource(const FileSourceOptions& options);
  // Goes on to the next file; the error names it.
  IoStatus OpenNext();
  Result<Filled, IoError> Fill(std::chrono::milliseconds timeout);
  // Moves bytes of the buffer, up to the end of the line, into line_; true when the line is complete.
  bool TakeLine();
  // The line as a message; false for a blank one. Makes room for the next.
  bool FinishLine(RawMessage* message);
  void Close();

  const FileSourceOptions options_;
  std::size_t next_file_ = 0;
  int fd_ = -1;  // of the current file; -1 between files
  bool owns_fd_ = false;
  std::string name_;
  std::int32_t partition_ = 0;
  std::int64_t line_number_ = 0;

  std::vector<char> buffer_;  // bytes read and not yet taken: [begin_, end_)
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
  std::string line_;  // the current one as far as it was read, never more than max_line_bytes + 1 (for a CR)
  bool line_started_ = false;
  bool line_cut_ = false;
};

}  // namespace dongtin
