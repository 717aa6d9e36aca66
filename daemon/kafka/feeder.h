// Writes single records to a topic and waits for each: for feeding the demo and tests, not for throughput.
#pragma once

#include <memory>
#include <string>

#include "daemon/io.h"
#include "daemon/kafka/handles.h"
#include "stages/article.h"

namespace dongtin {

// Not thread-safe.
class Feeder {
 public:
  static Result<std::unique_ptr<Feeder>, IoError> Make(const std::string& brokers);

  // Writes key, value and headers of `message` to `topic`, to the partition of its key. Its coordinates, once
  // acknowledged.
  Result<Coordinates, IoError> Send(const std::string& topic, const RawMessage& message);

 private:
  Feeder() = default;

  KafkaClient producer_;
};

}  // namespace dongtin
