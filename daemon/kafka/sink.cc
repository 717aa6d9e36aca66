#include "daemon/kafka/sink.h"

#include <algorithm>
#include <utility>

#include "daemon/kafka/transaction.h"
#include "daemon/log.h"

namespace dongtin {
namespace {

IoError SendError(const std::string& topic, rd_kafka_resp_err_t error) {
  return IoError{"cannot write to topic " + topic + ": " + rd_kafka_err2str(error), false};
}

// Given up together with a record that failed: says nothing about this one.
bool WasGivenUp(rd_kafka_resp_err_t error) {
  return error == RD_KAFKA_RESP_ERR__PURGE_QUEUE || error == RD_KAFKA_RESP_ERR__PURGE_INFLIGHT ||
         error == RD_KAFKA_RESP_ERR__STATE;
}

}  // namespace

KafkaSink::Progress::Progress(std::span<const Delivery> batch)
    : first(batch.front().message.at),
      last(batch.back().message.at),
      first_lease(batch.front().message.lease),
      last_lease(batch.back().message.lease),
      fates(batch.size(), Fate::kPending),
      segments(batch.size()) {
  for (const Delivery& delivery : batch) forms.push_back(RecordForms::First(delivery));
}

bool KafkaSink::Progress::IsOf(std::span<const Delivery> batch) const {
  return batch.size() == fates.size() && batch.front().message.at == first && batch.back().message.at == last &&
         batch.front().message.lease == first_lease && batch.back().message.lease == last_lease;
}

KafkaSink::KafkaSink(const KafkaOptions& options, Parts parts)
    : forms_(options, parts.shorten),
      parts_(std::move(parts)),
      commitment_(
          options.delivery == KafkaDelivery::kExactlyOnce
              ? std::unique_ptr<Commitment>(std::make_unique<Transactions>(
                    options, parts_.lane, parts_.source, parts_.observer != nullptr ? parts_.observer : &no_observer_))
              : std::make_unique<PlainCommitment>(options, parts_.lane, parts_.source)),
      trouble_("the output is not open yet") {}

KafkaSink::~KafkaSink() = default;

Result<std::unique_ptr<KafkaSink>, IoError> KafkaSink::Make(const KafkaOptions& options, Parts parts) {
  const bool exactly_once = options.delivery == KafkaDelivery::kExactlyOnce;
  const auto conf =
      MakeConf(exactly_once ? ClientKind::kTransactionalProducer : ClientKind::kProducer, options, parts.lane);
  if (!conf) return IoError{conf.error().message, true};
  return std::unique_ptr<KafkaSink>(new KafkaSink(options, std::move(parts)));
}

IoStatus KafkaSink::Open() {
  if (auto error = commitment_->Prepare()) return Failed(*std::move(error));
  const std::lock_guard lock(mutex_);
  trouble_.reset();
  return Done{};
}

WriteStatus KafkaSink::Write(std::span<const Delivery> batch) {
  if (batch.empty()) return WriteReport{};
  if (auto error = commitment_->Prepare()) return Failed(*std::move(error));
  if (!progress_ || !progress_->IsOf(batch)) progress_.emplace(batch);
  {
    const OwnershipGate::Batch owned(parts_.source->gate());
    if (auto error = WriteOwned(batch)) return Failed(*std::move(error));
  }
  WriteReport report = Report(batch);
  progress_.reset();
  const std::lock_guard lock(mutex_);
  trouble_.reset();
  return report;
}

std::optional<std::string> KafkaSink::NotReady() const {
  const std::lock_guard lock(mutex_);
  return trouble_;
}

IoError KafkaSink::Failed(IoError error) {
  const std::lock_guard lock(mutex_);
  trouble_ = error.message;
  return error;
}

std::optional<IoError> KafkaSink::WriteOwned(std::span<const Delivery> batch) {
  LeaveOutStale(batch);
  while (const std::optional<Segment> segment = progress_->segments.Current()) {
    if (auto error = WriteSegment(batch, *segment)) return error;
  }
  return std::nullopt;
}

void KafkaSink::LeaveOutStale(std::span<const Delivery> batch) {
  for (std::size_t i = 0; i < batch.size(); ++i) {
    Fate& fate = progress_->fates[i];
    if (fate == Fate::kPending && !parts_.source->leases().IsLive(batch[i].message.lease)) fate = Fate::kStale;
  }
}

std::optional<IoError> KafkaSink::WriteSegment(std::span<const Delivery> batch, Segment segment) {
  const auto begin = progress_->fates.begin() + static_cast<std::ptrdiff_t>(segment.begin);
  const auto end = progress_->fates.begin() + static_cast<std::ptrdiff_t>(segment.end);
  if (std::find(begin, end, Fate::kPending) == end) {
    progress_->segments.Done();
    return std::nullopt;
  }
  if (!progress_->sent) {
    if (auto error = commitment_->Begin()) return error;
    auto refused = Send(batch, segment);
    if (!refused) return std::move(refused).error();
    if (*refused) return Isolate(batch, **refused);
    progress_->sent = true;
  }
  // The group does not wait for the end of a batch when it gives away the partitions of a member that it has lost.
  if (commitment_->can_undo() && AnyLost(batch, segment)) {
    progress_->sent = false;
    if (auto error = commitment_->Undo()) return error;
    return IoError{"a partition was lost while its messages were being written"};
  }
  if (auto error = commitment_->Commit(OffsetsOf(batch, segment))) return error;
  progress_->sent = false;
  std::replace(begin, end, Fate::kPending, Fate::kWritten);
  progress_->segments.Done();
  return std::nullopt;
}

// Nullopt: all is acknowledged. On an error what was sent is given up.
Result<std::optional<KafkaSink::Refused>, IoError> KafkaSink::Send(std::span<const Delivery> batch, Segment segment) {
  Producer& producer = commitment_->producer();
  producer.Start(segment.end - segment.begin);
  rd_kafka_resp_err_t failure = RD_KAFKA_RESP_ERR_NO_ERROR;
  std::size_t failed_at = segment.begin;
  for (std::size_t i = segment.begin; i < segment.end && failure == RD_KAFKA_RESP_ERR_NO_ERROR; ++i) {
    if (progress_->fates[i] == Fate::kPending) {
      failure = Queue(batch[i], &progress_->forms[i], i - segment.begin);
    }
    failed_at = i;
  }
  if (failure == RD_KAFKA_RESP_ERR_NO_ERROR && producer.WaitForReports()) return std::optional<Refused>();

  if (commitment_->can_undo()) producer.DropUnsent();
  // May end the producer. Once it has succeeded, all can be written again, whatever became of it.
  if (auto error = commitment_->Undo()) return *std::move(error);
  producer.Settle();
  std::optional<Refused> refused;
  for (std::size_t i = segment.begin; i < segment.end; ++i) {
    const rd_kafka_resp_err_t error = producer.error(i - segment.begin);
    if (RefusedForGood(error)) {
      refused = Refused{refused ? refused->first : i, i};
    } else if (error != RD_KAFKA_RESP_ERR_NO_ERROR && !WasGivenUp(error)) {
      failure = error;
      failed_at = i;
    }
  }
  if (refused && commitment_->can_undo()) return refused;  // the rest came to nothing because of it
  if (refused && failure == RD_KAFKA_RESP_ERR_NO_ERROR) return refused;
  if (failure == RD_KAFKA_RESP_ERR_NO_ERROR) failure = RD_KAFKA_RESP_ERR__FAIL;
  const std::optional<OutRecord> record = forms_.Make(batch[failed_at], progress_->forms[failed_at]);
  commitment_->Recover();
  return SendError(record ? *record->topic : "", failure);
}

// The segment was taken back: cuts it around the record that was refused, or has that record take its next form.
std::optional<IoError> KafkaSink::Isolate(std::span<const Delivery> batch, const Refused& refused) {
  if (refused.first != refused.last) {
    progress_->segments.Split(refused.first, refused.last);
    return std::nullopt;
  }
  const Delivery& delivery = batch[refused.first];
  Form& form = progress_->forms[refused.first];
  if (const std::optional<Form> next = forms_.Next(delivery, form)) {
    form = *next;
    return std::nullopt;
  }
  const std::optional<OutRecord> record = forms_.Make(delivery, form);
  commitment_->Recover();
  return SendError(record ? *record->topic : "", RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE);
}

// Queues the delivery in the first of its forms, from its present one on, that is not refused on the spot.
rd_kafka_resp_err_t KafkaSink::Queue(const Delivery& delivery, Form* form, std::size_t number) {
  for (;;) {
    const std::optional<OutRecord> record = forms_.Make(delivery, *form);
    if (!record) return RD_KAFKA_RESP_ERR_NO_ERROR;
    const rd_kafka_resp_err_t error = commitment_->producer().Queue(*record, number);
    const std::optional<Form> next = RefusedForGood(error) ? forms_.Next(delivery, *form) : std::nullopt;
    if (!next) return error;
    *form = *next;
  }
}

bool KafkaSink::AnyLost(std::span<const Delivery> batch, Segment segment) const {
  for (std::size_t i = segment.begin; i < segment.end; ++i) {
    if (progress_->fates[i] == Fate::kPending && !parts_.source->leases().IsLive(batch[i].message.lease)) return true;
  }
  return false;
}

NextOffsets KafkaSink::OffsetsOf(std::span<const Delivery> batch, Segment segment) const {
  NextOffsets next;
  for (std::size_t i = segment.begin; i < segment.end; ++i) {
    const RawMessage& message = batch[i].message;
    if (progress_->fates[i] != Fate::kPending || message.lease == 0) continue;
    next[{message.at.topic, message.at.partition}] = message.at.offset + 1;
  }
  return next;
}

WriteReport KafkaSink::Report(std::span<const Delivery> batch) const {
  WriteReport report;
  for (std::size_t i = 0; i < batch.size(); ++i) {
    if (progress_->fates[i] == Fate::kStale) {
      report.stale.push_back(i);
    } else if (RecordForms::SetAside(batch[i], progress_->forms[i])) {
      report.undeliverable.push_back(i);
    }
  }
  return report;
}

}  // namespace dongtin
