// Lines of Latin text with Vietnamese, read 16 bytes at a time. A part of line_words.h.
//
// Vietnamese mixes letters of one, two and three bytes at random, so a loop that asks each byte for the length of its
// letter is mispredicted all the time. Here what a byte is follows from the two bytes on each side of it, without a
// branch.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "stages/clean/line_words.h"

namespace dongtin {

// A line of ASCII, U+00A1..U+012F, U+014A..U+0177, ơ, ư, the letters of U+1E80..U+1EFF and the punctuation of
// U+2010..U+2027: of each byte, what the letter it is part of means to the words of the line.
//
// Scratch, for one line at a time; on the stack of who reads it.
class PlainLine {
 public:
  static constexpr std::size_t kMaxBytes = 448;

  // False when the line is not plain; then no other member may be called.
  bool Read(std::string_view text);
  WordCounts Count() const;
  // The lower-case words of the line, joined by one space. False when one of them is so long that a WordReader cuts it.
  bool FoldInto(std::string* out) const;

 private:
  void CountJoined(WordCounts* counts) const;
  bool MayMoveTones() const;

  static constexpr std::size_t kMargin = 4;

  // Byte i of the line is [i + kMargin] of each; around the line stand spaces.
  static constexpr std::size_t kRoom = kMaxBytes + 2 * kMargin;
  std::size_t size_ = 0;  // whole vectors
  unsigned char bytes_[kRoom];
  unsigned char lower_[kRoom];  // in lower case, with spaces as gaps
  unsigned char word_[kRoom];   // 1 for bytes of letters and digits, else 0
};

}  // namespace dongtin
