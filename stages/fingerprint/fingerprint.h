// PLACEHOLDER: owned by the dedup helper (shape fixed: Fingerprinter::Make, MakeIdentity).
#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

#include "stages/article.h"

namespace dongtin {

// CleanArticle -> Fingerprint. One a thread: keeps buffers between calls.
class Fingerprinter {
 public:
  Fingerprint Make(const CleanArticle& article);
};

// The identity of a message: of its coordinates, key, value and headers, never of cleaned text.
std::array<std::uint64_t, 2> MakeIdentity(const RawMessage& message);
// The hash by which a takedown finds an article; never 0.
std::uint64_t HashKey(std::string_view key);

}  // namespace dongtin
