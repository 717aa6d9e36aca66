#include "daemon/crash_handler.h"

#include <errno.h>
#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cstring>
#include <memory>

namespace dongtin::crash {
namespace {

// FNV-1a, eight lines that a signal handler may run.
std::uint64_t CheckOf(const Slot& slot) {
  const auto* const bytes = reinterpret_cast<const unsigned char*>(&slot);
  std::uint64_t hash = 0xcbf29ce484222325ULL;
  for (std::size_t i = sizeof(slot.check); i < sizeof(Slot); ++i) hash = (hash ^ bytes[i]) * 0x100000001b3ULL;
  return hash;
}

// A note and whether it counts.
struct ThreadNote : Note {
  bool active = false;
  bool handling = false;
};
constinit thread_local ThreadNote t_note;

constexpr std::array kSignals = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT};
std::array<struct sigaction, kSignals.size()> g_before;
std::atomic<Slot*> g_slots{nullptr};  // kSlots of them
std::atomic_flag g_writing = ATOMIC_FLAG_INIT;

// The record of this message, else an empty one, else the one that is missed least.
Slot* PlaceFor(Slot* slots, const Note& note) {
  Slot* best = slots;
  for (std::size_t i = 0; i < kSlots; ++i) {
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
  for (std::size_t i = 0; i < kSlots; ++i) newest = std::max(newest, slots[i].sequence);
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

}  // namespace

bool IsSound(const Slot& slot) {
  return slot.attempts > 0 && slot.topic_size <= kMaxTopic && slot.partition >= 0 && slot.offset >= 0 &&
         slot.check == CheckOf(slot);
}

bool Names(const Slot& slot, const Note& note) {
  return slot.attempts > 0 && slot.offset == note.offset && slot.partition == note.partition &&
         slot.identity == note.identity && slot.topic_size == note.topic_size &&
         std::memcmp(slot.topic.data(), note.topic, note.topic_size) == 0;
}

void Set(const Note& note) {
  thread_local const SignalStack stack;
  static_cast<Note&>(t_note) = note;
  // The handler runs on this thread: what is written here must only not be moved around by the compiler.
  std::atomic_signal_fence(std::memory_order_release);
  t_note.active = true;
  std::atomic_signal_fence(std::memory_order_release);
}

void Clear() {
  std::atomic_signal_fence(std::memory_order_release);
  t_note.active = false;
}

void InstallHandlers(Slot* slots) {
  g_writing.clear();
  g_slots = slots;
  struct sigaction action = {};
  action.sa_sigaction = OnCrash;
  action.sa_flags = SA_SIGINFO | SA_ONSTACK;
  sigemptyset(&action.sa_mask);
  for (std::size_t i = 0; i < kSignals.size(); ++i) sigaction(kSignals[i], &action, &g_before[i]);
}

void RestoreHandlers() {
  for (std::size_t i = 0; i < kSignals.size(); ++i) sigaction(kSignals[i], &g_before[i], nullptr);
  g_slots = nullptr;
}

}  // namespace dongtin::crash
