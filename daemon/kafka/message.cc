#include "daemon/kafka/message.h"

#include <utility>

namespace dongtin {
namespace {

std::optional<std::string> Bytes(const void* data, std::size_t size) {
  if (data == nullptr) return std::nullopt;
  return std::string(static_cast<const char*>(data), size);
}

// librdkafka takes a null pointer for an absent value, so an empty one needs a pointer to nothing.
std::pair<const void*, std::size_t> Pointer(const std::optional<std::string_view>& bytes) {
  if (!bytes) return {nullptr, 0};
  return {bytes->data() == nullptr ? "" : bytes->data(), bytes->size()};
}

std::vector<Header> HeadersOf(const rd_kafka_message_t& record) {
  std::vector<Header> headers;
  rd_kafka_headers_t* list = nullptr;  // the record keeps owning it
  if (rd_kafka_message_headers(&record, &list) != RD_KAFKA_RESP_ERR_NO_ERROR) return headers;
  const char* name = nullptr;
  const void* value = nullptr;
  std::size_t size = 0;
  for (std::size_t i = 0; rd_kafka_header_get_all(list, i, &name, &value, &size) == RD_KAFKA_RESP_ERR_NO_ERROR; ++i) {
    headers.push_back({name, Bytes(value, size)});
  }
  return headers;
}

}  // namespace

RawMessage ToRawMessage(const rd_kafka_message_t& record) {
  RawMessage message;
  message.at = {rd_kafka_topic_name(record.rkt), record.partition, record.offset};
  message.fallback_id = message.at.topic + '-' + std::to_string(record.partition) + '-' + std::to_string(record.offset);
  message.key = Bytes(record.key, record.key_len);
  message.value = Bytes(record.payload, record.len);
  message.headers = HeadersOf(record);
  rd_kafka_timestamp_type_t type = RD_KAFKA_TIMESTAMP_NOT_AVAILABLE;
  const std::int64_t timestamp = rd_kafka_message_timestamp(&record, &type);
  if (type != RD_KAFKA_TIMESTAMP_NOT_AVAILABLE) message.timestamp_ms = timestamp;
  return message;
}

rd_kafka_resp_err_t Enqueue(rd_kafka_t* producer, const OutRecord& record, void* opaque) {
  KafkaHeaders headers(rd_kafka_headers_new(record.headers.size()));
  for (const Header& header : record.headers) {
    const auto [value, size] = Pointer(header.value);
    const rd_kafka_resp_err_t error = rd_kafka_header_add(
        headers.get(), header.name.data(), static_cast<ssize_t>(header.name.size()), value, static_cast<ssize_t>(size));
    if (error != RD_KAFKA_RESP_ERR_NO_ERROR) return error;
  }
  const auto [key, key_size] = Pointer(record.key);
  const auto [value, value_size] = Pointer(record.own_value ? std::string_view(*record.own_value) : record.value);
  const rd_kafka_resp_err_t error = rd_kafka_producev(
      producer, RD_KAFKA_V_TOPIC(record.topic->c_str()), RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY),
      RD_KAFKA_V_KEY(const_cast<void*>(key), key_size), RD_KAFKA_V_VALUE(const_cast<void*>(value), value_size),
      RD_KAFKA_V_HEADERS(headers.get()), RD_KAFKA_V_OPAQUE(opaque), RD_KAFKA_V_END);
  if (error == RD_KAFKA_RESP_ERR_NO_ERROR) static_cast<void>(headers.release());  // the record owns them now
  return error;
}

}  // namespace dongtin
