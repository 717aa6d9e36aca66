#include "tests/real/cluster.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <memory>
#include <stdexcept>
#include <utility>

#include "tests/real/child.h"

namespace dongtin {
namespace {

constexpr int kPatienceMs = 30'000;

void Must(rd_kafka_resp_err_t error, const std::string& what) {
  if (error != RD_KAFKA_RESP_ERR_NO_ERROR) throw std::runtime_error(what + ": " + rd_kafka_err2str(error));
}

KafkaConf MakeConf(const std::map<std::string, std::string>& settings) {
  KafkaConf conf(rd_kafka_conf_new());
  std::array<char, 512> reason = {};
  for (const auto& [name, value] : settings) {
    if (rd_kafka_conf_set(conf.get(), name.c_str(), value.c_str(), reason.data(), reason.size()) != RD_KAFKA_CONF_OK) {
      throw std::runtime_error(reason.data());
    }
  }
  rd_kafka_conf_set_log_cb(conf.get(), nullptr);  // a broker that is down is what these tests are about
  return conf;
}

KafkaClient MakeClient(rd_kafka_type_t type, KafkaConf conf) {
  std::array<char, 512> reason = {};
  KafkaClient client(rd_kafka_new(type, conf.get(), reason.data(), reason.size()));
  if (client == nullptr) throw std::runtime_error(reason.data());
  static_cast<void>(conf.release());  // the client owns it now
  return client;
}

KafkaClient MakeReader(const std::string& brokers, const std::string& group, Isolation isolation) {
  return MakeClient(
      RD_KAFKA_CONSUMER,
      MakeConf({{"bootstrap.servers", brokers},
                {"group.id", group},
                {"enable.auto.commit", "false"},
                {"enable.partition.eof", "true"},
                {"auto.offset.reset", "error"},
                {"check.crcs", "true"},
                {"fetch.wait.max.ms", "50"},
                {"receive.message.max.bytes", "120000000"},
                {"reconnect.backoff.max.ms", "500"},
                {"isolation.level", isolation == Isolation::kCommitted ? "read_committed" : "read_uncommitted"}}));
}

std::optional<std::string> Bytes(const void* data, std::size_t size) {
  if (data == nullptr) return std::nullopt;
  return std::string(static_cast<const char*>(data), size);
}

Record ToRecord(const rd_kafka_message_t& message) {
  Record record;
  record.at = {rd_kafka_topic_name(message.rkt), message.partition, message.offset};
  record.key = Bytes(message.key, message.key_len);
  record.value = Bytes(message.payload, message.len);
  rd_kafka_timestamp_type_t type = RD_KAFKA_TIMESTAMP_NOT_AVAILABLE;
  record.timestamp_ms = rd_kafka_message_timestamp(&message, &type);
  rd_kafka_headers_t* headers = nullptr;
  if (rd_kafka_message_headers(&message, &headers) != RD_KAFKA_RESP_ERR_NO_ERROR) return record;
  const char* name = nullptr;
  const void* value = nullptr;
  std::size_t size = 0;
  for (std::size_t i = 0; rd_kafka_header_get_all(headers, i, &name, &value, &size) == RD_KAFKA_RESP_ERR_NO_ERROR;
       ++i) {
    record.headers.push_back({name, Bytes(value, size)});
  }
  return record;
}

template <auto destroy, typename T>
auto Owned(T* handle) {
  return std::unique_ptr<T, KafkaDestroy<destroy>>(handle);
}

}  // namespace

std::optional<std::string> Record::HeaderOf(std::string_view name) const {
  for (const Header& header : headers) {
    if (header.name == name && header.value) return header.value;
  }
  return std::nullopt;
}

Cluster::Cluster(const std::string& brokers) : brokers_(brokers) {}

rd_kafka_t* Cluster::Client(Isolation isolation) {
  KafkaClient& client = isolation == Isolation::kCommitted ? committed_ : uncommitted_;
  if (client == nullptr) client = MakeReader(brokers_, "dongtin-tests", isolation);
  return client.get();
}

bool Cluster::Answers(std::chrono::milliseconds patience) {
  const rd_kafka_metadata_t* metadata = nullptr;
  const int timeout = static_cast<int>(patience.count());
  if (rd_kafka_metadata(Client(Isolation::kCommitted), 1, nullptr, &metadata, timeout) != RD_KAFKA_RESP_ERR_NO_ERROR) {
    return false;
  }
  const bool has_brokers = metadata->broker_cnt > 0;
  rd_kafka_metadata_destroy(metadata);
  return has_brokers;
}

void Cluster::CreateTopic(const std::string& topic, int partitions, const Settings& settings) {
  rd_kafka_t* const client = Client(Isolation::kCommitted);
  std::array<char, 512> reason = {};
  const auto wanted = Owned<rd_kafka_NewTopic_destroy>(
      rd_kafka_NewTopic_new(topic.c_str(), partitions, 1, reason.data(), reason.size()));
  if (wanted == nullptr) throw std::runtime_error(reason.data());
  for (const auto& [name, value] : settings) {
    Must(rd_kafka_NewTopic_set_config(wanted.get(), name.c_str(), value.c_str()), name);
  }
  const auto queue = Owned<rd_kafka_queue_destroy>(rd_kafka_queue_new(client));
  rd_kafka_NewTopic_t* topics[] = {wanted.get()};
  rd_kafka_CreateTopics(client, topics, 1, nullptr, queue.get());
  const auto event = Owned<rd_kafka_event_destroy>(rd_kafka_queue_poll(queue.get(), kPatienceMs));
  if (event == nullptr) throw std::runtime_error("no answer to making topic " + topic);
  Must(rd_kafka_event_error(event.get()), "making topic " + topic);
  std::size_t count = 0;
  const rd_kafka_topic_result_t** const results =
      rd_kafka_CreateTopics_result_topics(rd_kafka_event_CreateTopics_result(event.get()), &count);
  for (std::size_t i = 0; i < count; ++i) Must(rd_kafka_topic_result_error(results[i]), "making topic " + topic);
  Eventually(std::chrono::milliseconds(kPatienceMs),
             [&] { return Partitions(topic).size() == std::size_t(partitions); });
}

std::vector<std::int32_t> Cluster::Partitions(const std::string& name) {
  rd_kafka_t* const client = Client(Isolation::kCommitted);
  const auto topic = Owned<rd_kafka_topic_destroy>(rd_kafka_topic_new(client, name.c_str(), nullptr));
  const rd_kafka_metadata_t* metadata = nullptr;
  Must(rd_kafka_metadata(client, 0, topic.get(), &metadata, kPatienceMs), "metadata of " + name);
  std::vector<std::int32_t> partitions;
  for (int t = 0; t < metadata->topic_cnt; ++t) {
    for (int i = 0; i < metadata->topics[t].partition_cnt; ++i) {
      partitions.push_back(metadata->topics[t].partitions[i].id);
    }
  }
  rd_kafka_metadata_destroy(metadata);
  std::sort(partitions.begin(), partitions.end());
  return partitions;
}

PartitionOffsets Cluster::Ends(const std::string& topic, Isolation isolation) {
  PartitionOffsets ends;
  for (const std::int32_t partition : Partitions(topic)) {
    std::int64_t low = 0;
    Must(rd_kafka_query_watermark_offsets(Client(isolation), topic.c_str(), partition, &low, &ends[partition],
                                          kPatienceMs),
         "the end of " + topic);
  }
  return ends;
}

bool Cluster::HasOpenTransaction(const std::string& topic) {
  const PartitionOffsets stable = Ends(topic, Isolation::kCommitted);  // first: the other can only be later
  return stable != Ends(topic, Isolation::kUncommitted);
}

PartitionOffsets Cluster::Committed(const std::string& group, const std::string& topic) {
  const KafkaClient client = MakeReader(brokers_, group, Isolation::kCommitted);
  const KafkaPartitions list(rd_kafka_topic_partition_list_new(1));
  for (const std::int32_t partition : Partitions(topic)) {
    rd_kafka_topic_partition_list_add(list.get(), topic.c_str(), partition);
  }
  Must(rd_kafka_committed(client.get(), list.get(), kPatienceMs), "offsets of group " + group);
  PartitionOffsets offsets;
  for (int i = 0; i < list->cnt; ++i) {
    Must(list->elems[i].err, "offset of group " + group);
    offsets[list->elems[i].partition] = std::max<std::int64_t>(0, list->elems[i].offset);
  }
  return offsets;
}

std::vector<Record> Cluster::ReadAll(const std::string& topic, Isolation isolation,
                                     std::chrono::milliseconds patience) {
  const KafkaClient client = MakeReader(brokers_, "dongtin-tests-reader", isolation);
  rd_kafka_poll_set_consumer(client.get());
  std::map<std::int32_t, std::vector<Record>> records;
  const KafkaPartitions list(rd_kafka_topic_partition_list_new(1));
  std::size_t open = 0;
  for (const std::int32_t partition : Partitions(topic)) {
    rd_kafka_topic_partition_list_add(list.get(), topic.c_str(), partition)->offset = RD_KAFKA_OFFSET_BEGINNING;
    ++open;
  }
  Must(rd_kafka_assign(client.get(), list.get()), "reading " + topic);
  const auto give_up = std::chrono::steady_clock::now() + patience;
  while (open > 0) {
    if (std::chrono::steady_clock::now() >= give_up)
      throw std::runtime_error("topic " + topic + " has no end in sight");
    const KafkaMessage message(rd_kafka_consumer_poll(client.get(), 100));
    if (message == nullptr) continue;
    if (message->err == RD_KAFKA_RESP_ERR__PARTITION_EOF) {
      --open;
      const KafkaPartitions done(rd_kafka_topic_partition_list_new(1));  // so that its end is told once
      rd_kafka_topic_partition_list_add(done.get(), topic.c_str(), message->partition);
      Must(rd_kafka_pause_partitions(client.get(), done.get()), "reading " + topic);
    } else if (message->err == RD_KAFKA_RESP_ERR_NO_ERROR) {
      records[message->partition].push_back(ToRecord(*message));
    }  // other errors pass: a broker that comes back
  }
  rd_kafka_consumer_close(client.get());
  std::vector<Record> all;
  for (auto& [partition, some] : records) std::move(some.begin(), some.end(), std::back_inserter(all));
  return all;
}

Writer::Writer(const std::string& brokers, std::size_t queue_bytes) {
  KafkaConf conf = MakeConf({{"bootstrap.servers", brokers},
                             {"enable.idempotence", "true"},
                             {"acks", "all"},
                             {"partitioner", "murmur2_random"},
                             {"compression.type", "lz4"},
                             {"linger.ms", "5"},
                             {"message.max.bytes", "16000000"},
                             {"queue.buffering.max.kbytes", std::to_string(queue_bytes >> 10)},
                             {"message.timeout.ms", "120000"},
                             {"reconnect.backoff.max.ms", "500"}});
  rd_kafka_conf_set_opaque(conf.get(), &failure_);
  rd_kafka_conf_set_dr_msg_cb(conf.get(), [](rd_kafka_t*, const rd_kafka_message_t* message, void* failure) {
    if (message->err != RD_KAFKA_RESP_ERR_NO_ERROR) {
      *static_cast<std::string*>(failure) = rd_kafka_err2str(message->err);
    }
  });
  producer_ = MakeClient(RD_KAFKA_PRODUCER, std::move(conf));
}

void Writer::Send(const std::string& topic, const std::optional<std::string>& key,
                  const std::optional<std::string>& value, const std::vector<Header>& headers) {
  KafkaHeaders list(rd_kafka_headers_new(headers.size()));
  for (const Header& header : headers) {
    Must(rd_kafka_header_add(list.get(), header.name.data(), -1, header.value ? header.value->data() : nullptr,
                             header.value ? static_cast<ssize_t>(header.value->size()) : 0),
         "header " + header.name);
  }
  const auto give_up = std::chrono::steady_clock::now() + std::chrono::milliseconds(4 * kPatienceMs);
  // Copied by librdkafka, which does not write through these pointers.
  void* const key_data = key ? const_cast<char*>(key->data()) : nullptr;
  void* const value_data = value ? const_cast<char*>(value->data()) : nullptr;
  const std::size_t key_size = key ? key->size() : 0;
  const std::size_t value_size = value ? value->size() : 0;
  for (;;) {
    const rd_kafka_resp_err_t error =
        rd_kafka_producev(producer_.get(), RD_KAFKA_V_TOPIC(topic.c_str()), RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY),
                          RD_KAFKA_V_KEY(key_data, key_size), RD_KAFKA_V_VALUE(value_data, value_size),
                          RD_KAFKA_V_HEADERS(list.get()), RD_KAFKA_V_END);
    if (error == RD_KAFKA_RESP_ERR_NO_ERROR) break;
    if (error != RD_KAFKA_RESP_ERR__QUEUE_FULL || std::chrono::steady_clock::now() > give_up) {
      Must(error, "writing to " + topic);
    }
    rd_kafka_poll(producer_.get(), 20);
  }
  static_cast<void>(list.release());  // the record owns them now
  rd_kafka_poll(producer_.get(), 0);
}

void Writer::Flush(std::chrono::milliseconds patience) {
  Must(rd_kafka_flush(producer_.get(), static_cast<int>(patience.count())), "writing the last records");
  if (!failure_.empty()) throw std::runtime_error("a record could not be written: " + failure_);
}

}  // namespace dongtin
