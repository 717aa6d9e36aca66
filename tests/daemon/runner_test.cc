// What comes out of the engine: everything, once, in order, whatever a stage does.
#include "daemon/runner.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <random>
#include <stdexcept>

#include "tests/support/builders.h"
#include "tests/support/engine.h"

namespace dongtin {
namespace {

using testing::Each;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Le;

// Lets workers overtake one another.
void Dawdle(const RawMessage&) {
  thread_local std::mt19937 random(std::hash<std::thread::id>()(std::this_thread::get_id()));
  std::this_thread::sleep_for(std::chrono::microseconds(random() % 200));
}

TEST(Runner, EndsAtTheEndOfTheInputWithEverythingWritten) {
  Engine engine(MakeMessages(3));
  const RunResult result = engine.Run();
  EXPECT_THAT(engine.Outcomes(), ElementsAre("v0:new", "v1:new", "v2:new"));
  EXPECT_EQ(result.received, 3u);
  EXPECT_EQ(result.written, 3u);
  EXPECT_FALSE(result.aborted);
  EXPECT_EQ(result.fatal, std::nullopt);
}

TEST(Runner, AnEmptyInputEndsAtOnce) {
  Engine engine(std::vector<RawMessage>{});
  EXPECT_EQ(engine.Run().received, 0u);
  EXPECT_THAT(engine.metrics.Render(), HasSubstr("dongtin_in_flight_limit_bytes 1048576\n"));
  EXPECT_TRUE(engine.own_sink.batch_sizes().empty());
}

TEST(Runner, KeepsTheInputsOrderThroughBothPoolsOfWorkers) {
  Engine engine(MakeMessages(2000));
  engine.options.workers = 8;
  engine.before_prepare = Dawdle;
  engine.before_finish = Dawdle;
  engine.Run();
  EXPECT_EQ(engine.WrittenOffsets(), Offsets(2000));
}

TEST(Runner, AsksForDecisionsInTheInputsOrder) {
  std::vector<RawMessage> messages;
  for (std::int64_t i = 0; i < 500; ++i) messages.push_back(MakeMessage(i, "story " + std::to_string(i / 2)));
  Engine engine(messages);
  engine.options.workers = 8;
  engine.before_prepare = Dawdle;
  engine.Run();
  const std::vector<std::string> outcomes = engine.Outcomes();
  for (std::size_t i = 0; i < outcomes.size(); ++i) {
    EXPECT_THAT(outcomes[i], HasSubstr(i % 2 == 0 ? ":new" : ":exact")) << i;
  }
}

TEST(Runner, ManyWorkersGetTheDecisionsThatOneGets) {
  std::vector<RawMessage> messages;
  for (std::int64_t i = 0; i < 200; ++i) messages.push_back(MakeMessage(i, "story " + std::to_string(i % 30)));
  std::vector<std::vector<std::string>> outcomes;
  for (const int workers : {1, 8}) {
    Engine engine(messages);
    engine.options.workers = workers;
    engine.before_prepare = Dawdle;
    engine.before_finish = Dawdle;
    engine.Run();
    outcomes.push_back(engine.Outcomes());
  }
  EXPECT_EQ(outcomes[0], outcomes[1]);
}

TEST(Runner, RejectsAndTakedownsKeepTheirPlace) {
  Engine engine(
      std::vector{MakeMessage(0, "a"), MakeMessage(1, "reject this"), MakeMessage(2, "takedown"), MakeMessage(3, "a")});
  engine.Run();
  EXPECT_THAT(engine.Outcomes(), ElementsAre("a:new", "bad_json", "takedown", "a:exact"));
}

TEST(Runner, RejectedMessagesAreNotAskedAbout) {
  Engine engine(std::vector{MakeMessage(0, "reject"), MakeMessage(1, "reject")});
  engine.Run();
  EXPECT_TRUE(engine.own_log.batch_sizes().empty());
}

TEST(Runner, AnExceptionInAStageRejectsThatMessageAndNoOther) {
  Engine engine(MakeMessages(6));
  engine.before_prepare = [](const RawMessage& message) {
    if (message.value == "v1") throw std::runtime_error("first half");
    if (message.value == "v3") throw 3;
  };
  engine.before_finish = [](const RawMessage& message) {
    if (message.value == "v4") throw std::bad_alloc();
  };
  engine.Run();
  EXPECT_THAT(engine.Outcomes(),
              ElementsAre("v0:new", "internal_error", "v2:new", "internal_error", "internal_error", "v5:new"));
  const std::vector<Delivery> written = engine.own_sink.written();
  EXPECT_EQ(std::get<Rejected>(written[1].outcome).reject.detail, "first half");
  EXPECT_EQ(std::get<Rejected>(written[1].outcome).id, "in-0-1");
  EXPECT_EQ(std::get<Rejected>(written[4].outcome).id, "in-0-4");
}

TEST(Runner, AWorkerThatThrewIsReplaced) {
  std::atomic<int> made{0};
  Engine engine(MakeMessages(1));
  engine.options.workers = 1;
  Runner runner(engine.options,
                {&engine.source, engine.log, engine.sink, engine.clock, &engine.metrics, [&made] {
                   ++made;
                   return std::make_unique<FakeWorker>([](const RawMessage&) { throw std::runtime_error("broken"); });
                 }});
  runner.Run();
  EXPECT_EQ(made, 3);  // one a pool, and one in place of the broken one
}

TEST(Runner, BatchesKeepToTheirLimitOfMessages) {
  Engine engine(MakeMessages(100));
  engine.options.batch = {.messages = 7, .linger = std::chrono::hours(1)};
  engine.Run();
  EXPECT_THAT(engine.own_sink.batch_sizes(), Each(Le(7u)));
  EXPECT_EQ(engine.own_sink.batch_sizes().front(), 7u);
  EXPECT_EQ(engine.WrittenOffsets(), Offsets(100));
}

TEST(Runner, AMessageLargerThanAllRoomPasses) {
  Engine engine(std::vector{MakeMessage(0, "small"), MakeMessage(1, std::string(100'000, 'x')), MakeMessage(2, "end")});
  engine.options.queue_bytes = 10'000;
  engine.Run();
  EXPECT_EQ(engine.WrittenOffsets(), Offsets(3));
}

TEST(Runner, ASlowSourceIsNotWaitedForWithMessagesInHand) {
  Engine engine({MakeMessage(0, "a"), ScriptedSource::Pause{}, MakeMessage(1, "b")});
  engine.own_sink.Cork();
  engine.Start();
  engine.own_sink.WaitForHeldWrite();  // "a" came through while the source had nothing more
  engine.own_sink.Uncork();
  engine.source.Resume();
  engine.Join();
  EXPECT_THAT(engine.Outcomes(), ElementsAre("a:new", "b:new"));
}

TEST(Runner, CountsWhatItDoes) {
  Engine engine(std::vector{MakeMessage(0, "aaaa"), MakeMessage(1, "reject"), MakeMessage(2, "aaaa")});
  engine.Run();
  const std::string metrics = engine.metrics.Render();
  for (const char* line :
       {"dongtin_received_total 3\n", "dongtin_received_bytes_total 14\n", "dongtin_events_total 2\n",
        "dongtin_rejected_total{reason=\"bad_json\"} 1\n", "dongtin_decisions_total{relation=\"exact\"} 1\n",
        "dongtin_queue_pushed_total{queue=\"raw\"} 3\n", "dongtin_queue_popped_total{queue=\"finished\"} 3\n",
        "dongtin_stage_duration_seconds_count{stage=\"prepare\"} 3\n", "dongtin_in_flight_bytes 0\n"}) {
    EXPECT_THAT(metrics, HasSubstr(line));
  }
}

}  // namespace
}  // namespace dongtin
