#include "daemon/kafka/sink.h"

#include <algorithm>
#include <cinttypes>
#include <cstdio>
#include <utility>
#include <variant>

#include "daemon/kafka/conf.h"
#include "daemon/log.h"
#include "stages/enrich/headers.h"
#include "stages/text/hash.h"

namespace dongtin {
namespace {

constexpr int kPollMs = 100;
// A record without its value keeps its key and headers up to this size; every topic takes such a record.
constexpr std::size_t kMaxKeyAndHeaders = 64 << 10;

// Sending the same record again cannot help.
bool RefusedForGood(rd_kafka_resp_err_t error) {
  return error == RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE || error == RD_KAFKA_RESP_ERR_RECORD_LIST_TOO_LARGE ||
         error == RD_KAFKA_RESP_ERR_INVALID_RECORD;
}

IoError SendError(const OutRecord& record, rd_kafka_resp_err_t error) {
  return IoError{"cannot write to topic " + *record.topic + ": " + rd_kafka_err2str(error), false};
}

std::size_t SizeOfKeyAndHeaders(const RawMessage& message) {
  std::size_t size = message.key ? message.key->size() : 0;
  for (const Header& header : message.headers) size += header.name.size() + (header.value ? header.value->size() : 0);
  return size;
}

std::string Hex(std::uint64_t number) {
  char digits[17];
  std::snprintf(digits, sizeof(digits), "%016" PRIx64, number);
  return digits;
}

NextOffsets OffsetsOf(std::span<const Delivery> batch) {
  NextOffsets next;
  for (const Delivery& delivery : batch) {
    const Coordinates& at = delivery.message.at;
    std::int64_t& offset = next[{at.topic, at.partition}];
    offset = std::max(offset, at.offset + 1);
  }
  return next;
}

}  // namespace

KafkaSink::KafkaSink(const KafkaOptions& options, KafkaSource* source, OnUndeliverable on_undeliverable)
    : options_(options), source_(source), on_undeliverable_(std::move(on_undeliverable)), idle_poll_([this] {
        if (producer_ != nullptr) rd_kafka_poll(producer_.get(), 0);
      }) {}

KafkaSink::~KafkaSink() = default;

Result<std::unique_ptr<KafkaSink>, IoError> KafkaSink::Make(const KafkaOptions& options, KafkaSource* source,
                                                            OnUndeliverable on_undeliverable) {
  std::unique_ptr<KafkaSink> sink(new KafkaSink(options, source, std::move(on_undeliverable)));
  std::optional<IoError> error;
  {
    const IdlePoll::Busy busy(&sink->idle_poll_);
    error = sink->MakeProducer();
  }
  if (error) return *std::move(error);
  return sink;
}

std::optional<IoError> KafkaSink::MakeProducer() {
  auto conf = MakeConf(ClientKind::kProducer, options_);
  if (!conf) return IoError{conf.error().message, true};
  rd_kafka_conf_set_opaque(conf->get(), this);
  rd_kafka_conf_set_dr_msg_cb(conf->get(), OnReport);
  rd_kafka_conf_set_stats_cb(conf->get(), [](rd_kafka_t*, char* json, std::size_t size, void* opaque) {
    const auto& sink = *static_cast<KafkaSink*>(opaque);
    if (sink.statistics_listener_) sink.statistics_listener_({json, size});
    return 0;  // librdkafka frees the text
  });
  auto client = MakeClient(ClientKind::kProducer, *std::move(conf));
  if (!client) return IoError{client.error().message, true};
  producer_ = *std::move(client);
  return std::nullopt;
}

IoStatus KafkaSink::Write(std::span<const Delivery> batch) {
  if (batch.empty()) return Done{};
  const IdlePoll::Busy busy(&idle_poll_);
  if (producer_ == nullptr) {
    if (auto error = MakeProducer()) return *std::move(error);
  }
  const BatchName name = {batch.front().message.at, batch.back().message.at, batch.size()};
  if (delivered_ != name) {
    delivered_.reset();
    if (IoStatus status = Deliver(batch); !status) return status;
    delivered_ = name;
  }
  if (IoStatus status = source_->Commit(OffsetsOf(batch)); !status) return status;
  delivered_.reset();
  return Done{};
}

IoStatus KafkaSink::Deliver(std::span<const Delivery> batch) {
  std::vector<Form> forms;
  for (const Delivery& delivery : batch) forms.push_back(FirstForm(delivery));
  const auto refused = SendTogether(batch, &forms);
  IoStatus status = Done{};
  if (!refused) {
    status = refused.error();
  } else {
    for (std::size_t i = *refused; i < batch.size() && status; ++i) status = SendAlone(batch[i], &forms[i]);
  }
  char reason[256];
  if (rd_kafka_fatal_error(producer_.get(), reason, sizeof(reason)) != RD_KAFKA_RESP_ERR_NO_ERROR) {
    Log(LogLevel::kWarn, "kafka", std::string("the producer failed for good, a new one is made: ") + reason);
    producer_.reset();
  }
  for (std::size_t i = 0; i < batch.size() && status && on_undeliverable_; ++i) {
    if (forms[i] != FirstForm(batch[i]) && FirstForm(batch[i]) == Form::kOutcome) {
      on_undeliverable_(batch[i].message, Undeliverable(batch[i]));
    }
  }
  return status;
}

Result<std::size_t, IoError> KafkaSink::SendTogether(std::span<const Delivery> batch, std::vector<Form>* forms) {
  std::vector<Report> reports(batch.size());
  for (std::size_t i = 0; i < batch.size(); ++i) {
    const rd_kafka_resp_err_t error = Queue(batch[i], &(*forms)[i], &reports[i]);
    if (error != RD_KAFKA_RESP_ERR_NO_ERROR) {
      reports[i].error = error;
      break;
    }
  }
  WaitForReports();
  std::size_t first_refused = batch.size();
  for (std::size_t i = batch.size(); i-- > 0;) {
    const rd_kafka_resp_err_t error = reports[i].error;
    if (RefusedForGood(error)) {
      first_refused = i;
    } else if (error != RD_KAFKA_RESP_ERR_NO_ERROR) {
      return SendError(*RecordOf(batch[i], (*forms)[i]), error);
    }
  }
  return first_refused;
}

IoStatus KafkaSink::SendAlone(const Delivery& delivery, Form* form) {
  for (*form = FirstForm(delivery);; *form = Next(*form)) {
    Report report;
    const rd_kafka_resp_err_t error = Queue(delivery, form, &report);
    if (error != RD_KAFKA_RESP_ERR_NO_ERROR) return SendError(*RecordOf(delivery, *form), error);
    WaitForReports();
    if (report.error == RD_KAFKA_RESP_ERR_NO_ERROR) return Done{};
    if (!RefusedForGood(report.error) || *form == Form::kWithoutValue) {
      return SendError(*RecordOf(delivery, *form), report.error);
    }
  }
}

rd_kafka_resp_err_t KafkaSink::Queue(const Delivery& delivery, Form* form, Report* report) {
  for (;;) {
    const std::optional<OutRecord> record = RecordOf(delivery, *form);
    if (!record) return RD_KAFKA_RESP_ERR_NO_ERROR;
    const rd_kafka_resp_err_t error = Enqueue(producer_.get(), *record, report);
    if (error == RD_KAFKA_RESP_ERR__QUEUE_FULL && in_flight_ > 0) {
      rd_kafka_poll(producer_.get(), kPollMs);
    } else if (RefusedForGood(error) && *form != Form::kWithoutValue) {
      *form = Next(*form);
    } else {
      if (error == RD_KAFKA_RESP_ERR_NO_ERROR) ++in_flight_;
      return error;
    }
  }
}

// Ends: librdkafka reports every record, at the latest after message.timeout.ms.
void KafkaSink::WaitForReports() {
  while (in_flight_ > 0) rd_kafka_poll(producer_.get(), kPollMs);
}

void KafkaSink::OnReport(rd_kafka_t*, const rd_kafka_message_t* record, void* opaque) {
  static_cast<Report*>(record->_private)->error = record->err;
  --static_cast<KafkaSink*>(opaque)->in_flight_;
}

KafkaSink::Form KafkaSink::FirstForm(const Delivery& delivery) {
  return std::holds_alternative<Rejected>(delivery.outcome) ? Form::kDeadLetter : Form::kOutcome;
}

KafkaSink::Form KafkaSink::Next(Form form) { return form == Form::kOutcome ? Form::kDeadLetter : Form::kWithoutValue; }

std::optional<OutRecord> KafkaSink::RecordOf(const Delivery& delivery, Form form) const {
  const RawMessage& message = delivery.message;
  if (std::holds_alternative<Dropped>(delivery.outcome)) return std::nullopt;
  if (form == Form::kOutcome) {
    OutRecord record{&options_.output_topic, message.key, std::nullopt, EventHeaders(message)};
    if (const auto* event = std::get_if<Event>(&delivery.outcome)) record.value = event->json;
    return record;
  }
  const auto* rejected = std::get_if<Rejected>(&delivery.outcome);
  const Reject reason = rejected != nullptr ? rejected->reject : Undeliverable(delivery);
  if (form != Form::kWithoutValue) {
    return OutRecord{&options_.dead_letter_topic, message.key, message.value, DeadLetterHeaders(message, reason)};
  }
  OutRecord record{&options_.dead_letter_topic, std::nullopt, std::nullopt, {}};
  if (SizeOfKeyAndHeaders(message) <= kMaxKeyAndHeaders) {
    record.key = message.key;
    record.headers = DeadLetterHeaders(message, reason);
  } else {
    RawMessage bare;
    bare.at = message.at;
    record.headers = DeadLetterHeaders(bare, reason);
  }
  const std::string_view value = message.value ? std::string_view(*message.value) : std::string_view();
  record.headers.push_back({"dongtin.value_size", std::to_string(value.size())});
  record.headers.push_back({"dongtin.value_hash", Hex(Hash64(value))});
  return record;
}

Reject KafkaSink::Undeliverable(const Delivery& delivery) const {
  const auto* event = std::get_if<Event>(&delivery.outcome);
  return {RejectReason::kUndeliverable,
          "topic " + options_.output_topic + " refuses the event for good (" +
              std::to_string(event != nullptr ? event->json.size() : 0) +
              " bytes): raise max.message.bytes of the topic, or give every record a key if it is compacted"};
}

}  // namespace dongtin
