// The journal as a process meets it: children of this test crash at a message and are started again. A program of its
// own, since it forks: no other test may leave threads behind.
#include "daemon/crash_journal.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <random>

#include "tests/support/builders.h"
#include "tests/support/engine.h"
#include "tests/support/temp_dir.h"

namespace dongtin {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

using Hook = std::function<void(const RawMessage&)>;

class CrashJournalTest : public testing::Test {
 protected:
  std::string folder() const { return dir_.path() + "/state"; }
  std::string file() const { return folder() + "/crashes"; }

  std::unique_ptr<CrashJournal> Open(const std::string& version = "1") const {
    auto journal = CrashJournal::Make(folder(), version);
    EXPECT_TRUE(journal.ok()) << journal.error().message;
    return *std::move(journal);
  }

  // What a child process makes of messages v0 to v4 with these hooks, and what wait() says of it. Its outcomes are in
  // outcomes(): a line each, written when all are.
  int RunChild(const Hook& before_prepare, const Hook& before_finish = {}) const {
    unlink((dir_.path() + "/outcomes").c_str());
    const pid_t child = fork();
    if (child == 0) {
      const auto journal = Open();
      Engine engine(MakeMessages(5));
      engine.Start(
          WithCrashJournal([&] { return std::make_unique<FakeWorker>(before_prepare, before_finish); }, journal.get()));
      engine.Join();
      std::ofstream out(dir_.path() + "/outcomes");
      const auto written = engine.own_sink.written();
      const auto outcomes = engine.Outcomes();
      for (std::size_t i = 0; i < written.size(); ++i) {
        const auto* rejected = std::get_if<Rejected>(&written[i].outcome);
        out << outcomes[i];
        if (rejected != nullptr) out << " after " << rejected->reject.attempts;
        out << "\n";
      }
      out.close();
      _exit(0);
    }
    int status = 0;
    waitpid(child, &status, 0);
    return status;
  }

  std::vector<std::string> outcomes() const {
    std::ifstream in(dir_.path() + "/outcomes");
    std::vector<std::string> lines;
    for (std::string line; std::getline(in, line);) lines.push_back(line);
    return lines;
  }

  // Runs `crash` at work on `message` in a child.
  int Crash(const RawMessage& message, const std::function<void()>& crash) const {
    const pid_t child = fork();
    if (child == 0) {
      const auto journal = Open();
      const CrashJournal::AtWork note(message);
      crash();
      _exit(0);
    }
    int status = 0;
    waitpid(child, &status, 0);
    return status;
  }

