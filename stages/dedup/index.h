// PLACEHOLDER: owned by the dedup helper. Shape fixed by this file: Question, DedupOptions, DedupIndex::{Decide,Forget}.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
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
  std::uint64_t key = 0;         // hash of the record's key, by which a takedown finds the article; 0 without a key
  std::string id;                // the publisher's id of the article
  std::int64_t time_ms = 0;      // when the article was fetched: milliseconds since 1970
  Fingerprint fingerprint;       // empty for a takedown
};

}  // namespace dongtin
