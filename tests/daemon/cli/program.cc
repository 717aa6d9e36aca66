#include "tests/daemon/cli/program.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <system_error>
#include <thread>

namespace dongtin {
namespace {

void MustSucceed(int error, const char* what) {
  if (error != 0) throw std::system_error(error, std::generic_category(), what);
}

}  // namespace

ScratchFolder::ScratchFolder() {
  std::string pattern = (std::filesystem::temp_directory_path() / "dongtin-cli-XXXXXX").string();
  if (mkdtemp(pattern.data()) == nullptr) MustSucceed(errno, "mkdtemp");
  path_ = pattern;
}

ScratchFolder::~ScratchFolder() {
  std::error_code ignored;  // a folder that is left behind in /tmp harms nobody
  std::filesystem::remove_all(path_, ignored);
}

std::string ScratchFolder::Write(const std::string& name, std::string_view content) const {
  std::string path = Path(name);
  std::ofstream out(path, std::ios::binary);
  out << content;
  if (!out.flush()) throw std::runtime_error("cannot write " + path);
  return path;
}

Program::Program(const std::vector<std::string>& arguments, std::string_view input, Stdout out) {
  const std::string in_path = folder_.Write("in", input);
  int broken[2] = {-1, -1};
  posix_spawn_file_actions_t actions;
  MustSucceed(posix_spawn_file_actions_init(&actions), "file actions");
  posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, in_path.c_str(), O_RDONLY, 0);
  if (out == Stdout::kBrokenPipe) {
    if (pipe2(broken, O_CLOEXEC) != 0) MustSucceed(errno, "pipe2");
    close(broken[0]);
    posix_spawn_file_actions_adddup2(&actions, broken[1], STDOUT_FILENO);
  } else {
    const std::string path = out == Stdout::kFull ? "/dev/full" : folder_.Path("out");
    posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, path.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
  }
  posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, folder_.Path("err").c_str(), O_WRONLY | O_CREAT, 0600);

  std::vector<std::string> words = {DONGTIN_BINARY};
  words.insert(words.end(), arguments.begin(), arguments.end());
  std::vector<char*> argv;
  argv.reserve(words.size() + 1);
  for (std::string& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  const int error = posix_spawn(&pid_, DONGTIN_BINARY, &actions, nullptr, argv.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  if (broken[1] >= 0) close(broken[1]);
  MustSucceed(error, "posix_spawn " DONGTIN_BINARY);
}

void Program::Signal(int signal) const { kill(pid_, signal); }

bool Program::Ended() {
  if (!ended_) ended_ = waitpid(pid_, &wait_status_, WNOHANG) == pid_;
  return ended_;
}

std::string Program::WaitForError(std::string_view text) {
  for (;;) {
    const bool ended = Ended();  // before reading: what was written before the end is then seen
    std::string err = ReadWhole(folder_.Path("err"));
    if (ended || err.find(text) != std::string::npos) return err;
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
}

Ran Program::Wait() {
  if (!ended_) waitpid(pid_, &wait_status_, 0);
  ended_ = true;
  Ran ran;
  ran.status = WIFEXITED(wait_status_) ? WEXITSTATUS(wait_status_) : 128 + WTERMSIG(wait_status_);
  if (std::filesystem::exists(folder_.Path("out"))) ran.out = ReadWhole(folder_.Path("out"));
  ran.err = ReadWhole(folder_.Path("err"));
  return ran;
}

Ran RunDongtin(const std::vector<std::string>& arguments, std::string_view input) {
  return Program(arguments, input).Wait();
}

std::string ReadWhole(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) throw std::runtime_error("cannot read " + path);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

std::vector<std::string> SplitLines(std::string_view text) {
  std::vector<std::string> lines;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    lines.emplace_back(text.substr(0, end));
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
  return lines;
}

}  // namespace dongtin
