#include "daemon/crash_journal.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <filesystem>
#include <string_view>
#include <system_error>
#include <utility>

#include "daemon/crash_handler.h"
#include "stages/text/hash.h"

namespace dongtin {

using crash::IsSound;
using crash::kMaxTopic;
using crash::Names;
using crash::Note;
using crash::Slot;

constexpr std::uint64_t kMagic = 0x31'6873'6172'6374'64;  // "dtcrash1", little-endian

struct CrashJournal::File {
  std::uint64_t magic = kMagic;
  std::uint64_t version = 0;  // hash
  std::array<Slot, kSlots> slots = {};
};
static_assert(CrashJournal::kSlots == crash::kSlots);

namespace {

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
  crash::InstallHandlers(file->slots.data());
  return journal;
}

CrashJournal::~CrashJournal() {
  if (file_ != nullptr) {
    crash::RestoreHandlers();
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

CrashJournal::AtWork::AtWork(const RawMessage& message) { crash::Set(NoteOf(message)); }
CrashJournal::AtWork::~AtWork() { crash::Clear(); }

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
