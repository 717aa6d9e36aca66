// Texts of one page that stand nowhere else: lines that normalisation changed, text of HTML blocks, folded words.
#pragma once

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace dongtin {

// Appends only, in large pieces that never move, so a page of many short lines costs few allocations, and none once the
// first piece is there. Moves, but does not copy: views point into it. Not thread-safe.
class TextStore {
 public:
  TextStore() = default;
  TextStore(TextStore&&) = default;
  TextStore& operator=(TextStore&&) = default;

  // A copy of `text` that lives until Clear.
  std::string_view Keep(std::string_view text) {
    if (pieces_.empty() || pieces_.back().capacity() - pieces_.back().size() < text.size()) {
      pieces_.emplace_back().reserve(std::max(kPieceBytes, text.size()));
    }
    std::string& piece = pieces_.back();
    piece.append(text);
    return std::string_view(piece).substr(piece.size() - text.size());
  }

  // Ends the life of all texts; keeps one piece for the next page.
  void Clear() {
    if (pieces_.size() > 1) pieces_.resize(1);
    if (!pieces_.empty()) pieces_.front().clear();
  }

 private:
  static constexpr std::size_t kPieceBytes = 1 << 16;
  std::vector<std::string> pieces_;
};

}  // namespace dongtin
