#include "daemon/kafka/source.h"

#include <algorithm>
#include <utility>

#include "daemon/kafka/conf.h"
#include "daemon/kafka/message.h"
#include "daemon/kafka/stats.h"
#include "daemon/log.h"

namespace dongtin {
namespace {

// The group has changed under a commit: whoever owns the partitions now starts from the offsets committed before.
bool GroupMovedOn(rd_kafka_resp_err_t error) {
  switch (error) {
    case RD_KAFKA_RESP_ERR_ILLEGAL_GENERATION:
    case RD_KAFKA_RESP_ERR_UNKNOWN_MEMBER_ID:
    case RD_KAFKA_RESP_ERR_REBALANCE_IN_PROGRESS:
    case RD_KAFKA_RESP_ERR_FENCED_INSTANCE_ID:
    case RD_KAFKA_RESP_ERR__ASSIGNMENT_LOST:
      return true;
    default:
      return false;
  }
}

std::string Describe(const rd_kafka_topic_partition_list_t& partitions) {
  std::string text;
  for (int i = 0; i < partitions.cnt; ++i) {
    text += (i > 0 ? ", " : "") + std::string(partitions.elems[i].topic) + '-' +
            std::to_string(partitions.elems[i].partition);
  }
  return text.empty() ? "no partition" : text;
}

KafkaPartitions Subscription(const KafkaOptions& options) {
  KafkaPartitions topics(rd_kafka_topic_partition_list_new(static_cast<int>(options.input_topics.size())));
  for (const std::string& topic : options.input_topics) {
    rd_kafka_topic_partition_list_add(topics.get(), topic.c_str(), RD_KAFKA_PARTITION_UA);
  }
  return topics;
}

}  // namespace

KafkaSource::KafkaSource(const KafkaOptions& options) : brokers_(options.brokers), group_(options.group) {}

Result<std::unique_ptr<KafkaSource>, IoError> KafkaSource::Make(const KafkaOptions& options) {
  auto conf = MakeConf(ClientKind::kConsumer, options);
  if (!conf) return IoError{conf.error().message, true};
  std::unique_ptr<KafkaSource> source(new KafkaSource(options));
  rd_kafka_conf_set_opaque(conf->get(), source.get());
  rd_kafka_conf_set_rebalance_cb(conf->get(),
                                 [](rd_kafka_t*, rd_kafka_resp_err_t kind, rd_kafka_topic_partition_list_t* partitions,
                                    void* opaque) { Self(opaque).OnRebalance(kind, partitions); });
  rd_kafka_conf_set_error_cb(conf->get(), [](rd_kafka_t*, int error, const char* reason, void* opaque) {
    Self(opaque).OnError(static_cast<rd_kafka_resp_err_t>(error), reason);
  });
  rd_kafka_conf_set_stats_cb(conf->get(), [](rd_kafka_t*, char* json, std::size_t size, void* opaque) {
    Self(opaque).OnStatistics({json, size});
    return 0;  // librdkafka frees the text
  });
  auto client = MakeClient(ClientKind::kConsumer, *std::move(conf));
  if (!client) return IoError{client.error().message, true};
  source->consumer_ = *std::move(client);
  rd_kafka_poll_set_consumer(source->consumer_.get());
  const rd_kafka_resp_err_t error = rd_kafka_subscribe(source->consumer_.get(), Subscription(options).get());
  if (error != RD_KAFKA_RESP_ERR_NO_ERROR) {
    return IoError{std::string("cannot subscribe to input.topics: ") + rd_kafka_err2str(error), true};
  }
  return source;
}

KafkaSource::~KafkaSource() {
  if (consumer_ == nullptr) return;
  const rd_kafka_resp_err_t error = rd_kafka_consumer_close(consumer_.get());
  if (error != RD_KAFKA_RESP_ERR_NO_ERROR) {
    Log(LogLevel::kWarn, "kafka", std::string("closing the consumer: ") + rd_kafka_err2str(error));
  }
}

Source::Polled KafkaSource::Poll(std::chrono::milliseconds timeout) {
  const KafkaMessage record(rd_kafka_consumer_poll(consumer_.get(), static_cast<int>(timeout.count())));
  if (record == nullptr) return Idle{};
  if (record->err == RD_KAFKA_RESP_ERR_NO_ERROR) {
    RawMessage message = ToRawMessage(*record);
    const std::lock_guard lock(mutex_);
    broker_lost_ = false;
    std::optional<std::int64_t>& began = owned_[{message.at.topic, message.at.partition}];
    if (!began) began = message.at.offset;
    return message;
  }
  char reason[256];
  if (rd_kafka_fatal_error(consumer_.get(), reason, sizeof(reason)) != RD_KAFKA_RESP_ERR_NO_ERROR) {
    return IoError{std::string("Kafka consumer: ") + reason, true};
  }
  return IoError{std::string("Kafka consumer: ") + rd_kafka_message_errstr(record.get()), false};
}

IoStatus KafkaSource::Commit(const NextOffsets& next) {
  const KafkaPartitions offsets(rd_kafka_topic_partition_list_new(static_cast<int>(next.size())));
  {
    const std::lock_guard lock(mutex_);
    for (const auto& [partition, offset] : next) {
      const auto owned = owned_.find(partition);
      if (owned == owned_.end() || !owned->second || offset <= *owned->second) continue;
      rd_kafka_topic_partition_list_add(offsets.get(), partition.first.c_str(), partition.second)->offset = offset;
    }
  }
  if (offsets->cnt == 0) return Done{};
  rd_kafka_resp_err_t error = rd_kafka_commit(consumer_.get(), offsets.get(), 0);
  for (int i = 0; error == RD_KAFKA_RESP_ERR_NO_ERROR && i < offsets->cnt; ++i) error = offsets->elems[i].err;
  if (error == RD_KAFKA_RESP_ERR_NO_ERROR) return Done{};
  if (GroupMovedOn(error)) {
    Log(LogLevel::kInfo, "kafka", std::string("commit after a rebalance, left out: ") + rd_kafka_err2str(error));
    return Done{};
  }
  return IoError{std::string("cannot commit offsets: ") + rd_kafka_err2str(error), false};
}

std::optional<std::string> KafkaSource::NotReady() const {
  const std::lock_guard lock(mutex_);
  if (broker_lost_) return "no broker of " + brokers_ + " answers: " + last_error_;
  if (!joined_) return "waiting to join the consumer group " + group_;
  return std::nullopt;
}

void KafkaSource::OnRebalance(rd_kafka_resp_err_t kind, rd_kafka_topic_partition_list_t* partitions) {
  const bool assigned = kind == RD_KAFKA_RESP_ERR__ASSIGN_PARTITIONS;
  {
    const std::lock_guard lock(mutex_);
    joined_ = assigned;
    owned_.clear();  // the protocol is eager: every rebalance takes all and gives anew
    for (int i = 0; assigned && i < partitions->cnt; ++i) {
      owned_[{partitions->elems[i].topic, partitions->elems[i].partition}] = std::nullopt;
    }
  }
  const rd_kafka_resp_err_t error = rd_kafka_assign(consumer_.get(), assigned ? partitions : nullptr);
  if (error != RD_KAFKA_RESP_ERR_NO_ERROR) {
    Log(LogLevel::kError, "kafka", std::string("cannot take the assignment: ") + rd_kafka_err2str(error));
  }
  Log(LogLevel::kInfo, "kafka", (assigned ? "assigned " : "gave back ") + Describe(*partitions));
}

void KafkaSource::OnError(rd_kafka_resp_err_t error, const char* reason) {
  const std::lock_guard lock(mutex_);
  last_error_ = reason;
  if (error == RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN) broker_lost_ = true;
}

void KafkaSource::OnStatistics(std::string_view json) {
  const bool up = AnyBrokerUp(json);
  if (statistics_listener_) statistics_listener_(json);
  const std::lock_guard lock(mutex_);
  if (up) broker_lost_ = false;
}

}  // namespace dongtin
