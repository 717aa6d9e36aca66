// The block model that text and HTML pages share: a page is a list of blocks; a block is a line of a text page or the
// text of a block element of an HTML page, with features. Passes (passes.h) give labels to blocks; what is labelled
// becomes the article (article_fields.h).
//
// Plain values without invariants between them except where said. A Page is filled by SplitLines or SplitHtml, then by
// Describe, and only then shown to passes. All text is valid UTF-8; block texts have been through NormalizeLine. Texts
// are views: of the page as it came in where a line of it needed no change, else of Page::store.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "stages/article.h"
#include "stages/clean/line_words.h"
#include "stages/clean/phrases.h"
#include "stages/clean/text_store.h"

namespace dongtin {

// What the HTML around a block says about it; all false for text pages.
struct Markup {
  bool title = false;       // in h1
  bool heading = false;     // in h2..h6
  bool caption = false;     // in figcaption
  bool image = false;       // alternative text of a picture
  bool time = false;        // in time
  bool author = false;      // class or rel names an author
  bool furniture = false;   // in nav, footer, aside, form, button and the like, or hidden
  bool comments = false;    // in an element whose class or id speaks of comments
  bool related = false;     // in an element whose class or id speaks of other articles
  bool paragraph = false;   // in p
  std::uint8_t linked = 0;  // share of the text within links, per cent
};

struct Block {
  std::string_view text;
  int number = 0;  // 1-based: physical line of the text page, or place among the HTML page's blocks
  Markup markup;

  // Features, by Describe. Counts are exact for short blocks (IsCounted) and 0 or estimated for others, as noted.
  bool is_short = false;       // at most kShortBytes bytes
  std::uint32_t chars = 0;     // code points
  std::uint32_t words = 0;     // long blocks: chars / 5
  std::uint32_t capitals = 0;  // words that begin with a capital; short blocks only
  std::uint32_t digits = 0;    // short blocks only
  bool sentence = false;       // ends like a sentence
  std::uint64_t key = 0;       // equal for blocks that say the same: case, punctuation and dateline apart
  int first = 0;               // index of the first block with this key (its own when it is that one)
  // Lower-case words joined by one space; of lines that are no paragraph; of others FindTitle may fill it.
  std::string_view folded;
  const Phrase* phrase = nullptr;  // entry of the phrase table that the whole block, or its beginning, matches
  bool image_name = false;         // "1.jpg"
  bool numbered_image = false;     // "Title - Ảnh 3."
  bool date = false;               // nothing but a date, see dates.h
  bool relative_time = false;      // "5 giờ trước", "2 hours ago"
  bool contact = false;            // phone, e-mail, copyright, licence: what stands in a footer

  // The decision. Passes respect what an earlier one decided unless they say otherwise.
  std::optional<LineLabel> label;
  const char* why = "";  // a literal
};

// Text of at least this many code points that ends like a sentence is a paragraph, and so is longer text in any case.
inline constexpr std::uint32_t kParagraphChars = 80;
inline constexpr std::uint32_t kLongChars = 160;
// Only blocks up to this size can be titles, bylines, dates, captions or furniture, and are looked at word by word.
inline constexpr std::size_t kShortBytes = 420;
// More blocks than this are not an article: the rest of such a page is left out. Bounds memory on hostile input.
inline constexpr std::size_t kMaxBlocks = 20000;

inline bool IsParagraph(const Block& block) {
  return (block.chars >= kParagraphChars && block.sentence) || block.chars >= kLongChars;
}

// Paragraphs that no title, byline or caption can be are not looked at word by word.
inline bool IsCounted(const Block& block) { return block.is_short && !(block.sentence && block.chars >= kLongChars); }

struct Page {
  static constexpr int kNone = -1;

  bool html = false;
  std::vector<Block> blocks;
  TextStore store;
  std::uint64_t chars = 0;  // code points of all blocks

  // What the message or the page's head says beside the text; empty when it does not.
  std::string given_title;  // the message's title, normalised
  std::string meta_title, meta_published, meta_author;

  // Found by passes: indexes into blocks.
  bool vietnamese = false;
  int title = kNone;
  int lead = kNone;
  int tail = 0;  // first block behind the article; blocks.size() when the article goes to the end

  void Clear();
  int size() const { return static_cast<int>(blocks.size()); }
};

// Decides a block unless it is decided already.
inline void Decide(Block& block, LineLabel label, const char* why) {
  if (block.label) return;
  block.label = label;
  block.why = why;
}

// Fills the features of all blocks, and page.chars and page.vietnamese. Linear but for one sort of the keys.
void Describe(Page* page);

// The part of `text` behind a dateline such as "(Baothanhhoa.vn) - " or "HÀ NỘI — "; `text` itself when there is none.
std::string_view WithoutDateline(std::string_view text);

}  // namespace dongtin
