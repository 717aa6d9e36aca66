#include "stages/parse/json.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace dongtin {
namespace {

using ::testing::ElementsAre;

std::vector<std::string> Members(std::string_view text) {
  const auto members = ReadJsonObject(text, 64);
  if (!members) return {"error: " + members.error().what};
  std::vector<std::string> out;
  for (const JsonMember& member : *members) out.push_back(member.name + "=" + std::string(member.value.raw));
  return out;
}

std::string Decoded(std::string_view string) { return DecodeJsonString({JsonKind::kString, string}); }

TEST(Json, GivesMembersAsSlicesByteForByte) {
  EXPECT_THAT(Members(" { \"a\" : [1 , 2] ,\n\"b\":{\"c\": \"\\u0041\"}, \"d\" : -0.5E+3 } "),
              ElementsAre("a=[1 , 2]", "b={\"c\": \"\\u0041\"}", "d=-0.5E+3"));
}

TEST(Json, TakesAnEmptyObject) { EXPECT_THAT(Members("{ }"), ElementsAre()); }

TEST(Json, CarriesNumbersThatNoMachineTypeHolds) {
  EXPECT_THAT(Members(R"({"a":123456789012345678901234567890,"b":1e400,"c":-0,"d":0.1e-999})"),
              ElementsAre("a=123456789012345678901234567890", "b=1e400", "c=-0", "d=0.1e-999"));
}

TEST(Json, CarriesLoneSurrogatesInUnknownMembersAsTheyAre) {
  EXPECT_THAT(Members(R"({"a":"\ud800"})"), ElementsAre(R"(a="\ud800")"));
}

TEST(Json, DecodesNames) { EXPECT_THAT(Members(R"({"t\u00ean\n":1})"), ElementsAre("tên\n=1")); }

TEST(Json, KeepsDuplicateNamesDeepInsideValues) {
  EXPECT_THAT(Members(R"({"a":{"b":1,"b":2}})"), ElementsAre(R"(a={"b":1,"b":2})"));
}

TEST(Json, NamesEachKind) {
  const auto members = ReadJsonObject(R"({"a":null,"b":true,"c":1,"d":"","e":[],"f":{}})", 64);
  ASSERT_TRUE(members.ok());
  std::vector<JsonKind> kinds;
  for (const JsonMember& member : *members) kinds.push_back(member.value.kind);
  EXPECT_THAT(kinds, ElementsAre(JsonKind::kNull, JsonKind::kBool, JsonKind::kNumber, JsonKind::kString,
                                 JsonKind::kArray, JsonKind::kObject));
}

TEST(Json, TakesExactlyTheConfiguredDepth) {
  EXPECT_TRUE(ReadJsonObject(R"({"a":[[1]]})", 3).ok());
  ASSERT_FALSE(ReadJsonObject(R"({"a":[[1]]})", 2).ok());
  EXPECT_EQ(ReadJsonObject(R"({"a":[[1]]})", 2).error().reason, RejectReason::kTooDeep);
}

TEST(Json, LevelsBesideEachOtherDoNotAddUp) {
  EXPECT_TRUE(ReadJsonObject(R"({"a":[1],"b":[2],"c":{"d":[3],"e":[4]}})", 3).ok());
}

TEST(Json, FindsASpecialByteWhereverABlockEnds) {
  for (std::size_t length = 0; length < 100; ++length) {
    const std::string plain(length, 'x');
    EXPECT_THAT(Members("{\"a\":\"" + plain + "\\\"\"}"), ElementsAre("a=\"" + plain + "\\\"\"")) << length;
    EXPECT_FALSE(ReadJsonObject("{\"a\":\"" + plain + "\x1F\"}", 64).ok()) << length;
    EXPECT_FALSE(ReadJsonObject("{\"a\":\"" + plain, 64).ok()) << length;
  }
}

TEST(Json, RefusesEveryBeginningOfAnObject) {
  const std::string whole = R"({"a":[1.5e3,true,null,"\u00e9\n"],"b":{"c":-1}})";
  ASSERT_TRUE(ReadJsonObject(whole, 64).ok());
  for (std::size_t length = 0; length < whole.size(); ++length) {
    EXPECT_FALSE(ReadJsonObject(whole.substr(0, length), 64).ok()) << whole.substr(0, length);
  }
}

TEST(Json, DecodesEveryEscape) { EXPECT_EQ(Decoded(R"("\"\\\/\b\f\n\r\t\u00E9\u1ebf")"), "\"\\/\b\f\n\r\téế"); }

TEST(Json, JoinsSurrogatePairs) { EXPECT_EQ(Decoded(R"("\ud83c\uddfb\uD83C\uDDF3")"), "🇻🇳"); }

TEST(Json, ReplacesLoneSurrogates) {
  EXPECT_EQ(Decoded(R"("a\ud800b")"), "a\uFFFDb");
  EXPECT_EQ(Decoded(R"("a\udc00")"), "a\uFFFD");
  EXPECT_EQ(Decoded(R"("\ud800\ud83d\ude00")"), "\uFFFD😀");
  EXPECT_EQ(Decoded(R"("\ud800\n")"), "\uFFFD\n");
  EXPECT_EQ(Decoded(R"("\ud800\u0041")"), "\uFFFDA");
}

TEST(Json, KeepsAnEscapedNul) { EXPECT_EQ(Decoded(R"("a\u0000b")"), std::string("a\0b", 3)); }

TEST(Json, GivesTheElementsOfAnArray) {
  const auto members = ReadJsonObject(R"({"a":[ "x" , [1,[2]], null ]})", 64);
  ASSERT_TRUE(members.ok());
  std::vector<std::string> raw;
  for (const JsonValue& element : ElementsOf((*members)[0].value)) raw.emplace_back(element.raw);
  EXPECT_THAT(raw, ElementsAre(R"("x")", "[1,[2]]", "null"));
}

TEST(Json, ComparesNamesAsDecoded) {
  for (const char* text : {R"({"a":1,"\u0061":2})", R"({"\ud800":1,"\ud801":2})", R"({"\ud800":1,"\ufffd":2})"}) {
    const auto members = ReadJsonObject(text, 64);
    ASSERT_FALSE(members.ok()) << text;
    EXPECT_EQ(members.error().reason, RejectReason::kDuplicateMember) << text;
  }
}

TEST(Json, FindsOneDuplicateAmongManyNames) {
  std::string text = "{";
  for (int i = 0; i < 20000; ++i) text += "\"m" + std::to_string(i) + "\":0,";
  EXPECT_TRUE(ReadJsonObject(text + "\"m20000\":0}", 64).ok());
  const auto members = ReadJsonObject(text + "\"m7\":0}", 64);
  ASSERT_FALSE(members.ok());
  EXPECT_EQ(members.error().what, "m7");
}

}  // namespace
}  // namespace dongtin
