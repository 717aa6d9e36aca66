#include "stages/parse/json_escape.h"

#include <algorithm>
#include <optional>

#include "stages/text/utf8.h"

namespace dongtin {
namespace {

// The value of a hexadecimal digit, or -1.
int HexDigit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

// What the character behind a backslash stands for; 0 when it is not one of the short escapes.
char ShortEscape(char c) {
  switch (c) {
    case '"':
    case '\\':
    case '/':
      return c;
    case 'b':
      return '\b';
    case 'f':
      return '\f';
    case 'n':
      return '\n';
    case 'r':
      return '\r';
    case 't':
      return '\t';
    default:
      return 0;
  }
}

// The code unit of the "\uXXXX" that `text` begins with, or nullopt when it begins with something else.
std::optional<char32_t> CodeUnit(std::string_view text) {
  if (!text.starts_with("\\u")) return std::nullopt;
  char32_t unit = 0;
  for (const char c : text.substr(2, 4)) unit = unit << 4 | static_cast<char32_t>(HexDigit(c));
  return unit;
}

bool IsLeadSurrogate(char32_t unit) { return unit >= 0xD800 && unit <= 0xDBFF; }
bool IsTrailSurrogate(char32_t unit) { return unit >= 0xDC00 && unit <= 0xDFFF; }

}  // namespace

std::size_t EscapeLength(std::string_view text) {
  constexpr std::size_t kUnicodeEscape = 6;
  if (text.size() < 2) return 0;
  if (ShortEscape(text[1]) != 0) return 2;
  if (text[1] != 'u' || text.size() < kUnicodeEscape) return 0;
  const std::string_view digits = text.substr(2, 4);
  return std::all_of(digits.begin(), digits.end(), [](char c) { return HexDigit(c) >= 0; }) ? kUnicodeEscape : 0;
}

std::string DecodeEscapes(std::string_view raw) {
  std::string out;
  out.reserve(raw.size());
  while (true) {
    const std::size_t backslash = raw.find('\\');
    out.append(raw.substr(0, backslash));
    if (backslash == std::string_view::npos) return out;
    raw.remove_prefix(backslash);
    const std::optional<char32_t> unit = CodeUnit(raw);
    if (!unit) {
      out.push_back(ShortEscape(raw[1]));
      raw.remove_prefix(2);
      continue;
    }
    raw.remove_prefix(6);
    const std::optional<char32_t> next = IsLeadSurrogate(*unit) ? CodeUnit(raw) : std::nullopt;
    if (next && IsTrailSurrogate(*next)) {
      AppendUtf8(0x10000 + ((*unit - 0xD800) << 10) + (*next - 0xDC00), &out);
      raw.remove_prefix(6);
    } else {
      AppendUtf8(*unit, &out);  // U+FFFD for a lone surrogate
    }
  }
}

}  // namespace dongtin
