#include "stages/clean/plain_line.h"

#include <algorithm>
#include <cstdint>
#include <cstring>

#include "stages/text/words.h"

namespace dongtin {
namespace {

using Byte = unsigned char;
// A vector of bytes, and what comparing two gives: -1 where it holds. An extension that GCC and Clang share; it stands
// here because compilers do not find these vectors in plain loops.
constexpr std::size_t kStep = 16;
using Bytes = Byte __attribute__((vector_size(kStep)));
using Mask = signed char __attribute__((vector_size(kStep)));

Bytes Load(const Byte* at) {
  Bytes bytes;
  std::memcpy(&bytes, at, kStep);
  return bytes;
}

void Store(Bytes bytes, Byte* at) { std::memcpy(at, &bytes, kStep); }

Bytes AsBytes(Mask mask) { return reinterpret_cast<Bytes>(mask); }

Mask IsIn(Bytes bytes, Byte low, Byte high) { return (bytes - low) <= static_cast<Byte>(high - low); }

bool Any(Mask mask) {
  std::uint64_t halves[2];
  std::memcpy(halves, &mask, sizeof(halves));
  return (halves[0] | halves[1]) != 0;
}

std::uint32_t Sum(Bytes bytes) {
  std::uint32_t sum = 0;
  for (std::size_t i = 0; i < kStep; ++i) sum += bytes[i];
  return sum;
}

// A WordReader cuts longer words.
constexpr std::size_t kLongestWord = WordReader::kMaxBytes - 4;

// 16 bytes in a row, and the bytes before and behind each of them.
struct Window {
  explicit Window(const Byte* at)
      : before(Load(at - 2)), last(Load(at - 1)), byte(Load(at)), next(Load(at + 1)), third(Load(at + 2)) {}

