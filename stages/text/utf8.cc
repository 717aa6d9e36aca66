#include "stages/text/utf8.h"

#include <cstdint>
#include <cstring>

namespace dongtin {
namespace {

using Byte = unsigned char;

// What stands at the beginning of some bytes: a well-formed sequence, or an ill-formed part of `length` bytes that one
// U+FFFD replaces.
struct Part {
  bool well_formed;
  std::size_t length;
};

bool IsContinuation(char c) { return (static_cast<Byte>(c) & 0xC0) == 0x80; }

// The Unicode Standard, table 3-7: how long the sequence of this first byte is, and what its second byte may be.
struct FirstByte {
  std::size_t length;  // 0: begins nothing
  Byte low;
  Byte high;
};

constexpr FirstByte Classify(Byte b) {
  if (b < 0x80) return {1, 0, 0};
  if (b < 0xC2) return {0, 0, 0};
  if (b < 0xE0) return {2, 0x80, 0xBF};
  if (b == 0xE0) return {3, 0xA0, 0xBF};  // shorter forms exist below
  if (b == 0xED) return {3, 0x80, 0x9F};  // surrogates above
  if (b < 0xF0) return {3, 0x80, 0xBF};
  if (b == 0xF0) return {4, 0x90, 0xBF};  // shorter forms exist below
  if (b < 0xF4) return {4, 0x80, 0xBF};
  if (b == 0xF4) return {4, 0x80, 0x8F};  // U+10FFFF is the last
  return {0, 0, 0};
}

// REQUIRES: !text.empty()
Part FirstPart(std::string_view text) {
  const FirstByte first = Classify(static_cast<Byte>(text[0]));
  if (first.length <= 1) return {first.length == 1, 1};
  if (text.size() < 2) return {false, 1};
  const Byte second = static_cast<Byte>(text[1]);
  if (second < first.low || second > first.high) return {false, 1};
  for (std::size_t i = 2; i < first.length; ++i) {
    if (i == text.size() || !IsContinuation(text[i])) return {false, i};
  }
  return {true, first.length};
}

bool IsAsciiWord(const char* bytes) {
  std::uint64_t word;
  std::memcpy(&word, bytes, sizeof word);
  return (word & 0x8080808080808080) == 0;
}

}  // namespace

bool IsValidUtf8(std::string_view text) { return ValidUtf8Prefix(text) == text.size(); }

std::size_t ValidUtf8Prefix(std::string_view text) {
  std::size_t pos = 0;
  while (pos < text.size()) {
    if (pos + 8 <= text.size() && IsAsciiWord(text.data() + pos)) {
      pos += 8;
      continue;
    }
    const Part part = FirstPart(text.substr(pos));
    if (!part.well_formed) break;
    pos += part.length;
  }
  return pos;
}

std::string RepairUtf8(std::string_view bytes) {
  std::string out;
  out.reserve(bytes.size());
  while (true) {
    const std::size_t good = ValidUtf8Prefix(bytes);
    out.append(bytes.substr(0, good));
    bytes.remove_prefix(good);
    if (bytes.empty()) return out;
    out.append(kReplacementUtf8);
    bytes.remove_prefix(FirstPart(bytes).length);
  }
}

std::size_t CountCodePoints(std::string_view text) {
  // Blocks whose count fits into a byte become vector code.
  constexpr std::size_t kBlock = 64;
  std::size_t continuations = 0, pos = 0;
  for (; pos + kBlock <= text.size(); pos += kBlock) {
    Byte in_block = 0;
    for (std::size_t i = 0; i < kBlock; ++i) in_block = static_cast<Byte>(in_block + IsContinuation(text[pos + i]));
    continuations += in_block;
  }
  // Eight bytes at a time: bit 0 of each byte of the sum says whether that byte is one; the product adds them up.
  constexpr std::uint64_t kOnes = 0x0101010101010101;
  for (; pos + sizeof(std::uint64_t) <= text.size(); pos += sizeof(std::uint64_t)) {
    std::uint64_t bytes;
    std::memcpy(&bytes, text.data() + pos, sizeof bytes);
    continuations += ((bytes >> 7 & ~(bytes >> 6) & kOnes) * kOnes) >> 56;
  }
  for (; pos < text.size(); ++pos) continuations += IsContinuation(text[pos]);
  return text.size() - continuations;
}

char32_t DecodeNext(std::string_view text, std::size_t* pos) {
  const std::string_view rest = text.substr(*pos);
  const Byte first = static_cast<Byte>(rest[0]);
  if (first < 0x80) {
    *pos += 1;
    return first;
  }
  const Part part = FirstPart(rest);
  if (!part.well_formed) {
    *pos += 1;
    return kReplacementCharacter;
  }
  *pos += part.length;
  char32_t code_point = first & (0x7F >> part.length);
  for (std::size_t i = 1; i < part.length; ++i) {
    code_point = code_point << 6 | (static_cast<Byte>(rest[i]) & 0x3F);
  }
  return code_point;
}

void AppendUtf8(char32_t code_point, std::string* out) {
  const auto continuation = [code_point](int shift) { return static_cast<char>(0x80 | (code_point >> shift & 0x3F)); };
  if (code_point < 0x80) {
    out->push_back(static_cast<char>(code_point));
  } else if (code_point < 0x800) {
    out->push_back(static_cast<char>(0xC0 | code_point >> 6));
    out->push_back(continuation(0));
  } else if (code_point > 0x10FFFF || (code_point >= 0xD800 && code_point <= 0xDFFF)) {
    out->append(kReplacementUtf8);
  } else if (code_point < 0x10000) {
    out->push_back(static_cast<char>(0xE0 | code_point >> 12));
    out->push_back(continuation(6));
    out->push_back(continuation(0));
  } else {
    out->push_back(static_cast<char>(0xF0 | code_point >> 18));
    out->push_back(continuation(12));
    out->push_back(continuation(6));
    out->push_back(continuation(0));
  }
}

std::string_view TruncateUtf8(std::string_view text, std::size_t max_bytes) {
  if (text.size() <= max_bytes) return text;
  std::size_t end = max_bytes;
  while (end > 0 && IsContinuation(text[end])) --end;
  return text.substr(0, end);
}

}  // namespace dongtin
