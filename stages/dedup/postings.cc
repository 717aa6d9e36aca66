#include "stages/dedup/postings.h"

#include <algorithm>
#include <utility>

namespace dongtin {
namespace {

constexpr std::size_t kMinSlots = 1024;
// Linear probing gets slow above four fifths; memory, not time, is the limit of a large window.
constexpr bool IsFull(std::size_t used, std::size_t slots) { return used * 5 >= slots * 4; }
constexpr std::size_t SlotsFor(std::size_t alive) { return std::max(kMinSlots, alive * 9 / 5); }

}  // namespace

PostingTable::PostingTable(std::function<bool(std::uint32_t)> is_forgotten)
    : is_forgotten_(std::move(is_forgotten)), slots_(kMinSlots) {}

void PostingTable::SetWindow(std::uint32_t first, std::uint32_t count) {
  first_ = first;
  count_ = count;
}

void PostingTable::Insert(std::uint32_t tag, std::uint32_t article) {
  if (IsFull(used_, slots_.size())) Rebuild();
  tag = NonZero(tag);
  Slot* dead = nullptr;
  Slot* oldest = nullptr;
  std::size_t postings = 0;
  std::size_t i = Home(tag);
  for (; slots_[i].tag != 0; i = After(i)) {
    Slot& slot = slots_[i];
    if (!IsAlive(slot)) {
      if (dead == nullptr) dead = &slot;
    } else if (slot.tag == tag) {
      ++postings;
      if (oldest == nullptr || slot.article - first_ < oldest->article - first_) oldest = &slot;
    }
  }
  Slot* target = &slots_[i];
  if (postings >= kMaxPostings) {
    Slot* const forgotten = FindForgotten(tag);
    target = forgotten == nullptr ? oldest : forgotten;
  } else if (dead != nullptr) {
    target = dead;
  } else {
    ++used_;
  }
  *target = {tag, article};
}

PostingTable::Slot* PostingTable::FindForgotten(std::uint32_t tag) {
  for (std::size_t i = Home(tag); slots_[i].tag != 0; i = After(i)) {
    if (slots_[i].tag == tag && IsAlive(slots_[i]) && is_forgotten_(slots_[i].article)) return &slots_[i];
  }
  return nullptr;
}

void PostingTable::Rebuild() {
  const auto alive = static_cast<std::size_t>(
      std::count_if(slots_.begin(), slots_.end(), [this](const Slot& slot) { return slot.tag != 0 && IsAlive(slot); }));
  std::vector<Slot> old = std::exchange(slots_, std::vector<Slot>(SlotsFor(alive)));
  used_ = alive;
  for (const Slot& slot : old) {
    if (slot.tag == 0 || !IsAlive(slot)) continue;
    std::size_t i = Home(slot.tag);
    while (slots_[i].tag != 0) i = After(i);
    slots_[i] = slot;
  }
}

}  // namespace dongtin
