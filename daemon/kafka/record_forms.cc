#include "daemon/kafka/record_forms.h"

#include <cinttypes>
#include <cstdio>
#include <utility>
#include <variant>

#include "stages/enrich/headers.h"
#include "stages/text/hash.h"

namespace dongtin {
namespace {

// A record without its value keeps its key and headers up to this size; every topic takes such a record.
constexpr std::size_t kMaxKeyAndHeaders = 64 << 10;
// What a topic takes unless it is told otherwise (max.message.bytes), less what a batch of one record adds.
constexpr std::size_t kUsualTopicLimit = 1'048'588 - 512;

std::size_t SizeOf(const std::optional<std::string_view>& key, const std::vector<Header>& headers) {
  std::size_t size = key ? key->size() : 0;
  for (const Header& header : headers) size += header.name.size() + (header.value ? header.value->size() : 0);
  return size;
}

std::string Hex(std::uint64_t number) {
  char digits[17];
  std::snprintf(digits, sizeof(digits), "%016" PRIx64, number);
  return digits;
}

}  // namespace

bool RefusedForGood(rd_kafka_resp_err_t error) {
  return error == RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE || error == RD_KAFKA_RESP_ERR_RECORD_LIST_TOO_LARGE ||
         error == RD_KAFKA_RESP_ERR_INVALID_RECORD;
}

RecordForms::RecordForms(const KafkaOptions& options, EventShortener shorten)
    : output_topic_(options.output_topic),
      dead_letter_topic_(options.dead_letter_topic),
      shorten_(std::move(shorten)) {}

Form RecordForms::First(const Delivery& delivery) {
  return std::holds_alternative<Rejected>(delivery.outcome) ? Form::kDeadLetter : Form::kOutcome;
}

std::optional<Form> RecordForms::Next(const Delivery& delivery, Form form) const {
  switch (form) {
    case Form::kOutcome:
      return Shortened(delivery) ? Form::kShortened : Form::kDeadLetter;
    case Form::kShortened:
      return Form::kDeadLetter;
    case Form::kDeadLetter:
      return Form::kWithoutValue;
    case Form::kWithoutValue:
      break;
  }
  return std::nullopt;
}

bool RecordForms::SetAside(const Delivery& delivery, Form form) {
  return First(delivery) == Form::kOutcome && (form == Form::kDeadLetter || form == Form::kWithoutValue);
}

std::optional<OutRecord> RecordForms::Make(const Delivery& delivery, Form form) const {
  const RawMessage& message = delivery.message;
  if (std::holds_alternative<Dropped>(delivery.outcome)) return std::nullopt;
  if (form == Form::kOutcome || form == Form::kShortened) {
    OutRecord record{&output_topic_, message.key, std::nullopt, std::nullopt, EventHeaders(message)};
    if (const auto* event = std::get_if<Event>(&delivery.outcome)) record.value = event->json;
    if (form == Form::kShortened) record.own_value = Shortened(delivery);
    return record;
  }
  const auto* rejected = std::get_if<Rejected>(&delivery.outcome);
  return DeadLetter(message, rejected != nullptr ? rejected->reject : Undeliverable(delivery),
                    form == Form::kDeadLetter);
}

OutRecord RecordForms::DeadLetter(const RawMessage& message, const Reject& reason, bool with_value) const {
  OutRecord record{&dead_letter_topic_, std::nullopt, std::nullopt, std::nullopt, {}};
  if (with_value || SizeOf(message.key, message.headers) <= kMaxKeyAndHeaders) {
    record.key = message.key;
    record.headers = DeadLetterHeaders(message, reason);
  } else {
    RawMessage bare;
    bare.at = message.at;
    record.headers = DeadLetterHeaders(bare, reason);
  }
  if (with_value) {
    record.value = message.value;
  } else {
    const std::string_view value = message.value ? std::string_view(*message.value) : std::string_view();
    record.headers.push_back({"dongtin.value_size", std::to_string(value.size())});
    record.headers.push_back({"dongtin.value_hash", Hex(Hash64(value))});
  }
  return record;
}

// Only an event that is longer than topics usually take: a shorter one is refused for another reason.
std::optional<std::string> RecordForms::Shortened(const Delivery& delivery) const {
  const auto* event = std::get_if<Event>(&delivery.outcome);
  if (event == nullptr || !shorten_) return std::nullopt;
  const std::size_t around = SizeOf(delivery.message.key, EventHeaders(delivery.message));
  if (around >= kUsualTopicLimit || event->json.size() <= kUsualTopicLimit - around) return std::nullopt;
  return shorten_(event->json, kUsualTopicLimit - around);
}

Reject RecordForms::Undeliverable(const Delivery& delivery) const {
  const auto* event = std::get_if<Event>(&delivery.outcome);
  return {RejectReason::kUndeliverable,
          "topic " + output_topic_ + " refuses the event for good (" +
              std::to_string(event != nullptr ? event->json.size() : 0) +
              " bytes): raise max.message.bytes of the topic, or give every record a key if it is compacted"};
}

}  // namespace dongtin
