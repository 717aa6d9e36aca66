#include "daemon/kafka/commitment.h"

#include <utility>

#include "daemon/log.h"

namespace dongtin {

std::optional<IoError> PlainCommitment::Prepare() {
  if (producer_ != nullptr) return std::nullopt;
  auto producer = Producer::Make(ClientKind::kProducer, options_, lane_);
  if (!producer) return std::move(producer).error();
  producer_ = *std::move(producer);
  return std::nullopt;
}

std::optional<IoError> PlainCommitment::Commit(const NextOffsets& next) {
  if (IoStatus status = source_->Commit(next); !status) return std::move(status).error();
  return std::nullopt;
}

void PlainCommitment::Recover() {
  char reason[256];
  if (rd_kafka_fatal_error(producer_->handle(), reason, sizeof(reason)) == RD_KAFKA_RESP_ERR_NO_ERROR) return;
  Log(LogLevel::kWarn, "kafka", std::string("the producer failed for good, a new one is made: ") + reason);
  producer_.reset();
}

}  // namespace dongtin
