// The real binary as a child process: no shell, its streams in files of a folder that goes with the object.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace dongtin {

struct Ran {
  int status = -1;  // exit status; 128 + signal when one ended it
  std::string out;
  std::string err;
};

// A folder for one test, removed with its files at the end.
class ScratchFolder {
 public:
  ScratchFolder();
  ~ScratchFolder();
  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;

  // Writes a file and returns its path.
  std::string Write(const std::string& name, std::string_view content) const;
  std::string Path(const std::string& name) const { return (path_ / name).string(); }

 private:
  std::filesystem::path path_;
};

// One run of `dongtin`.
class Program {
 public:
  // Where standard output goes: into Ran::out, to a device that is always full, or into a pipe that nobody reads.
  enum class Stdout { kCaptured, kFull, kBrokenPipe };

  Program(const std::vector<std::string>& arguments, std::string_view input, Stdout out = Stdout::kCaptured);

  void Signal(int signal) const;
  // Waits until standard error holds `text`, or the program has ended; what it holds then.
  std::string WaitForError(std::string_view text);
  Ran Wait();

 private:
  bool Ended();

  ScratchFolder folder_;
  pid_t pid_ = -1;
  bool ended_ = false;
  int wait_status_ = 0;
};

Ran RunDongtin(const std::vector<std::string>& arguments, std::string_view input = "");

std::string ReadWhole(const std::string& path);
std::vector<std::string> SplitLines(std::string_view text);

}  // namespace dongtin
