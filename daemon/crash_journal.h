// Finds the message that crashes the process, over restarts.
//
// A defect in a stage or in a library that ends the process (a fault, an assertion) would meet the same message after
// each restart, for ever. So each worker thread notes the message at work in thread-local storage (a few stores, no
// system call), and a handler for SIGSEGV, SIGBUS, SIGFPE, SIGILL and SIGABRT writes the note of the thread that died
// into a small file. At the next start the file is read: a message with kMaxCrashes recorded crashes is not given to
// the stages any more, but rejected as `crashed`, with dongtin.attempts counting those attempts.
//
// What writes nothing, on purpose: SIGKILL (no handler can run; and it is the kernel short of memory or an operator,
// who would blame whatever was at work), a signal sent from another process, and a crash on a thread that is no worker.
//
// Limits: when a message corrupts memory, the thread that meets the damage may be another one, and its message is
// recorded. At worst that message is set aside too, and dead letters can be sent back.
//
// The file: kSlots records of fixed size in memory shared with the kernel, which keeps what was written after the
// process is gone (not after the machine is). It is checked, not trusted: a record whose checksum, topic or numbers are
// wrong is taken for empty, a file of another size or program version begins anew. A record goes when its message
// passes, or when a new one needs its place; one that was set aside stays, so that it stays set aside while others are
// found.
//
// Threads: Make, and destruction after all workers, on one thread; all else on any. One journal a process at a time.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>

#include "daemon/runner.h"
#include "stages/article.h"

namespace dongtin {

inline constexpr std::uint32_t kMaxCrashes = 2;

class CrashJournal {
 public:
  static constexpr std::size_t kSlots = 64;

  // The journal in `folder`, which is made if it is not there (mode 700). `version`: of the program; another one may
  // have another defect. Error: a text for people; the folder or the file belongs to another user or cannot be
  // written, or another process has the journal.
  struct Error {
    std::string message;
  };
  static Result<std::unique_ptr<CrashJournal>, Error> Make(const std::string& folder, const std::string& version);
  ~CrashJournal();  // restores the handlers that were there before
  CrashJournal(const CrashJournal&) = delete;
  CrashJournal& operator=(const CrashJournal&) = delete;

  // How often the process crashed at this message. A load and a comparison when nothing is recorded.
  std::uint32_t CrashesAt(const RawMessage& message) const;
  // The message passed: what is recorded of it goes.
  void Forget(const RawMessage& message);

  // For as long as it lives, a crash of this thread is this message's. May not be nested.
  class AtWork {
   public:
    explicit AtWork(const RawMessage& message);
    ~AtWork();
    AtWork(const AtWork&) = delete;
    AtWork& operator=(const AtWork&) = delete;
  };

 private:
  struct File;

  CrashJournal() = default;
  std::size_t Find(const RawMessage& message) const;

  File* file_ = nullptr;  // mapped
  int descriptor_ = -1;   // locked
  mutable std::mutex mutex_;
  std::atomic<std::size_t> recorded_{0};  // slots in use: 0 is the usual case, and needs no lock
};

// Where the journal stands when engine.state_dir is not set: $TMPDIR or /tmp, then dongtin-<group>-<instance>.
std::string DefaultStateDir(const std::string& group, const std::string& instance);

// Workers that note what they are at, and set aside what crashed before. `journal` must outlive them.
WorkerFactory WithCrashJournal(WorkerFactory make_worker, CrashJournal* journal);

}  // namespace dongtin
