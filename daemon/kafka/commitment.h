// How records and the offsets of what they came from become durable: with a transaction (transaction.h) or without.
//
// The sink's way through a batch:   Prepare  [ Begin  producer().Queue...  Commit or Undo ] ...
//
// Threads: the sink's.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "daemon/io.h"
#include "daemon/kafka/producer.h"
#include "daemon/kafka/settings.h"
#include "daemon/kafka/source.h"

namespace dongtin {

class Commitment {
 public:
  virtual ~Commitment() = default;
  Commitment() = default;
  Commitment(const Commitment&) = delete;
  Commitment& operator=(const Commitment&) = delete;

  // Makes the producer usable; blocks for about a second at most. On an error call it again, after a pause.
  virtual std::optional<IoError> Prepare() = 0;
  // REQUIRES: Prepare succeeded, and since then no other function has failed
  virtual Producer& producer() = 0;

  virtual std::optional<IoError> Begin() { return std::nullopt; }
  // All records since Begin, which are acknowledged, and the offsets. After an error what can be undone is undone.
  virtual std::optional<IoError> Commit(const NextOffsets& next) = 0;
  // Takes back what was written since Begin, so that it can be written again at once in another way. Where that is not
  // possible (can_undo) it does nothing.
  virtual std::optional<IoError> Undo() { return std::nullopt; }
  virtual bool can_undo() const = 0;
  // After an Undo of what has failed, and is not to be written again at once: has its messages read again where that is
  // possible.
  virtual void Recover() = 0;
};

// At least once: offsets are committed by the consumer, after the records. Nothing can be taken back.
class PlainCommitment final : public Commitment {
 public:
  PlainCommitment(const KafkaOptions& options, int lane, KafkaSource* source)
      : options_(options), lane_(lane), source_(source) {}

  std::optional<IoError> Prepare() override;
  Producer& producer() override { return *producer_; }
  std::optional<IoError> Commit(const NextOffsets& next) override;
  bool can_undo() const override { return false; }
  void Recover() override;

 private:
  const KafkaOptions options_;
  const int lane_;
  KafkaSource* const source_;
  std::unique_ptr<Producer> producer_;  // null after a fatal error
};

}  // namespace dongtin
