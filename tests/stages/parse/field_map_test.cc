#include "stages/parse/field_map.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <stdexcept>
#include <string>

namespace dongtin {
namespace {

using ::testing::HasSubstr;

// "<text> | <extras>" of a message read with `text` at `pointer`.
std::string Read(const char* pointer, std::string_view json) {
  FieldPointers pointers;
  pointers.text = pointer;
  const Result<MappedMessage> message = FieldMap(pointers).Read(json, 64);
  if (!message) return std::string(Name(message.error().reason));
  const std::optional<JsonValue>& text = message->fields[static_cast<std::size_t>(Field::kText)];
  std::string out = (text ? std::string(text->raw) : "none") + " |";
  for (const ExtraMember& extra : message->extra) out += " " + extra.name + "=" + extra.json;
  return out;
}

TEST(FieldMap, FindsATopLevelMember) { EXPECT_EQ(Read("/body", R"({"body":"a","text":"b"})"), R"("a" | text="b")"); }

TEST(FieldMap, FindsANestedMember) { EXPECT_EQ(Read("/a/b/c", R"({"a":{"b":{"c":"x"}}})"), R"("x" |)"); }

TEST(FieldMap, FindsAnElementOfAnArray) { EXPECT_EQ(Read("/a/1", R"({"a":["x","y"]})"), R"("y" | a=["x","y"])"); }

TEST(FieldMap, DecodesTildeEscapes) {
  EXPECT_EQ(Read("/a~1b~0c", R"({"a/b~c":"x"})"), R"("x" |)");
  EXPECT_EQ(Read("/~01", R"({"~1":"x","/":"y"})"), R"("x" | /="y")");
}

TEST(FieldMap, FindsTheMemberWithoutAName) { EXPECT_EQ(Read("/", R"({"":"x"})"), R"("x" |)"); }

TEST(FieldMap, TakesNoLeadingZeroAndNoDashForAnIndex) {
  EXPECT_EQ(Read("/a/00", R"({"a":["x"]})"), R"(none | a=["x"])");
  EXPECT_EQ(Read("/a/-", R"({"a":["x"]})"), R"(none | a=["x"])");
}

TEST(FieldMap, MatchesDigitsAsANameInAnObject) { EXPECT_EQ(Read("/a/0", R"({"a":{"0":"x"}})"), R"("x" |)"); }

TEST(FieldMap, MatchesANameThatTheSenderEscaped) { EXPECT_EQ(Read("/text", R"({"te\u0078t":"x"})"), R"("x" |)"); }

TEST(FieldMap, CarriesAMemberThatHoldsMoreThanFieldsAsAWhole) {
  EXPECT_EQ(Read("/c/text", R"({"c":{"text":"x","lang": "vi"},"d":1})"), R"("x" | c={"text":"x","lang": "vi"} d=1)");
}

TEST(FieldMap, TakesNullOnTheWayForAbsent) { EXPECT_EQ(Read("/c/text", R"({"c":null})"), "none |"); }

TEST(FieldMap, RejectsAScalarOnTheWay) { EXPECT_EQ(Read("/c/text", R"({"c":"x"})"), "wrong_type"); }

TEST(FieldMap, DoesNotReadAFieldWithoutAPointer) { EXPECT_EQ(Read("", R"({"text":"x"})"), R"(none | text="x")"); }

TEST(FieldMap, KeepsExtrasInOrderAndByteForByte) {
  EXPECT_EQ(Read("/text", "{\"z\": [ 1e400,\t\"\\ud800\" ] ,\"text\":\"x\",\"a\":0.10}"),
            "\"x\" | z=[ 1e400,\t\"\\ud800\" ] a=0.10");
}

TEST(FieldPointers, OfTheDefaultsAreFine) { EXPECT_EQ(CheckFieldPointers({}), std::nullopt); }

TEST(FieldPointers, MustBeginWithASlash) {
  FieldPointers pointers;
  pointers.url = "url";
  EXPECT_THAT(CheckFieldPointers(pointers).value_or(""), HasSubstr("input.fields.url: \"url\" is not a JSON Pointer"));
}

TEST(FieldPointers, MustNotHoldAnUnknownEscape) {
  for (const char* pointer : {"/a~", "/a~2"}) {
    FieldPointers pointers;
    pointers.url = pointer;
    EXPECT_THAT(CheckFieldPointers(pointers).value_or(""), HasSubstr("input.fields.url")) << pointer;
  }
}

TEST(FieldPointers, MustNotMeetEachOther) {
  FieldPointers same;
  same.title = "/text";
  EXPECT_THAT(CheckFieldPointers(same).value_or(""), HasSubstr("a place of its own"));
  FieldPointers within;
  within.title = "/text/title";
  EXPECT_THAT(CheckFieldPointers(within).value_or(""), HasSubstr("`title`"));
  FieldPointers beside;
  beside.title = "/text2";
  EXPECT_EQ(CheckFieldPointers(beside), std::nullopt);
}

TEST(FieldPointers, ThatAreWrongStopTheStart) {
  FieldPointers pointers;
  pointers.id = "id";
  EXPECT_THROW(FieldMap{pointers}, std::invalid_argument);
}

}  // namespace
}  // namespace dongtin
