// PLACEHOLDER: owned by the clean helper (shape fixed: CleanOptions, Cleaner::{Clean,Explain}, LabelledLine).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "stages/article.h"

namespace dongtin {

struct CleanOptions {};

// One non-blank line (or HTML block) of a page, what it was taken for and why.
struct LabelledLine {
  int number = 0;  // 1-based physical line (text) or block (HTML)
  LineLabel label = LineLabel::kBoilerplate;
  std::string text;
  std::string why;  // the rule that decided, for people
};

// RawArticle -> CleanArticle. One a thread: keeps buffers between calls.
class Cleaner {
 public:
  explicit Cleaner(const CleanOptions& options);

  Result<CleanArticle> Clean(RawArticle article);
  // What Clean takes each line of the page for.
  std::vector<LabelledLine> Explain(const RawArticle& article);
};

}  // namespace dongtin
