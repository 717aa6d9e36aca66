#include "daemon/crash_journal.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <string_view>
#include <system_error>
#include <utility>

#include "stages/text/hash.h"

namespace dongtin {

// ---- the file. Plain bytes; what the handler touches may use nothing but loops and stores.

namespace {

constexpr std::uint64_t kMagic = 0x31'6873'6172'6374'64;  // "dtcrash1", little-endian
constexpr std::size_t kMaxTopic = 252;                    // Kafka's limit is 249

struct Slot {
  std::uint64_t check = 0;     // of all that follows
  std::uint32_t attempts = 0;  // 0: empty
  std::int32_t partition = 0;
  std::int64_t offset = 0;
  std::uint64_t identity = 0;
  std::uint64_t sequence = 0;  // grows with each record: the lowest is the oldest
  std::uint32_t topic_size = 0;
  std::array<char, kMaxTopic> topic = {};
};

// FNV-1a, eight lines that a signal handler may run.
std::uint64_t CheckOf(const Slot& slot) {
  const auto* const bytes = reinterpret_cast<const unsigned char*>(&slot);
  std::uint64_t hash = 0xcbf29ce484222325ULL;
  for (std::size_t i = sizeof(slot.check); i < sizeof(Slot); ++i) hash = (hash ^ bytes[i]) * 0x100000001b3ULL;
  return hash;
}

bool IsSound(const Slot& slot) {
  return slot.attempts > 0 && slot.topic_size <= kMaxTopic && slot.partition >= 0 && slot.offset >= 0 &&
         slot.check == CheckOf(slot);
}

}  // namespace

struct CrashJournal::File {
  std::uint64_t magic = kMagic;
  std::uint64_t version = 0;  // hash
  std::array<Slot, kSlots> slots = {};
};

// ---- the thread's note and the handler

namespace {

struct Note {
  const char* topic = nullptr;
  std::size_t topic_size = 0;
  std::int32_t partition = 0;
  std::int64_t offset = 0;
  std::uint64_t identity = 0;
  bool active = false;
  bool handling = false;
};
constinit thread_local Note t_note;

constexpr std::array kSignals = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT};
std::array<struct sigaction, kSignals.size()> g_before;
std::atomic<Slot*> g_slots{nullptr};  // kSlots of them
std::atomic_flag g_writing = ATOMIC_FLAG_INIT;

bool Names(const Slot& slot, const Note& note) {
  return slot.attempts > 0 && slot.offset == note.offset && slot.partition == note.partition &&
         slot.identity == note.identity && slot.topic_size == note.topic_size &&
         std::memcmp(slot.topic.data(), note.topic, note.topic_size) == 0;
}

// The record of this message, else an empty one, else the one that is missed least.
Slot* PlaceFor(Slot* slots, const Note& note) {
  Slot* best = slots;
  for (std::size_t i = 0; i < CrashJournal::kSlots; ++i) {
    Slot& slot = slots[i];
    if (Names(slot, note)) return &slot;
    const bool better =
        slot.attempts != best->attempts ? slot.attempts < best->attempts : slot.sequence < best->sequence;
    if (better) best = &slot;
  }
  return best;
}

void Record(Slot* slots, const Note& note) {
  std::uint64_t newest = 0;
  for (std::size_t i = 0; i < CrashJournal::kSlots; ++i) newest = std::max(newest, slots[i].sequence);
  Slot* const slot = PlaceFor(slots, note);
  const std::uint32_t attempts = Names(*slot, note) ? slot->attempts + 1 : 1;
  slot->attempts = 0;  // a crash in here leaves an empty record, not half of one
  slot->partition = note.partition;
  slot->offset = note.offset;
  slot->identity = note.identity;
  slot->sequence = newest + 1;
  slot->topic_size = static_cast<std::uint32_t>(note.topic_size);
  std::memcpy(slot->topic.data(), note.topic, note.topic_size);
  slot->attempts = attempts;
  slot->check = CheckOf(*slot);
}

void OnCrash(int signal, siginfo_t* info, void*) {
  const int saved_errno = errno;
  const bool ours = info->si_code > 0 || info->si_pid == getpid();  // a fault or abort(), not a kill from outside
  Slot* const slots = g_slots.load();
  if (ours && slots != nullptr && t_note.active && !t_note.handling) {
    t_note.handling = true;  // a fault in here goes straight to the action below
    if (g_writing.test_and_set()) {
      for (;;) pause();  // another thread is at it, and ends the process
    }
    Record(slots, t_note);
  }
  // As if there were no handler: the same signal, the action of before, so core dump and exit code are as ever. It is
  // blocked in here, and delivered when this returns.
  for (std::size_t i = 0; i < kSignals.size(); ++i) {
    if (kSignals[i] == signal) sigaction(signal, &g_before[i], nullptr);
  }
  raise(signal);
  errno = saved_errno;
}

// A stack of its own for the handler, so that a stack overflow can be recorded. One a thread that has none yet (a
// sanitizer brings its own), until the thread ends.
class SignalStack {
 public:
  SignalStack() {
    stack_t now = {};
    if (sigaltstack(nullptr, &now) != 0 || (now.ss_flags & SS_DISABLE) == 0) return;
    memory_ = std::make_unique<char[]>(kBytes);
    stack_t mine = {};
    mine.ss_sp = memory_.get();
    mine.ss_size = kBytes;
    sigaltstack(&mine, nullptr);
  }
  ~SignalStack() {
    if (memory_ == nullptr) return;
    stack_t none = {};
    none.ss_flags = SS_DISABLE;
    sigaltstack(&none, nullptr);
  }
  SignalStack(const SignalStack&) = delete;
  SignalStack& operator=(const SignalStack&) = delete;

