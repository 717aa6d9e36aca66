// Title and lead.
#include <algorithm>
#include <bitset>
#include <string>
#include <string_view>
#include <vector>

#include "stages/clean/names.h"
#include "stages/clean/passes.h"
#include "stages/text/hash.h"
#include "stages/text/utf8.h"

namespace dongtin {
namespace {

// How far the search goes: a title stands before or right behind the first paragraphs, and menus are rarely longer.
constexpr int kMaxCandidates = 600;
constexpr int kParagraphsBeforeTitle = 3;
// How much of the page's text is asked for the title's words.
constexpr std::size_t kWitnessBytes = 1600;
// How much of the titles that message and head name is compared with the page: every candidate is looked for in it.
constexpr std::size_t kNamedTitleBytes = 1024;

// Words by a few bits of their hash: two may share a place, which a score can bear.
class WordSet {
 public:
  void Insert(std::string_view word) { bits_.set(Hash64(word) % kBits); }
  bool Contains(std::string_view word) const { return bits_.test(Hash64(word) % kBits); }

 private:
  static constexpr std::size_t kBits = 1 << 14;
  std::bitset<kBits> bits_;
};

// f(word) for each word of text that FoldWords folded. Finds the ends of some words ahead, since a search for each is
// mispredicted each time.
template <typename F>
void ForEachFolded(std::string_view folded, F f) {
  constexpr std::size_t kAhead = 64;
  std::size_t begin = 0;
  for (std::size_t at = 0; at < folded.size(); at += kAhead) {
    std::size_t ends[kAhead];
    std::size_t count = 0;
    for (std::size_t i = at; i < std::min(at + kAhead, folded.size()); ++i) {
      ends[count] = i;
      count += folded[i] == ' ';
    }
    for (std::size_t i = 0; i < count; begin = ends[i++] + 1) f(folded.substr(begin, ends[i] - begin));
  }
  if (!folded.empty()) f(folded.substr(begin));
}

// The words of the first paragraphs of the page.
WordSet WordsOfText(const Page& page) {
  WordSet words;
  std::string folded;
  std::size_t bytes = 0;
  for (const Block& block : page.blocks) {
    if (!IsParagraph(block) || block.label) continue;
    FoldWords(TruncateUtf8(block.text, kWitnessBytes / 4), &folded);
    ForEachFolded(folded, [&words](std::string_view word) { words.Insert(word); });
    bytes += std::min(block.text.size(), kWitnessBytes / 4);
    if (bytes > kWitnessBytes) break;
  }
  return words;
}

double ShareOf(int found, int all) { return all == 0 ? 0 : static_cast<double>(found) / all; }

// Of words that are folded already (Block::folded).
double ShareInFolded(const WordSet& words, std::string_view folded) {
  int all = 0, found = 0;
  ForEachFolded(folded, [&](std::string_view word) {
    ++all;
    found += words.Contains(word);
  });
  return ShareOf(found, all);
}

double ShareIn(const WordSet& words, std::string_view text) {
  std::string folded;
  FoldWords(text, &folded);
  return ShareInFolded(words, folded);
}

bool HasSeparators(std::string_view text) {
  return text.find(" | ") != text.npos || text.find("»") != text.npos || text.find(" > ") != text.npos ||
         text.find("  ") != text.npos;
}

// What the message calls the article stands in its event in any case. A line of the page goes with it only when it says
// the same; any other is text that would stand nowhere.
class GivenTitle {
 public:
  explicit GivenTitle(std::string_view folded) : folded_(folded) {
    ForEachFolded(folded_, [this](std::string_view word) { words_.Insert(word); });
  }

  bool empty() const { return folded_.empty(); }
  bool IsSaidBy(const Block& block) const { return !empty() && block.folded == folded_; }
  // What ends like a sentence and says something else is the first of the text. An h1 is a title whatever it says.
  bool LeavesRoomFor(const Block& block) const {
    if (empty() || IsSaidBy(block) || (block.markup.title && !block.text.ends_with('.'))) return true;
    return !block.sentence && ShareInFolded(words_, block.folded) > 0.5;
  }

