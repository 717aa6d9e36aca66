// DedupIndex: the one stateful rule. Says of each article, in one order for all, whose copy it is.
//
// Deterministic: the same questions in the same order give the same answers on every machine. Time is what most of the
// latest questions say (clock.h), so an article that arrives late lives from now on like any other, and expiry is first
// in, first out. A question from a time ahead of that is answered as of its own time: after a pause of a week it knows
// none of last week's articles, and where its time is wrong, that costs this one answer. Single-threaded; owned by a
// decision log (daemon/io.h).
//
// An article is, by the first rule that holds:
//   a repeat   its identity was asked before: the first answer, unchanged; nothing is stored or forgotten
//   exact      the same words as an earlier article
//   update     the url of an earlier article, or its publisher's id on the same site, other words; `previous` names it.
//              Publishers count alike: where the site of either is unknown, an id also takes some text in common, and
//              two sites never share one
//   near       shares enough sampled shingles with an earlier article (containment: shared / those of the shorter one,
//              Broder 1997) and the numbers agree (similarity.h)
//   related    shares the shingles but not the numbers: tomorrow's weather bulletin, the next price table
//   new        none of these
//
// A cluster is named after its first member and lives on with any member; a copy joins through the most similar
// living member, and `of` is the cluster's first member even after that one has expired. When the first member is taken
// down, the oldest living one takes its place as `of`; the name stays. However many copies were taken down, one that
// lives is found by its own exact words, url or id. A takedown finds living articles only. It is
// remembered as long as an article: read again, it spares what came under its key in the meantime, and an article read
// again behind its takedown is a repeat that lives no second time.
//
// Memory: at most about 1.5 kB an average article (bench/dedup_bench.cc measures) and a fifth of that a takedown,
// bounded by max_articles: beyond it the oldest leave before their time. Time: bounded by kMaxShingles *
// PostingTable::kMaxPostings steps a question.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "stages/article.h"

namespace dongtin {

// What is asked of the decision log: "who is this article?" or, for a takedown, "forget it".
struct Question {
  enum class Kind { kArticle, kTakedown };

  Kind kind = Kind::kArticle;
  // Hash of the input coordinates and of the raw record (never of cleaned text): a repeat after a crash has the same
  // identity and gets the same answer, whatever the program's version.
  std::array<std::uint64_t, 2> identity = {};
  std::uint64_t key = 0;     // hash of the record's key, by which a takedown finds the article; 0 without a key
  std::string id;            // the publisher's id of the article
  std::int64_t time_ms = 0;  // when the article was fetched: milliseconds since 1970
  Fingerprint fingerprint;   // empty for a takedown
};

struct DedupOptions {
  // How long an article is remembered: whoever asks as of its arrival plus this, or later, does not know it.
  std::chrono::milliseconds window = std::chrono::hours(72);
  // Upper bound of articles and takedowns whatever the window says; about 1.5 GB when full.
  std::size_t max_articles = 1'000'000;
};

class DedupIndex {
 public:
  explicit DedupIndex(const DedupOptions& options);
  ~DedupIndex();
  DedupIndex(const DedupIndex&) = delete;
  DedupIndex& operator=(const DedupIndex&) = delete;

  // Answers and remembers. A takedown gets an empty decision and forgets the living articles with its key: no article
  // that is asked about for the first time after it has one of them as `of` or `previous`. What it does not reach: the
  // first answers of articles that were decided before, which their repeats get unchanged, and a first member that had
  // expired already, which stays `of` of its cluster.
  Decision Decide(const Question& question);

  // Articles and takedowns in the window, taken down articles included until they expire.
  std::size_t size() const;
  // The clock, milliseconds since 1970; 0 before the first question with a time.
  std::int64_t clock_ms() const;
  // What the index holds, ids included, without the allocator's overhead.
  std::size_t MemoryBytes() const;

 private:
  class State;
  std::unique_ptr<State> state_;
};

}  // namespace dongtin
