#include "stages/text/charset.h"

#include <gtest/gtest.h>

#include <string>

#include "stages/text/normalize.h"
#include "stages/text/utf8.h"

namespace dongtin {
namespace {

// "<charset>: <text in NFC>", or "nothing".
std::string Decode(std::string_view bytes, std::string_view declared = "") {
  const std::optional<Decoded> decoded = DecodeToUtf8(bytes, declared);
  if (!decoded) return "nothing";
  EXPECT_TRUE(IsValidUtf8(decoded->text));
  return decoded->charset + ": " + ToNfc(decoded->text);
}

std::string Utf16Le(std::u16string_view text) {
  std::string bytes;
  for (const char16_t unit : text) bytes += {static_cast<char>(unit & 0xFF), static_cast<char>(unit >> 8)};
  return bytes;
}

TEST(Charset, ObeysAByteOrderMarkFirst) {
  EXPECT_EQ(Decode("\xEF\xBB\xBFHà Nội", "windows-1252"), "UTF-8: Hà Nội");
  EXPECT_EQ(Decode("\xFF\xFE" + Utf16Le(u"Hà Nội"), "utf-8"), "UTF-16LE: Hà Nội");
  EXPECT_EQ(Decode(std::string_view("\xFE\xFF\0H\0\xE0", 6)), "UTF-16BE: Hà");
  EXPECT_EQ(Decode(std::string_view("\xFF\xFE\0\0H\0\0\0", 8)), "UTF-32LE: H");
}

TEST(Charset, TakesValidUtf8ForThatWhateverIsDeclared) {
  EXPECT_EQ(Decode("Đà Nẵng"), "UTF-8: Đà Nẵng");
  EXPECT_EQ(Decode("Đà Nẵng", "iso-8859-1"), "UTF-8: Đà Nẵng");
  EXPECT_EQ(Decode(""), "UTF-8: ");
}

TEST(Charset, ReadsWindows1258) {
  // In this charset most tone marks stand behind their letter.
  EXPECT_EQ(Decode("\xD0\xE0 L\xE2\xF2t", "windows-1258"), "windows-1258: Đà Lật");
  EXPECT_EQ(Decode("Ti\xEA\xECng Vi\xEA\xF2t", "windows-1258"), "windows-1258: Tiếng Việt");
}

TEST(Charset, TakesLatin1ForWindows1252AsTheWebDoes) {
  EXPECT_EQ(Decode("caf\xE9 \x93x\x94", "ISO-8859-1"), "windows-1252: café “x”");
}

TEST(Charset, ReadsEastAsianCharsets) {
  EXPECT_EQ(Decode("\xD6\xD0\xB9\xFA", "gb2312"), "gb18030: 中国");
  EXPECT_EQ(Decode("\x93\xFA\x96{", "shift_jis"), "Shift_JIS: 日本");
  EXPECT_EQ(Decode("\x1B$BF|K\\\x1B(B", "iso-2022-jp"), "ISO-2022-JP: 日本");
}

TEST(Charset, PassesOverUnknownAndUnfitNames) {
  for (const char* name : {"nonsense", "utf-7", "scsu", "ebcdic-cp-us", "ibm-37", "hz-gb-2312", "windows-1252,swaplfnl",
                           "../../x", "windows-1252windows-1252windows-1252windows-1252windows-1252"}) {
    EXPECT_EQ(Decode("Tin m\xE1\xBB\x9Bi", name), "UTF-8: Tin mới") << name;
    EXPECT_EQ(Decode("+AGE- ~{VPND~}", name), "UTF-8: +AGE- ~{VPND~}") << name;
  }
}

TEST(Charset, RepairsUtf8WithAFewBrokenBytes) {
  EXPECT_EQ(Decode("Thủ tướng Chính phủ đã ký quyết định về việc \xE1\xBA"),
            "UTF-8: Thủ tướng Chính phủ đã ký quyết định về việc \uFFFD");
}

TEST(Charset, DetectsLatinTextWithoutADeclaration) {
  EXPECT_EQ(Decode("Le pr\xE9sident de la R\xE9publique a d\xE9"
                   "cid\xE9 que la r\xE9union sera tenue \xE0 l'\xE9t\xE9 prochain"),
            "windows-1252: Le président de la République a décidé que la réunion sera tenue à l'été prochain");
}

TEST(Charset, RefusesBinaryData) {
  std::string bytes;
  for (int i = 0; i < 4096; ++i) bytes.push_back(static_cast<char>(i * 31 % 19));
  EXPECT_EQ(Decode(bytes), "nothing");
  EXPECT_EQ(Decode(bytes, "windows-1252"), "nothing");
  EXPECT_EQ(Decode(std::string("\x89PNG\r\n\x1A\n\0\0\0\rIHDR\0\0\0\x01", 20)), "nothing");
}

TEST(Charset, DecodesAnyBytesToValidText) {
  std::string bytes;
  unsigned state = 1;
  for (int i = 0; i < 2000; ++i) bytes.push_back(static_cast<char>((state = state * 1103515245 + 12345) >> 24 | 0x20));
  for (const char* name : {"", "utf-8", "utf-16", "utf-16be", "utf-32", "gb18030", "big5", "shift_jis", "euc-jp",
                           "euc-kr", "windows-1258", "windows-874", "iso-2022-jp", "koi8-r"}) {
    const std::optional<Decoded> decoded = DecodeToUtf8(bytes, name);
    EXPECT_TRUE(!decoded || IsValidUtf8(decoded->text)) << name;
  }
}

TEST(MetaCharset, IsFoundInBothForms) {
  EXPECT_EQ(FindMetaCharset("<html><META CharSet=\"windows-1258\" />"), "windows-1258");
  EXPECT_EQ(FindMetaCharset("<meta http-equiv=content-type content='text/html; charset=big5'>"), "big5");
  EXPECT_EQ(FindMetaCharset("<meta name=a content=b><meta charset = utf-8>"), "utf-8");
}

TEST(MetaCharset, CannotBeUtf16) { EXPECT_EQ(FindMetaCharset("<meta charset=UTF-16LE>"), "utf-8"); }

TEST(MetaCharset, IsLookedForInTheFirst1024BytesOnly) {
  EXPECT_EQ(FindMetaCharset(std::string(1024, ' ') + "<meta charset=big5>"), "");
  EXPECT_EQ(FindMetaCharset(std::string(1000, ' ') + "<meta charset=big5>"), "big5");
}

TEST(MetaCharset, IsEmptyWithoutOne) {
  for (const char* html : {"", "<meta", "<meta charset", "<meta charset=", "<p>charset=big5", "<meta name=charset>"}) {
    EXPECT_EQ(FindMetaCharset(html), "") << html;
  }
}

TEST(MediaType, GivesItsCharset) {
  EXPECT_EQ(CharsetOfMediaType("text/html; charset=\"UTF-8\""), "UTF-8");
  EXPECT_EQ(CharsetOfMediaType("text/html;level=1;Charset=big5;x=y"), "big5");
  EXPECT_EQ(CharsetOfMediaType("text/html"), "");
  EXPECT_EQ(CharsetOfMediaType("charset=big5"), "");
}

}  // namespace
}  // namespace dongtin
