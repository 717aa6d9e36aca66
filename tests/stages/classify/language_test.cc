#include "stages/classify/language.h"

#include <gtest/gtest.h>

#include <string>

namespace dongtin {
namespace {

constexpr std::string_view kVietnamese =
    "Sáng nay, người dân ở nhiều phường ven sông đã trở về nhà sau khi nước rút. Chính quyền địa phương huy động hàng "
    "trăm "
    "người dọn bùn, sửa đường và cấp nước sạch cho các hộ bị ngập.";
constexpr std::string_view kToneless =
    "Sang nay nguoi dan o nhieu phuong ven song da tro ve nha sau khi nuoc rut. Chinh quyen dia phuong huy dong hang "
    "tram "
    "nguoi don bun, sua duong va cap nuoc sach cho cac ho bi ngap.";
constexpr std::string_view kEnglish =
    "The council voted on Tuesday to rebuild the old market hall, which burned down last winter. Work will begin in "
    "spring "
    "and should take about two years.";
constexpr std::string_view kFrench =
    "Le conseil municipal a décidé mardi de reconstruire la halle du vieux marché, détruite par un incendie l'hiver "
    "dernier. Les travaux commenceront au printemps.";

TEST(Language, KnowsVietnameseEnglishAndFrench) {
  for (const auto& [text, code] : {std::pair(kVietnamese, "vi"), std::pair(kEnglish, "en"), std::pair(kFrench, "fr")}) {
    const LanguageGuess guess = GuessLanguage("", text, "");
    EXPECT_EQ(guess.code, code);
    EXPECT_GT(guess.confidence, 0.9);
    EXPECT_LE(guess.confidence, 1);
    EXPECT_FALSE(guess.mixed);
  }
}

TEST(Language, KnowsAVietnameseHeadlineInCapitals) {
  EXPECT_EQ(GuessLanguage("NGƯỜI DÂN TRỞ VỀ NHÀ SAU LŨ", "", "").code, "vi");
}

TEST(Language, KnowsVietnameseWithoutAccents) { EXPECT_EQ(GuessLanguage("", kToneless, "").code, "vi"); }

TEST(Language, TrustsItsEyesMoreThanTheClaim) { EXPECT_EQ(GuessLanguage("", kEnglish, "vi").code, "en"); }

TEST(Language, TakesTheClaimWhereThereIsNothingToRead) {
  const LanguageGuess guess = GuessLanguage("", "12/5: 3-1", "EN_gb");
  EXPECT_EQ(guess.code, "en");
  EXPECT_EQ(guess.confidence, 0.5);
}

TEST(Language, IgnoresAClaimThatIsNoLanguageTag) {
  for (const char* const hint : {"", "vietnamese language", "e", "und", "\xf0\x9f\x98\x80", "12"}) {
    const LanguageGuess guess = GuessLanguage("", "1 2 3", hint);
    EXPECT_EQ(guess.code, "und") << hint;
    EXPECT_EQ(guess.confidence, 0) << hint;
  }
}

TEST(Language, NoticesASecondLanguage) {
  const LanguageGuess guess = GuessLanguage("", std::string(kVietnamese) + "\n\n" + std::string(kEnglish), "");
  EXPECT_EQ(guess.code, "vi");
  EXPECT_TRUE(guess.mixed);
}

TEST(Language, ReadsNoMoreThanItsSample) {
  std::string text;
  while (text.size() < kLanguageSampleBytes) text += kEnglish;
  const LanguageGuess guess = GuessLanguage("", text + std::string(kVietnamese), "");
  EXPECT_EQ(guess.code, "en");
  EXPECT_FALSE(guess.mixed);
}

TEST(Language, CutsTheSampleBetweenCodePoints) {
  // With a headline of each length modulo 4 the cut would fall into a sequence at least once.
  std::string text;
  for (int i = 0; i < 1000; ++i) text += "ế";
  for (std::size_t length = 1; length <= 4; ++length) {
    EXPECT_EQ(GuessLanguage(std::string(length, 'x'), text, "").code, "vi");
  }
}

TEST(VietnameseLetters, CountsLettersMarksAndOwnLetters) {
  const VietnameseLetters count = CountVietnameseLetters("Đi à, ở 12 đó? 中文");
  EXPECT_EQ(count.letters, 6U);  // Đ i à ở đ ó
  EXPECT_EQ(count.marked, 5U);
  EXPECT_EQ(count.own, 3U);  // Đ ở đ
}

TEST(VietnameseLetters, TellTonelessText) {
  EXPECT_TRUE(IsToneless(CountVietnameseLetters(kToneless)));
  EXPECT_FALSE(IsToneless(CountVietnameseLetters(kVietnamese)));
  EXPECT_FALSE(IsToneless(CountVietnameseLetters("tin moi")));  // too short to say so
}

}  // namespace
}  // namespace dongtin
