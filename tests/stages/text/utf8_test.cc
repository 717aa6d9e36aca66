#include "stages/text/utf8.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace dongtin {
namespace {

using ::testing::ElementsAre;

constexpr std::string_view kR = "\xEF\xBF\xBD";

std::string Times(int n) {
  std::string out;
  for (int i = 0; i < n; ++i) out += kR;
  return out;
}

std::vector<char32_t> Decode(std::string_view text) {
  std::vector<char32_t> out;
  for (std::size_t pos = 0; pos < text.size();) out.push_back(DecodeNext(text, &pos));
  return out;
}

TEST(Utf8, TakesSequencesOfEveryLength) {
  EXPECT_TRUE(IsValidUtf8("a\x7F é ế 🇻🇳 \xF4\x8F\xBF\xBF \xED\x9F\xBF \xEE\x80\x80"));
}

TEST(Utf8, TakesNulAsAnyOther) { EXPECT_TRUE(IsValidUtf8(std::string_view("a\0b", 3))); }

TEST(Utf8, RefusesOverlongFormsSurrogatesAndTooLargeValues) {
  for (const char* bad : {"\xC0\x80", "\xC1\xBF", "\xE0\x9F\xBF", "\xF0\x8F\xBF\xBF", "\xED\xA0\x80", "\xED\xBF\xBF",
                          "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\xFF", "\xFE", "\x80", "\xBF"}) {
    EXPECT_FALSE(IsValidUtf8(bad)) << testing::PrintToString(bad);
  }
}

TEST(Utf8, FindsABadByteWhereverAWordEnds) {
  for (std::size_t before = 0; before < 20; ++before) {
    const std::string text = std::string(before, 'a') + "\x80" + std::string(20, 'b');
    EXPECT_EQ(ValidUtf8Prefix(text), before);
  }
}

TEST(Utf8, LeavesValidTextAsItIs) { EXPECT_EQ(RepairUtf8("Hà Nội 🇻🇳"), "Hà Nội 🇻🇳"); }

TEST(Utf8, RepairsATruncatedSequenceAtTheEnd) {
  EXPECT_EQ(RepairUtf8("a\xC3"), "a" + Times(1));
  EXPECT_EQ(RepairUtf8("a\xE1\xBA"), "a" + Times(1));
  EXPECT_EQ(RepairUtf8("a\xF0\x9F\x87"), "a" + Times(1));
}

TEST(Utf8, RepairsATruncatedSequenceAndKeepsWhatFollows) {
  EXPECT_EQ(RepairUtf8("\xE1\xBA\"x"), Times(1) + "\"x");
  EXPECT_EQ(RepairUtf8("\xF0\x9F\xE1\xBA\xBF"), Times(1) + "ế");
}

TEST(Utf8, PutsOneReplacementForEachMaximalSubpart) {
  // The Unicode Standard, tables 3-8 to 3-11.
  EXPECT_EQ(RepairUtf8("\xC0\xAF\xE0\x80\xBF\xF0\x81\x82\x41"), Times(8) + "A");
  EXPECT_EQ(RepairUtf8("\xED\xA0\x80\xED\xBF\xBF\xED\xAF\x41"), Times(8) + "A");
  EXPECT_EQ(RepairUtf8("\xF4\x91\x92\x93\xFF\x41\x80\xBF\x42"), Times(5) + "A" + Times(2) + "B");
  EXPECT_EQ(RepairUtf8("\xE1\x80\xE2\xF0\x91\x92\xF1\xBF\x41"), Times(4) + "A");
}

TEST(Utf8, RepairGivesValidTextForEveryPairOfBytes) {
  for (int a = 0; a < 256; ++a) {
    for (int b = 0; b < 256; ++b) {
      const std::string text = {'x', static_cast<char>(a), static_cast<char>(b)};
      const std::string repaired = RepairUtf8(text);
      ASSERT_TRUE(IsValidUtf8(repaired)) << a << ' ' << b;
      ASSERT_EQ(repaired == text, IsValidUtf8(text)) << a << ' ' << b;
    }
  }
}

TEST(Utf8, CountsCodePointsNotBytes) { EXPECT_EQ(CountCodePoints("aéế🇻"), 4U); }

TEST(Utf8, DecodesWhatItEncodes) {
  for (const char32_t c : {U'\0', U'a', U'\x7F', U'\x80', U'\x7FF', U'\x800', U'ế', U'\xD7FF', U'\xE000', U'\xFFFF',
                           U'\x10000', U'\x10FFFF'}) {
    std::string text;
    AppendUtf8(c, &text);
    EXPECT_TRUE(IsValidUtf8(text));
    EXPECT_THAT(Decode(text), ElementsAre(c));
  }
}

TEST(Utf8, EncodesNoSurrogateAndNothingTooLarge) {
  for (const auto c : {char32_t{0xD800}, char32_t{0xDFFF}, char32_t{0x110000}, char32_t{0xFFFFFFFF}}) {
    std::string text;
    AppendUtf8(c, &text);
    EXPECT_EQ(text, kR);
  }
}

TEST(Utf8, DecodesBrokenTextByteByByte) {
  EXPECT_THAT(Decode("\xE1\xBA"), ElementsAre(kReplacementCharacter, kReplacementCharacter));
  EXPECT_THAT(Decode("\xFFz"), ElementsAre(kReplacementCharacter, U'z'));
}

TEST(Utf8, TruncatesBeforeASequenceThatDoesNotFit) {
  EXPECT_EQ(TruncateUtf8("aếb", 5), "aếb");
  EXPECT_EQ(TruncateUtf8("aếb", 4), "aế");
  EXPECT_EQ(TruncateUtf8("aếb", 3), "a");
  EXPECT_EQ(TruncateUtf8("ế", 2), "");
}

}  // namespace
}  // namespace dongtin
