#include "daemon/printable.h"

#include <cstddef>

#include "stages/text/utf8.h"

namespace dongtin {
namespace {

bool Steers(char32_t c) {
  return c < 0x20 || (c >= 0x7F && c < 0xA0) || c == 0x2028 || c == 0x2029 || (c >= 0x202A && c <= 0x202E) ||
         (c >= 0x2066 && c <= 0x2069);
}

}  // namespace

std::string Printable(std::string_view bytes) {
  const std::string text = RepairUtf8(bytes);
  std::string line;
  line.reserve(text.size());
  for (std::size_t pos = 0; pos < text.size();) {
    const std::size_t start = pos;
    if (Steers(DecodeNext(text, &pos))) {
      line += ' ';
    } else {
      line.append(text, start, pos - start);
    }
  }
  return line;
}

}  // namespace dongtin
