// The part of the crash journal that runs in a dying process: notes, records, and the signal handler between them.
// Nobody but daemon/crash_journal.cc includes this.
//
// Everything that OnCrash reaches is async-signal-safe: loops, loads and stores on memory that was there before, and
// system calls that POSIX lists as safe.
//
// Threads: Set and Clear concern the calling thread; the rest is for the one that makes the journal.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace dongtin::crash {

inline constexpr std::size_t kSlots = 64;
inline constexpr std::size_t kMaxTopic = 252;  // Kafka's limit is 249

// A record of the file: plain bytes without gaps.
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
static_assert(sizeof(Slot) == 44 + kMaxTopic);

// What names a message, as views: `topic` must outlive the note.
struct Note {
  const char* topic = nullptr;
  std::size_t topic_size = 0;  // at most kMaxTopic
  std::int32_t partition = 0;
  std::int64_t offset = 0;
  std::uint64_t identity = 0;
};

// Not of another version, and not damaged.
bool IsSound(const Slot& slot);
bool Names(const Slot& slot, const Note& note);

// A crash of this thread is this message's, from now on until Clear. The first call gives the thread a stack for the
// handler.
void Set(const Note& note);
void Clear();

// `slots`: kSlots of them, until RestoreHandlers.
void InstallHandlers(Slot* slots);
void RestoreHandlers();

}  // namespace dongtin::crash
