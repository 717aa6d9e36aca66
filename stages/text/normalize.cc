#include "stages/text/normalize.h"

#include <unicode/bytestream.h>
#include <unicode/normalizer2.h>
#include <unicode/uchar.h>

#include <algorithm>
#include <cstddef>
#include <stdexcept>

#include "stages/text/utf8.h"

namespace dongtin {
namespace {

constexpr int kMarksTolerated = 64;
constexpr int kMarksKept = 30;

// Each check takes a byte and the two after it and says whether ICU has to look. Bytes of valid UTF-8; '&' and '|'
// instead of '&&' and '||' so that the loops over them become vector code.
//
// A byte below 0xCC never matters here: ASCII, a continuation, or the lead of U+0080..U+02FF, all in NFC and no marks.
unsigned MayBreakNfc(unsigned char a, unsigned char b, unsigned char c) {
  const unsigned latin_additional = (a == 0xE1) & ((b & 0xFC) == 0xB8);  // U+1E00..U+1EFF
  const unsigned punctuation = (a == 0xE2) & (b == 0x80) & (c >= 0x82);  // U+2002..U+203F
  const unsigned cyrillic = (a & 0xFE) == 0xD0;                          // U+0400..U+047F
  const unsigned han = (a >= 0xE4) & (a <= 0xE9);                        // U+4000..U+9FFF
  const unsigned emoji = (a == 0xF0) & (b == 0x9F);                      // U+1F000..U+1FFFF
  return (a >= 0xCC) & ~(latin_additional | punctuation | cyrillic | han | emoji) & 1;
}

unsigned MayNeedCleaning(unsigned char a, unsigned char b, unsigned char c) {
  const unsigned control = (a < 0x20) | (a == 0x7F);
  const unsigned two_spaces = (a == ' ') & (b == ' ');
  const unsigned c1_or_nbsp = (a == 0xC2) & (b <= 0xA0);
  const unsigned soft_hyphen = (a == 0xC2) & (b == 0xAD);
  const unsigned space_or_bidi =  // U+2002..U+200F, U+2028..U+202F
      (a == 0xE2) & (b == 0x80) & ((c < 0x90) | ((c >= 0xA8) & (c <= 0xAF)));
  return control | two_spaces | c1_or_nbsp | soft_hyphen | space_or_bidi | MayBreakNfc(a, b, c);
}

// True when `check` holds at some byte of `text`; behind the end it sees `after`.
template <typename Check>
bool AnyByte(std::string_view text, unsigned char after, Check check) {
  constexpr std::size_t kBlock = 64;
  const auto* bytes = reinterpret_cast<const unsigned char*>(text.data());
  std::size_t pos = 0;
  for (; pos + kBlock + 2 <= text.size(); pos += kBlock) {
    unsigned char any = 0;
    for (std::size_t i = 0; i < kBlock; ++i) {
      any |= static_cast<unsigned char>(check(bytes[pos + i], bytes[pos + i + 1], bytes[pos + i + 2]));
    }
    if (any != 0) return true;
  }
  const auto at = [&](std::size_t i) { return i < text.size() ? bytes[i] : after; };
  for (; pos < text.size(); ++pos) {
    if (check(at(pos), at(pos + 1), at(pos + 2)) != 0) return true;
  }
  return false;
}

bool MayBreakNfcAnywhere(std::string_view text) {
  return AnyByte(text, 0, [](unsigned char a, unsigned char b, unsigned char c) { return MayBreakNfc(a, b, c); });
}

bool IsPlainLine(std::string_view line) {
  if (line.empty()) return true;
  if (line.front() == ' ' || line.back() == ' ') return false;
  return !AnyByte(line, 0, [](unsigned char a, unsigned char b, unsigned char c) { return MayNeedCleaning(a, b, c); });
}

const icu::Normalizer2& Nfc() {
  UErrorCode error = U_ZERO_ERROR;
  const icu::Normalizer2* nfc = icu::Normalizer2::getNFCInstance(error);
  if (U_FAILURE(error)) throw std::runtime_error(std::string("ICU has no NFC data: ") + u_errorName(error));
  return *nfc;
}

icu::StringPiece Piece(std::string_view text) { return {text.data(), static_cast<std::int32_t>(text.size())}; }

// Calls f(code point, its bytes, how many combining marks in a row end with it).
template <typename F>
void ForEachWithMarks(std::string_view text, F f) {
  int marks = 0;
  for (std::size_t pos = 0; pos < text.size();) {
    const std::size_t begin = pos;
    const char32_t c = DecodeNext(text, &pos);
    marks = c < 0x300 || u_getCombiningClass(static_cast<UChar32>(c)) == 0 ? 0 : marks + 1;
    f(text.substr(begin, pos - begin), marks);
  }
}

int LongestRunOfMarks(std::string_view text) {
  int longest = 0;
  ForEachWithMarks(text, [&](std::string_view, int marks) { longest = std::max(longest, marks); });
  return longest;
}

std::string CutRunsOfMarks(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  ForEachWithMarks(text, [&](std::string_view bytes, int marks) {
    if (marks <= kMarksKept) out.append(bytes);
  });
  return out;
}

bool IsNfcByIcu(std::string_view text, int longest_run_of_marks) {
  if (longest_run_of_marks > kMarksTolerated) return false;
  UErrorCode error = U_ZERO_ERROR;
  return Nfc().isNormalizedUTF8(Piece(text), error) != 0 && U_SUCCESS(error);
}

// Letters, digits and signs of Latin text, of which nothing is dropped: passed over without a look into ICU's tables.
bool IsPlainLatin(char32_t c) {
  return (c > 0x20 && c < 0x7F) || (c > 0xA0 && c < 0x300 && c != 0xAD) || (c >= 0x1E00 && c <= 0x1EFF);
}

bool IsSpace(char32_t c) { return u_isUWhiteSpace(static_cast<UChar32>(c)); }

bool IsDropped(char32_t c) {
  const auto code = static_cast<UChar32>(c);
  return u_charType(code) == U_CONTROL_CHAR || u_hasBinaryProperty(code, UCHAR_DEFAULT_IGNORABLE_CODE_POINT);
}

bool IsJoiner(char32_t c) { return c == 0x200C || c == 0x200D; }

// True when `joiner` between these two changes what is read (header).
bool JoinerMatters(char32_t before, char32_t joiner, char32_t after) {
  const auto in_joining_script = [](char32_t c) { return c >= 0x600 && c <= 0x1CFF; };
  const auto in_emoji = [](char32_t c) {
    const auto code = static_cast<UChar32>(c);
    return u_hasBinaryProperty(code, UCHAR_EXTENDED_PICTOGRAPHIC) || u_hasBinaryProperty(code, UCHAR_EMOJI_MODIFIER);
  };
  if (in_joining_script(before) && in_joining_script(after)) return true;
  return joiner == 0x200D && in_emoji(before) && in_emoji(after);
}

// `line` without what NormalizeLine drops; spaces single.
std::string DropAndCollapse(std::string_view line) {
  std::string out;
  out.reserve(line.size());
  char32_t before = 0;  // the last code point kept
  char32_t joiner = 0;  // seen since, not kept yet
  bool space = false;   // seen since, not written yet
  for (std::size_t pos = 0; pos < line.size();) {
    const char32_t c = DecodeNext(line, &pos);
    if (!IsPlainLatin(c) && IsSpace(c)) {
      space = true;
    } else if (IsJoiner(c)) {
      joiner = c;
    } else if (IsPlainLatin(c) || !IsDropped(c)) {
      if (space && !out.empty()) out.push_back(' ');
      if (!space && joiner != 0 && JoinerMatters(before, joiner, c)) AppendUtf8(joiner, &out);
      AppendUtf8(c, &out);
      before = c;
      joiner = 0;
      space = false;
    }
  }
  return out;
}

}  // namespace

bool IsNfc(std::string_view text) { return !MayBreakNfcAnywhere(text) || IsNfcByIcu(text, LongestRunOfMarks(text)); }

std::string ToNfc(std::string text) {
  if (!MayBreakNfcAnywhere(text)) return text;
  const int marks = LongestRunOfMarks(text);
  if (IsNfcByIcu(text, marks)) return text;
  if (marks > kMarksKept) text = CutRunsOfMarks(text);
  std::string out;
  out.reserve(text.size());
  icu::StringByteSink<std::string> sink(&out);
  UErrorCode error = U_ZERO_ERROR;
  Nfc().normalizeUTF8(0, Piece(text), sink, nullptr, error);
  if (U_FAILURE(error)) throw std::runtime_error(std::string("ICU cannot normalise: ") + u_errorName(error));
  return out;
}

std::string NormalizeLine(std::string_view line) {
  if (IsPlainLine(line)) return std::string(line);
  return ToNfc(DropAndCollapse(line));
}

}  // namespace dongtin
