#include "stages/classify/language.h"

// compact_lang_det.h uses these without including them.
#include <cld2/public/compact_lang_det.h>
#include <cld2/public/encodings.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <optional>
#include <string>
#include <vector>

#include "stages/text/utf8.h"

namespace dongtin {
namespace {

constexpr int kBestEffort = 0x4000;       // kCLDFlagBestEffort, which the public header does not have
constexpr std::size_t kFewLetters = 24;   // below it a guess is no better than the message's own claim
constexpr double kOwnLetterShare = 0.04;  // Vietnamese prose has about 0.15
constexpr double kSettledShare = 0.14;    // a page with a quarter in another language stays below it
constexpr double kSettled = 0.99;         // confidence then
constexpr double kTonelessShare = 0.01;
constexpr std::size_t kLeastTonelessLetters = 40;
constexpr int kMixedPercent = 25;
constexpr double kUnreliable = 0.5;      // factor on a confidence that CLD2 itself does not trust
constexpr double kClaimed = 0.5;         // confidence in a claim that nothing contradicts
constexpr std::size_t kLongestTag = 35;  // RFC 5646, section 4.4.1

// CLD2's codes are BCP 47 but for a few of before 1989 and names of its own.
std::string ToBcp47(std::string_view code) {
  static constexpr std::array<std::array<std::string_view, 2>, 5> kOld = {
      {{"iw", "he"}, {"jw", "jv"}, {"in", "id"}, {"mo", "ro"}, {"no", "nb"}}};
  for (const auto& [old, now] : kOld) {
    if (code == old) return std::string(now);
  }
  if (code == "un" || code.substr(0, 2) == "xx") return "und";
  return std::string(code);
}

char LowerAscii(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

// The primary subtag of a claim, "VI_vn" -> "vi"; nullopt for what is no language tag.
std::optional<std::string> PrimarySubtag(std::string_view hint) {
  if (hint.size() > kLongestTag) return std::nullopt;
  std::string tag;
  for (const char c : hint) {
    if (c == '-' || c == '_') break;
    tag.push_back(LowerAscii(c));
  }
  const bool letters = std::all_of(tag.begin(), tag.end(), [](char c) { return c >= 'a' && c <= 'z'; });
  if (tag.size() < 2 || tag.size() > 3 || !letters || tag == "und") return std::nullopt;
  return tag;
}

std::string Sample(std::string_view headline, std::string_view text) {
  std::string sample(TruncateUtf8(headline, kLanguageSampleBytes));
  sample.push_back('\n');
  if (sample.size() < kLanguageSampleBytes) sample.append(TruncateUtf8(text, kLanguageSampleBytes - sample.size()));
  return sample;
}

LanguageGuess AskCld2(const std::string& sample, const std::optional<std::string>& claim) {
  CLD2::CLDHints hints = {claim ? claim->c_str() : nullptr, nullptr, CLD2::UNKNOWN_ENCODING, CLD2::UNKNOWN_LANGUAGE};
  CLD2::Language languages[3] = {CLD2::UNKNOWN_LANGUAGE, CLD2::UNKNOWN_LANGUAGE, CLD2::UNKNOWN_LANGUAGE};
  int percents[3] = {};
  double scores[3] = {};
  int text_bytes = 0;
  int valid_bytes = 0;
  bool reliable = false;
  const CLD2::Language language = CLD2::ExtDetectLanguageSummaryCheckUTF8(
      sample.data(), static_cast<int>(sample.size()), /*is_plain_text=*/true, &hints, kBestEffort, languages, percents,
      scores, /*resultchunkvector=*/nullptr, &text_bytes, &reliable, &valid_bytes);

  LanguageGuess guess;
  guess.code = ToBcp47(CLD2::LanguageCode(language));
  if (guess.code == "und") return guess;
  const int percent = language == languages[0] ? percents[0] : percents[1];
  guess.confidence = std::clamp(percent / 100.0, 0.0, 1.0) * (reliable ? 1 : kUnreliable);
  guess.mixed = reliable && languages[1] != CLD2::UNKNOWN_LANGUAGE && percents[1] >= kMixedPercent;
  return guess;
}

constexpr char32_t kFirstLatin = 0xC0;
constexpr char32_t kLatinEnd = 0x250;

// Letters with one accent that Vietnamese shares with French, Portuguese, Romanian ..., by their distance from U+00C0.
constexpr std::array<bool, kLatinEnd - kFirstLatin> MakeShared() {
  std::array<bool, kLatinEnd - kFirstLatin> shared = {};
  for (const char32_t c : std::u32string_view(U"àáâãèéêìíòóôõùúýÀÁÂÃÈÉÊÌÍÒÓÔÕÙÚÝăĂĩĨũŨ"))
    shared[c - kFirstLatin] = true;
  return shared;
}

bool IsMarkedElsewhereToo(char32_t c) {
  static constexpr auto kShared = MakeShared();
  return c >= kFirstLatin && c < kLatinEnd && kShared[c - kFirstLatin];
}

bool IsOwn(char32_t c) {
  return (c >= U'\u1EA0' && c <= U'\u1EF9') || c == U'ơ' || c == U'Ơ' || c == U'ư' || c == U'Ư' || c == U'đ' ||
         c == U'Đ';
}

}  // namespace

VietnameseLetters CountVietnameseLetters(std::string_view text) {
  VietnameseLetters count;
  for (std::size_t pos = 0; pos < text.size();) {
    const char32_t c = DecodeNext(text, &pos);
    if (c < 0x80) {
      const char lower = LowerAscii(static_cast<char>(c));
      if (lower >= 'a' && lower <= 'z') ++count.letters;
    } else if (c < kLatinEnd || (c >= 0x1E00 && c < 0x1F00)) {
      if (c >= kFirstLatin) ++count.letters;
      if (IsOwn(c)) ++count.own;
      if (IsOwn(c) || IsMarkedElsewhereToo(c)) ++count.marked;
    }
  }
  return count;
}

bool IsToneless(const VietnameseLetters& letters) {
  return letters.letters >= kLeastTonelessLetters &&
         static_cast<double>(letters.marked) < kTonelessShare * static_cast<double>(letters.letters);
}

LanguageGuess GuessLanguage(std::string_view headline, std::string_view text, std::string_view hint) {
  const std::string sample = Sample(headline, text);
  const VietnameseLetters letters = CountVietnameseLetters(sample);
  const double own = letters.letters == 0 ? 0 : static_cast<double>(letters.own) / static_cast<double>(letters.letters);
  // Most of the input is plain Vietnamese, and CLD2 takes five times as long as counting its letters.
  if (own >= kSettledShare && letters.letters >= kFewLetters) return {"vi", kSettled, false, letters};

  const std::optional<std::string> claim = PrimarySubtag(hint);
  LanguageGuess guess = AskCld2(sample, claim);
  guess.letters = letters;
  if (own >= kOwnLetterShare && (guess.code != "vi" || guess.confidence < 1)) {
    // A share of 0.04 is a page half Vietnamese; from 0.1 on nothing is left to doubt.
    guess.confidence = std::max(guess.code == "vi" ? guess.confidence : 0.0, std::min(1.0, 0.6 + 4 * (own - 0.04)));
    guess.code = "vi";
  }
  const bool few = sample.size() < 2 * kFewLetters && letters.letters < kFewLetters;
  if (claim && (guess.code == "und" || (few && guess.confidence < 1 && own < kOwnLetterShare))) {
    guess.code = *claim;
    guess.confidence = kClaimed;
    guess.mixed = false;
  }
  return guess;
}

std::string LanguageDetectorVersion() { return CLD2::DetectLanguageVersion(); }

}  // namespace dongtin
