// Where the article ends and the site goes on.
#include "stages/clean/passes.h"

namespace dongtin {
namespace {

// A box of other articles inside the text is over where the text goes on with this many paragraphs in a row.
constexpr int kParagraphsToResume = 2;

bool Opens(const Block& block) {
  if (block.phrase == nullptr || IsParagraph(block)) return false;
  switch (block.phrase->kind) {
    case PhraseKind::kTeasers:
    case PhraseKind::kComments:
    case PhraseKind::kWidget:
    case PhraseKind::kFooter:
      return true;
    default:
      return false;
  }
}

// A title printed twice, with a time behind it: how some sites list other articles without any heading.
bool IsDoubledTeaser(const Page& page, int i) {
  if (i + 2 >= page.size() || i == page.title) return false;
  const auto& blocks = page.blocks;
  const auto at = static_cast<std::size_t>(i);
  return blocks[at].first == i && blocks[at + 1].first == i && blocks[at].words >= 3 && !blocks[at].image_name &&
         (blocks[at + 2].date || blocks[at + 2].relative_time);
}

// The first of enough paragraphs in a row that carry the article on behind a box that begins at `from`; kNone when none
// do.
int FindResumption(const Page& page, int from) {
  int run = 0, start = Page::kNone;
  for (int i = from + 1; i < page.size(); ++i) {
    const Block& block = page.blocks[static_cast<std::size_t>(i)];
    const bool comments = block.phrase != nullptr &&
                          (block.phrase->kind == PhraseKind::kComments || block.phrase->kind == PhraseKind::kFooter);
    if (comments && !IsParagraph(block)) return Page::kNone;
    if (IsDoubledTeaser(page, i)) return Page::kNone;
    if (IsParagraph(block) && block.chars >= 120 && block.sentence && block.first == i && !block.label) {
      if (run++ == 0) start = i;
      if (run >= kParagraphsToResume) return start;
    } else if (!(block.label == LineLabel::kImage || block.label == LineLabel::kCaption)) {
      run = 0;
    }
  }
  return Page::kNone;
}

// Labels [from, to) as the heading at `from` says; headings inside change the matter.
void LabelSection(Page* page, int from, int to) {
  LineLabel inside = LineLabel::kBoilerplate;
  for (int i = from; i < to; ++i) {
    Block& block = page->blocks[static_cast<std::size_t>(i)];
    if (IsDoubledTeaser(*page, i)) inside = LineLabel::kTeaser;
    if (Opens(block)) {
      inside = block.phrase->kind == PhraseKind::kTeasers ? LineLabel::kTeaser : LineLabel::kBoilerplate;
      Decide(block, LineLabel::kBoilerplate, "heading of a list, form or footer");
      continue;
    }
    if (block.phrase != nullptr && block.phrase->kind == PhraseKind::kTeaser)
      Decide(block, LineLabel::kTeaser, "introduces another article");
    if (inside == LineLabel::kTeaser && block.relative_time && block.label == LineLabel::kBoilerplate)
      block.label = LineLabel::kTeaser;
    // What says again what the article said is MarkRepeats' matter, unless a teaser says its own title twice.
    const bool repeats_article = block.first < from && !block.label;
    if (repeats_article) continue;
    Decide(block, inside, inside == LineLabel::kTeaser ? "in a list of other articles" : "behind the article");
  }
}

}  // namespace

void FindTail(Page* page) {
  const int size = page->size();
  page->tail = size;
  bool text_seen = false;
  for (int i = page->title + 1; i < size; ++i) {
    Block& block = page->blocks[static_cast<std::size_t>(i)];
    text_seen = text_seen || (!block.label && IsParagraph(block) && block.first == i);
    // In HTML a list of other articles or comments is delimited by its element, so that its heading says nothing more.
    const Markup& markup = block.markup;
    if (block.label && (markup.related || markup.comments || markup.furniture)) continue;
    const bool doubled = IsDoubledTeaser(*page, i);
    if (!doubled && block.phrase != nullptr && block.phrase->kind == PhraseKind::kTeaser && !IsParagraph(block) &&
        block.words > 4) {
      Decide(block, LineLabel::kTeaser, "introduces another article");
      continue;
    }
    if (!doubled && !Opens(block)) continue;
    if (!text_seen) {
      Decide(block, LineLabel::kBoilerplate, "heading before the text");
      continue;
    }
    const int resumed = doubled ? Page::kNone : FindResumption(*page, i);
    if (resumed == Page::kNone) {
      page->tail = i;
      LabelSection(page, i, size);
      return;
    }
    LabelSection(page, i, resumed);
    i = resumed - 1;
  }
}

}  // namespace dongtin
