#include "stages/text/fold.h"

#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/uscript.h>

#include <array>
#include <string>

#include "stages/text/utf8.h"

namespace dongtin {
namespace {

using internal::kTableEnd;

const UNormalizer2* Nfc() {
  UErrorCode error = U_ZERO_ERROR;
  const UNormalizer2* nfc = unorm2_getNFCInstance(&error);
  return U_SUCCESS(error) ? nfc
                          : nullptr;  // only without ICU's data, which is linked in: letters then keep their accents
}

// Letters whose stroke, hook or missing dot is part of the letter to Unicode but not to someone who types without
// accents.
char32_t Unstroked(char32_t letter) {
  switch (letter) {
    case U'đ':
      return U'd';
    case U'ø':
      return U'o';
    case U'ł':
      return U'l';
    case U'ħ':
      return U'h';
    case U'ŧ':
      return U't';
    case U'ı':
      return U'i';
    default:
      return letter;
  }
}

// One step of `letter`'s decomposition, ệ -> ẹ + U+0302, mark 0 where one code point stands for one other. False at its
// end.
bool Decompose(char32_t letter, char32_t* base, char32_t* mark) {
  const UNormalizer2* nfc = Nfc();
  if (nfc == nullptr) return false;
  UErrorCode error = U_ZERO_ERROR;
  UChar parts[4];
  const int length = unorm2_getRawDecomposition(nfc, static_cast<UChar32>(letter), parts, 4, &error);
  if (length <= 0 || U_FAILURE(error) || U16_IS_SURROGATE(parts[0])) return false;
  *base = parts[0];
  *mark = length > 1 ? parts[1] : 0;
  return true;
}

char32_t BaseOf(char32_t lower) {
  char32_t base = lower, mark = 0;
  while (Decompose(base, &base, &mark)) {
  }
  return Unstroked(base);
}

bool IsSolo(char32_t c) {
  UErrorCode error = U_ZERO_ERROR;
  switch (uscript_getScript(static_cast<UChar32>(c), &error)) {
    case USCRIPT_HAN:
    case USCRIPT_HIRAGANA:
    case USCRIPT_KATAKANA:
    case USCRIPT_THAI:
    case USCRIPT_LAO:
    case USCRIPT_KHMER:
    case USCRIPT_MYANMAR:
      return true;
    default:
      return false;
  }
}

LetterKind KindOf(char32_t c) {
  const bool accent_block =
      (c >= 0x0300 && c <= 0x036F) || (c >= 0x1AB0 && c <= 0x1AFF) || (c >= 0x1DC0 && c <= 0x1DFF);
  if (accent_block) return LetterKind::kAccent;
  const int type = u_charType(static_cast<UChar32>(c));
  if (type == U_FORMAT_CHAR) return LetterKind::kIgnore;
  if (type == U_NON_SPACING_MARK || type == U_COMBINING_SPACING_MARK) return LetterKind::kExtend;
  if (!u_isalnum(static_cast<UChar32>(c))) return LetterKind::kGap;
  return u_isalpha(static_cast<UChar32>(c)) && IsSolo(c) ? LetterKind::kSolo : LetterKind::kLetter;
}

std::array<Letter, kTableEnd> MakeTable() {
  std::array<Letter, kTableEnd> table;
  for (char32_t c = 0; c < kTableEnd; ++c) {
    const char32_t lower = static_cast<char32_t>(u_tolower(static_cast<UChar32>(c)));
    table[c] = {.lower = lower, .folded = BaseOf(lower), .kind = KindOf(c)};
  }
  return table;
}

using Spellings = std::array<internal::Spelling, kTableEnd>;

Spellings Spell(char32_t Letter::*form) {
  Spellings spellings;
  std::string utf8;
  for (char32_t c = 0; c < kTableEnd; ++c) {
    const Letter& letter = internal::LetterTable()[c];
    utf8.clear();
    AppendUtf8(letter.*form, &utf8);
    utf8.copy(spellings[c].bytes, sizeof(spellings[c].bytes));
    spellings[c].length = static_cast<std::uint8_t>(utf8.size());
    spellings[c].kind = letter.kind;
  }
  return spellings;
}

}  // namespace

const Letter* internal::LetterTable() {
  static const std::array<Letter, kTableEnd> table = MakeTable();
  return table.data();
}

const internal::Spelling* internal::LowerSpellings() {
  static const Spellings spellings = Spell(&Letter::lower);
  return spellings.data();
}

const internal::Spelling* internal::FoldedSpellings() {
  static const Spellings spellings = Spell(&Letter::folded);
  return spellings.data();
}

Letter LetterOf(char32_t code_point) {
  if (code_point < kTableEnd) return internal::LetterTable()[code_point];
  const char32_t lower = static_cast<char32_t>(u_tolower(static_cast<UChar32>(code_point)));
  return {.lower = lower, .folded = lower, .kind = KindOf(code_point)};
}

char32_t Compose(char32_t letter, char32_t accent) {
  const UNormalizer2* nfc = Nfc();
  if (nfc == nullptr) return 0;
  const UChar32 composed = unorm2_composePair(nfc, static_cast<UChar32>(letter), static_cast<UChar32>(accent));
  return composed < 0 ? 0 : static_cast<char32_t>(composed);
}

bool IsToneMark(char32_t c) { return c == 0x300 || c == 0x301 || c == 0x303 || c == 0x309 || c == 0x323; }

Toned WithoutTone(char32_t lower) {
  Toned out;
  char32_t base = lower, mark = 0;
  std::string marks;  // the others, outermost first; each fits a byte above U+0300
  while (Decompose(base, &base, &mark)) {
    if (IsToneMark(mark)) {
      out.mark = mark;
    } else if (mark == 0) {
      continue;
    } else if (mark >= 0x300 && mark < 0x380) {
      marks.push_back(static_cast<char>(mark - 0x300));
    } else {
      return {lower, 0};
    }
  }
  if (out.mark == 0) return {lower, 0};
  out.letter = base;
  for (auto other = marks.rbegin(); other != marks.rend(); ++other) {
    const char32_t composed = Compose(out.letter, 0x300 + static_cast<char32_t>(*other));
    if (composed == 0) return {lower, 0};
    out.letter = composed;
  }
  return out;
}

}  // namespace dongtin
