#include "daemon/demo/terminal.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <utility>

#include "stages/text/utf8.h"

namespace dongtin {
namespace {

constexpr int kFileWidth = 120;
constexpr std::string_view kClearLine = "\r\x1b[2K";

struct Range {
  char32_t first, last;
};

// Unicode 15, East_Asian_Width W and F, in the blocks where news has them.
constexpr std::array kWide = {Range{0x1100, 0x115F},   Range{0x2E80, 0x303E},   Range{0x3041, 0xA4CF},
                              Range{0xA960, 0xA97C},   Range{0xAC00, 0xD7A3},   Range{0xF900, 0xFAFF},
                              Range{0xFE30, 0xFE6F},   Range{0xFF01, 0xFF60},   Range{0xFFE0, 0xFFE6},
                              Range{0x1F300, 0x1F64F}, Range{0x1F680, 0x1F6FF}, Range{0x1F900, 0x1FAFF},
                              Range{0x20000, 0x3FFFD}};
// Combining marks, zero-width letters and variation selectors.
constexpr std::array kNarrowest = {Range{0x0300, 0x036F}, Range{0x1AB0, 0x1AFF}, Range{0x1DC0, 0x1DFF},
                                   Range{0x200B, 0x200F}, Range{0x2060, 0x2064}, Range{0x20D0, 0x20FF},
                                   Range{0xFE00, 0xFE0F}, Range{0xFE20, 0xFE2F}, Range{0xE0100, 0xE01EF}};

template <std::size_t n>
bool In(const std::array<Range, n>& ranges, char32_t c) {
  for (const Range& range : ranges) {
    if (c >= range.first && c <= range.last) return true;
  }
  return false;
}

int Width(char32_t c) { return In(kNarrowest, c) ? 0 : In(kWide, c) ? 2 : 1; }

bool WantsColours(bool tty) {
  const char* no_color = std::getenv("NO_COLOR");
  const char* term = std::getenv("TERM");
  return tty && (no_color == nullptr || *no_color == '\0') && !(term != nullptr && std::string_view(term) == "dumb");
}

std::string_view Code(Colour colour) {
  switch (colour) {
    case Colour::kPlain:
      return "0";
    case Colour::kDim:
      return "2";
    case Colour::kBold:
      return "1";
    case Colour::kRed:
      return "1;31";
    case Colour::kGreen:
      return "1;32";
    case Colour::kYellow:
      return "1;33";
    case Colour::kBlue:
      return "1;34";
    case Colour::kMagenta:
      return "1;35";
    case Colour::kCyan:
      return "1;36";
  }
  return "0";
}

}  // namespace

int DisplayWidth(std::string_view text) {
  int width = 0;
  for (std::size_t pos = 0; pos < text.size();) width += Width(DecodeNext(text, &pos));
  return width;
}

std::string Clip(std::string_view text, int width) {
  if (width <= 0) return {};
  std::size_t room_for_ellipsis = 0;  // where to cut so that one column is left
  int used = 0;
  for (std::size_t pos = 0; pos < text.size();) {
    const std::size_t start = pos;
    const int next = Width(DecodeNext(text, &pos));
    if (used + next <= width - 1) room_for_ellipsis = pos;
    if (used + next > width) return std::string(text.substr(0, std::min(room_for_ellipsis, start))) + "…";
    used += next;
  }
  return std::string(text);
}

std::string Fit(std::string_view text, int width) {
  std::string fitted = Clip(text, width);
  fitted.append(static_cast<std::size_t>(std::max(0, width - DisplayWidth(fitted))), ' ');
  return fitted;
}

Terminal::Terminal(std::FILE* out) : out_(out), tty_(isatty(fileno(out)) == 1), colours_(WantsColours(tty_)) {}

int Terminal::width() const {
  winsize size = {};
  if (!tty_ || ioctl(fileno(out_), TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return kFileWidth;
  return size.ws_col;
}

std::string Terminal::Paint(Colour colour, std::string_view text) const {
  if (!colours_ || colour == Colour::kPlain) return std::string(text);
  return "\x1b[" + std::string(Code(colour)) + "m" + std::string(text) + "\x1b[0m";
}

void Terminal::Line(std::string_view line) {
  std::string text = progress_.empty() ? std::string() : std::string(kClearLine);
  text.append(line).append("\n").append(progress_);
  std::fwrite(text.data(), 1, text.size(), out_);
  std::fflush(out_);
}

void Terminal::Progress(std::string_view line) {
  if (!tty_) return;
  std::string clipped = Clip(line, width() - 1);
  if (clipped == progress_) return;
  progress_ = std::move(clipped);
  const std::string text = std::string(kClearLine) + progress_;
  std::fwrite(text.data(), 1, text.size(), out_);
  std::fflush(out_);
}

}  // namespace dongtin
