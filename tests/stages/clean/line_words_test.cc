#include "stages/clean/line_words.h"

#include <gtest/gtest.h>

#include <random>
#include <string>

#include "stages/text/words.h"

namespace dongtin {
namespace {

std::string Folded(std::string_view text) {
  std::string folded;
  FoldWords(text, &folded);
  return folded;
}

std::string FoldedByReader(std::string_view text) {
  std::string folded;
  ForEachLowerWord(text, [&folded](std::string_view word) {
    if (!folded.empty()) folded += ' ';
    folded += word;
  });
  return folded;
}

// Lines of pieces that meet each other in every order, up to and past the longest plain line.
std::string RandomLine(std::mt19937* random) {
  static constexpr std::string_view kPieces[] = {
      "Đường", "ỬNG", "hoà", "THUÝ", "quý",    "khoẻ", "uỹ", "Cũng",  "ÀÁ",  "÷",  "×",     "ÿ",   "Ỹ", "ẞ",
      "a",     "Z",   "9",   " ",    "  ",     "-",    ".",  "'",     "’",   "“",  "…",     "«",   "º", "µ",
      "²",     "İ",   "ŉ",   "ĸ",    "Ÿ",      "ơ",    "Ƒ",  "ạ",     "Ж",   "中", "é",     "toà", "o", "u",
      "q",     "ả",   "‼",   "₫",    "\u0301", "\n",   "_",  "e.g.v", "Ơ",   "Ư",  "Ĩ",     "Ŋ",   "Ũ", "ũ",
      "oò",    "uỳ",  "uỵ",  "ọe",   "–",      "•",    "»",  "ª",     "ไทย", "ά",  "\u00AD"};
  std::string line;
  const std::size_t pieces = (*random)() % 90;
  const std::size_t kinds = 1 + (*random)() % std::size(kPieces);
  for (std::size_t i = 0; i < pieces; ++i) line += kPieces[(*random)() % kinds];
  if ((*random)() % 8 == 0) line += std::string(50 + (*random)() % 20, 'x');
  return line;
}

TEST(FoldWords, GivesTheWordsOfAWordReader) {
  std::mt19937 random(1);
  for (int i = 0; i < 20000; ++i) {
    const std::string line = RandomLine(&random);
    ASSERT_EQ(Folded(line), FoldedByReader(line)) << line;
  }
}

TEST(FoldWords, EndsAtASequenceThatIsCut) {
  EXPECT_EQ(Folded(std::string_view("cầu \xE1\xBA")), "cầu");
  EXPECT_EQ(Folded(std::string_view("cầu \xC3")), "cầu");
}

TEST(CountWords, CountsPlainLinesLikeAllOthers) {
  std::mt19937 random(2);
  for (int i = 0; i < 20000; ++i) {
    const std::string line = RandomLine(&random);
    const WordCounts counts = CountWords(line), with_cyrillic = CountWords(line + " Ж");
    ASSERT_EQ(counts.words + 1, with_cyrillic.words) << line;
    ASSERT_EQ(counts.capitals + 1, with_cyrillic.capitals) << line;
    ASSERT_EQ(counts.digits, with_cyrillic.digits) << line;
  }
}

TEST(CountWords, KeepsJoinedWordsWhole) {
  EXPECT_EQ(CountWords("Don’t, O'Neil: 1.234 a...b .vn").words, 5u);
  EXPECT_EQ(CountWords("Don’t, O'Neil: 1.234 a...b .vn").capitals, 2u);
}

}  // namespace
}  // namespace dongtin
