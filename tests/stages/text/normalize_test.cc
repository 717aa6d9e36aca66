#include "stages/text/normalize.h"

#include <gtest/gtest.h>

#include <string>

#include "stages/text/utf8.h"

namespace dongtin {
namespace {

std::string Repeat(std::string_view text, int times) {
  std::string out;
  for (int i = 0; i < times; ++i) out += text;
  return out;
}

TEST(Nfc, HoldsForComposedTextOfManyScripts) {
  for (const char* text : {"", "plain", "Thủ tướng Việt Nam", "“Đà Nẵng” – 30…", "Россия", "中国新闻", "🇻🇳🎉",
                           "ελληνικά", "한국어", "日本語ガイド", "עברית", "हिन्दी"}) {
    EXPECT_TRUE(IsNfc(text)) << text;
  }
}

TEST(Nfc, ComposesDecomposedVietnamese) {
  const std::string decomposed = "Tie\u0302\u0301ng Vie\u0323\u0302t";
  EXPECT_FALSE(IsNfc(decomposed));
  EXPECT_EQ(ToNfc(decomposed), "Tiếng Việt");
}

TEST(Nfc, ComposesWhatWindows1258LeavesApart) { EXPECT_EQ(ToNfc("ê\u0301"), "ế"); }

TEST(Nfc, ComposesMarksThatComeInTheWrongOrder) {
  EXPECT_EQ(ToNfc("tie\u0302\u0323ng Vie\u0302\u0323t"), "tiệng Việt");
  EXPECT_EQ(ToNfc("ê\u0323"), "ệ");
  EXPECT_EQ(ToNfc("o\u0301\u031B"), "ớ");
}

TEST(Nfc, ReplacesSingletons) {
  EXPECT_EQ(ToNfc("\u212B"), "Å");       // the Angstrom sign
  EXPECT_EQ(ToNfc("\u2000"), "\u2002");  // en quad
  EXPECT_EQ(ToNfc("\uF900"), "豈");
  EXPECT_EQ(ToNfc("\U0002F800"), "丽");
}

TEST(Nfc, ComposesHangul) { EXPECT_EQ(ToNfc("\u1112\u1161\u11AB"), "한"); }

TEST(Nfc, FindsAMarkWhereverABlockEnds) {
  for (int before = 1; before < 150; ++before) {
    const std::string text = std::string(static_cast<std::size_t>(before), 'e') + "\u0301";
    EXPECT_FALSE(IsNfc(text)) << before;
    EXPECT_EQ(ToNfc(text), std::string(static_cast<std::size_t>(before - 1), 'e') + "é") << before;
  }
}

TEST(Nfc, IsReachedInOneStep) {
  for (const std::string& text : {Repeat("\u0301", 200), "e" + Repeat("\u0327", 70) + "\u0302", Repeat("\u0344", 100),
                                  std::string("ế") + Repeat("\u0323", 65), Repeat("\u0344", 64), Repeat("\u0f73", 200),
                                  "a" + Repeat("\u0f81", 33)}) {
    const std::string once = ToNfc(text);
    EXPECT_TRUE(IsNfc(once));
    EXPECT_EQ(ToNfc(once), once);
    EXPECT_TRUE(IsValidUtf8(once));
  }
}

TEST(Nfc, KeepsAllMarksThatLanguagesUse) {
  const std::string marks = "a" + Repeat("\u0332", 64);
  EXPECT_EQ(ToNfc(marks), marks);
}

TEST(Nfc, CutsEndlessRunsOfMarks) {
  // Half a million marks in the worst order: without the cut their sorting takes minutes.
  const std::string hostile = "a" + Repeat("\u0301", 250000) + Repeat("\u0323", 250000);
  EXPECT_EQ(CountCodePoints(ToNfc(hostile)), 30U);  // á and 29 marks
  // Two marks each, though their own combining class is that of a letter.
  for (const std::string_view mark : {"\u0f73", "\u0f75", "\u0f81"}) {
    EXPECT_LE(CountCodePoints(ToNfc(Repeat(mark, 300000))), 30U) << mark;
  }
}

TEST(NormalizeLine, LeavesAPlainLineAsItIs) {
  const std::string line = "Giá vàng “tăng” – 30% ở Hà Nội, 中国, Россия 🎉";
  EXPECT_EQ(NormalizeLine(line), line);
}

TEST(NormalizeLine, TrimsAndCollapsesSpacesOfEveryKind) {
  EXPECT_EQ(NormalizeLine("  a \t b\u00A0c\u2003\u3000d\u2028e\r\n"), "a b c d e");
  EXPECT_EQ(NormalizeLine("a  b"), "a b");
  EXPECT_EQ(NormalizeLine("\u00A0"), "");
  EXPECT_EQ(NormalizeLine(" "), "");
  EXPECT_EQ(NormalizeLine(""), "");
}

TEST(NormalizeLine, DropsWhatCannotBeSeen) {
  EXPECT_EQ(NormalizeLine("\uFEFFa\u200Bb\u00ADc\u2060d\u200E\u202Ee\u202Cf\uFE0F"), "abcdef");
}

TEST(NormalizeLine, DropsControlCharacters) {
  EXPECT_EQ(NormalizeLine(std::string("a\0b\x01\x1B\x7F", 6)), "ab");
  EXPECT_EQ(NormalizeLine("a\u0081b"), "ab");
  EXPECT_EQ(NormalizeLine("a\u0085b"), "a b");  // NEL is a line break
}

TEST(NormalizeLine, SeesASpaceThroughDroppedCharacters) { EXPECT_EQ(NormalizeLine("a \u200B b"), "a b"); }

TEST(NormalizeLine, ComposesAcrossDroppedCharacters) { EXPECT_EQ(NormalizeLine("e\u200B\u0301"), "é"); }

TEST(NormalizeLine, KeepsEmojiWhole) { EXPECT_EQ(NormalizeLine("👩\u200D🌾 gặt"), "👩\u200D🌾 gặt"); }

TEST(NormalizeLine, KeepsJoinersWhereAScriptNeedsThem) {
  EXPECT_EQ(NormalizeLine("می\u200Cخواهم"), "می\u200Cخواهم");
  EXPECT_EQ(NormalizeLine("a\u200Db\u200Cc"), "abc");
}

TEST(NormalizeLine, FindsWorkWhereverABlockEnds) {
  for (std::size_t before = 0; before < 150; ++before) {
    const std::string plain(before, 'x');
    EXPECT_EQ(NormalizeLine(plain + "\u200Bz"), plain + "z") << before;
    EXPECT_EQ(NormalizeLine(plain + "z  z"), plain + "z z") << before;
    EXPECT_EQ(NormalizeLine(plain + "z\u00ADz"), plain + "zz") << before;
  }
}

TEST(NormalizeLine, ChangesNothingTheSecondTime) {
  // Every code point once between letters, except surrogates.
  for (char32_t c = 1; c < 0x20000; ++c) {
    if (c >= 0xD800 && c <= 0xDFFF) continue;
    std::string line = "a ";
    AppendUtf8(c, &line);
    line += "b";
    const std::string once = NormalizeLine(line);
    ASSERT_EQ(NormalizeLine(once), once) << static_cast<unsigned>(c);
    ASSERT_TRUE(IsNfc(once)) << static_cast<unsigned>(c);
  }
}

}  // namespace
}  // namespace dongtin
