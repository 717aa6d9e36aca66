#include "daemon/kafka/source.h"

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <utility>

#include "daemon/kafka/conf.h"
#include "daemon/kafka/message.h"
#include "daemon/kafka/stats.h"
#include "daemon/log.h"

namespace dongtin {
namespace {

// How long one try to go back may take: for so long a stop goes unnoticed.
constexpr int kGoBackMs = 1000;

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

KafkaError Incremental(bool assign, rd_kafka_t* consumer, const rd_kafka_topic_partition_list_t* partitions) {
  return KafkaError(assign ? rd_kafka_incremental_assign(consumer, partitions)
                           : rd_kafka_incremental_unassign(consumer, partitions));
}

// The first error among those of the single partitions.
rd_kafka_resp_err_t FirstError(const rd_kafka_topic_partition_list_t& partitions) {
  for (int i = 0; i < partitions.cnt; ++i) {
    if (partitions.elems[i].err != RD_KAFKA_RESP_ERR_NO_ERROR) return partitions.elems[i].err;
  }
  return RD_KAFKA_RESP_ERR_NO_ERROR;
}

// The generation in what rd_kafka_consumer_group_metadata_write makes, all that librdkafka 2.0 lets one see of it:
// "CGMDv2:", then the generation as the machine keeps it. -1 for a consumer that is no member.
std::int32_t GenerationOf(const rd_kafka_consumer_group_metadata_t* metadata) {
  constexpr std::string_view kMagic = "CGMDv2:";
  void* bytes = nullptr;
  std::size_t size = 0;
  if (KafkaError(rd_kafka_consumer_group_metadata_write(metadata, &bytes, &size)) != nullptr) return -1;
  const std::unique_ptr<char, decltype(&std::free)> text(static_cast<char*>(bytes), &std::free);
  std::int32_t generation = 0;  // a form that a later version may bring is trusted
  if (std::string_view(text.get(), size).starts_with(kMagic) && size >= kMagic.size() + sizeof(generation)) {
    std::memcpy(&generation, text.get() + kMagic.size(), sizeof(generation));
  }
  return generation;
}

}  // namespace

KafkaPartitions ToPartitions(const NextOffsets& next) {
  KafkaPartitions partitions(rd_kafka_topic_partition_list_new(static_cast<int>(next.size())));
  for (const auto& [partition, offset] : next) {
    rd_kafka_topic_partition_list_add(partitions.get(), partition.first.c_str(), partition.second)->offset = offset;
  }
  return partitions;
}

KafkaSource::KafkaSource(const KafkaOptions& options) : brokers_(options.brokers), group_(options.group) {}

Result<std::unique_ptr<KafkaSource>, IoError> KafkaSource::Make(const KafkaOptions& options, int lane) {
  auto conf = MakeConf(ClientKind::kConsumer, options, lane);
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
  kept_alive_ = 0;
  if (paused_) Resume();
  if (held_.empty()) return PollConsumer(timeout);
  Polled first = std::move(held_.front());
  held_.pop_front();
  return first;
}

void KafkaSource::KeepAlive() {
  if (++kept_alive_ < kPauseAfter) return;
  if (!paused_) Pause();
  Polled polled = PollConsumer(std::chrono::milliseconds(0));
  if (std::holds_alternative<Idle>(polled)) return;
  const auto is_error = [](const Polled& held) { return std::holds_alternative<IoError>(held); };
  if (is_error(polled)) std::erase_if(held_, is_error);  // the last is enough
  held_.push_back(std::move(polled));
}

void KafkaSource::Pause() {
  paused_ = true;
  rd_kafka_topic_partition_list_t* assigned = nullptr;
  if (rd_kafka_assignment(consumer_.get(), &assigned) != RD_KAFKA_RESP_ERR_NO_ERROR) return;
  const KafkaPartitions partitions(assigned);
  rd_kafka_pause_partitions(consumer_.get(), partitions.get());
}

void KafkaSource::Resume() {
  paused_ = false;
  rd_kafka_topic_partition_list_t* assigned = nullptr;
  if (rd_kafka_assignment(consumer_.get(), &assigned) != RD_KAFKA_RESP_ERR_NO_ERROR) return;
  const KafkaPartitions partitions(assigned);
  rd_kafka_resume_partitions(consumer_.get(), partitions.get());
}

Source::Polled KafkaSource::PollConsumer(std::chrono::milliseconds timeout) {
  std::optional<IoError> behind;
  if (leases_.any_suspended()) {
    behind = GoBack();
    const std::lock_guard lock(mutex_);
    if (behind && behind_ != behind->message) Log(LogLevel::kWarn, "kafka", behind->message);
    behind_ = behind ? std::optional<std::string>(behind->message) : std::nullopt;
  }
  // Polled also when going back failed: rebalances come this way, and a consumer that does not poll is expelled.
  const KafkaMessage record(rd_kafka_consumer_poll(consumer_.get(), behind ? 0 : static_cast<int>(timeout.count())));
  if (record != nullptr && record->err == RD_KAFKA_RESP_ERR_NO_ERROR) {
    RawMessage message = ToRawMessage(*record);
    message.lease = leases_.Give({message.at.topic, message.at.partition}, message.at.offset);
    {
      const std::lock_guard lock(mutex_);
      broker_lost_ = false;
      poll_error_.reset();
    }
    if (message.lease != 0) return message;
  }
  if (behind) return *std::move(behind);
  if (record == nullptr || record->err == RD_KAFKA_RESP_ERR_NO_ERROR) return Idle{};
  char reason[256];
  if (rd_kafka_fatal_error(consumer_.get(), reason, sizeof(reason)) != RD_KAFKA_RESP_ERR_NO_ERROR) {
    return IoError{std::string("Kafka consumer: ") + reason, true};
  }
  IoError error{std::string("Kafka consumer: ") + rd_kafka_message_errstr(record.get()), false};
  const std::lock_guard lock(mutex_);
  poll_error_ = error.message;
  return error;
}

std::optional<IoError> KafkaSource::GoBack() {
  const std::vector<LeaseBook::Suspended> suspended = leases_.suspended();
  const KafkaPartitions positions(rd_kafka_topic_partition_list_new(static_cast<int>(suspended.size())));
  for (const LeaseBook::Suspended& owned : suspended) {
    rd_kafka_topic_partition_list_add(positions.get(), owned.partition.first.c_str(), owned.partition.second);
  }
  const auto failed = [](const char* what, rd_kafka_resp_err_t error) {
    return IoError{std::string("cannot go back to the committed offsets, ") + what + ": " + rd_kafka_err2str(error)};
  };
  rd_kafka_resp_err_t error = rd_kafka_committed(consumer_.get(), positions.get(), kGoBackMs);
  if (error == RD_KAFKA_RESP_ERR_NO_ERROR) error = FirstError(*positions);
  if (error != RD_KAFKA_RESP_ERR_NO_ERROR) return failed("asking for them", error);

  const KafkaPartitions seeks(rd_kafka_topic_partition_list_new(static_cast<int>(suspended.size())));
  for (std::size_t i = 0; i < suspended.size(); ++i) {
    const TopicPartition& partition = suspended[i].partition;
    std::int64_t offset = positions->elems[i].offset;
    if (offset < 0) {                     // nothing was ever committed
      if (!suspended[i].began) continue;  // and nothing was read
      offset = *suspended[i].began;
    }
    rd_kafka_topic_partition_list_add(seeks.get(), partition.first.c_str(), partition.second)->offset = offset;
  }
  if (seeks->cnt > 0) {
    const KafkaError total(rd_kafka_seek_partitions(consumer_.get(), seeks.get(), kGoBackMs));
    error = total != nullptr ? rd_kafka_error_code(total.get()) : FirstError(*seeks);
    if (error != RD_KAFKA_RESP_ERR_NO_ERROR) return failed("seeking", error);
  }
  for (const LeaseBook::Suspended& owned : suspended) leases_.Begin(owned.partition);
  Log(LogLevel::kInfo, "kafka", "reading again from the committed offsets: " + Describe(*positions));
  return std::nullopt;
}

IoStatus KafkaSource::Commit(const NextOffsets& next) {
  if (next.empty()) return Done{};
  const KafkaPartitions offsets = ToPartitions(next);
  rd_kafka_resp_err_t error = rd_kafka_commit(consumer_.get(), offsets.get(), 0);
  if (error == RD_KAFKA_RESP_ERR_NO_ERROR) error = FirstError(*offsets);
  if (error == RD_KAFKA_RESP_ERR_NO_ERROR) return Done{};
  if (GroupMovedOn(error)) {
    Log(LogLevel::kInfo, "kafka", std::string("commit after a rebalance, left out: ") + rd_kafka_err2str(error));
    return Done{};
  }
  return IoError{std::string("cannot commit offsets: ") + rd_kafka_err2str(error), false};
}

GroupMetadata KafkaSource::CurrentMembership() {
  GroupMetadata metadata(rd_kafka_consumer_group_metadata(consumer_.get()));
  if (metadata != nullptr && GenerationOf(metadata.get()) < 0) metadata.reset();
  return metadata;
}

std::optional<std::string> KafkaSource::NotReady() const {
  const std::lock_guard lock(mutex_);
  if (broker_lost_) return "no broker of " + brokers_ + " answers: " + last_error_;
  if (poll_error_) return poll_error_;
  if (behind_) return behind_;
  if (!joined_) return "waiting to join the consumer group " + group_;
  return std::nullopt;
}

void KafkaSource::OnRebalance(rd_kafka_resp_err_t kind, rd_kafka_topic_partition_list_t* partitions) {
  const bool incremental = std::string_view(rd_kafka_rebalance_protocol(consumer_.get())) == "COOPERATIVE";
  if (kind == RD_KAFKA_RESP_ERR__ASSIGN_PARTITIONS) {
    Take(partitions, incremental);
  } else {
    GiveBack(partitions, incremental);
  }
}

void KafkaSource::Take(rd_kafka_topic_partition_list_t* partitions, bool incremental) {
  // Before the first record can come, which is not before this callback has returned.
  for (int i = 0; i < partitions->cnt; ++i) leases_.Begin({partitions->elems[i].topic, partitions->elems[i].partition});
  rd_kafka_resp_err_t error = RD_KAFKA_RESP_ERR_NO_ERROR;
  if (incremental) {
    const KafkaError failure = Incremental(true, consumer_.get(), partitions);
    if (failure != nullptr) error = rd_kafka_error_code(failure.get());
  } else {
    error = rd_kafka_assign(consumer_.get(), partitions);
  }
  if (error != RD_KAFKA_RESP_ERR_NO_ERROR) {
    Log(LogLevel::kError, "kafka", std::string("cannot take the assignment: ") + rd_kafka_err2str(error));
  }
  if (paused_) Pause();
  Log(LogLevel::kInfo, "kafka", "assigned " + Describe(*partitions));
  const std::lock_guard lock(mutex_);
  joined_ = true;
  poll_error_.reset();
}

void KafkaSource::GiveBack(rd_kafka_topic_partition_list_t* partitions, bool incremental) {
  const bool lost = rd_kafka_assignment_lost(consumer_.get()) != 0;
  const auto end_leases = [&] {
    for (int i = 0; i < partitions->cnt; ++i) leases_.End({partitions->elems[i].topic, partitions->elems[i].partition});
  };
  if (lost) end_leases();  // the batch that is being written finds out, and aborts
  {
    const OwnershipGate::Change change(&gate_);
    end_leases();
  }
  rd_kafka_resp_err_t error = RD_KAFKA_RESP_ERR_NO_ERROR;
  if (incremental) {
    const KafkaError failure = Incremental(false, consumer_.get(), partitions);
    if (failure != nullptr) error = rd_kafka_error_code(failure.get());
  } else {
    error = rd_kafka_assign(consumer_.get(), nullptr);
  }
  if (error != RD_KAFKA_RESP_ERR_NO_ERROR) {
    Log(LogLevel::kError, "kafka", std::string("cannot give the assignment back: ") + rd_kafka_err2str(error));
  }
  Log(LogLevel::kInfo, "kafka", (lost ? "lost " : "gave back ") + Describe(*partitions));
  const std::lock_guard lock(mutex_);
  if (lost || !incremental) joined_ = false;
  behind_.reset();
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
