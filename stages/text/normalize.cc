#include "stages/text/normalize.h"

#include <unicode/bytestream.h>
#include <unicode/normalizer2.h>
#include <unicode/uchar.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstring>
#include <stdexcept>

#include "stages/text/utf8.h"

namespace dongtin {
namespace {

constexpr int kMarksTolerated = 64;
constexpr int kMarksKept = 30;

// Each check takes a byte and the two after it and says whether ICU has to look. Bytes of valid UTF-8; comparisons of
// bytes joined by '&' and '|', not '&&' and '||', so that the loops over them become vector code.
//
// A byte below 0xCC never matters here: ASCII, a continuation, or the lead of U+0080..U+02FF, all in NFC and no marks.
bool MayBreakNfc(unsigned char a, unsigned char b, unsigned char c) {
  const bool latin_additional = (a == 0xE1) & (b >= 0xB8) & (b <= 0xBB);  // U+1E00..U+1EFF
  const bool punctuation = (a == 0xE2) & (b == 0x80) & (c >= 0x82);       // U+2002..U+203F
  const bool cyrillic = (a == 0xD0) | (a == 0xD1);                        // U+0400..U+047F
  const bool han = (a >= 0xE4) & (a <= 0xE9);                             // U+4000..U+9FFF
  const bool emoji = (a == 0xF0) & (b == 0x9F);                           // U+1F000..U+1FFFF
  return (a >= 0xCC) & !(latin_additional | punctuation | cyrillic | han | emoji);
}

bool MayNeedCleaning(unsigned char a, unsigned char b, unsigned char c) {
  const bool control = (a < 0x20) | (a == 0x7F);
  const bool two_spaces = (a == ' ') & (b == ' ');
  const bool c1_nbsp_or_soft_hyphen = (a == 0xC2) & ((b <= 0xA0) | (b == 0xAD));
  const bool space_or_bidi =  // U+2002..U+200F, U+2028..U+202F
      (a == 0xE2) & (b == 0x80) & ((c < 0x90) | ((c >= 0xA8) & (c <= 0xAF)));
  return control | two_spaces | c1_nbsp_or_soft_hyphen | space_or_bidi | MayBreakNfc(a, b, c);
}

bool IsContinuation(unsigned char byte) { return (byte & 0xC0) == 0x80; }

constexpr std::size_t kBlock = 64;  // bytes checked at a time
constexpr std::size_t kAhead = 2;   // bytes behind a block that its checks see

template <std::size_t kSize, typename Check>
bool AnyInBlock(const unsigned char* bytes, Check check) {
  unsigned char any = 0;
  for (std::size_t i = 0; i < kSize; ++i) {
    any |= static_cast<unsigned char>(check(bytes[i], bytes[i + 1], bytes[i + 2]));
  }
  return any != 0;
}

// True when `check` holds at some byte of `text`; behind the end it sees letters.
template <typename Check>
bool AnyByte(std::string_view text, Check check) {
  if (text.empty()) return false;
  const auto* bytes = reinterpret_cast<const unsigned char*>(text.data());
  std::size_t pos = 0;
  for (; pos + kBlock + kAhead <= text.size(); pos += kBlock) {
    if (AnyInBlock<kBlock>(bytes + pos, check)) return true;
  }
  // The rest, at most a block and what one sees ahead, in a copy that may be read behind its end.
  unsigned char rest[2 * kBlock + kAhead];
  std::memset(rest, 'x', sizeof(rest));
  std::memcpy(rest, bytes + pos, text.size() - pos);
  return AnyInBlock<kBlock>(rest, check) || (text.size() - pos > kBlock && AnyInBlock<kBlock>(rest + kBlock, check));
}

bool MayBreakNfcAnywhere(std::string_view text) {
  return AnyByte(text, [](unsigned char a, unsigned char b, unsigned char c) { return MayBreakNfc(a, b, c); });
}

// Most lines hold nothing but ASCII and the letters of Vietnamese: the same answer for these from fewer comparisons.
bool MayNeedALook(unsigned char a, unsigned char b, unsigned char) {
  const bool control = (a < 0x20) | (a == 0x7F);
  const bool two_spaces = (a == ' ') & (b == ' ');
  const bool latin_additional = (a == 0xE1) & ((b & 0xFC) == 0xB8);  // U+1E00..U+1EFF
  return control | two_spaces | (a == 0xC2) | ((a >= 0xCC) & !latin_additional);
}

bool IsPlainLine(std::string_view line) {
  if (line.empty()) return true;
  if (line.front() == ' ' || line.back() == ' ') return false;
  if (!AnyByte(line, MayNeedALook)) return true;
  return !AnyByte(line, [](unsigned char a, unsigned char b, unsigned char c) { return MayNeedCleaning(a, b, c); });
}

const icu::Normalizer2& Nfc() {
  UErrorCode error = U_ZERO_ERROR;
  const icu::Normalizer2* nfc = icu::Normalizer2::getNFCInstance(error);
  if (U_FAILURE(error)) throw std::runtime_error(std::string("ICU has no NFC data: ") + u_errorName(error));
  return *nfc;
}

icu::StringPiece Piece(std::string_view text) { return {text.data(), static_cast<std::int32_t>(text.size())}; }

// The combining marks that `c` stands for, 0 when it ends a run of them. Some that have no combining class themselves
// (U+0F73, U+0F75, U+0F81) are two in the form that is sorted, and so are some that have one (U+0344).
int CountMarks(char32_t c) {
  const auto code = static_cast<UChar32>(c);
  if (c < 0x300 || u_getIntPropertyValue(code, UCHAR_LEAD_CANONICAL_COMBINING_CLASS) == 0) return 0;
  icu::UnicodeString marks;
  return Nfc().getDecomposition(code, marks) ? marks.countChar32() : 1;
}

// Calls f(its bytes, how many combining marks in a row end with it) for each code point.
template <typename F>
void ForEachWithMarks(std::string_view text, F f) {
  int marks = 0;
  for (std::size_t pos = 0; pos < text.size();) {
    const std::size_t begin = pos;
    const int more = CountMarks(DecodeNext(text, &pos));
    marks = more == 0 ? 0 : marks + more;
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

// Composes letters with the marks behind them, as decomposed Vietnamese and its like needs; false when the text asks
// for more than that. A letter and a mark that compose are what NFC makes of them: the composed letter decomposes to
// both, in canonical order. Marks that have to change places do not compose in the order given, and what MayBreakNfc
// passes never composes with what stands before it.
bool ComposeMarks(std::string_view text, std::string* out) {
  const auto at = [text](std::size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0; };
  for (std::size_t pos = 0;;) {
    std::size_t mark = pos;
    while (mark < text.size() && (at(mark) < 0xCC || !MayBreakNfc(at(mark), at(mark + 1), at(mark + 2)))) ++mark;
    out->append(text.substr(pos, mark - pos));
    if (mark == text.size()) return true;
    pos = mark;
    const char32_t c = DecodeNext(text, &pos);
    if (c < 0x300 || c > 0x36F || out->empty()) return false;
    std::size_t last = out->size() - 1;
    while (last > 0 && IsContinuation(static_cast<unsigned char>((*out)[last]))) --last;
    std::size_t end = last;
    const char32_t letter = DecodeNext(*out, &end);
    const UChar32 composed = Nfc().composePair(static_cast<UChar32>(letter), static_cast<UChar32>(c));
    if (composed < 0) return false;
    out->resize(last);
    AppendUtf8(static_cast<char32_t>(composed), out);
  }
}

// The bytes of what nobody drops, by its first byte: 0 where only the bytes behind it tell. ASCII signs,
// U+00C0..U+036F.
constexpr std::array<unsigned char, 256> MakeKeptLengths() {
  std::array<unsigned char, 256> lengths{};
  for (unsigned byte = 0x21; byte < 0x7F; ++byte) lengths[byte] = 1;
  for (unsigned byte = 0xC3; byte <= 0xCC; ++byte) lengths[byte] = 2;
  return lengths;
}

// The bytes of the letter, digit or sign at `pos` when it is one that is never dropped and no space, else 0.
std::size_t KeptLength(std::string_view text, std::size_t pos) {
  static constexpr std::array<unsigned char, 256> kLengths = MakeKeptLengths();
  const auto at = [text](std::size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0; };
  const unsigned char lead = at(pos), next = at(pos + 1);
  if (lead == 0xE1) return (next & 0xFC) == 0xB8 ? 3 : 0;                                       // U+1E00..U+1EFF
  if (lead == 0xE2) return next == 0x80 && at(pos + 2) >= 0x90 && at(pos + 2) <= 0xA7 ? 3 : 0;  // U+2010..U+2027
  return kLengths[lead];
}

// The same of whole blocks: true where a byte may be of something else, or a space beside another.
bool MayBeDropped(unsigned char a, unsigned char b, unsigned char) {
  const bool two_spaces = (a == ' ') & (b == ' ');
  const bool latin_additional = (a == 0xE1) & ((b & 0xFC) == 0xB8);
  return (a < 0x20) | (a == 0x7F) | two_spaces | (a == 0xC2) | ((a >= 0xCD) & !latin_additional);
}

// Where the letters, digits, signs and single spaces of Latin text that begin at `pos` end: nothing of them is dropped,
// so that they are copied without a look into ICU's tables. Does not begin or end with a space.
std::size_t EndOfPlainLatin(std::string_view text, std::size_t pos) {
  constexpr std::size_t kRun = 32;
  if (KeptLength(text, pos) == 0) return pos;
  const auto* bytes = reinterpret_cast<const unsigned char*>(text.data());
  for (;;) {
    while (pos + kRun + kAhead <= text.size() && !AnyInBlock<kRun>(bytes + pos, MayBeDropped)) {
      pos += kRun;
      while (IsContinuation(bytes[pos])) --pos;
      if (bytes[pos - 1] == ' ') --pos;
    }
    for (const std::size_t retry = pos + kRun; pos < retry;) {
      if (const std::size_t length = KeptLength(text, pos); length != 0) {
        pos += length;
      } else if (pos < text.size() && text[pos] == ' ' && KeptLength(text, pos + 1) != 0) {
        ++pos;
      } else {
        return std::min(pos, text.size());
      }
    }
  }
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
    const std::size_t end = EndOfPlainLatin(line, pos);
    if (end > pos) {
      if (space && !out.empty()) out.push_back(' ');
      out.append(line.substr(pos, end - pos));
      before = joiner = 0;  // no joiner matters next to Latin text
      space = false;
      pos = end;
      continue;
    }
    const char32_t c = DecodeNext(line, &pos);
    if (c == ' ' || IsSpace(c)) {
      space = true;
    } else if (IsJoiner(c)) {
      joiner = c;
    } else if (!IsDropped(c)) {
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
  std::string out;
  out.reserve(text.size());
  if (ComposeMarks(text, &out)) return out;
  out.clear();
  const int marks = LongestRunOfMarks(text);
  if (IsNfcByIcu(text, marks)) return text;
  if (marks > kMarksKept) text = CutRunsOfMarks(text);
  icu::StringByteSink<std::string> sink(&out);
  UErrorCode error = U_ZERO_ERROR;
  Nfc().normalizeUTF8(0, Piece(text), sink, nullptr, error);
  if (U_FAILURE(error)) throw std::runtime_error(std::string("ICU cannot normalise: ") + u_errorName(error));
  return out;
}

std::string NormalizeLine(std::string_view line) {
  std::string changed;
  return std::string(NormalizeLine(line, &changed));
}

std::string_view NormalizeLine(std::string_view line, std::string* changed) {
  if (IsPlainLine(line)) return line;
  *changed = ToNfc(DropAndCollapse(line));
  return *changed;
}

}  // namespace dongtin
