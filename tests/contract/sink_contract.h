// What every Sink promises (daemon/io.h), as a suite. An implementation writes a SinkHarness and instantiates it.
#pragma once

#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "daemon/io.h"
#include "tests/support/builders.h"

namespace dongtin {

class SinkHarness {
 public:
  virtual ~SinkHarness() = default;
  virtual Sink& sink() = 0;
  // The JSON of all events a reader of the output finds now, in its order.
  virtual std::vector<std::string> Events() = 0;
  // How many records (lines) there are for messages that were set aside.
  virtual std::size_t Rejects() = 0;
};
using SinkMaker = std::function<std::unique_ptr<SinkHarness>()>;

class SinkContract : public testing::TestWithParam<SinkMaker> {
 protected:
  SinkContract() : harness_(GetParam()()) {}

  static Delivery EventOf(std::int64_t offset, const std::string& json) {
    RawMessage message = MakeMessage(offset, "raw");
    return {message, Event{message.fallback_id, json}};
  }

  std::unique_ptr<SinkHarness> harness_;
};

TEST_P(SinkContract, WhatIsWrittenIsThereWhenWriteReturns) {
  ASSERT_TRUE(harness_->sink().Write(std::vector{EventOf(0, R"({"n":0})")}).ok());
  EXPECT_EQ(harness_->Events(), std::vector<std::string>{R"({"n":0})"});
}

TEST_P(SinkContract, KeepsTheOrderWithinAndBetweenBatches) {
  ASSERT_TRUE(harness_->sink().Write(std::vector{EventOf(0, R"({"n":0})"), EventOf(1, R"({"n":1})")}).ok());
  ASSERT_TRUE(harness_->sink().Write(std::vector{EventOf(2, R"({"n":2})")}).ok());
  EXPECT_EQ(harness_->Events(), (std::vector<std::string>{R"({"n":0})", R"({"n":1})", R"({"n":2})"}));
}

TEST_P(SinkContract, AnEmptyBatchIsFineAndWritesNothing) {
  EXPECT_TRUE(harness_->sink().Write({}).ok());
  EXPECT_TRUE(harness_->Events().empty());
}

TEST_P(SinkContract, ARejectedMessageIsSetAsideAndItsNeighboursAreWritten) {
  RawMessage bad = MakeMessage(1, "not JSON");
  const std::vector<Delivery> batch = {EventOf(0, R"({"n":0})"),
                                       {bad, Rejected{bad.fallback_id, {RejectReason::kBadJson, "no object"}}},
                                       EventOf(2, R"({"n":2})")};
  ASSERT_TRUE(harness_->sink().Write(batch).ok());
  EXPECT_EQ(harness_->Events(), (std::vector<std::string>{R"({"n":0})", R"({"n":2})"}));
  EXPECT_EQ(harness_->Rejects(), 1u);
}

}  // namespace dongtin
