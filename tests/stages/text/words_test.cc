#include "stages/text/words.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>
#include <string>
#include <vector>

namespace dongtin {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

std::vector<std::string> Folded(std::string_view text) {
  std::vector<std::string> words;
  ForEachFoldedWord(text, [&](std::string_view word) { words.emplace_back(word); });
  return words;
}

std::vector<std::string> Lower(std::string_view text) {
  std::vector<std::string> words;
  ForEachLowerWord(text, [&](std::string_view word) { words.emplace_back(word); });
  return words;
}

TEST(FoldedWords, TakeEveryAccentOffVietnamese) {
  EXPECT_THAT(Folded("Đường Nguyễn Huệ, ĐƯỢC ưỡn ẹo quýt"),
              ElementsAre("duong", "nguyen", "hue", "duoc", "uon", "eo", "quyt"));
}

TEST(FoldedWords, AreTheSameForComposedAndDecomposedText) {
  EXPECT_EQ(Folded("Ti\u1ebfng Vi\u1ec7t"), Folded("Tie\u0302\u0301ng Vie\u0323\u0302t"));
  EXPECT_EQ(Folded("\u0111\u1ee3c"), Folded("\u0111o\u031b\u0323c"));
}

TEST(FoldedWords, AreTheSameForBothToneMarkPlacements) { EXPECT_EQ(Folded("hoà thuỷ"), Folded("hòa thủy")); }

TEST(FoldedWords, FoldOtherAlphabetsToo) {
  EXPECT_THAT(Folded("Ångström Łódź İzmir Ёлка ΆΛΦΑ"), ElementsAre("angstrom", "lodz", "izmir", "елка", "αλφα"));
}

TEST(FoldedWords, PartAtEverythingThatIsNeitherLetterNorDigit) {
  EXPECT_THAT(Folded("1.234,5% — \"Covid-19\"\n(TTXVN)\u00a0hết…"),
              ElementsAre("1", "234", "5", "covid", "19", "ttxvn", "het"));
}

TEST(FoldedWords, TextWithoutLettersHasNone) {
  EXPECT_THAT(Folded(""), IsEmpty());
  EXPECT_THAT(Folded(" \n—…★ "), IsEmpty());
  EXPECT_THAT(Folded("\u0301\u0302"), IsEmpty());
}

TEST(FoldedWords, ScriptsWithoutGapsGiveALetterEach) {
  EXPECT_THAT(Folded("北京2026年"), ElementsAre("北", "京", "2026", "年"));
  EXPECT_THAT(Folded("ไทย"), SizeIs(3));
  EXPECT_THAT(Folded("ひらカナ"), ElementsAre("ひ", "ら", "カ", "ナ"));
}

TEST(FoldedWords, VowelSignsStayWithTheirLetter) {
  EXPECT_THAT(Folded("हिन्दी"), ElementsAre("हिन्दी"));
  EXPECT_THAT(Folded("กี"), ElementsAre("กี"));
}

TEST(FoldedWords, SoftHyphensDoNotPartWords) { EXPECT_THAT(Folded("Nach\u00adricht"), ElementsAre("nachricht")); }

TEST(FoldedWords, ALongRunComesInPiecesOfBoundedSize) {
  const std::vector<std::string> words = Folded(std::string(1000, 'x'));
  std::string together;
  for (const std::string& word : words) {
    EXPECT_LE(word.size(), WordReader::kMaxBytes);
    together += word;
  }
  EXPECT_EQ(together, std::string(1000, 'x'));
}

TEST(LowerWords, KeepAccents) {
  EXPECT_THAT(Lower("ĐƯỜNG Nguyễn Huệ — CHÀO"), ElementsAre("đường", "nguyễn", "huệ", "chào"));
}

TEST(LowerWords, ComposeDecomposedText) {
  EXPECT_THAT(Lower("TIE\u0302\u0301NG VIE\u0323\u0302T \u0111O\u031b\u0323c"), ElementsAre("tiếng", "việt", "đợc"));
}

TEST(LowerWords, HaveOneToneMarkPlacement) {
  EXPECT_THAT(Lower("Hoà hóa khoẻ xoã toạ loè thuỷ HUỲ luỹ thuỵ"),
              ElementsAre("hòa", "hóa", "khỏe", "xõa", "tọa", "lòe", "thủy", "hùy", "lũy", "thụy"));
}

TEST(LowerWords, LeaveTheToneWhereBothRulesAgree) {
  EXPECT_THAT(Lower("quý toán hoàng tuyết đoài à ý"), ElementsAre("quý", "toán", "hoàng", "tuyết", "đoài", "à", "ý"));
}

TEST(WordReader, TellsWhereAWordBegan) {
  WordReader reader("  Hà Nội", WordReader::Form::kFolded);
  std::string_view word;
  ASSERT_TRUE(reader.Next(&word));
  EXPECT_EQ(reader.begin(), 2U);
  ASSERT_TRUE(reader.Next(&word));
  EXPECT_EQ(reader.begin(), 6U);
}

TEST(WordReader, SurvivesAnyBytes) {
  std::mt19937 random(1);
  for (int round = 0; round < 2000; ++round) {
    std::string bytes(round % 97, '\0');
    for (char& byte : bytes) byte = static_cast<char>(random());
    std::size_t size = 0;
    for (const std::string& word : Lower(bytes)) size += word.size();
    for (const std::string& word : Folded(bytes)) size += word.size();
    EXPECT_LE(size, 8 * bytes.size() + 8);
  }
}

}  // namespace
}  // namespace dongtin
