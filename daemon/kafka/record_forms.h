// What is written for a delivery.
//
//   Event     the output topic, under the input's key, with CloudEvents headers
//   Takedown  a tombstone in the output topic, under the input's key
//   Rejected  the dead-letter topic: the raw record unchanged, with `dongtin.*` headers
//   Dropped   nothing
//
// A record that Kafka refuses for good (too large, invalid for the topic) takes the next of these forms: the event
// shortened; a dead letter (kUndeliverable); where that does not fit either, a dead letter without its value, but with
// its size and hash (headers dongtin.value_size and dongtin.value_hash, XXH3-64 as 16 hexadecimal digits).
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>

#include "daemon/io.h"
#include "daemon/kafka/message.h"
#include "daemon/kafka/settings.h"
#include "stages/result.h"

namespace dongtin {

enum class Form { kOutcome, kShortened, kDeadLetter, kWithoutValue };

// Sending the same record again cannot help.
bool RefusedForGood(rd_kafka_resp_err_t error);

// The event's JSON in at most `max_bytes`, marked as truncated; nullopt when it cannot be that short.
using EventShortener = std::function<std::optional<std::string>(const std::string& json, std::size_t max_bytes)>;

// Pure: any thread. `shorten` may be empty: then no event is shortened.
class RecordForms {
 public:
  explicit RecordForms(const KafkaOptions& options, EventShortener shorten = {});

  static Form First(const Delivery& delivery);
  // The form to take when this one is refused for good; nullopt after the last.
  std::optional<Form> Next(const Delivery& delivery, Form form) const;
  // True when an event or takedown of this form has become a dead letter.
  static bool SetAside(const Delivery& delivery, Form form);

  // Valid while the delivery and this are; nullopt when nothing is written for it.
  std::optional<OutRecord> Make(const Delivery& delivery, Form form) const;
  // Why an event or takedown became a dead letter.
  Reject Undeliverable(const Delivery& delivery) const;

 private:
  std::optional<std::string> Shortened(const Delivery& delivery) const;
  OutRecord DeadLetter(const RawMessage& message, const Reject& reason, bool with_value) const;

  const std::string output_topic_;
  const std::string dead_letter_topic_;
  const EventShortener shorten_;
};

}  // namespace dongtin
