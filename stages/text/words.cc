#include "stages/text/words.h"

#include <array>
#include <cstring>

#include "stages/text/utf8.h"

namespace dongtin {
namespace {

constexpr std::size_t kMaxSequence = 4;  // bytes of one code point
constexpr char32_t kLastCodePoint = 0x10FFFF;
constexpr char32_t kNoLetter = 0xFFFD;  // stands for bytes that are not UTF-8: a gap

// Tone marks move only in open syllables that end in oa, oe, uy: {tail as the newer rule writes it, as the older one
// does}.
struct ToneTail {
  std::string_view newer;
  std::string_view older;
};
constexpr std::array<ToneTail, 15> kToneTails = {{{"oà", "òa"},
                                                  {"oá", "óa"},
                                                  {"oả", "ỏa"},
                                                  {"oã", "õa"},
                                                  {"oạ", "ọa"},
                                                  {"oè", "òe"},
                                                  {"oé", "óe"},
                                                  {"oẻ", "ỏe"},
                                                  {"oẽ", "õe"},
                                                  {"oẹ", "ọe"},
                                                  {"uỳ", "ùy"},
                                                  {"uý", "úy"},
                                                  {"uỷ", "ủy"},
                                                  {"uỹ", "ũy"},
                                                  {"uỵ", "ụy"}}};

// Like DecodeNext of utf8.h, which leaves the loops below no chance to be inlined; the text is not trusted.
inline char32_t DecodeMultibyte(std::string_view text, std::size_t* pos) {
  const auto at = [&](std::size_t i) { return static_cast<char32_t>(static_cast<unsigned char>(text[*pos + i])); };
  const char32_t lead = at(0);
  const std::size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  if (lead < 0xC2 || lead > 0xF4 || text.size() - *pos < length) {
    ++*pos;
    return kNoLetter;
  }
  char32_t c = lead & (0x7Fu >> length);
  for (std::size_t i = 1; i < length; ++i) c = c << 6 | (at(i) & 0x3F);
  *pos += length;
  return c <= kLastCodePoint ? c : kNoLetter;
}

inline char32_t DecodeAny(std::string_view text, std::size_t* pos) {
  const auto byte = static_cast<unsigned char>(text[*pos]);
  return byte < 0x80 ? (++*pos, byte) : DecodeMultibyte(text, pos);
}

}  // namespace

WordReader::WordReader(std::string_view text, Form form)
    : text_(text),
      form_(form),
      spellings_(form == Form::kFolded ? internal::FoldedSpellings() : internal::LowerSpellings()) {}

bool WordReader::Next(std::string_view* word) {
  size_ = 0;
  bool solo = false;
  while (next_ < text_.size()) {
    if (!solo) ReadPlainLetters();
    if (next_ >= text_.size()) break;
    const std::size_t start = next_;
    const char32_t c = DecodeAny(text_, &next_);
    if (c < internal::kTableEnd && spellings_[c].kind == LetterKind::kGap) {
      if (size_ != 0) break;
      continue;
    }
    const Letter letter = LetterOf(c);

    if (letter.kind == LetterKind::kAccent || letter.kind == LetterKind::kIgnore) {
      if (letter.kind == LetterKind::kAccent && size_ != 0 && form_ == Form::kLower) ComposeWithLast(c);
      continue;
    }
    const bool extends = letter.kind == LetterKind::kExtend;
    if (letter.kind == LetterKind::kGap || (extends && size_ == 0)) {
      if (size_ != 0) break;
      continue;
    }
    const bool full = size_ + kMaxSequence > kMaxBytes;
    const bool parted = !extends && (solo || letter.kind == LetterKind::kSolo);
    if (size_ != 0 && (full || parted)) {
      next_ = start;
      break;
    }
    if (size_ == 0) begin_ = start;
    if (!extends) solo = letter.kind == LetterKind::kSolo;
    Append(form_ == Form::kFolded ? letter.folded : letter.lower);
  }
  if (size_ == 0) return false;
  if (form_ == Form::kLower) PlaceTone();
  *word = {word_, size_};
  return true;
}

// The run of kLetter code points at next_, which nearly all of a text is; the loop above handles whatever ends it. With
// local variables, since a store into word_ may change every member as far as a compiler knows: 3 times as fast.
void WordReader::ReadPlainLetters() {
  const std::string_view text = text_;
  const internal::Spelling* const spellings = spellings_;
  std::size_t next = next_;
  std::size_t size = size_;
  std::size_t last = last_;
  if (size == 0) {
    while (next < text.size() && static_cast<unsigned char>(text[next]) < 0x80 &&
           spellings[static_cast<unsigned char>(text[next])].kind == LetterKind::kGap) {
      ++next;
    }
    begin_ = next;
  }
  while (next < text.size() && size + kMaxSequence <= kMaxBytes) {
    std::size_t after = next;
    const char32_t c = DecodeAny(text, &after);
    if (c >= internal::kTableEnd) break;
    const internal::Spelling& spelling = spellings[c];
    if (spelling.kind != LetterKind::kLetter) break;
    last = size;
    std::memcpy(word_ + size, spelling.bytes, sizeof(spelling.bytes));
    size += spelling.length;
    next = after;
  }
  next_ = next;
  size_ = size;
  last_ = last;
}

// The caller has seen to it that the longest sequence fits.
void WordReader::Append(char32_t c) {
  last_ = size_;
  if (c < 0x80) {
    word_[size_++] = static_cast<char>(c);
    return;
  }
  const std::size_t length = c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
  for (std::size_t i = length - 1; i > 0; --i, c >>= 6) word_[size_ + i] = static_cast<char>(0x80 | (c & 0x3F));
  word_[size_] = static_cast<char>((0xF00u >> length & 0xFF) | c);
  size_ += length;
}

void WordReader::ComposeWithLast(char32_t accent) {
  std::size_t pos = last_;
  const char32_t composed = Compose(DecodeNext({word_, size_}, &pos), accent);
  if (composed == 0) return;
  size_ = last_;
  Append(composed);
}

void WordReader::PlaceTone() {
  if (last_ == 0 || size_ - last_ < 2) return;  // one letter, or no accent on the last
  const char vowel = word_[last_ - 1];
  if (vowel != 'o' && vowel != 'u') return;
  if (vowel == 'u' && last_ >= 2 && word_[last_ - 2] == 'q') return;
  const std::string_view tail(word_ + last_ - 1, size_ - last_ + 1);
  for (const ToneTail& tone : kToneTails) {
    if (tail != tone.newer) continue;
    size_ = last_ - 1 + tone.older.copy(word_ + last_ - 1, tone.older.size());
    last_ = size_ - 1;
    return;
  }
}

}  // namespace dongtin
