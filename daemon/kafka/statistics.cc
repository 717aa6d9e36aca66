#include "daemon/kafka/statistics.h"

#include <simdjson.h>

#include <utility>

namespace dongtin {
namespace {

using simdjson::dom::object;
using Element = simdjson::simdjson_result<simdjson::dom::element>;

std::int64_t Number(const Element& element, std::int64_t otherwise = 0) {
  std::int64_t number = otherwise;
  return element.get(number) == simdjson::SUCCESS ? number : otherwise;
}

std::string_view Text(const Element& element) {
  std::string_view text;
  return element.get(text) == simdjson::SUCCESS ? text : std::string_view();
}

void ReadBrokers(const object& brokers, ClientStatistics* statistics) {
  for (const auto& [key, broker] : brokers) {
    statistics->connects += Number(broker["connects"]);
    statistics->disconnects += Number(broker["disconnects"]);
    statistics->request_timeouts += Number(broker["req_timeouts"]);
    statistics->request_retries += Number(broker["txretries"]);
    if (Number(broker["nodeid"], -1) < 0) continue;
    const std::string_view state = Text(broker["state"]);
    statistics->brokers.push_back({std::string(key), state == "UP" || state == "UPDATE",
                                   static_cast<double>(Number(broker["rtt"]["avg"])) / 1e6});
  }
}

void ReadTopics(const object& topics, ClientStatistics* statistics) {
  for (const auto& [topic, about] : topics) {
    object partitions;
    if (about["partitions"].get(partitions) != simdjson::SUCCESS) continue;
    for (const auto& [key, partition] : partitions) {
      PartitionStatistics one;
      one.topic = topic;
      one.partition = static_cast<std::int32_t>(Number(partition["partition"], -1));
      if (one.partition < 0) continue;  // librdkafka's own, for messages without a partition
      one.active = Text(partition["fetch_state"]) == "active";
      one.end = Number(partition["hi_offset"], -1);
      one.next = Number(partition["next_offset"], -1);
      one.queued_messages = Number(partition["fetchq_cnt"]);
      one.queued_bytes = Number(partition["fetchq_size"]);
      statistics->queued_messages += one.queued_messages;
      statistics->queued_bytes += one.queued_bytes;
      statistics->partitions.push_back(std::move(one));
    }
  }
}

}  // namespace

std::optional<ClientStatistics> ParseStatistics(std::string_view json) {
  simdjson::dom::parser parser;
  simdjson::dom::element root;
  object brokers;
  if (parser.parse(json.data(), json.size()).get(root) != simdjson::SUCCESS) return std::nullopt;
  if (root["brokers"].get(brokers) != simdjson::SUCCESS) return std::nullopt;

  ClientStatistics statistics;
  statistics.producer = Text(root["type"]) == "producer";
  statistics.replies = Number(root["replyq"]);
  ReadBrokers(brokers, &statistics);
  object topics;
  if (!statistics.producer && root["topics"].get(topics) == simdjson::SUCCESS) ReadTopics(topics, &statistics);
  if (statistics.producer) {
    statistics.queued_messages = Number(root["msg_cnt"]);
    statistics.queued_bytes = Number(root["msg_size"]);
    const std::string_view state = Text(root["eos"]["txn_state"]);
    if (!state.empty()) statistics.transaction_state = state;
    statistics.transaction_state_seconds = static_cast<double>(Number(root["eos"]["txn_stateage"])) / 1000;
  }
  statistics.rebalances = Number(root["cgrp"]["rebalance_cnt"]);
  return statistics;
}

}  // namespace dongtin
