#include "stages/dedup/index.h"

#include <algorithm>
#include <deque>
#include <optional>
#include <tuple>
#include <utility>
#include <vector>

#include "stages/dedup/clock.h"
#include "stages/dedup/entry.h"
#include "stages/dedup/postings.h"
#include "stages/dedup/similarity.h"
#include "stages/text/hash.h"

namespace dongtin {
namespace {

// Tags of one table are parted by the kind of feature.
enum class Feature : std::uint64_t { kShingle, kIdentity, kExact, kUrl, kId, kKey };

std::uint32_t Tag(Feature feature, std::uint64_t value) {
  return static_cast<std::uint32_t>(HashCombine(static_cast<std::uint64_t>(feature), value) >> 32);
}

std::uint64_t IdentityHash(const Question& question) { return HashCombine(question.identity[0], question.identity[1]); }

std::string Hex(std::uint64_t value) {
  std::string hex(16, '0');
  for (std::size_t i = hex.size(); i-- > 0; value >>= 4) hex[i] = "0123456789abcdef"[value & 15];
  return hex;
}

}  // namespace

class DedupIndex::State {
 public:
  explicit State(const DedupOptions& options)
      : options_(options),
        postings_([this](std::uint32_t article) { return forgotten_ > 0 && At(article).forgotten; }) {}

  Decision Decide(const Question& question);
  std::size_t size() const { return entries_.size(); }
  std::int64_t clock_ms() const { return clock_.time_ms(); }
  std::size_t MemoryBytes() const;

 private:
  // An earlier article, and how the question's article relates to it.
  struct Match {
    Relation relation = Relation::kNew;
    std::uint32_t article = 0;  // when not kNew
    double similarity = 0;
  };

  Entry& At(std::uint32_t article) { return entries_[article - first_]; }
  bool IsInWindow(std::uint32_t article) const { return article - first_ < entries_.size(); }

  // As of the question's time.
  bool IsLiving(const Entry& entry) const {
    return !entry.forgotten && clock_.now_ms() - entry.arrived_ms < options_.window.count();
  }

  void Expire();
  void DropOldest();
  template <typename Same>
  std::optional<std::uint32_t> Newest(Feature feature, std::uint64_t value, Same same);
  template <typename Same>
  std::optional<std::uint32_t> NewestLiving(Feature feature, std::uint64_t value, Same same);
  std::optional<std::uint32_t> NewestWithKey(std::uint64_t key);
  std::optional<std::uint32_t> OldestLiving(Cluster* cluster);
  std::uint32_t StandIn(std::uint32_t article);
  bool HasSameId(const Question& question, const Sketch& sketch, std::uint32_t article);
  std::optional<std::uint32_t> FindPrevious(const Question& question, const Sketch& sketch);
  void CountShared(const std::vector<std::uint64_t>& shingles);
  void ClearShared();
  Match MostSimilar(const Sketch& sketch);
  Match FindMatch(const Question& question, const Sketch& sketch);
  void TakeDown(const Question& question);
  void Forget(std::uint64_t key);
  Entry& Append(const Question& question);
  const Entry& Add(const Question& question, Sketch sketch, const Match& match);
  void Join(std::uint32_t article, const Match& match);
  void Post(std::uint32_t article, const Question& question);
  void LeaveCluster(std::uint32_t article);
  Decision Answer(const Entry& entry) const;

