#include "stages/clean/passes.h"

#include <algorithm>

namespace dongtin {
namespace {

// "1 2 3 4 5", "00:00 / 08:13", "0": figures and signs without a letter, few of them.
bool IsBareCounter(const Block& block) {
  return block.is_short && block.digits > 0 && block.digits <= 12 && block.words == block.digits && block.capitals == 0;
}

bool IsFurniturePhrase(const Block& block) {
  return block.phrase != nullptr && block.phrase->kind == PhraseKind::kNoise && !IsParagraph(block);
}

// A class or element that holds most of the page's paragraphs speaks of the page ("has-sidebar"), not of furniture.
template <typename Hint>
bool SpeaksOfFurniture(const Page& page, Hint hint) {
  std::uint64_t inside = 0, all = 0;
  for (const Block& block : page.blocks) {
    if (!IsParagraph(block)) continue;
    all += block.chars;
    inside += hint(block.markup) ? block.chars : 0;
  }
  return inside * 10 <= all * 7;
}

void MarkByMarkup(Page* page) {
  const bool comments = SpeaksOfFurniture(*page, [](const Markup& markup) { return markup.comments; });
  const bool related = SpeaksOfFurniture(*page, [](const Markup& markup) { return markup.related; });
  const bool furniture = SpeaksOfFurniture(*page, [](const Markup& markup) { return markup.furniture; });
  for (Block& block : page->blocks) {
    if (IsBareCounter(block)) Decide(block, LineLabel::kBoilerplate, "counter");
    const Markup& markup = block.markup;
    if (markup.title || markup.author) continue;
    if (markup.comments && comments) Decide(block, LineLabel::kBoilerplate, "in the comments");
    if (markup.related && related) Decide(block, LineLabel::kTeaser, "in a list of other articles");
    if (markup.furniture && furniture) Decide(block, LineLabel::kBoilerplate, "in navigation, form, aside or footer");
    const bool linked = markup.linked >= 70 && block.words > 1 && !(markup.paragraph && IsParagraph(block));
    if (linked) Decide(block, LineLabel::kBoilerplate, "nearly all of it is links");
  }
}

}  // namespace

void RunPasses(Page* page) {
  MarkImages(page);
  MarkFurniture(page);
  FindTitle(page);
  FindTail(page);
  MarkRepeats(page);
  MarkDates(page);
  MarkBylines(page);
  MarkSources(page);
  MarkCaptions(page);
  FindLead(page);
  MarkHeadAndFoot(page);
  MarkBody(page);
  KeepAnArticle(page);
}

void MarkImages(Page* page) {
  for (Block& block : page->blocks) {
    if (block.image_name) Decide(block, LineLabel::kImage, "file name of a picture");
    if (block.numbered_image) Decide(block, LineLabel::kImage, "numbered alternative text");
    if (block.markup.image) Decide(block, LineLabel::kImage, "alternative text");
    if (block.markup.caption) Decide(block, LineLabel::kCaption, "figcaption");
  }
}

void MarkFurniture(Page* page) {
  for (Block& block : page->blocks) {
    const bool template_text = block.is_short && block.words <= 6 && block.text.find('{') != std::string::npos &&
                               block.text.find('}') != std::string::npos;
    if (template_text) Decide(block, LineLabel::kBoilerplate, "template that was never filled");
    if (IsFurniturePhrase(block)) Decide(block, LineLabel::kBoilerplate, "phrase of furniture");
    if (block.relative_time) Decide(block, LineLabel::kBoilerplate, "time relative to the reader");
    if (block.contact && !IsParagraph(block)) Decide(block, LineLabel::kBoilerplate, "contact, copyright or licence");
  }
  if (page->html) MarkByMarkup(page);
}

void MarkHeadAndFoot(Page* page) {
  const int size = page->size();
  const int title = page->title;
  // Before the title: menus and mastheads.
  for (int i = 0; i < title; ++i) {
    Block& block = page->blocks[static_cast<std::size_t>(i)];
    if (i != page->lead) Decide(block, LineLabel::kBoilerplate, "before the title");
  }
  // Between title, which the message may have given, and text: print buttons, players, counters.
  if ((title != Page::kNone || !page->given_title.empty()) && page->lead > title) {
    for (int i = title + 1; i < page->lead; ++i) {
      Block& block = page->blocks[static_cast<std::size_t>(i)];
      if (block.words <= 10 && !block.sentence)
        Decide(block, LineLabel::kBoilerplate, "short line between title and text");
    }
  }
  // Behind the last paragraph: short lines in a row are no ending of a text.
  constexpr int kTooManyShortLines = 5;
  int last = std::min(page->tail, size) - 1;
  while (last > title && last >= 0) {
    const Block& block = page->blocks[static_cast<std::size_t>(last)];
    const bool signs_off = block.label == LineLabel::kByline || block.label == LineLabel::kSource;
    if (signs_off || (!block.label && (IsParagraph(block) || block.sentence))) break;
    --last;
  }
  if (last <= title) return;
  const Block& ending = page->blocks[static_cast<std::size_t>(last)];
  int undecided = 0;
  for (int i = last + 1; i < page->tail; ++i) undecided += !page->blocks[static_cast<std::size_t>(i)].label;
  if (undecided < kTooManyShortLines && !ending.label) return;
  for (int i = last + 1; i < page->tail; ++i) {
    Decide(page->blocks[static_cast<std::size_t>(i)], LineLabel::kBoilerplate, "short lines behind the text");
  }
}

void MarkBody(Page* page) {
  for (Block& block : page->blocks) Decide(block, LineLabel::kBody, "text between title and tail");
}

void KeepAnArticle(Page* page) {
  std::uint64_t kept = 0, lost = 0;
  for (const Block& block : page->blocks) {
    const bool text = *block.label == LineLabel::kBody || *block.label == LineLabel::kLead;
    if (text) kept += block.chars;
    if (!text && *block.label != LineLabel::kDuplicate && !block.markup.furniture && !block.markup.comments &&
        IsParagraph(block))
      lost += block.chars;
  }
  if (kept >= kParagraphChars || kept * 4 >= lost) return;
  for (Block& block : page->blocks) {
    const bool dropped = *block.label == LineLabel::kBoilerplate || *block.label == LineLabel::kTeaser ||
                         *block.label == LineLabel::kCaption;
    if (dropped && IsParagraph(block) && !block.markup.furniture && !block.markup.comments) {
      block.label = LineLabel::kBody;
      block.why = "nothing else was left of the article";
    }
  }
}

}  // namespace dongtin
