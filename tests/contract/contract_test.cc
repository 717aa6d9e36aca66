// The contract suites over all implementations that need no service. Kafka's are in tests/kafka/.
#include <fcntl.h>
#include <unistd.h>

#include <fstream>
#include <utility>

#include "daemon/clock.h"
#include "daemon/file_sink.h"
#include "daemon/file_source.h"
#include "daemon/memory_log.h"
#include "tests/contract/clock_contract.h"
#include "tests/contract/decision_log_contract.h"
#include "tests/contract/sink_contract.h"
#include "tests/contract/source_contract.h"
#include "tests/support/fakes.h"
#include "tests/support/temp_dir.h"

namespace dongtin {
namespace {

// A script written while it plays: each Feed is followed by a pause that the next Feed, or Finish, ends.
class ScriptedHarness final : public SourceHarness {
 public:
  void Feed(const std::vector<std::string>& values) override {
    std::vector<ScriptedSource::Step> steps;
    for (const std::string& value : values) steps.emplace_back(MakeMessage(next_offset_++, value));
    steps.emplace_back(ScriptedSource::Pause{});
    source_.Append(std::move(steps));
    if (fed_) source_.Resume();
    fed_ = true;
  }
  bool Finish() override {
    source_.Resume();
    return true;
  }
  Source& source() override { return source_; }

 private:
  ScriptedSource source_;
  std::int64_t next_offset_ = 0;
  bool fed_ = false;
};

// A pipe, as standard input often is.
class PipeHarness final : public SourceHarness {
 public:
  PipeHarness() {
    EXPECT_EQ(::pipe2(ends_, O_CLOEXEC), 0);
    source_ = *FileSource::Open({.files = {"/dev/fd/" + std::to_string(ends_[0])}});
  }
  ~PipeHarness() override {
    Finish();
    ::close(ends_[0]);
  }
  void Feed(const std::vector<std::string>& values) override {
    for (const std::string& value : values) {
      const std::string line = value + "\n";
      EXPECT_EQ(::write(ends_[1], line.data(), line.size()), static_cast<ssize_t>(line.size()));
    }
  }
  bool Finish() override {
    if (ends_[1] >= 0) ::close(std::exchange(ends_[1], -1));
    return true;
  }
  Source& source() override { return *source_; }

 private:
  int ends_[2] = {-1, -1};  // read, write
  std::unique_ptr<FileSource> source_;
};

INSTANTIATE_TEST_SUITE_P(Memory, SourceContract,
                         testing::Values(SourceMaker([] { return std::make_unique<ScriptedHarness>(); })));
INSTANTIATE_TEST_SUITE_P(Pipe, SourceContract,
                         testing::Values(SourceMaker([] { return std::make_unique<PipeHarness>(); })));

class MemorySinkHarness final : public SinkHarness {
 public:
  Sink& sink() override { return sink_; }
  std::vector<std::string> Events() override {
    std::vector<std::string> events;
    for (const Delivery& delivery : sink_.written()) {
      if (const auto* event = std::get_if<Event>(&delivery.outcome)) events.push_back(event->json);
    }
    return events;
  }
  std::size_t Rejects() override { return sink_.written().size() - Events().size(); }

 private:
  CorkableSink sink_;
};

class FileSinkHarness final : public SinkHarness {
 public:
  FileSinkHarness()
      : path_(dir_.path() + "/out"), fd_(::open(path_.c_str(), O_CREAT | O_WRONLY | O_CLOEXEC, 0600)), sink_(fd_) {}
  ~FileSinkHarness() override { ::close(fd_); }
  Sink& sink() override { return sink_; }
  std::vector<std::string> Events() override { return Lines(false); }
  std::size_t Rejects() override { return Lines(true).size(); }

 private:
  std::vector<std::string> Lines(bool rejected) const {
    std::vector<std::string> lines;
    std::ifstream file(path_);
    for (std::string line; std::getline(file, line);) {
      if ((line.find("\"rejected\"") != std::string::npos) == rejected) lines.push_back(line);
    }
    return lines;
  }

  TempDir dir_;
  const std::string path_;
  const int fd_;
  FileSink sink_;
};

INSTANTIATE_TEST_SUITE_P(Memory, SinkContract,
                         testing::Values(SinkMaker([] { return std::make_unique<MemorySinkHarness>(); })));
INSTANTIATE_TEST_SUITE_P(File, SinkContract,
                         testing::Values(SinkMaker([] { return std::make_unique<FileSinkHarness>(); })));

INSTANTIATE_TEST_SUITE_P(Fake, DecisionLogContract,
                         testing::Values(DecisionLogMaker([] { return std::make_unique<FakeDecisionLog>(); })));
INSTANTIATE_TEST_SUITE_P(Memory, DecisionLogContract,
                         testing::Values(DecisionLogMaker([] { return std::make_unique<MemoryLog>(DedupOptions{}); })));

INSTANTIATE_TEST_SUITE_P(Manual, ClockContract,
                         testing::Values(ClockMaker([] { return std::make_unique<ManualClock>(); })));
INSTANTIATE_TEST_SUITE_P(System, ClockContract,
                         testing::Values(ClockMaker([] { return std::make_unique<SystemClock>(); })));

}  // namespace
}  // namespace dongtin
