// PostingTable: which articles have this feature? One open-addressed table of 8-byte slots for all features of all
// articles in the window: shingles, exact text, url, publisher id, key, identity.
//
// A feature is a 32-bit tag, an article a 32-bit number that counts up. Tags collide now and then: whoever asks
// compares with the article itself, or counts many tags. Articles leave in the order they came (SetWindow): their slots
// are dead from then on, used again by the next insertion that comes by, and swept when the table is rebuilt.
//
// At most kMaxPostings articles are kept under one tag, the newest ones. So a phrase that every bulletin repeats costs
// a bounded number of steps, and what is lost is the oldest article's share in that phrase; a true copy has the phrases
// of its own story to be found by. An article that was taken down gives its place away before any other does.
//
// Memory: 8 bytes a slot, 55 to 80 % of them in use. A rebuild takes time linear in the table (about 10 ns a slot) and
// comes after insertions of the same order. Numbers may wrap around: the window must hold fewer than 2^31 articles.
// Single-threaded.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

namespace dongtin {

class PostingTable {
 public:
  static constexpr std::size_t kMaxPostings = 64;

  // is_forgotten(article): this living article may lose its place under a crowded tag.
  explicit PostingTable(std::function<bool(std::uint32_t)> is_forgotten);

  // The articles first .. first + count - 1 are alive; the number of an article inserted next may be first + count.
  void SetWindow(std::uint32_t first, std::uint32_t count);
  // Asks the memory for what stands under `tag`, so that a ForEach or Insert soon after need not wait for it. A large
  // table is in no cache: asked for one by one, the postings of a question take most of its time.
  void Prefetch(std::uint32_t tag) const { __builtin_prefetch(&slots_[Home(NonZero(tag))]); }
  // REQUIRES: article is alive, and no older than any inserted before.
  void Insert(std::uint32_t tag, std::uint32_t article);
  // Calls f(article) for each living article under `tag`, in no particular order.
  template <typename F>
  void ForEach(std::uint32_t tag, F f) const;

  std::size_t MemoryBytes() const { return slots_.capacity() * sizeof(Slot); }

 private:
  struct Slot {
    std::uint32_t tag = 0;  // 0: never used
    std::uint32_t article = 0;
  };

  static std::uint32_t NonZero(std::uint32_t tag) { return tag == 0 ? 1 : tag; }
  bool IsAlive(const Slot& slot) const { return slot.article - first_ < count_; }
  std::size_t Home(std::uint32_t tag) const {  // tags are hashes: their upper bits spread evenly
    return static_cast<std::size_t>((static_cast<std::uint64_t>(tag) * slots_.size()) >> 32);
  }
  std::size_t After(std::size_t i) const { return i + 1 == slots_.size() ? 0 : i + 1; }
  Slot* FindForgotten(std::uint32_t tag);
  void Rebuild();

  const std::function<bool(std::uint32_t)> is_forgotten_;

  std::vector<Slot> slots_;
  std::size_t used_ = 0;  // slots with a tag, dead ones included
  std::uint32_t first_ = 0;
  std::uint32_t count_ = 0;
};

template <typename F>
void PostingTable::ForEach(std::uint32_t tag, F f) const {
  tag = NonZero(tag);
  for (std::size_t i = Home(tag); slots_[i].tag != 0; i = After(i)) {
    if (slots_[i].tag == tag && IsAlive(slots_[i])) f(slots_[i].article);
  }
}

}  // namespace dongtin
