#include "daemon/kafka/record_forms.h"

#include <gmock/gmock.h>

namespace dongtin {
namespace {

std::optional<std::string> Cut(const std::string& json, std::size_t max_bytes) { return json.substr(0, max_bytes); }

Delivery EventOf(std::size_t bytes) {
  RawMessage message;
  message.at = {"in", 0, 7};
  message.key = "key";
  message.value = "raw";
  return {message, Event{"id", std::string(bytes, 'x')}};
}

TEST(RecordForms, AnEventIsShortenedThenSetAsideThenLosesItsValue) {
  const RecordForms forms(KafkaOptions(), Cut);
  const Delivery delivery = EventOf(2'000'000);
  EXPECT_EQ(RecordForms::First(delivery), Form::kOutcome);
  EXPECT_EQ(forms.Next(delivery, Form::kOutcome), Form::kShortened);
  EXPECT_EQ(forms.Next(delivery, Form::kShortened), Form::kDeadLetter);
  EXPECT_EQ(forms.Next(delivery, Form::kDeadLetter), Form::kWithoutValue);
  EXPECT_EQ(forms.Next(delivery, Form::kWithoutValue), std::nullopt);
}

TEST(RecordForms, AShortenedEventFitsWhatTopicsUsuallyTake) {
  const RecordForms forms(KafkaOptions(), Cut);
  const Delivery delivery = EventOf(2'000'000);
  const auto record = forms.Make(delivery, Form::kShortened);
  ASSERT_TRUE(record && record->own_value);
  EXPECT_LT(record->own_value->size(), 1'048'588u);
  EXPECT_GT(record->own_value->size(), 1'000'000u);
  EXPECT_EQ(*record->topic, KafkaOptions().output_topic);
}

TEST(RecordForms, AShortEventIsRefusedForAnotherReasonThanItsLength) {
  const RecordForms forms(KafkaOptions(), Cut);
  EXPECT_EQ(forms.Next(EventOf(1000), Form::kOutcome), Form::kDeadLetter);
}

TEST(RecordForms, WithoutAShortenerAnEventIsSetAside) {
  const RecordForms forms{KafkaOptions()};
  EXPECT_EQ(forms.Next(EventOf(2'000'000), Form::kOutcome), Form::kDeadLetter);
  EXPECT_TRUE(RecordForms::SetAside(EventOf(1), Form::kDeadLetter));
  EXPECT_FALSE(RecordForms::SetAside(EventOf(1), Form::kShortened));
}

TEST(RecordForms, ARejectIsNoEventThatWasSetAside) {
  Delivery delivery = EventOf(1);
  delivery.outcome = Rejected{"id", {RejectReason::kBadJson, "no"}};
  EXPECT_EQ(RecordForms::First(delivery), Form::kDeadLetter);
  EXPECT_FALSE(RecordForms::SetAside(delivery, Form::kDeadLetter));
}

TEST(RecordForms, NothingIsWrittenForADroppedCopy) {
  Delivery delivery = EventOf(1);
  delivery.outcome = Dropped{};
  EXPECT_FALSE(RecordForms(KafkaOptions()).Make(delivery, Form::kOutcome));
}

}  // namespace
}  // namespace dongtin
