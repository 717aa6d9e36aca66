// Which language a text is in.
//
// CLD2 (Dick Sites, Google; Debian's libcld2) on a bounded sample, best effort: measured on 54 languages it beats
// fastText and survives capitals and missing accents. Around it two rules of our own: Vietnamese letters that no other
// language writes settle the matter, and what the message claims counts where the text is too short to tell.
//
// Pure, callable from any thread (CLD2 only reads its tables). Text is valid UTF-8 without control characters, which
// CLD2 would refuse. Constant time: the sample is bounded.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace dongtin {

// What the letters of a text say about Vietnamese.
struct VietnameseLetters {
  std::size_t letters = 0;  // ASCII and Latin ones
  std::size_t marked = 0;   // with one of the accents that Vietnamese writes
  std::size_t own = 0;  // of those, letters that hardly any other language has: ơ ư đ and letters with two accents
};
VietnameseLetters CountVietnameseLetters(std::string_view text);

// Vietnamese as typed without accents ("tin tuc moi nhat"). REQUIRES: the text is Vietnamese
bool IsToneless(const VietnameseLetters& letters);

struct LanguageGuess {
  std::string code = "und";   // BCP 47, such as "vi", "zh-Hant"; "und": nothing tells
  double confidence = 0;      // 0..1
  bool mixed = false;         // a second language has a large share of the sample
  VietnameseLetters letters;  // of the sample
};

// How much is looked at, in bytes. CLD2 reads about 25 million characters a second.
inline constexpr std::size_t kLanguageSampleBytes = 1000;

// Which CLD2 this is, by its own account: code and tables together.
std::string LanguageDetectorVersion();

// `hint`: what the message claims (any spelling of a BCP 47 tag), may be empty.
LanguageGuess GuessLanguage(std::string_view headline, std::string_view text, std::string_view hint);

}  // namespace dongtin
