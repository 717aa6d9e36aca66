// Clean: the article of a page, and nothing but the article.
//
// A page, text or HTML, becomes blocks (block.h); passes (passes.h) say of each block what it is; labelled blocks
// become the fields of the article (article_fields.h). Rules go by structure first - what repeats, what stands where,
// what is a paragraph - and by a small table of phrases second. Where rules are in doubt the text is kept.
//
// Trade-offs: a heading that furniture and articles share ("Xem thêm") ends the article only when no text goes on
// behind it; a lone line of another article between two paragraphs, without any word that introduces it, stays in the
// body.
#pragma once

#include <memory>
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
  std::string text;  // normalised
  std::string why;   // the rule that decided, for people
};

struct Page;

// RawArticle -> CleanArticle. One a thread: keeps buffers between calls, nothing of an article. Linear in the page,
// never throws but for lack of memory; any bytes of valid UTF-8 give an answer. Beyond kMaxBlocks (block.h) a page is
// cut.
class Cleaner {
 public:
  explicit Cleaner(const CleanOptions& options);
  ~Cleaner();
  Cleaner(const Cleaner&) = delete;
  Cleaner& operator=(const Cleaner&) = delete;

  // kNoArticle when neither a headline nor a text is left. A message with only a title has an empty body.
  Result<CleanArticle> Clean(RawArticle article);
  // What Clean takes each line of the page for, in page order.
  std::vector<LabelledLine> Explain(const RawArticle& article);

 private:
  void Label(const RawArticle& article);

  std::unique_ptr<Page> page_;
};

}  // namespace dongtin
