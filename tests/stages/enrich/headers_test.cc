#include "stages/enrich/headers.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <vector>

namespace dongtin {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::MatchesRegex;

RawMessage Message() {
  RawMessage message;
  message.at = {"raw", 3, 77};
  message.value = "{}";
  message.timestamp_ms = 1'000;
  return message;
}

TEST(EventHeaders, AreCloudEventsInBinaryMode) {
  EXPECT_THAT(EventHeaders(Message()),
              ElementsAre(Header{"ce_specversion", "1.0"}, Header{"ce_type", "dongtin.article.enriched"},
                          Header{"ce_source", "/dongtin"}, Header{"ce_id", "raw-3-77"},
                          Header{"ce_time", "1970-01-01T00:00:01Z"}, Header{"content-type", "application/json"},
                          Header{"traceparent", "00-578d12976c8780360a50b6c184e0f7f8-a27808771ca0b977-00"}));
}

TEST(EventHeaders, ReplaceWhatTheInputSaidOfItsOwnValue) {
  RawMessage message = Message();
  message.headers = {{"ce_id", "theirs"}, {"CE_Subject", "x"}, {"Content-Type", "text/html"}};
  EXPECT_EQ(EventHeaders(message), EventHeaders(Message()));
}

TEST(EventHeaders, CarryAllOtherHeadersInTheirOrder) {
  RawMessage message = Message();
  message.headers = {
      {"tracestate", "a=1"}, {"x", std::nullopt}, {"ce_id", "theirs"}, {"x", "\xff"}, {"", ""}, {"ce", "c"}};
  std::vector<Header> expected = EventHeaders(Message());
  expected.insert(expected.end(), {{"tracestate", "a=1"}, {"x", std::nullopt}, {"x", "\xff"}, {"", ""}, {"ce", "c"}});
  EXPECT_EQ(EventHeaders(message), expected);
}

std::vector<std::optional<std::string>> TraceParents(const RawMessage& message) {
  std::vector<std::optional<std::string>> values;
  for (const Header& header : EventHeaders(message)) {
    if (header.name == "traceparent" || header.name == "Traceparent") values.push_back(header.value);
  }
  return values;
}

TEST(EventHeaders, CarryTheTraceOfTheMessageThrough) {
  for (const char* const value : {"00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", "01-new", "00-1"}) {
    for (const char* const name : {"traceparent", "Traceparent"}) {
      RawMessage message = Message();
      message.headers = {{name, value}};
      EXPECT_THAT(TraceParents(message), ElementsAre(value));
    }
  }
}

TEST(EventHeaders, BeginATraceWhereTheMessageHasNone) {
  RawMessage message = Message();
  const auto made = TraceParents(message);
  ASSERT_EQ(made.size(), 1U);
  EXPECT_THAT(*made[0], MatchesRegex("00-[0-9a-f]{32}-[0-9a-f]{16}-00"));
  for (const auto& none : {std::optional<std::string>(), std::optional<std::string>("")}) {
    message.headers = {{"traceparent", none}};
    EXPECT_EQ(TraceParents(message), made);
  }
}

TEST(EventHeaders, BeginTheSameTraceForTheSameMessageAndAnotherForAnother) {
  RawMessage message = Message();
  const auto made = TraceParents(message);
  message.value = "other bytes";
  message.timestamp_ms = 5;
  EXPECT_EQ(TraceParents(message), made);
  message.at.offset += 1;
  EXPECT_NE(TraceParents(message), made);
}

TEST(EventHeaders, HaveNoTimeWhenTheRecordHasNone) {
  RawMessage message = Message();
  message.timestamp_ms = -1;
  for (const Header& header : EventHeaders(message)) EXPECT_NE(header.name, "ce_time");
}

TEST(EventHeaders, OfATakedownSaySoAndHaveNoContentType) {
  RawMessage message = Message();
  message.value = std::nullopt;
  const std::vector<Header> headers = EventHeaders(message);
  EXPECT_THAT(headers, Contains(Header{"ce_type", "dongtin.article.taken_down"}));
  for (const Header& header : headers) EXPECT_NE(header.name, "content-type");
}

const Reject kReject = {RejectReason::kBadJson, "byte 7: no comma"};

TEST(DeadLetterHeaders, AddTheReasonAndTheCoordinatesToTheRecordsOwn) {
  RawMessage message = Message();
  message.headers = {{"ce_id", "theirs"}, {"content-type", "text/html"}, {"dongtin.tenant", "t"}};
  EXPECT_THAT(
      DeadLetterHeaders(message, kReject),
      ElementsAre(Header{"ce_id", "theirs"}, Header{"content-type", "text/html"}, Header{"dongtin.tenant", "t"},
                  Header{"dongtin.reason", "bad_json"}, Header{"dongtin.detail", "byte 7: no comma"},
                  Header{"dongtin.stage", "parse"}, Header{"dongtin.topic", "raw"}, Header{"dongtin.partition", "3"},
                  Header{"dongtin.offset", "77"}, Header{"dongtin.attempts", "1"}));
}

TEST(DeadLetterHeaders, ReplaceThoseOfAnEarlierTimeAndCountOn) {
  RawMessage message = Message();
  message.headers = DeadLetterHeaders(message, {RejectReason::kInternalError, "earlier"});
  message.at.offset = 99;
  const std::vector<Header> headers = DeadLetterHeaders(message, kReject);
  EXPECT_EQ(headers.size(), kDeadLetterHeaders.size());
  EXPECT_THAT(headers, Contains(Header{"dongtin.reason", "bad_json"}));
  EXPECT_THAT(headers, Contains(Header{"dongtin.offset", "99"}));
  EXPECT_THAT(headers, Contains(Header{"dongtin.attempts", "2"}));
}

TEST(DeadLetterHeaders, CountEveryAttemptAtAMessageThatCrashed) {
  RawMessage message = Message();
  message.headers = {{"dongtin.attempts", "3"}};
  EXPECT_THAT(DeadLetterHeaders(message, {RejectReason::kCrashed, "", 2}), Contains(Header{"dongtin.attempts", "5"}));
}

TEST(DeadLetterHeaders, CountFromOneWhenTheEarlierCountIsNonsense) {
  for (const auto& count :
       {std::optional<std::string>(), std::optional<std::string>("many"), std::optional<std::string>("-1"),
        std::optional<std::string>("7x"), std::optional<std::string>("99999999999999999999")}) {
    RawMessage message = Message();
    message.headers = {{"dongtin.attempts", count}};
    EXPECT_THAT(DeadLetterHeaders(message, kReject), Contains(Header{"dongtin.attempts", "1"}));
  }
}

TEST(DeadLetterHeaders, NeverOverflowTheCount) {
  RawMessage message = Message();
  message.headers = {{"dongtin.attempts", "18446744073709551615"}};
  EXPECT_THAT(DeadLetterHeaders(message, kReject), Contains(Header{"dongtin.attempts", "1000000001"}));
}

}  // namespace
}  // namespace dongtin
