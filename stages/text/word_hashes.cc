#include "stages/text/word_hashes.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>

#include "stages/text/fold.h"
#include "stages/text/hash.h"
#include "stages/text/utf8.h"

namespace dongtin {
namespace {

constexpr int kRotation = 5;  // odd, so that 64 letters pass before two places agree

// Code points below kTableEnd have a step of their own: all alphabets with gaps, and the punctuation of news. Behind
// them stand the step of everything else and that of the second and later bytes of a code point.
constexpr std::uint16_t kTableEnd = 0x2070;
constexpr std::uint16_t kOther = kTableEnd;
constexpr std::uint16_t kContinuation = kTableEnd + 1;
constexpr std::size_t kSteps = kTableEnd + 2;

// What a code point does to the word being read: hash = (rotl(hash, rotation) & keep) ^ letter, tone likewise.
struct alignas(32) Step {
  std::uint64_t letter = 0;
  std::uint64_t tone = 0;
  std::uint64_t keep = ~std::uint64_t{0};  // 0: a gap
  std::uint32_t rotation = 0;
  std::uint16_t ends_word = 0;
  std::uint16_t special = 0;  // to be read by ReadSlowly
};
using Steps = std::array<Step, kSteps>;

// What stands of the word being read.
struct State {
  std::uint64_t hash = 0;  // 0: no word
  std::uint64_t tone = 0;
  char32_t first = 0;
};

constexpr std::uint64_t kAcute = 0x9e3779b97f4a7c15, kGrave = 0xc2b2ae3d27d4eb4f, kHook = 0x165667b19e3779f9,
                        kTilde = 0x27d4eb2f165667c5, kDotBelow = 0x85ebca77c2b2ae63;

std::uint64_t ToneOf(char32_t mark) {
  switch (mark) {
    case 0x300:
      return kGrave;
    case 0x301:
      return kAcute;
    case 0x303:
      return kTilde;
    case 0x309:
      return kHook;
    case 0x323:
      return kDotBelow;
    default:
      return 0;
  }
}

std::uint64_t HashOfLetter(char32_t letter) { return Mix64(letter + 0x646f6e6774696eULL); }

// The step of a letter, mark or gap that needs no more than a step.
Step StepOf(char32_t c, WordForm form) {
  Step step;
  const Letter letter = LetterOf(c);
  switch (letter.kind) {
    case LetterKind::kGap:
      step.keep = 0;
      step.ends_word = 1;
      break;
    case LetterKind::kLetter: {
      step.rotation = kRotation;
      const Toned toned = form == WordForm::kLower ? WithoutTone(letter.lower) : Toned{letter.folded, 0};
      step.letter = HashOfLetter(toned.letter);
      step.tone = ToneOf(toned.mark);
      break;
    }
    case LetterKind::kAccent:
      if (form == WordForm::kLower) step.tone = ToneOf(c);
      break;
    case LetterKind::kIgnore:
      break;
    case LetterKind::kSolo:
    case LetterKind::kExtend:
      step.special = 1;
      break;
  }
  return step;
}

Steps MakeSteps(WordForm form) {
  Steps steps;
  for (char32_t c = 0; c < kTableEnd; ++c) steps[c] = StepOf(c, form);
  steps[kOther].special = 1;
  return steps;
}

const Steps& StepsOf(WordForm form) {
  static const Steps lower = MakeSteps(WordForm::kLower), folded = MakeSteps(WordForm::kFolded);
  return form == WordForm::kLower ? lower : folded;
}

constexpr std::size_t kBlock = 64;  // bytes read at a time
constexpr std::size_t kAhead = 2;   // bytes behind a block that its last code point may need

// The step of the code point that begins at each byte. 16-bit arithmetic without branches: vector code.
void FindSteps(const unsigned char* bytes, std::uint16_t* steps) {
  for (std::size_t i = 0; i < kBlock; ++i) {
    const auto a = static_cast<std::uint16_t>(bytes[i]);
    const auto b = static_cast<std::uint16_t>(bytes[i + 1] & 0x3F);
    const auto c = static_cast<std::uint16_t>(bytes[i + 2] & 0x3F);
    const auto two = static_cast<std::uint16_t>((a & 0x1F) << 6 | b);
    const auto three = static_cast<std::uint16_t>(a << 12 | b << 6 | c);
    std::uint16_t step = a < 0x80 ? a : a < 0xE0 ? two : three;
    step = (a >= 0xE0) & ((step >= kTableEnd) | (a >= 0xF0)) ? kOther : step;
    steps[i] = (a & 0xC0) == 0x80 ? kContinuation : step;
  }
}

// Where the next word goes.
struct Out {
  std::uint64_t* hash;
  char32_t* first;
};

void Emit(State* state, Out* out) {
  if (state->hash != 0) {
    *out->hash++ = state->hash + state->tone;
    *out->first++ = state->first;
  }
  *state = {};
}

// Any code point, one at a time, from `pos` to the first one behind `end` that begins between words of scripts without
// gaps. The few of a page of news that FindSteps gives no step, and whole texts in those scripts.
std::size_t ReadSlowly(std::string_view text, std::size_t pos, std::size_t end, WordForm form, State* state, Out* out) {
  const Steps& table = StepsOf(form);
  while (pos < text.size() && (text[pos] & 0xC0) == 0x80) ++pos;  // of a code point that the block before has read
  bool solo = false;                                              // the word being read is a letter of such a script
  while (pos < text.size() && (pos < end || solo)) {
    const std::size_t begin = pos;
    const char32_t c = DecodeNext(text, &pos);
    const Letter letter = LetterOf(c);
    const bool extends = letter.kind == LetterKind::kExtend;
    if (solo && !extends && letter.kind != LetterKind::kAccent && letter.kind != LetterKind::kIgnore) {
      Emit(state, out);
      solo = false;
      if (begin >= end) return begin;
    }
    if (extends ? state->hash == 0 : letter.kind == LetterKind::kGap) {
      Emit(state, out);
    } else if (extends || letter.kind == LetterKind::kSolo) {
      solo = solo || !extends;
      if (!extends) Emit(state, out);
      if (state->hash == 0) state->first = c;
      state->hash =
          std::rotl(state->hash, kRotation) ^ HashOfLetter(form == WordForm::kLower ? letter.lower : letter.folded);
    } else {
      const Step step = c < kTableEnd ? table[c] : StepOf(c, form);
      if (state->hash == 0) state->first = c;
      state->hash = std::rotl(state->hash, static_cast<int>(step.rotation)) ^ step.letter;
      state->tone += step.tone;
    }
  }
  return pos;
}

// `bytes` may be read up to kBlock + kAhead. False, with nothing changed, when the block needs ReadSlowly.
template <WordForm form>
bool ReadBlock(const unsigned char* bytes, const Steps& table, State* state, Out* out) {
  std::uint16_t steps[kBlock];
  FindSteps(bytes, steps);
  std::uint64_t hash = state->hash, tone = state->tone;
  char32_t first = state->first;
  Out end = *out;
  std::uint32_t special = 0;
  for (const std::uint16_t c : steps) {
    const Step& step = table[c];
    // Written at every byte, kept at the end of a word: cheaper than asking first.
    const std::uint32_t ends = step.ends_word & static_cast<std::uint32_t>(hash != 0);
    *end.hash = hash + tone;
    end.hash += ends;
    if constexpr (form == WordForm::kLower) {
      *end.first = first;
      end.first += ends;
      first = hash == 0 ? c : first;
      tone = (tone + step.tone) & step.keep;
    }
    hash = (std::rotl(hash, static_cast<int>(step.rotation)) & step.keep) ^ step.letter;
    special |= step.special;
  }
  if (special != 0) return false;
  *state = {hash, tone, first};
  *out = end;
  return true;
}

}  // namespace

WordHashes WordHasher::Hash(std::string_view text, WordForm form) {
  // Every word but the last has a byte of its own behind it, or a letter of three bytes in it; ReadBlock writes one
  // more.
  const std::size_t most = text.size() / 2 + 2;
  if (hashes_.size() < most) {
    hashes_.resize(most);
    firsts_.resize(most);
  }
  const Steps& table = StepsOf(form);
  const auto read_block = form == WordForm::kLower ? ReadBlock<WordForm::kLower> : ReadBlock<WordForm::kFolded>;
  Out out = {hashes_.data(), firsts_.data()};
  State state;
  std::size_t pos = 0;
  while (pos < text.size()) {
    unsigned char rest[kBlock + kAhead];
    const auto* bytes = reinterpret_cast<const unsigned char*>(text.data()) + pos;
    if (text.size() - pos < sizeof(rest)) {
      // The end of the text in a copy that may be read behind its end, where gaps stand.
      std::memset(rest, ' ', sizeof(rest));
      std::memcpy(rest, bytes, text.size() - pos);
      bytes = rest;
    }
    if (read_block(bytes, table, &state, &out)) {
      pos += kBlock;
    } else {
      pos = ReadSlowly(text, pos, std::min(pos + kBlock, text.size()), form, &state, &out);
    }
  }
  Emit(&state, &out);
  WordHashes words = {{hashes_.data(), out.hash}, {}};
  if (form == WordForm::kLower) words.firsts = {firsts_.data(), words.hashes.size()};
  return words;
}

std::uint64_t HashWord(std::string_view word, WordForm form) {
  WordHasher hasher;
  const WordHashes words = hasher.Hash(word, form);
  return words.hashes.empty() ? 0 : words.hashes[0];
}

}  // namespace dongtin
