// Dates, bylines, sources, captions: the lines that belong to the article without being its text.
#include <algorithm>

#include "stages/clean/dates.h"
#include "stages/clean/names.h"
#include "stages/clean/passes.h"

namespace dongtin {
namespace {

Block& At(Page* page, int i) { return page->blocks[static_cast<std::size_t>(i)]; }

bool IsText(const Block& block) { return !block.label && IsParagraph(block); }

// The first and one behind the last paragraph between title and tail; equal when there is none.
std::pair<int, int> TextRange(const Page& page) {
  int first = page.tail, end = page.tail;
  for (int i = page.title + 1; i < page.tail; ++i) {
    if (!IsText(page.blocks[static_cast<std::size_t>(i)])) continue;
    if (first == page.tail) first = i;
    end = i + 1;
  }
  return {first, first == page.tail ? first : end};
}

// True when the page goes on with nothing but furniture, pictures and repetition behind block i.
bool EndsArticle(const Page& page, int i) {
  constexpr int kLinesOfSignature = 3;
  int undecided = 0;
  for (int k = i + 1; k < page.tail; ++k) {
    const Block& block = page.blocks[static_cast<std::size_t>(k)];
    if (block.label == LineLabel::kDuplicate) continue;
    if (!block.label && (IsParagraph(block) || ++undecided > kLinesOfSignature)) return false;
  }
  return true;
}

bool IsSentenceCase(const Block& block) { return block.capitals * 2 < block.words; }

}  // namespace

void MarkDates(Page* page) {
  bool found = false;
  for (int i = std::max(0, page->title + 1); i < page->tail; ++i) {
    Block& block = At(page, i);
    if (!block.date || block.label) continue;
    Decide(block, LineLabel::kDate, "date line");
    found = true;
  }
  if (found) return;
  // Some sites print it over the title; what stands at the top of a page is the date of today.
  constexpr int kLinesOverTitle = 4;
  for (int i = page->title - 1; i > 0 && i >= page->title - kLinesOverTitle; --i) {
    Block& block = At(page, i);
    if (!block.date || block.label) continue;
    Decide(block, LineLabel::kDate, "date line over the title");
    return;
  }
}

void MarkBylines(Page* page) {
  const auto [first, end] = TextRange(*page);
  constexpr int kLinesBehindLead = 4;
  int heads = 0;
  for (int i = page->title + 1; i < page->tail; ++i) {
    Block& block = At(page, i);
    if (block.label || block.date || !block.is_short) continue;
    const bool by_markup = block.markup.author && block.words <= 12;
    const auto byline = ParseByline(block.text);
    if (!byline && !by_markup) continue;
    const bool in_head =
        i < first || (i <= first + kLinesBehindLead && i < end && i + 1 < page->tail && At(page, i + 1).date);
    const bool behind_text = i >= end && EndsArticle(*page, i);
    if (block.first != i && At(page, block.first).label == LineLabel::kByline) {
      Decide(block, LineLabel::kDuplicate, "the byline again");
      continue;
    }
    // One word is a heading or a menu sooner than a name, except right behind the text.
    const bool likely = by_markup || byline->introduced || !byline->unit.empty() || block.words >= 2 || i == end;
    if (byline && IsOutletName(block.text)) continue;
    if (by_markup ||
        (byline->introduced && block.phrase != nullptr && block.phrase->kind == PhraseKind::kByline &&
         block.words <= 14) ||
        (likely && ((in_head && heads < 2) || behind_text))) {
      Decide(block, LineLabel::kByline,
             in_head       ? "names under the title"
             : behind_text ? "names behind the text"
                           : "introduced as the author");
      heads += in_head;
    }
  }
  // A unit signs like a person does: the last short line, in capitals here and there, right before the tail or a copy.
  if (end == first || end >= page->tail) return;
  Block& last = At(page, end);
  const bool unit = !last.label && last.is_short && !last.sentence && last.words >= 2 && last.words <= 12 &&
                    !IsSentenceCase(last) && !last.date;
  const bool alone = end + 1 >= page->tail || At(page, end + 1).label == LineLabel::kDuplicate;
  const bool source = IsOutletName(last.text) || (last.phrase != nullptr && last.phrase->kind == PhraseKind::kSource);
  if (unit && alone && !source && last.digits == 0) Decide(last, LineLabel::kByline, "a unit signs behind the text");
}

void MarkSources(Page* page) {
  const auto [first, end] = TextRange(*page);
  for (int i = std::max(end, page->title + 1); i < page->tail; ++i) {
    Block& block = At(page, i);
    if (block.label || !block.is_short || block.words > 16) continue;
    const bool introduced = block.phrase != nullptr && block.phrase->kind == PhraseKind::kSource;
    if ((introduced || IsOutletName(block.text)) && EndsArticle(*page, i))
      Decide(block, LineLabel::kSource, introduced ? "names the source" : "name of an outlet behind the text");
  }
  for (int i = page->title + 1; i < first; ++i) {
    Block& block = At(page, i);
    if (block.label || !block.is_short || block.words > 12) continue;
    if (IsOutletName(block.text)) Decide(block, LineLabel::kSource, "name of an outlet under the title");
  }
}

namespace {

// False for most text, which has no colon and neither "Ản", "Pho", "Get" nor "Ngu" in it.
bool MayHoldCredit(std::string_view ending) {
  unsigned char found = 0;
  for (std::size_t i = 0; i + 2 < ending.size(); ++i) {
    const char a = ending[i], b = ending[i + 1], c = ending[i + 2];
    const bool english = ((a == 'P') & (b == 'h') & (c == 'o')) | ((a == 'G') & (b == 'e') & (c == 't'));
    const bool vietnamese = ((a == 'N') & (b == 'g') & (c == 'u')) | ((a == '\xE1') & (b == '\xBA') & (c == '\xA2'));
    found |= static_cast<unsigned char>((a == ':') | english | vietnamese);
  }
  return found != 0;
}

// "…. Ảnh: Internet", "(Nguồn: Reuters)", "Photo: AFP", "X/Getty Images" at the end of a short block.
bool EndsWithCredit(const Block& block) {
  static constexpr std::string_view kMarks[] = {"Ảnh minh", "(Ảnh", "Photo by ", "(Photo", "Getty Images", "Nguồn ảnh"};
  static constexpr std::string_view kBeforeColon[] = {"Ảnh",   "ảnh",    "ẢNH",        "(Nguồn", "Photo", "PHOTO",
                                                      "Image", "Credit", "Photograph", "Đồ họa", "Clip",  "Video"};
  constexpr std::size_t kCreditBytes = 70;
  const std::string_view text = block.text;
  const std::string_view ending = text.substr(text.size() > kCreditBytes ? text.size() - kCreditBytes : 0);
  if (!MayHoldCredit(ending)) return false;
  for (std::size_t colon = ending.find(": "); colon != ending.npos; colon = ending.find(": ", colon + 1)) {
    const std::string_view before = ending.substr(0, colon);
    if (std::any_of(std::begin(kBeforeColon), std::end(kBeforeColon),
                    [before](std::string_view mark) { return before.ends_with(mark); }))
      return true;
  }
  return std::any_of(std::begin(kMarks), std::end(kMarks),
                     [ending](std::string_view mark) { return ending.find(mark) != ending.npos; });
}

// A sentence that leans on the one before it ("Nhân dịp này, …") is text.
bool OpensLikeText(const Block& block) {
  const std::size_t comma = block.text.find(',');
  if (comma == std::string::npos || comma > 40) return false;
  int capitals = 0;
  for (std::size_t i = block.text.find(' '); i < comma; i = block.text.find(' ', i + 1)) {
    if (i + 1 < comma && block.text[i + 1] >= 'A' && block.text[i + 1] <= 'Z') ++capitals;
  }
  return capitals == 0;
}

bool IsOneSentence(std::string_view text) {
  const std::size_t stop = text.find(". ");
  return stop == text.npos || stop + 2 >= text.size();
}

}  // namespace

void MarkCaptions(Page* page) {
  constexpr std::uint32_t kMaxCaption = 170, kMaxCredited = 260, kMaxLeaning = 60, kMaxClosing = 100;
  const auto [first, end] = TextRange(*page);
  bool behind_image = false;
  for (int i = page->title + 1; i < page->tail; ++i) {
    Block& block = At(page, i);
    if (block.label == LineLabel::kImage) {
      behind_image = true;
      continue;
    }
    if (block.label || !block.is_short) {
      behind_image = behind_image && block.label == LineLabel::kCaption;
      continue;
    }
    const bool fits =
        block.chars <= kMaxCaption && IsOneSentence(block.text) && !(OpensLikeText(block) && block.chars > kMaxLeaning);
    // A picture at the very end has its text before it: a full sentence there is the article's last, not a caption.
    const bool closes = block.sentence && block.chars > kMaxClosing && i + 1 >= end;
    const bool begins = block.phrase != nullptr && block.phrase->kind == PhraseKind::kCaption;
    const bool question = block.text.ends_with('?') || block.text.ends_with(':');
    if (block.chars <= kMaxCredited && EndsWithCredit(block)) {
      Decide(block, LineLabel::kCaption, "ends with the photographer");
    } else if (behind_image && fits && !closes && !question && i > page->title + 1) {
      Decide(block, LineLabel::kCaption, "short line under a picture");
    } else if (begins && fits && !question && i >= first - 2 && i < end + 2) {
      Decide(block, LineLabel::kCaption, "begins like a caption");
    } else if (i + 1 < page->tail && At(page, i + 1).label == LineLabel::kImage && At(page, i + 1).image_name &&
               i > first && fits && !question && At(page, i - 1).label != LineLabel::kImage &&
               block.chars <= kMaxCaption && i + 2 < page->tail && At(page, i + 2).label == LineLabel::kImage) {
      Decide(block, LineLabel::kCaption, "short line over pictures");
    }
    behind_image = false;
  }
}

}  // namespace dongtin
