// In-page repetition: linear, by the hashes that Describe made.
#include <algorithm>

#include "stages/clean/passes.h"

namespace dongtin {
namespace {

// A block this long that was said before is a duplicate wherever it stands.
constexpr std::uint32_t kSurelyRepeated = 50;

bool Repeats(const Page& page, int i) {
  return i >= 0 && i < page.size() && page.blocks[static_cast<std::size_t>(i)].first < i;
}

// True when the article starts again at block i: most of the next blocks were said before, text among them.
bool StartsCopy(const Page& page, int i) {
  constexpr int kLookAhead = 6;
  int repeated = 0, seen = 0;
  bool text = false;
  for (int k = i + 1; k < page.size() && seen < kLookAhead; ++k, ++seen) {
    const Block& block = page.blocks[static_cast<std::size_t>(k)];
    if (!Repeats(page, k) || block.first == page.title) continue;
    ++repeated;
    text = text || IsParagraph(block);
  }
  return text && repeated * 2 >= seen;
}

// Labels the copy that starts at `from` and returns the first block behind it.
int LabelCopy(Page* page, int from) {
  // A date line or byline of its own does not end the copy; so many new blocks in a row do.
  constexpr int kNewBlocksToEnd = 3;
  int last = from;
  for (int i = from; i < page->size() && i - last < kNewBlocksToEnd; ++i) {
    if (Repeats(*page, i)) last = i;
  }
  // The byline of the copy may be written otherwise than the first: a short line with nothing but a name behind the
  // text.
  for (int i = from; i <= last; ++i) {
    Block& block = page->blocks[static_cast<std::size_t>(i)];
    const bool new_text = !Repeats(*page, i) && IsParagraph(block) && !block.date;
    if (new_text) continue;
    block.label = LineLabel::kDuplicate;
    block.why = "second copy of the article";
  }
  return last + 1;
}

}  // namespace

void MarkRepeats(Page* page) {
  const int size = page->size();
  for (int i = page->title + 1; i < size; ++i) {
    Block& block = page->blocks[static_cast<std::size_t>(i)];
    if (!Repeats(*page, i)) continue;
    const bool says_title = page->title != Page::kNone && block.first == page->title;
    const bool may_start = says_title || (page->title == Page::kNone && block.first == 0);
    if (may_start && StartsCopy(*page, i)) {
      i = LabelCopy(page, i) - 1;
      continue;
    }
    if (says_title) {
      Decide(block, LineLabel::kImage, "the title again, in place of a picture");
    } else if (block.chars >= kSurelyRepeated || IsParagraph(block)) {
      Decide(block, LineLabel::kDuplicate, "said before");
    } else if (i >= page->tail) {
      Decide(block, LineLabel::kDuplicate, "said before");
    }
  }
}

}  // namespace dongtin