  const DedupOptions options_;
  WindowClock clock_;
  std::deque<Entry> entries_;  // oldest first
  std::uint32_t first_ = 0;    // number of entries_.front(); wraps around
  PostingTable postings_;
  std::size_t forgotten_ = 0;   // entries that are
  std::size_t heap_bytes_ = 0;  // of ids and numbers
  // Scratch of one question.
  std::vector<std::uint16_t>
      shared_;  // by place in entries_: shingles shared with the question; all 0 between questions
  std::vector<std::uint32_t> candidates_;  // numbers of the articles that share any
};

Decision DedupIndex::State::Decide(const Question& question) {
  for (const std::uint64_t shingle : question.fingerprint.shingles) postings_.Prefetch(Tag(Feature::kShingle, shingle));
  const auto repeat = Newest(Feature::kIdentity, IdentityHash(question),
                             [&](std::uint32_t article) { return At(article).identity == question.identity; });
  if (repeat.has_value()) return Answer(At(*repeat));

  clock_.Vote(question.time_ms);
  Expire();
  if (entries_.size() >= options_.max_articles) DropOldest();
  if (question.kind == Question::Kind::kTakedown) {
    TakeDown(question);
    return {};
  }
  const Fingerprint& print = question.fingerprint;
  Sketch sketch = {print.words, CountShingles(print.shingles, print.words), print.numbers};
  const Match match = FindMatch(question, sketch);
  return Answer(Add(question, std::move(sketch), match));
}

// An article whose time was wrong, far ahead of the clock, leaves after those that came before it.
void DedupIndex::State::Expire() {
  if (!clock_.is_settled()) return;
  const auto window = options_.window.count();
  while (!entries_.empty()) {
    const std::int64_t age = clock_.time_ms() - entries_.front().arrived_ms;
    if (age < window && -age <= window) return;
    DropOldest();
  }
}

void DedupIndex::State::DropOldest() {
  const Entry& oldest = entries_.front();
  if (oldest.cluster != nullptr && oldest.cluster->oldest == first_) oldest.cluster->oldest = oldest.next_in_cluster;
  if (oldest.forgotten) --forgotten_;
  heap_bytes_ -= HeapBytes(oldest);
  entries_.pop_front();
  ++first_;
  postings_.SetWindow(first_, static_cast<std::uint32_t>(entries_.size()));
}

// The newest entry under a feature for which same(its number) holds; tags alone may collide.
template <typename Same>
std::optional<std::uint32_t> DedupIndex::State::Newest(Feature feature, std::uint64_t value, Same same) {
  std::optional<std::uint32_t> newest;
  postings_.ForEach(Tag(feature, value), [&](std::uint32_t article) {
    if (!same(article)) return;
    if (!newest.has_value() || article - first_ > *newest - first_) newest = article;
  });
  return newest;
}

template <typename Same>
std::optional<std::uint32_t> DedupIndex::State::NewestLiving(Feature feature, std::uint64_t value, Same same) {
  const auto living =
      Newest(feature, value, [&](std::uint32_t article) { return IsLiving(At(article)) && same(article); });
  if (living.has_value() || forgotten_ == 0) return living;
  // Those taken down may have driven a living one from its place: the story's oldest.
  const auto forgotten =
      Newest(feature, value, [&](std::uint32_t article) { return At(article).cluster != nullptr && same(article); });
  if (!forgotten.has_value()) return std::nullopt;
  const auto oldest = OldestLiving(At(*forgotten).cluster.get());
  return oldest.has_value() && IsLiving(At(*oldest)) && same(*oldest) ? oldest : std::nullopt;
}

// Goes over each member that leaves once.
std::optional<std::uint32_t> DedupIndex::State::OldestLiving(Cluster* cluster) {
  std::uint32_t& oldest = cluster->oldest;
  while (At(oldest).forgotten && At(oldest).next_in_cluster != oldest) oldest = At(oldest).next_in_cluster;
  return At(oldest).forgotten ? std::nullopt : std::optional(oldest);
}

// Of one that was taken down: the oldest living article, when it has the same words.
std::uint32_t DedupIndex::State::StandIn(std::uint32_t article) {
  if (!At(article).forgotten || At(article).exact == 0) return article;
  const auto oldest = OldestLiving(At(article).cluster.get());
  return oldest.has_value() && At(*oldest).exact == At(article).exact ? *oldest : article;
}

std::optional<std::uint32_t> DedupIndex::State::NewestWithKey(std::uint64_t key) {
  // Of any time: a takedown reaches them all.
  return Newest(Feature::kKey, key,
                [this, key](std::uint32_t article) { return !At(article).forgotten && At(article).key == key; });
}

// Publishers number their articles 1, 2, 3: an id alone says nothing.
bool DedupIndex::State::HasSameId(const Question& question, const Sketch& sketch, std::uint32_t article) {
  const Entry& entry = At(article);
  if (*entry.id != question.id) return false;
  const std::uint64_t site = question.fingerprint.site;
  if (site != 0 && entry.site != 0) return site == entry.site;
  return ShareText(sketch, entry.sketch, shared_[article - first_]);
}

// The version before this one: an earlier article with the same url or the same publisher's id.
std::optional<std::uint32_t> DedupIndex::State::FindPrevious(const Question& question, const Sketch& sketch) {
  const std::uint64_t url = question.fingerprint.url;
  if (url != 0) {
    const auto same =
        NewestLiving(Feature::kUrl, url, [this, url](std::uint32_t article) { return At(article).url == url; });
    if (same.has_value()) return same;
  }
  return NewestLiving(Feature::kId, Hash64(question.id),
                      [&](std::uint32_t article) { return HasSameId(question, sketch, article); });
}

// Fills candidates_ and shared_; the caller calls ClearShared when done with them.
void DedupIndex::State::CountShared(const std::vector<std::uint64_t>& shingles) {
  shared_.resize(entries_.size());
  for (const std::uint64_t shingle : shingles) {
    postings_.ForEach(Tag(Feature::kShingle, shingle), [this](std::uint32_t article) {
      if (shared_[article - first_]++ == 0) candidates_.push_back(article);
    });
  }
}

void DedupIndex::State::ClearShared() {
  for (const std::uint32_t article : candidates_) shared_[article - first_] = 0;
  candidates_.clear();
}

// The candidate that is nearest by containment; any near one goes before all related ones, among equals the oldest
// wins.
DedupIndex::State::Match DedupIndex::State::MostSimilar(const Sketch& sketch) {
  Match best;
  for (const std::uint32_t candidate : candidates_) {
    const std::uint32_t article = StandIn(candidate);
    const Entry& entry = At(article);
    const std::size_t shared = shared_[candidate - first_];
    const Verdict verdict = IsLiving(entry) ? Judge(sketch, entry.sketch, shared) : Verdict::kApart;
    if (verdict == Verdict::kApart) continue;
    const Match match = {verdict == Verdict::kNear ? Relation::kNear : Relation::kRelated, article,
                         Containment(sketch, entry.sketch, shared)};
    const auto rank = [this](const Match& m) {
      return std::tuple(m.relation == Relation::kNear, m.similarity, ~(m.article - first_));
    };
    if (best.relation == Relation::kNew || rank(match) > rank(best)) best = match;
  }
  return best;
}

DedupIndex::State::Match DedupIndex::State::FindMatch(const Question& question, const Sketch& sketch) {
  const std::uint64_t exact = question.fingerprint.exact;
  if (exact != 0) {
    const auto same = NewestLiving(Feature::kExact, exact,
                                   [this, exact](std::uint32_t article) { return At(article).exact == exact; });
    if (same.has_value()) return {Relation::kExact, *same, 1};
  }
  CountShared(question.fingerprint.shingles);
  Match match = MostSimilar(sketch);
  const auto previous = FindPrevious(question, sketch);
  if (previous.has_value()) {
    match = {Relation::kUpdate, *previous, Containment(sketch, At(*previous).sketch, shared_[*previous - first_])};
  }
  ClearShared();
  return match;
}

// A new entry that the same identity will find again.
Entry& DedupIndex::State::Append(const Question& question) {
  const std::uint32_t article = first_ + static_cast<std::uint32_t>(entries_.size());
  Entry& entry = entries_.emplace_back();
  entry.identity = question.identity;
  entry.arrived_ms = clock_.now_ms();
  entry.next_in_cluster = article;
  entry.older_with_key = article;
  postings_.SetWindow(first_, static_cast<std::uint32_t>(entries_.size()));
  postings_.Insert(Tag(Feature::kIdentity, IdentityHash(question)), article);
  return entry;
}

const Entry& DedupIndex::State::Add(const Question& question, Sketch sketch, const Match& match) {
  const std::uint32_t article = first_ + static_cast<std::uint32_t>(entries_.size());
  Entry& entry = Append(question);
  entry.key = question.key;
  entry.exact = question.fingerprint.exact;
  entry.url = question.fingerprint.url;
  entry.site = question.fingerprint.site;
  entry.sketch = std::move(sketch);
  entry.id = std::make_shared<const std::string>(question.id);
  entry.relation = match.relation;
  entry.similarity = match.similarity;
  heap_bytes_ += HeapBytes(entry);
  if (IsCopy(match.relation)) {
    Join(article, match);
  } else {
    entry.cluster = std::make_shared<Cluster>(Cluster{IdentityHash(question), entry.id, article, article});
    if (match.relation == Relation::kRelated) entry.of = At(match.article).id;
  }
  Post(article, question);
  return entry;
}

void DedupIndex::State::Join(std::uint32_t article, const Match& match) {
  Entry& entry = At(article);
  const Entry& member = At(match.article);
  entry.cluster = member.cluster;
  entry.of = entry.cluster->of;
  if (match.relation == Relation::kUpdate) entry.previous = member.id;
  At(entry.cluster->last).next_in_cluster = article;
  entry.cluster->last = article;
}

void DedupIndex::State::Post(std::uint32_t article, const Question& question) {
  const Fingerprint& print = question.fingerprint;
  postings_.Insert(Tag(Feature::kId, Hash64(question.id)), article);
  if (print.exact != 0) postings_.Insert(Tag(Feature::kExact, print.exact), article);
  if (print.url != 0) postings_.Insert(Tag(Feature::kUrl, print.url), article);
  if (question.key != 0) {
    const auto older = NewestWithKey(question.key);
    if (older.has_value()) At(article).older_with_key = *older;
    postings_.Insert(Tag(Feature::kKey, question.key), article);
  }
  for (const std::uint64_t shingle : print.shingles) postings_.Insert(Tag(Feature::kShingle, shingle), article);
}

Decision DedupIndex::State::Answer(const Entry& entry) const {
  Decision decision;
  if (entry.cluster == nullptr) return decision;  // a takedown
  decision.relation = entry.relation;
  decision.cluster = Hex(entry.cluster->name);
  if (entry.of != nullptr) decision.of = *entry.of;
  if (entry.previous != nullptr) decision.previous = *entry.previous;
  decision.similarity = entry.similarity;
  return decision;
}

void DedupIndex::State::TakeDown(const Question& question) {
  Forget(question.key);
  Append(question).forgotten = true;
  ++forgotten_;
}

void DedupIndex::State::Forget(std::uint64_t key) {
  std::optional<std::uint32_t> article = NewestWithKey(key);
  while (article.has_value()) {
    Entry& entry = At(*article);
    entry.forgotten = true;
    ++forgotten_;
    LeaveCluster(*article);
    const std::uint32_t older = entry.older_with_key;
    // Whoever is older than a forgotten one with this key was forgotten with it.
    const bool ends = older == *article || !IsInWindow(older) || At(older).forgotten;
    article = ends ? std::nullopt : std::optional(older);
  }
}

// Where the first member leaves, the oldest living one takes its place.
void DedupIndex::State::LeaveCluster(std::uint32_t article) {
  Cluster& cluster = *At(article).cluster;
  if (cluster.of != At(article).id) return;
  const auto oldest = OldestLiving(&cluster);
  cluster.of = oldest.has_value() ? At(*oldest).id : nullptr;
}

std::size_t DedupIndex::State::MemoryBytes() const {
  return postings_.MemoryBytes() + entries_.size() * sizeof(Entry) + heap_bytes_ +
         shared_.capacity() * sizeof(shared_[0]) + candidates_.capacity() * sizeof(candidates_[0]);
}

DedupIndex::DedupIndex(const DedupOptions& options) : state_(std::make_unique<State>(options)) {}
DedupIndex::~DedupIndex() = default;
Decision DedupIndex::Decide(const Question& question) { return state_->Decide(question); }
std::size_t DedupIndex::size() const { return state_->size(); }
std::int64_t DedupIndex::clock_ms() const { return state_->clock_ms(); }
std::size_t DedupIndex::MemoryBytes() const { return state_->MemoryBytes(); }

}  // namespace dongtin
