#include "tests/real/child.h"

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <fstream>
#include <iterator>
#include <system_error>
#include <thread>

namespace dongtin {
namespace {

std::vector<char*> Pointers(std::vector<std::string>* words) {
  std::vector<char*> pointers;
  pointers.reserve(words->size() + 1);
  for (std::string& word : *words) pointers.push_back(word.data());
  pointers.push_back(nullptr);
  return pointers;
}

std::vector<std::string> Merged(const Environment& ours) {
  std::vector<std::string> all;
  for (const auto& [name, value] : ours) all.push_back(name + '=' + value);
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string text = *entry;
    const std::string name = text.substr(0, text.find('='));
    bool replaced = false;
    for (const auto& [other, value] : ours) replaced = replaced || other == name;
    if (!replaced) all.push_back(text);
  }
  return all;
}

}  // namespace

Child::Child(const std::vector<std::string>& command, const std::string& output, const Environment& environment) {
  std::vector<std::string> words = command;
  std::vector<std::string> variables = Merged(environment);
  const std::vector<char*> argv = Pointers(&words);
  const std::vector<char*> envp = Pointers(&variables);
  const int out = open(output.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  if (out < 0) throw std::system_error(errno, std::generic_category(), "open " + output);
  const int null = open("/dev/null", O_RDONLY | O_CLOEXEC);
  const pid_t parent = getpid();
  pid_ = fork();
  if (pid_ == 0) {  // only calls that are safe in the child of a process with threads
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent) _exit(127);
    dup2(null, STDIN_FILENO);
    dup2(out, STDOUT_FILENO);
    dup2(out, STDERR_FILENO);
    execvpe(argv[0], argv.data(), envp.data());
    _exit(127);
  }
  const int error = errno;
  close(out);
  close(null);
  if (pid_ < 0) throw std::system_error(error, std::generic_category(), "fork");
}

Child::~Child() { Kill(); }

void Child::Signal(int signal) {
  if (Running()) kill(pid_, signal);
}

bool Child::Running() {
  if (status_) return false;
  int status = 0;
  if (waitpid(pid_, &status, WNOHANG) != pid_) return true;
  status_ = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  return false;
}

std::optional<int> Child::Wait(std::chrono::milliseconds patience) {
  Eventually(patience, [this] { return !Running(); });
  return status_;
}

void Child::Kill() {
  Signal(SIGKILL);
  Wait(std::chrono::seconds(10));
}

std::string ContentsOf(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

std::string TailOf(const std::string& path, std::size_t bytes) {
  const std::string all = ContentsOf(path);
  return all.size() <= bytes ? all : "...\n" + all.substr(all.size() - bytes);
}

void SleepFor(std::chrono::milliseconds time) { std::this_thread::sleep_for(time); }

}  // namespace dongtin
