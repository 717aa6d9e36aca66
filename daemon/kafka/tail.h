// Reads topics from their beginning, outside of any consumer group: what the demo's view and tests look at.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "daemon/io.h"
#include "daemon/kafka/handles.h"

namespace dongtin {

// One thread. Never End: a topic has none.
class Tail final : public Source {
 public:
  // All partitions that the topics have now; asks the broker for them.
  static Result<std::unique_ptr<Tail>, IoError> Make(const std::string& brokers,
                                                     const std::vector<std::string>& topics);
  ~Tail() override;

  Polled Poll(std::chrono::milliseconds timeout) override;

 private:
  Tail() = default;

  KafkaClient consumer_;
};

}  // namespace dongtin
