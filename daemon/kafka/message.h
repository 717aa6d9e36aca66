// Records of librdkafka as values of ours, and back.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/kafka/handles.h"
#include "stages/article.h"

namespace dongtin {

// A copy of a consumed record. An absent key or value stays apart from an empty one; header order and repeats are kept.
// fallback_id is `<topic>-<partition>-<offset>`; timestamp_ms is -1 when the record has none.
RawMessage ToRawMessage(const rd_kafka_message_t& record);

// A record to be written. Views: valid while what they were made from is.
struct OutRecord {
  const std::string* topic = nullptr;
  std::optional<std::string_view> key;
  std::optional<std::string_view> value;  // nullopt: a tombstone
  std::optional<std::string> own_value;   // goes before `value`: one that stands nowhere else
  std::vector<Header> headers;
};

// Hands `record` to the producer's queue, which copies it. `opaque` comes back with the delivery report. Never blocks:
// RD_KAFKA_RESP_ERR__QUEUE_FULL asks to poll and come again.
rd_kafka_resp_err_t Enqueue(rd_kafka_t* producer, const OutRecord& record, void* opaque);

}  // namespace dongtin
