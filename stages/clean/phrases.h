// The phrases that sites print around articles: a small table, second to structure. A phrase is compared with the
// lower-case words of a short line (Block::folded), so punctuation, case and bullets do not matter.
//
// A line that is long text is never judged by a phrase. To add one: a line in phrases.cc, words as they are spoken by
// many sites (a phrase of one site belongs to nobody), and a golden page that needs it.
#pragma once

#include <string_view>

namespace dongtin {

enum class PhraseKind {
  kNoise,     // one line of furniture, wherever it stands
  kTeasers,   // heading of a list of other articles
  kTeaser,    // introduces one other article on the same line: "Xem thêm: ..."
  kComments,  // heading of readers' comments or of their form
  kWidget,    // heading of a poll, a price table, a sign-up form, a tag list
  kFooter,    // first words of legal lines
  kByline,    // first words of a byline
  kSource,    // first words of a line that names the source
  kCaption,   // first words of captions that stand without mark-up
};

struct Phrase {
  std::string_view words;
  PhraseKind kind;
  // How many more words may follow; 0: the phrase is the whole line.
  int more = 0;
};

// The entry that `folded` (words joined by one space) is, or begins with, longest first; nullptr when there is none.
const Phrase* FindPhrase(std::string_view folded);

// False when no phrase begins with this lower-case word: FindPhrase then has nothing to find.
bool BeginsPhrase(std::string_view word);

}  // namespace dongtin
