#include "stages/clean/line_words.h"

#include <array>

#include "stages/clean/plain_line.h"
#include "stages/text/utf8.h"
#include "stages/text/words.h"

namespace dongtin {
namespace {

using Byte = unsigned char;

// What the first byte of a code point says about it.
enum class ByteKind : std::uint8_t { kContinuation, kGap, kDigit, kLetter, kJoiner, kUnsure };

constexpr std::array<ByteKind, 256> MakeByteKinds() {
  std::array<ByteKind, 256> kinds{};
  for (unsigned b = 0; b < 256; ++b) {
    ByteKind& kind = kinds[b];
    const bool letter = (b >= 'a' && b <= 'z') || (b >= 'A' && b <= 'Z');
    if (b < 0x80) {
      kind = letter ? ByteKind::kLetter : b >= '0' && b <= '9' ? ByteKind::kDigit : ByteKind::kGap;
    } else if (b >= 0xC0) {
      // U+0100..U+1FFF and U+4000..U+EFFF are letters to IsLetter as a whole, what lies between is mixed.
      kind = (b >= 0xC4 && b <= 0xE1) || (b >= 0xE4 && b <= 0xEE) ? ByteKind::kLetter : ByteKind::kUnsure;
    }
  }
  kinds['\''] = kinds['.'] = ByteKind::kJoiner;
  return kinds;
}

// By a table of bytes: only the first letters of words and rare signs are decoded.
WordCounts CountByLetter(std::string_view text) {
  static constexpr std::array<ByteKind, 256> kKinds = MakeByteKinds();
  WordCounts counts;
  bool in_word = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    ByteKind kind = kKinds[static_cast<Byte>(text[i])];
    if (kind == ByteKind::kContinuation) continue;
    if (kind == ByteKind::kUnsure) {
      std::size_t at = i;
      const char32_t c = DecodeNext(text, &at);
      kind = IsLetter(c) ? ByteKind::kLetter : c == U'’' ? ByteKind::kJoiner : ByteKind::kGap;
    }
    const bool of_word = kind == ByteKind::kLetter || kind == ByteKind::kDigit;
    counts.digits += kind == ByteKind::kDigit;
    if (of_word && !in_word) {
      ++counts.words;
      std::size_t at = i;
      counts.capitals += IsCapital(DecodeNext(text, &at));
    }
    in_word = of_word || (in_word && kind == ByteKind::kJoiner);
  }
  return counts;
}

void FoldByLetter(std::string_view text, std::string* out) {
  out->clear();
  ForEachLowerWord(text, [out](std::string_view word) {
    if (!out->empty()) *out += ' ';
    *out += word;
  });
}

bool IsAsciiLetter(char32_t c) { return (c | 0x20) >= 'a' && (c | 0x20) <= 'z'; }

}  // namespace

bool IsLetter(char32_t c) {
  return IsAsciiLetter(c) || (c >= 0xC0 && c < 0x2000 && c != 0xD7 && c != 0xF7) || (c >= 0x3040 && c < 0xFB00);
}

bool IsCapital(char32_t c) {
  if (c < 0x80) return c >= 'A' && c <= 'Z';
  if (c < 0x100) return c >= 0xC0 && c <= 0xDE && c != 0xD7;
  if (c < 0x180) return c < 0x139 || c > 0x148 ? c % 2 == 0 : c % 2 == 1;
  if (c == 0x1A0 || c == 0x1AF) return true;
  if (c >= 0x1E00 && c <= 0x1EFF) return c % 2 == 0;
  return (c >= 0x391 && c <= 0x3A9) || (c >= 0x400 && c <= 0x42F);
}

WordCounts CountWords(std::string_view text) {
  PlainLine line;
  return line.Read(text) ? line.Count() : CountByLetter(text);
}

void FoldWords(std::string_view text, std::string* out) {
  PlainLine line;
  if (!line.Read(text) || !line.FoldInto(out)) FoldByLetter(text, out);
}

WordCounts CountAndFoldWords(std::string_view text, std::string* out) {
  PlainLine line;
  const bool plain = line.Read(text);
  if (!plain || !line.FoldInto(out)) FoldByLetter(text, out);
  return plain ? line.Count() : CountByLetter(text);
}

}  // namespace dongtin