 private:
  std::string_view folded_;
  WordSet words_;
};

// A date, byline or paragraph among the next blocks speaks for a title.
double WhatFollows(const Page& page, int title) {
  double score = 0;
  bool dated = false, signed_by = false;
  int seen = 0;
  for (int i = title + 1; i < page.size() && seen < 4; ++i) {
    const Block& block = page.blocks[static_cast<std::size_t>(i)];
    if (block.date && !dated) {
      dated = true;
      score += 2;
    } else if (IsParagraph(block)) {
      return score + (seen == 0 ? 1.5 : 1);
    } else if (!signed_by && block.is_short && !block.label && block.words <= 8 && ParseByline(block.text)) {
      signed_by = true;
      score += 0.5;
    }
    ++seen;
  }
  return score;
}

}  // namespace

void FindTitle(Page* page) {
  const WordSet text = WordsOfText(*page);
  // How often each first block is said again: titles come back as alternative texts and over second copies.
  std::vector<int> repeats(page->blocks.size(), 0);
  std::string folded, folded_given, folded_meta;
  FoldWords(TruncateUtf8(page->given_title, kNamedTitleBytes), &folded_given);
  FoldWords(TruncateUtf8(page->meta_title, kNamedTitleBytes), &folded_meta);
  const GivenTitle given_title(folded_given);
  const bool titled = !given_title.empty() || !folded_meta.empty();
  for (const Block& block : page->blocks) ++repeats[static_cast<std::size_t>(block.first)];

  double best = 0.5;
  int paragraphs = 0, candidates = 0;
  for (int i = 0; i < page->size() && candidates < kMaxCandidates; ++i) {
    Block& block = page->blocks[static_cast<std::size_t>(i)];
    // Titles as long as paragraphs exist; they are folded only where there is something to compare them with.
    if (titled && block.folded.empty() && IsCounted(block)) {
      FoldWords(block.text, &folded);
      block.folded = page->store.Keep(folded);
    }
    const bool given = given_title.IsSaidBy(block);
    if (IsParagraph(block) && !block.markup.title && !given) {
      paragraphs += !block.label;
      if (paragraphs > kParagraphsBeforeTitle) break;
      if (block.sentence) continue;
    }
    const bool named = given || (block.words > 2 && !folded_meta.empty() && block.folded == folded_meta);
    if (!block.is_short || block.words < 2 || block.chars > 250 || block.date || block.first != i) continue;
    if (block.label && !named && !block.markup.title) continue;
    if (!named && !given_title.LeavesRoomFor(block)) continue;
    if (block.phrase != nullptr && block.phrase->kind != PhraseKind::kCaption && block.phrase->more < 12 && !named)
      continue;
    ++candidates;
    const double share = block.folded.empty() ? ShareIn(text, block.text) : ShareInFolded(text, block.folded);
    double score = 3 * share + WhatFollows(*page, i);
    score += 1.0 * std::min(repeats[static_cast<std::size_t>(i)] - 1, 3);
    score += block.words >= 6 && block.words <= 30 ? 1.5 : block.words >= 4 ? 0.5 : -1.5;
    if (named) score += 10;
    // The head of an HTML page gives the title with the site's name around it.
    if (!named && block.words >= 4 && !folded_meta.empty() && folded_meta.find(block.folded) != std::string::npos)
      score += 5;
    if (block.markup.title) score += 5;
    if (HasSeparators(block.text)) score -= 2;
    if (block.text.ends_with('.') && !block.text.ends_with("...")) score -= 2;
    if (block.text.ends_with(':')) score -= 2;
    score -= paragraphs * (page->blocks[0].first == 0 && paragraphs == 1 ? 0.3 : 1.0);
    if (score > best) {
      best = score;
      page->title = i;
    }
  }
  if (page->title == Page::kNone) return;
  Block& title = page->blocks[static_cast<std::size_t>(page->title)];
  title.label.reset();
  Decide(title, LineLabel::kTitle, "title");
  // The alternative text of each picture: "Title - Ảnh 3." is decided; the bare title is MarkRepeats' matter.
}

void FindLead(Page* page) {
  const int title = page->title;
  // Some sites print the lead over the title.
  constexpr int kLinesOverTitle = 3;
  if (title > 0) {
    const std::string_view title_text = page->blocks[static_cast<std::size_t>(title)].text;
    for (int i = title - 1; i >= 0 && i >= title - kLinesOverTitle; --i) {
      Block& block = page->blocks[static_cast<std::size_t>(i)];
      if (block.label || block.first != i || !IsParagraph(block)) continue;
      WordSet words;
      std::string folded;
      FoldWords(TruncateUtf8(block.text, kWitnessBytes / 4), &folded);
      ForEachFolded(folded, [&words](std::string_view word) { words.Insert(word); });
      if (ShareIn(words, title_text) < 0.4) continue;
      Decide(block, LineLabel::kLead, "paragraph over the title, with its words");
      page->lead = i;
      return;
    }
  }
  for (int i = title + 1; i < page->tail; ++i) {
    Block& block = page->blocks[static_cast<std::size_t>(i)];
    const bool next_to_title = i <= title + 2 && block.sentence && block.words >= 6;
    if (block.label || !(IsParagraph(block) || next_to_title)) continue;
    Decide(block, LineLabel::kLead, "first paragraph");
    page->lead = i;
    return;
  }
}

}  // namespace dongtin
