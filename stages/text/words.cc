#include "stages/text/words.h"

#include <array>

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

}  // namespace

WordReader::WordReader(std::string_view text, Form form) : text_(text), form_(form), table_(internal::LetterTable()) {}

bool WordReader::Next(std::string_view* word) {
  size_ = 0;
  bool solo = false;
  while (next_ < text_.size()) {
    const std::size_t start = next_;
    const auto byte = static_cast<unsigned char>(text_[next_]);
    const char32_t c = byte < 0x80 ? (++next_, byte) : DecodeMultibyte();
    const Letter letter = c < internal::kTableEnd ? table_[c] : LetterOf(c);

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

// Like DecodeNext of utf8.h, which leaves this loop no chance to be inlined.
char32_t WordReader::DecodeMultibyte() {
  const auto at = [this](std::size_t i) { return static_cast<char32_t>(static_cast<unsigned char>(text_[next_ + i])); };
  const char32_t lead = at(0);
  const std::size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  if (lead < 0xC2 || lead > 0xF4 || text_.size() - next_ < length) {
    ++next_;
    return kNoLetter;
  }
  char32_t c = lead & (0x7Fu >> length);
  for (std::size_t i = 1; i < length; ++i) c = c << 6 | (at(i) & 0x3F);
  next_ += length;
  return c <= kLastCodePoint ? c : kNoLetter;
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