 private:
  static constexpr std::size_t kBytes = 64 << 10;
  std::unique_ptr<char[]> memory_;
};

void InstallHandlers() {
  struct sigaction action = {};
  action.sa_sigaction = OnCrash;
  action.sa_flags = SA_SIGINFO | SA_ONSTACK;
  sigemptyset(&action.sa_mask);
  for (std::size_t i = 0; i < kSignals.size(); ++i) sigaction(kSignals[i], &action, &g_before[i]);
}

void RestoreHandlers() {
  for (std::size_t i = 0; i < kSignals.size(); ++i) sigaction(kSignals[i], &g_before[i], nullptr);
}

// Tells a message from another one that a topic made anew has in its place. Of both ends and the length only: it is
// taken of every message.
std::uint64_t IdentityOf(const RawMessage& message) {
  constexpr std::size_t kEnd = 256;
  if (!message.value) return 1;
  const std::string_view value = *message.value;
  const std::string_view tail = value.substr(value.size() - std::min(kEnd, value.size()));
  return HashCombine(HashCombine(Hash64(value.substr(0, kEnd)), Hash64(tail)), value.size());
}

Note NoteOf(const RawMessage& message) {
  Note note;
  note.topic = message.at.topic.data();
  note.topic_size = std::min(message.at.topic.size(), kMaxTopic);
  note.partition = message.at.partition;
  note.offset = message.at.offset;
  note.identity = IdentityOf(message);
  return note;
}

std::string Why(const std::string& what) { return what + ": " + std::generic_category().message(errno); }

}  // namespace

// ---- CrashJournal

Result<std::unique_ptr<CrashJournal>, CrashJournal::Error> CrashJournal::Make(const std::string& folder,
                                                                              const std::string& version) {
  std::error_code ignored;  // what is wrong comes out below
  std::filesystem::create_directories(std::filesystem::path(folder).parent_path(), ignored);
  if (mkdir(folder.c_str(), 0700) != 0 && errno != EEXIST) return Error{Why("cannot make " + folder)};
  // The default stands in a folder that others may write to, and so does an emptyDir of Kubernetes, which is root's:
  // nothing in it is followed or trusted that is not ours.
  const int dir = open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  if (dir < 0) return Error{Why("cannot open the folder " + folder)};
  struct stat about = {};
  fstat(dir, &about);
  const bool safe = about.st_uid == geteuid() || about.st_uid == 0;
  std::unique_ptr<CrashJournal> journal(new CrashJournal);
  if (safe) {
    journal->descriptor_ =
        openat(dir, "crashes", O_RDWR | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, S_IRUSR | S_IWUSR);
  }
  const std::string failure = Why("cannot open the file `crashes` in " + folder);
  close(dir);
  if (!safe) return Error{"the folder " + folder + " belongs to another user"};
  if (journal->descriptor_ < 0) return Error{failure};
  if (fstat(journal->descriptor_, &about) != 0 || !S_ISREG(about.st_mode) || about.st_uid != geteuid() ||
      about.st_nlink != 1) {
    return Error{folder + "/crashes is no file of this user"};
  }
  if (flock(journal->descriptor_, LOCK_EX | LOCK_NB) != 0) return Error{"another process uses " + folder};
  if (about.st_size != sizeof(File) &&
      (ftruncate(journal->descriptor_, 0) != 0 || ftruncate(journal->descriptor_, sizeof(File)) != 0)) {
    return Error{Why("cannot write " + folder + "/crashes")};
  }
  // So that a full disk is found here, and not by a fault in the handler.
  if (const int error = posix_fallocate(journal->descriptor_, 0, sizeof(File)); error != 0) {
    return Error{"no room for " + folder + "/crashes: " + std::generic_category().message(error)};
  }
  void* const memory = mmap(nullptr, sizeof(File), PROT_READ | PROT_WRITE, MAP_SHARED, journal->descriptor_, 0);
  if (memory == MAP_FAILED) return Error{Why("cannot map " + folder + "/crashes")};
  File* const file = static_cast<File*>(memory);
  journal->file_ = file;
  const std::uint64_t version_hash = Hash64(version);
  if (file->magic != kMagic || file->version != version_hash) {
    *file = File();
    file->version = version_hash;
  }
  for (Slot& slot : file->slots) {
    if (IsSound(slot)) {
      ++journal->recorded_;
    } else {
      slot = Slot();
    }
  }
  g_writing.clear();
  g_slots = file->slots.data();
  InstallHandlers();
  return journal;
}