  TempDir dir_;
};

Hook AbortsAt(const std::string& value) {
  return [value](const RawMessage& message) {
    if (message.value == value) std::abort();
  };
}

TEST_F(CrashJournalTest, SetsAsideAMessageThatCrashesThePreparationAndNoOther) {
  for (int attempt = 0; attempt < 2; ++attempt) {
    const int status = RunChild(AbortsAt("v2"));
    ASSERT_TRUE(WIFSIGNALED(status));
    EXPECT_EQ(WTERMSIG(status), SIGABRT);
  }
  for (int again = 0; again < 2; ++again) {  // it stays set aside: its dead letter may not have been committed
    EXPECT_EQ(RunChild(AbortsAt("v2")), 0);
    EXPECT_THAT(outcomes(), ElementsAre("v0:new", "v1:new", "crashed after 2", "v3:new", "v4:new"));
  }
}

TEST_F(CrashJournalTest, SetsAsideAMessageThatCrashesTheFinish) {
  for (int attempt = 0; attempt < 2; ++attempt) ASSERT_TRUE(WIFSIGNALED(RunChild({}, AbortsAt("v4"))));
  EXPECT_EQ(RunChild({}, AbortsAt("v4")), 0);
  EXPECT_THAT(outcomes(), ElementsAre("v0:new", "v1:new", "v2:new", "v3:new", "crashed after 2"));
}

TEST_F(CrashJournalTest, FindsSeveralBadMessagesInOneFeed) {
  const auto bad = [](const RawMessage& message) {
    if (message.value == "v1" || message.value == "v3") std::abort();
  };
  int runs = 1;
  while (RunChild(bad) != 0 && runs < 10) ++runs;
  EXPECT_LE(runs, 5);  // two crashes each, and the run that passes
  EXPECT_THAT(outcomes(), ElementsAre("v0:new", "crashed after 2", "v2:new", "crashed after 2", "v4:new"));
}

TEST_F(CrashJournalTest, ForgetsAMessageThatPasses) {
  ASSERT_TRUE(WIFSIGNALED(RunChild(AbortsAt("v2"))));
  EXPECT_EQ(Open()->CrashesAt(MakeMessages(3)[2]), 1U);
  EXPECT_EQ(RunChild({}), 0);
  EXPECT_EQ(Open()->CrashesAt(MakeMessages(3)[2]), 0U);
}

TEST_F(CrashJournalTest, RecordsEverySignalOfADefectAndLetsItEndTheProcess) {
  std::int64_t offset = 0;
  for (const int signal : {SIGABRT, SIGBUS, SIGFPE, SIGILL, SIGSEGV}) {
    const RawMessage message = MakeMessage(offset++, "v");
    const int status = Crash(message, [&] { std::raise(signal); });
    EXPECT_NE(status, 0);
    // A sanitizer has handlers of its own for faults, which end the process in their way.
    if (signal == SIGABRT) {
      EXPECT_TRUE(WIFSIGNALED(status) && WTERMSIG(status) == signal);
    }
    EXPECT_EQ(Open()->CrashesAt(message), 1U) << strsignal(signal);
  }
}

TEST_F(CrashJournalTest, RecordsARealFault) {
  const RawMessage message = MakeMessage(0, "v");
  Crash(message, [] {
    void* const page = mmap(nullptr, 4096, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    *static_cast<volatile char*>(page) = 1;
  });
  EXPECT_EQ(Open()->CrashesAt(message), 1U);
}

int Deeper(int depth) {      // NOLINT(misc-no-recursion)
  volatile char room[1024];  // volatile: so that this is not made a loop
  room[0] = static_cast<char>(depth);
  return depth == 0 ? room[0] : Deeper(depth + 1) + room[0];
}

TEST_F(CrashJournalTest, RecordsAStackOverflow) {
  const RawMessage message = MakeMessage(0, "v");
  Crash(message, [] { _exit(Deeper(1)); });
  EXPECT_EQ(Open()->CrashesAt(message), 1U);
}

TEST_F(CrashJournalTest, RecordsNothingForASignalFromAnotherProcess) {
  const RawMessage message = MakeMessage(0, "v");
  const int status = Crash(message, [] {
    static_cast<void>(std::system("kill -ABRT $PPID"));
    _exit(0);
  });
  EXPECT_TRUE(WIFSIGNALED(status));
  EXPECT_EQ(Open()->CrashesAt(message), 0U);
}

TEST_F(CrashJournalTest, RecordsNothingWhenNoMessageIsAtWork) {
  const RawMessage message = MakeMessage(0, "v");
  Crash(message, [&] {
    { const CrashJournal::AtWork other(message); }
    std::abort();
  });
  EXPECT_EQ(Open()->CrashesAt(message), 0U);
}

TEST_F(CrashJournalTest, TellsAMessageFromAnotherInItsPlace) {
  Crash(MakeMessage(0, "v"), [] { std::abort(); });
  const auto journal = Open();
  EXPECT_EQ(journal->CrashesAt(MakeMessage(0, "v")), 1U);
  EXPECT_EQ(journal->CrashesAt(MakeMessage(0, "w")), 0U);
  EXPECT_EQ(journal->CrashesAt(MakeMessage(1, "v")), 0U);
  RawMessage other = MakeMessage(0, "v");
  other.at.topic = "im";
  EXPECT_EQ(journal->CrashesAt(other), 0U);
}

TEST_F(CrashJournalTest, KeepsTheNewestWhenThereAreMoreThanFit) {
  const auto crash = [&](std::int64_t offset) { Crash(MakeMessage(offset, "v"), [] { std::abort(); }); };
  const auto slots = static_cast<std::int64_t>(CrashJournal::kSlots);
  crash(1);  // twice: this one is not pushed out
  for (std::int64_t offset = 0; offset < slots + 2; ++offset) crash(offset);
  const auto journal = Open();
  EXPECT_EQ(journal->CrashesAt(MakeMessage(1, "v")), 2U);
  EXPECT_EQ(journal->CrashesAt(MakeMessage(0, "v")), 0U);
  EXPECT_EQ(journal->CrashesAt(MakeMessage(slots + 1, "v")), 1U);
}

TEST_F(CrashJournalTest, BeginsAnewForAnotherVersionOfTheProgram) {
  Crash(MakeMessage(0, "v"), [] { std::abort(); });
  EXPECT_EQ(Open("2")->CrashesAt(MakeMessage(0, "v")), 0U);
}

TEST_F(CrashJournalTest, IsNotHurtByWhateverTheFileHolds) {
  Crash(MakeMessage(0, "v"), [] { std::abort(); });
  std::ifstream in(file(), std::ios::binary);
  const std::string good(std::istreambuf_iterator<char>(in), {});
  std::mt19937 random(7);
  for (int round = 0; round < 300; ++round) {
    std::string bad = good;
    if (round % 3 == 0) {
      bad.resize(random() % (2 * good.size()));
    } else {
      for (int i = 0; i < 1 + round % 40; ++i) bad[random() % bad.size()] = static_cast<char>(random());
    }
    std::ofstream(file(), std::ios::binary) << bad;
    const auto journal = Open();
    EXPECT_LE(journal->CrashesAt(MakeMessage(0, "v")), 1U);
    journal->Forget(MakeMessage(0, "v"));
  }
  // A record that says of itself that its topic is longer than its room.
  std::string bad = good;
  std::fill(bad.begin() + 16, bad.end(), '\xff');
  std::ofstream(file(), std::ios::binary) << bad;
  EXPECT_EQ(Open()->CrashesAt(MakeMessage(0, "v")), 0U);
  Crash(MakeMessage(0, "v"), [] { std::abort(); });
  EXPECT_EQ(Open()->CrashesAt(MakeMessage(0, "v")), 1U);
}

TEST_F(CrashJournalTest, IsForOneProcessAtATime) {
  const auto first = Open();
  const auto second = CrashJournal::Make(folder(), "1");
  ASSERT_FALSE(second.ok());
  EXPECT_THAT(second.error().message, HasSubstr("another process"));
}

TEST_F(CrashJournalTest, FollowsNoLinkOutOfItsFolder) {
  const std::string victim = dir_.path() + "/victim";
  std::ofstream(victim) << "precious";
  ASSERT_EQ(mkdir(folder().c_str(), 0700), 0);
  ASSERT_EQ(symlink(victim.c_str(), file().c_str()), 0);
  EXPECT_FALSE(CrashJournal::Make(folder(), "1").ok());
  ASSERT_EQ(unlink(file().c_str()), 0);
  ASSERT_EQ(link(victim.c_str(), file().c_str()), 0);
  EXPECT_FALSE(CrashJournal::Make(folder(), "1").ok());
  std::ifstream in(victim);
  EXPECT_EQ(std::string(std::istreambuf_iterator<char>(in), {}), "precious");
}

TEST_F(CrashJournalTest, SaysWhyItCannotBeMade) {
  std::ofstream(dir_.path() + "/plain") << "";
  for (const std::string& bad : {dir_.path() + "/plain", dir_.path() + "/plain/below", std::string("/proc/nothing")}) {
    const auto journal = CrashJournal::Make(bad, "1");
    ASSERT_FALSE(journal.ok());
    EXPECT_THAT(journal.error().message, HasSubstr(bad));
  }
}

TEST(DefaultStateDir, IsOneFolderWhateverTheGroupIsCalled) {
  EXPECT_THAT(DefaultStateDir("a/../b c", "host-1"), testing::EndsWith("/dongtin-a_.._b_c-host-1"));
}

}  // namespace
}  // namespace dongtin
