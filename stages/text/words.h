// The words of a text, one form for all spellings: for fingerprints, topic features and lexicons.
//
//   ForEachFoldedWord("Thủ đô Hoà Bình, 25/11", f)  ->  f("thu") f("do") f("hoa") f("binh") f("25") f("11")
//   ForEachLowerWord ("Thủ đô Hoà Bình, 25/11", f)  ->  f("thủ") f("đô") f("hòa") f("bình") f("25") f("11")
//
// A word is a run of letters and digits with the marks that belong to them; everything else is a gap ("1.234" is two
// words). For Vietnamese that is a syllable. Scripts without gaps (Han, kana, Thai, Lao, Khmer, Myanmar) give one word
// a letter. Words never exceed WordReader::kMaxBytes: a longer run comes in pieces.
//
// Lower words are NFC and have one placement of the Vietnamese tone mark, the older and more frequent: "hoà" -> "hòa",
// "khoẻ" -> "khỏe", "thuý" -> "thúy" ("quý" stays, there u belongs to q). Folded words (stages/text/fold.h) have no
// accents. Text may be NFC or NFD with marks in canonical order; only Hangul must be NFC.
//
// Linear, without allocation. Text should be valid UTF-8; in other bytes the words are meaningless, but nothing is read
// out of bounds.
#pragma once

#include <cstddef>
#include <string_view>

#include "stages/text/fold.h"

namespace dongtin {

// The words of one text, in order. Not thread-safe; `text` must outlive the reader, a word is valid until the next
// call.
class WordReader {
 public:
  enum class Form { kLower, kFolded };
  static constexpr std::size_t kMaxBytes = 64;

  WordReader(std::string_view text, Form form);

  // False at the end of the text. `word` is never empty.
  bool Next(std::string_view* word);
  // Where the word of the last Next began in `text`, in bytes.
  std::size_t begin() const { return begin_; }

 private:
  void ReadPlainLetters();
  void Append(char32_t code_point);
  void ComposeWithLast(char32_t accent);
  void PlaceTone();

  const std::string_view text_;
  const Form form_;
  const internal::Spelling* const spellings_;
  std::size_t next_ = 0;  // first byte of `text_` not yet read
  std::size_t begin_ = 0;
  std::size_t size_ = 0;  // bytes of word_ in use
  std::size_t last_ = 0;  // where the last code point of word_ begins
  char word_[kMaxBytes];
};

template <typename F>
void ForEachFoldedWord(std::string_view text, F f) {
  WordReader reader(text, WordReader::Form::kFolded);
  std::string_view word;
  while (reader.Next(&word)) f(word);
}

template <typename F>
void ForEachLowerWord(std::string_view text, F f) {
  WordReader reader(text, WordReader::Form::kLower);
  std::string_view word;
  while (reader.Next(&word)) f(word);
}

}  // namespace dongtin