CrashJournal::~CrashJournal() {
  if (file_ != nullptr) {
    RestoreHandlers();
    g_slots = nullptr;
    munmap(file_, sizeof(File));
  }
  if (descriptor_ >= 0) close(descriptor_);
}

// kSlots when there is none. REQUIRES: mutex_ is held
std::size_t CrashJournal::Find(const RawMessage& message) const {
  const Note note = NoteOf(message);
  std::size_t i = 0;
  while (i < kSlots && !Names(file_->slots[i], note)) ++i;
  return i;
}

std::uint32_t CrashJournal::CrashesAt(const RawMessage& message) const {
  if (recorded_.load(std::memory_order_relaxed) == 0) return 0;
  const std::lock_guard lock(mutex_);
  const std::size_t at = Find(message);
  return at == kSlots ? 0 : file_->slots[at].attempts;
}

void CrashJournal::Forget(const RawMessage& message) {
  if (recorded_.load(std::memory_order_relaxed) == 0) return;
  const std::lock_guard lock(mutex_);
  const std::size_t at = Find(message);
  if (at == kSlots) return;
  file_->slots[at] = Slot();
  recorded_.fetch_sub(1, std::memory_order_relaxed);
}

CrashJournal::AtWork::AtWork(const RawMessage& message) {
  thread_local const SignalStack stack;
  t_note = NoteOf(message);
  // The handler runs on this thread: what is written here must only not be moved around by the compiler.
  std::atomic_signal_fence(std::memory_order_release);
  t_note.active = true;
  std::atomic_signal_fence(std::memory_order_release);
}

CrashJournal::AtWork::~AtWork() {
  std::atomic_signal_fence(std::memory_order_release);
  t_note.active = false;
}

// ---- the workers

namespace {

class JournaledWorker final : public Worker {
 public:
  JournaledWorker(std::unique_ptr<Worker> worker, CrashJournal* journal)
      : worker_(std::move(worker)), journal_(*journal) {}

  Prepared Prepare(const RawMessage& message) override {
    const std::uint32_t crashes = journal_.CrashesAt(message);
    if (crashes >= kMaxCrashes) return SetAside(message, crashes);
    const CrashJournal::AtWork note(message);
    return worker_->Prepare(message);
  }

  Outcome Finish(const RawMessage& message, Prepared prepared, const Decision& decision) override {
    if (auto* reject = std::get_if<Reject>(&prepared.state); reject && reject->reason == RejectReason::kCrashed) {
      return Rejected{std::move(prepared.id), std::move(*reject)};  // not even here does the worker see it
    }
    const Passed passed{&journal_, message};
    const CrashJournal::AtWork note(message);
    return worker_->Finish(message, std::move(prepared), decision);
  }

 private:
  // Also when an exception passes: that is answered otherwise (internal_error), and no crash.
  struct Passed {
    CrashJournal* journal;
    const RawMessage& message;
    ~Passed() { journal->Forget(message); }
  };

  static Prepared SetAside(const RawMessage& message, std::uint32_t crashes) {
    Reject reject{RejectReason::kCrashed,
                  "the program crashed " + std::to_string(crashes) + " times at this message; please report it"};
    reject.attempts = crashes;
    return {message.fallback_id, std::move(reject)};
  }

  const std::unique_ptr<Worker> worker_;
  CrashJournal& journal_;
};

}  // namespace

std::string DefaultStateDir(const std::string& group, const std::string& instance) {
  const char* const tmp = std::getenv("TMPDIR");
  std::string name = "dongtin-" + group + "-" + instance;
  for (char& c : name) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-';
    if (!plain && c != '.') c = '_';
  }
  return std::string(tmp != nullptr && *tmp != '\0' ? tmp : "/tmp") + "/" + name.substr(0, 200);
}

WorkerFactory WithCrashJournal(WorkerFactory make_worker, CrashJournal* journal) {
  return [make_worker = std::move(make_worker), journal] {
    return std::make_unique<JournaledWorker>(make_worker(), journal);
  };
}

}  // namespace dongtin
