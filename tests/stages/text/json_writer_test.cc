#include "stages/text/json_writer.h"

#include <gtest/gtest.h>

#include <cstdio>
#include <limits>
#include <string>
#include <string_view>
#include <utility>

namespace dongtin {
namespace {

std::string Escaped(std::string_view text) {
  std::string out;
  AppendJsonString(text, &out);
  return out;
}

TEST(JsonWriter, SetsCommasBetweenMembersAndBetweenItems) {
  JsonWriter json;
  json.BeginObject();
  json.Key("a").Int(-1);
  json.Key("b").BeginArray().String("x").BeginObject().EndObject().Null().EndArray();
  json.Key("c").BeginObject().Key("d").Bool(true).Key("e").Bool(false).EndObject();
  json.Key("f").Uint(std::numeric_limits<std::uint64_t>::max());
  json.EndObject();
  EXPECT_EQ(json.text(), R"({"a":-1,"b":["x",{},null],"c":{"d":true,"e":false},"f":18446744073709551615})");
}

TEST(JsonWriter, WritesALoneValueAndGivesItsTextAway) {
  JsonWriter json(100);
  json.Int(std::numeric_limits<std::int64_t>::min());
  EXPECT_EQ(std::move(json).Take(), "-9223372036854775808");
}

TEST(JsonWriter, CopiesRawValuesAsTheyAre) {
  JsonWriter json;
  json.BeginArray().Raw("1.50e3").Raw(R"({"k": [ ]})").EndArray();
  EXPECT_EQ(json.text(), R"([1.50e3,{"k": [ ]}])");
}

TEST(JsonWriter, EscapesNamesToo) {
  JsonWriter json;
  json.BeginObject().Key("a\"b").Null().EndObject();
  EXPECT_EQ(json.text(), R"({"a\"b":null})");
}

std::string Number(double value, int decimals = 4) {
  JsonWriter json;
  json.Double(value, decimals);
  return std::move(json).Take();
}

TEST(JsonWriter, RoundsDoublesAndLeavesOutZerosAtTheEnd) {
  EXPECT_EQ(Number(0), "0");
  EXPECT_EQ(Number(1), "1");
  EXPECT_EQ(Number(100), "100");
  EXPECT_EQ(Number(0.5), "0.5");
  EXPECT_EQ(Number(2.0 / 3), "0.6667");
  EXPECT_EQ(Number(-0.03125), "-0.0312");
  EXPECT_EQ(Number(120, 0), "120");
  EXPECT_EQ(Number(0.1, 17), "0.10000000000000001");
}

TEST(JsonWriter, WritesNoNegativeZero) {
  EXPECT_EQ(Number(-0.0), "0");
  EXPECT_EQ(Number(-0.00001), "0");
}

TEST(JsonWriter, HasNoNumberForNanAndInfinity) {
  EXPECT_EQ(Number(std::numeric_limits<double>::quiet_NaN()), "null");
  EXPECT_EQ(Number(-std::numeric_limits<double>::infinity()), "null");
}

TEST(JsonWriter, WritesTheLargestDoubleInFull) {
  EXPECT_EQ(Number(std::numeric_limits<double>::max(), 17).size(), 309U);
}

TEST(AppendJsonString, LeavesVietnameseAndDeleteAndLineSeparatorsAlone) {
  const std::string text = "Tiếng Việt đẹp \x7f \xe2\x80\xa8 😀 / '";
  EXPECT_EQ(Escaped(text), "\"" + text + "\"");
}

TEST(AppendJsonString, EscapesEveryControlCharacter) {
  for (int byte = 0; byte < 0x20; ++byte) {
    const std::string out = Escaped(std::string(1, static_cast<char>(byte)));
    if (byte == '\n') {
      EXPECT_EQ(out, R"("\n")");
    } else if (byte == '\r') {
      EXPECT_EQ(out, R"("\r")");
    } else if (byte == '\t') {
      EXPECT_EQ(out, R"("\t")");
    } else {
      char expected[16];
      std::snprintf(expected, sizeof(expected), "\"\\u%04x\"", static_cast<unsigned>(byte));
      EXPECT_EQ(out, expected);
    }
  }
}

// The scan works in blocks of eight bytes: a hit must be found at each place of a block, and next to bytes that the
// block test could confuse with one.
TEST(AppendJsonString, FindsAnEscapeAtEveryPlaceOfABlock) {
  for (const char* const around : {"abcdefghijklmnopqrstuvwx", "\x80\xff\x21\x23\x5b\x5d\x80\xff\x21\x23\x5b\x5d"}) {
    const std::string_view plain(around);
    for (std::size_t at = 0; at <= plain.size(); ++at) {
      for (const auto& [raw, escape] :
           {std::pair("\"", "\\\""), std::pair("\\", "\\\\"), std::pair("\x1f", "\\u001f")}) {
        const std::string head(plain.substr(0, at));
        const std::string tail(plain.substr(at));
        EXPECT_EQ(Escaped(head + raw + tail), "\"" + head + escape + tail + "\"");
      }
    }
  }
}

TEST(AppendJsonString, WritesAnEmptyString) { EXPECT_EQ(Escaped(""), "\"\""); }

}  // namespace
}  // namespace dongtin
