// Text on a terminal, or in a file: widths, colours, and a progress line that stays at the bottom.
#pragma once

#include <cstdio>
#include <string>
#include <string_view>

namespace dongtin {

// How many columns `text` takes: wide letters (East Asian, emoji) two, combining marks none. REQUIRES: valid UTF-8.
int DisplayWidth(std::string_view text);
// Exactly `width` columns: padded with spaces, or cut with an ellipsis. REQUIRES: valid UTF-8.
std::string Fit(std::string_view text, int width);
// At most `width` columns. REQUIRES: valid UTF-8.
std::string Clip(std::string_view text, int width);

enum class Colour { kPlain, kDim, kBold, kRed, kGreen, kYellow, kBlue, kMagenta, kCyan };

// One thread. Does not own the file.
class Terminal {
 public:
  // Colours and the progress line when `out` is a terminal; no colours when the environment has NO_COLOR
  // (https://no-color.org) or TERM=dumb.
  explicit Terminal(std::FILE* out);

  // Columns at present; 120 when `out` is no terminal.
  int width() const;

  std::string Paint(Colour colour, std::string_view text) const;
  // Prints a line above the progress line.
  void Line(std::string_view line);
  // Replaces the progress line, cut to the width; nothing when `out` is no terminal. An empty one takes it away.
  void Progress(std::string_view line);
  // Something could not be written.
  bool failed() const { return std::ferror(out_) != 0; }

 private:
  std::FILE* const out_;
  const bool tty_;
  const bool colours_;
  std::string progress_;
};

}  // namespace dongtin