  Bytes before, last, byte, next, third;
};

// The bytes that begin a letter or sign which is not of a plain line.
Mask IsOther(const Window& w) {
  const Bytes a = w.byte, b = w.next, c = w.third;
  // Not the soft hyphen, and not ª, µ, º, which are letters to some and not to others.
  const Mask signs = (a == 0xC2) & IsIn(b, 0xA1, 0xBF) & (b != 0xAA) & (b != 0xAD) & (b != 0xB5) & (b != 0xBA);
  const Mask latin =
      ((a == 0xC3) & (b >= 0x80)) | ((a == 0xC4) & IsIn(b, 0x80, 0xAF)) | ((a == 0xC5) & IsIn(b, 0x8A, 0xB7));
  const Mask horned = (a == 0xC6) & ((b == 0xA0) | (b == 0xA1) | (b == 0xAF) | (b == 0xB0));
  const Mask additional = (a == 0xE1) & (((b == 0xBA) & ~IsIn(c, 0x96, 0x9F)) | (b == 0xBB)) & (c >= 0x80);
  const Mask punctuation = (a == 0xE2) & (b == 0x80) & IsIn(c, 0x90, 0xA7);
  return (a >= 0xC0) & ~(signs | latin | horned | additional | punctuation);
}

// The bytes of letters and digits.
Mask IsWord(const Window& w) {
  const Bytes a = w.byte;
  const Mask ascii = IsIn(a | 0x20, 'a', 'z') | IsIn(a, '0', '9');
  const Mask latin1 =  // but × and ÷
      ((w.last == 0xC3) & ((a | 0x20) != 0xB7)) | ((a == 0xC3) & ((w.next | 0x20) != 0xB7));
  return ascii | latin1 | ((a & 0xFE) == 0xC4) | ((w.last & 0xFE) == 0xC4) | (a == 0xC6) | (w.last == 0xC6) |
         (a == 0xE1) | (w.last == 0xE1) | (w.before == 0xE1);
}

Bytes LowerCase(const Window& w) {
  const Bytes a = w.byte;
  const Mask by_32 = IsIn(a, 'A', 'Z') | ((w.last == 0xC3) & IsIn(a, 0x80, 0x9E));
  const Mask by_1 = ((((w.last & 0xFE) == 0xC4) | (w.before == 0xE1)) & ((a & 1) == 0)) |
                    ((w.last == 0xC6) & ((a == 0xA0) | (a == 0xAF)));
  return a + (AsBytes(by_32) & 0x20) + (AsBytes(by_1) & 1);
}

// The first bytes of capital letters.
Mask IsCapitalLetter(const Window& w) {
  const Bytes a = w.byte, b = w.next;
  return IsIn(a, 'A', 'Z') | ((a == 0xC3) & IsIn(b, 0x80, 0x9E)) | (((a & 0xFE) == 0xC4) & ((b & 1) == 0)) |
         ((a == 0xC6) & ((b == 0xA0) | (b == 0xAF))) | ((a == 0xE1) & ((w.third & 1) == 0));
}

// "'", "." and "’", which leave a word open for more letters.
Mask IsJoiner(const Window& w) {
  const Bytes a = w.byte;
  return (a == '\'') | (a == '.') | ((a == 0xE2) & (w.next == 0x80) & (w.third == 0x99)) |
         ((w.last == 0xE2) & (a == 0x80) & (w.next == 0x99)) | ((w.before == 0xE2) & (w.last == 0x80) & (a == 0x99));
}

bool HasLongWord(std::string_view folded) {
  while (folded.size() > kLongestWord) {
    const std::size_t space = folded.rfind(' ', kLongestWord);
    if (space == folded.npos) return true;
    folded.remove_prefix(space + 1);
  }
  return false;
}

// True for words that end in o or u and a letter with an accent.
bool MayMoveTone(std::string_view word) {
  std::size_t last = word.size() - 1;
  while (last > 0 && (static_cast<Byte>(word[last]) & 0xC0) == 0x80) --last;
  return last + 1 < word.size() && last > 0 && (word[last - 1] == 'o' || word[last - 1] == 'u');
}

// The words of *folded as a WordReader writes them: those whose tone mark may move are left to it.
void PlaceTones(std::string* folded) {
  const std::string words = *folded;
  folded->clear();
  for (std::size_t at = 0; at < words.size();) {
    const std::size_t end = std::min(words.find(' ', at), words.size());
    std::string_view word = std::string_view(words).substr(at, end - at);
    WordReader reader(word, WordReader::Form::kLower);
    if (MayMoveTone(word)) reader.Next(&word);
    if (at > 0) *folded += ' ';
    *folded += word;
    at = end + 1;
  }
}

}  // namespace

bool PlainLine::Read(std::string_view text) {
  if (text.size() > kMaxBytes) return false;
  size_ = (text.size() + kStep - 1) / kStep * kStep;
  std::memset(bytes_, ' ', kMargin);
  std::memcpy(bytes_ + kMargin, text.data(), text.size());
  std::memset(bytes_ + kMargin + text.size(), ' ', size_ - text.size() + kMargin);
  Mask other = {};
  for (std::size_t i = kMargin; i < kMargin + size_; i += kStep) {
    const Window w(bytes_ + i);
    const Mask word = IsWord(w);
    other |= IsOther(w);
    Store((LowerCase(w) & AsBytes(word)) | (AsBytes(~word) & ' '), lower_ + i);
    Store(AsBytes(word) & 1, word_ + i);
  }
  std::memset(lower_, ' ', kMargin);
  std::memset(lower_ + kMargin + size_, ' ', kMargin);
  std::memset(word_, 0, kMargin);
  return !Any(other);
}

WordCounts PlainLine::Count() const {
  Bytes words = {}, capitals = {}, digits = {};  // sums of at most kMaxBytes / kStep ones
  Mask joined = {};
  for (std::size_t i = kMargin; i < kMargin + size_; i += kStep) {
    const Window w(bytes_ + i);
    const Bytes begins = Load(word_ + i) & ~Load(word_ + i - 1);
    words += begins;
    capitals += begins & AsBytes(IsCapitalLetter(w));
    digits += AsBytes(IsIn(w.byte, '0', '9')) & 1;
    joined |= (begins != 0) & ((w.last == '\'') | (w.last == '.') | (w.last == 0x99));
  }
  WordCounts counts = {.words = Sum(words), .capitals = Sum(capitals), .digits = Sum(digits)};
  if (Any(joined)) CountJoined(&counts);
  return counts;
}

// Words and capitals again for a line with a joiner before a letter, which goes on with the word before the joiner.
void PlainLine::CountJoined(WordCounts* counts) const {
  Byte capital[kRoom], joins[kRoom];
  for (std::size_t i = kMargin; i < kMargin + size_; i += kStep) {
    const Window w(bytes_ + i);
    Store(AsBytes(IsCapitalLetter(w)) & 1, capital + i);
    Store(AsBytes(IsJoiner(w)) & 1, joins + i);
  }
  counts->words = counts->capitals = 0;
  std::uint32_t inside = 0;
  for (std::size_t i = kMargin; i < kMargin + size_; ++i) {
    const std::uint32_t begins = word_[i] & ~inside;
    counts->words += begins;
    counts->capitals += begins & capital[i];
    inside = word_[i] | (inside & joins[i]);
  }
}

// False when no word ends in o or u and a letter with an accent; in few that do a WordReader moves the tone mark.
bool PlainLine::MayMoveTones() const {
  Mask found = {};
  for (std::size_t i = kMargin; i < kMargin + size_; i += kStep) {
    const Bytes a = Load(lower_ + i), b = Load(lower_ + i + 1);
    const Mask vowel = (a == 'o') | ((a == 'u') & (Load(lower_ + i - 1) != 'q'));
    const Mask last = ((b == 0xC3) & (Load(lower_ + i + 3) == ' ')) | ((b == 0xE1) & (Load(lower_ + i + 4) == ' '));
    found |= vowel & last;
  }
  return Any(found);
}

bool PlainLine::FoldInto(std::string* out) const {
  char folded[kMaxBytes + 1];
  std::size_t size = 0;
  for (std::size_t i = kMargin; i < kMargin + size_; ++i) {
    folded[size] = static_cast<char>(lower_[i]);
    size += word_[i] | word_[i - 1];  // letters, and the first byte of a gap behind them
  }
  if (size > 0 && folded[size - 1] == ' ') --size;
  if (HasLongWord({folded, size})) return false;
  out->assign(folded, size);
  if (MayMoveTones()) PlaceTones(out);
  return true;
}

}  // namespace dongtin
