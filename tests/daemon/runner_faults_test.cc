// The engine under trouble: a full output, a stop, an abort, errors on every boundary.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

#include "tests/support/builders.h"
#include "tests/support/engine.h"

namespace dongtin {
namespace {

using std::chrono::milliseconds;
using testing::ElementsAre;
using testing::HasSubstr;

TEST(RunnerBackPressure, AStalledSinkStopsTheSourceAfterExactlyTheBudgetAndOne) {
  constexpr std::size_t kRoom = 10;
  std::vector<RawMessage> messages;
  for (std::int64_t i = 0; i < 100; ++i) messages.push_back(MakeMessage(i, "same size"));
  Engine engine(messages);
  engine.options.queue_bytes = kRoom * CostOf(messages[0]);
  engine.options.batch.messages = 1;
  engine.own_sink.Cork();
  engine.Start();
  engine.own_sink.WaitForHeldWrite();
  engine.source.WaitForGiven(kRoom + 1);
  std::this_thread::sleep_for(milliseconds(30));  // time to do wrong; a run that does right never fails by it
  EXPECT_EQ(engine.source.given(), kRoom + 1);
  engine.own_sink.Uncork();
  engine.Join();
  EXPECT_EQ(engine.WrittenOffsets(), Offsets(100));
}

TEST(RunnerBackPressure, ASourceThatMustWaitIsKeptAliveAndSoItIsDuringTheDrain) {
  Engine engine(MakeMessages(20));
  engine.options.queue_bytes = 10 * CostOf(MakeMessage(0, "v0"));
  engine.own_sink.Cork();
  engine.Start();
  engine.own_sink.WaitForHeldWrite();
  engine.source.WaitForKeepAlives(2);
  engine.runner->Stop();
  engine.source.WaitForKeepAlives(2);
  engine.own_sink.Uncork();
  const RunResult result = engine.Join();
  EXPECT_EQ(result.written, result.received);
}

TEST(RunnerBackPressure, ABatchThatCannotFillUpIsWrittenAllTheSame) {
  // batch.bytes is over the room: the sink must not wait for an hour for bytes that the source may not send.
  Engine engine(MakeMessages(50));
  engine.options.queue_bytes = 10 * CostOf(MakeMessage(10, "v10"));
  engine.options.batch = {.messages = 1000, .bytes = 1 << 30, .linger = std::chrono::hours(1)};
  engine.Run();
  EXPECT_EQ(engine.WrittenOffsets(), Offsets(50));
}

TEST(RunnerStop, DrainsWhatIsInFlight) {
  Engine engine({MakeMessage(0, "a"), MakeMessage(1, "b"), ScriptedSource::Pause{}, MakeMessage(2, "never")});
  engine.own_sink.Cork();
  engine.Start();
  engine.own_sink.WaitForHeldWrite();
  engine.source.WaitForGiven(2);
  engine.runner->Stop();
  engine.runner->Stop();
  engine.own_sink.Uncork();
  const RunResult result = engine.Join();
  EXPECT_EQ(engine.WrittenOffsets(), Offsets(2));
  EXPECT_FALSE(result.aborted);
}

TEST(RunnerStop, WritesEvenTheMessageThatWaitsForRoom) {
  Engine engine(MakeMessages(3));
  engine.options.queue_bytes = 1;  // one at a time
  engine.own_sink.Cork();
  engine.Start();
  engine.own_sink.WaitForHeldWrite();
  engine.source.WaitForGiven(2);
  engine.runner->Stop();
  engine.own_sink.Uncork();
  const RunResult result = engine.Join();
  EXPECT_EQ(result.written, result.received);
  EXPECT_EQ(engine.WrittenOffsets(), Offsets(2));
}

TEST(RunnerAbort, ReturnsWhileTheDecisionLogWaitsForItsBroker) {
  Engine engine(MakeMessages(10));
  engine.own_log.Stall();
  engine.Start();
  engine.own_log.WaitForStalledAsk();
  engine.runner->Abort();
  engine.runner->Abort();
  const RunResult result = engine.Join();
  EXPECT_TRUE(result.aborted);
  EXPECT_EQ(result.written, 0u);
  EXPECT_EQ(result.fatal, std::nullopt);
}

TEST(RunnerAbort, EndsTheTriesOfAnOutputThatIsGone) {
  CorkableSink gone([](std::size_t, std::size_t* kept) {
    *kept = 0;
    return IoStatus(IoError{"no broker"});
  });
  SystemClock clock;
  Engine engine(MakeMessages(10));
  engine.sink = &gone;
  engine.clock = &clock;
  gone.Cork();
  engine.Start();
  gone.WaitForHeldWrite();
  gone.Uncork();
  engine.runner->Abort();
  EXPECT_TRUE(engine.Join().aborted);
}

TEST(RunnerAbort, ReturnsWhileTheSourceWaitsForRoom) {
  Engine engine(MakeMessages(10));
  engine.options.queue_bytes = 1;
  engine.own_log.Stall();
  engine.Start();
  engine.source.WaitForGiven(2);
  engine.runner->Abort();
  EXPECT_TRUE(engine.Join().aborted);
}

TEST(RunnerErrors, AChaoticOutputLosesNothingAndKeepsTheOrder) {
  std::mt19937 random(20261123);
  CorkableSink chaos([&random](std::size_t batch_size, std::size_t* kept) {
    if (random() % 2 == 0) return IoStatus(Done{});
    *kept = random() % (batch_size + 1);
    return IoStatus(IoError{"refused"});
  });
  Engine engine(MakeMessages(500));
  engine.options.batch.messages = 9;
  engine.sink = &chaos;
  const RunResult result = engine.Run();
  EXPECT_EQ(result.written, 500u);

  // A batch that was refused is written again from its start: going back is allowed, a gap is not.
  std::int64_t next = 0;
  for (const Delivery& delivery : chaos.written()) {
    ASSERT_LE(delivery.message.at.offset, next);
    next = std::max(next, delivery.message.at.offset + 1);
  }
  EXPECT_EQ(next, 500);
}

TEST(RunnerErrors, PausesGrowUpToALimit) {
  int tries = 0;
  CorkableSink slow([&tries](std::size_t, std::size_t* kept) {
    if (++tries > 10) return IoStatus(Done{});
    *kept = 0;
    return IoStatus(IoError{"not yet"});
  });
  Engine engine(MakeMessages(1));
  engine.sink = &slow;
  engine.Run();
  EXPECT_THAT(
      engine.own_clock.pauses(),
      ElementsAre(milliseconds(50), milliseconds(100), milliseconds(200), milliseconds(400), milliseconds(800),
                  milliseconds(1600), milliseconds(3200), milliseconds(5000), milliseconds(5000), milliseconds(5000)));
  EXPECT_THAT(engine.metrics.Render(), HasSubstr("dongtin_io_errors_total{boundary=\"sink\"} 10\n"));
}

TEST(RunnerErrors, AnOutputThatRefusesIsToldInTheLogOnceAndMakesTheRunNotReadyUntilItTakesAgain) {
  Engine engine(MakeMessages(1));
  std::vector<std::optional<std::string>> seen;
  CorkableSink refusing([&](std::size_t, std::size_t* kept) {
    seen.push_back(engine.runner->NotReady());
    if (seen.size() > 4) return IoStatus(Done{});
    *kept = 0;
    return IoStatus(IoError{"topic events: not authorised"});
  });
  engine.sink = &refusing;
  testing::internal::CaptureStderr();
  engine.Run();
  const std::string log = testing::internal::GetCapturedStderr();
  const std::string why = "topic events: not authorised";
  EXPECT_THAT(seen, ElementsAre(std::nullopt, why, why, why, why));
  EXPECT_EQ(engine.runner->NotReady(), std::nullopt);
  EXPECT_NE(log.find(why), std::string::npos);
  EXPECT_EQ(log.find(why), log.rfind(why)) << log;
  EXPECT_THAT(log, HasSubstr("output works again"));
}

TEST(RunnerErrors, ADecisionLogThatCannotBeAskedMakesTheRunNotReady) {
  class Away final : public DecisionLog {
   public:
    Result<std::vector<Decision>, IoError> Ask(std::span<const Question> questions) override {
      if (++asked > 1) {
        seen = runner->NotReady();
        return std::vector<Decision>(questions.size());
      }
      return IoError{"no leader"};
    }
    void Cancel() override {}
    int asked = 0;
    const Runner* runner = nullptr;
    std::optional<std::string> seen;
  };
  Away away;
  Engine engine({ScriptedSource::Pause{}, MakeMessage(0, "a")});
  engine.log = &away;
  engine.Start();
  away.runner = engine.runner.get();
  engine.source.Resume();
  engine.Join();
  EXPECT_EQ(away.seen, "no leader");
  EXPECT_EQ(engine.runner->NotReady(), std::nullopt);
}

TEST(RunnerErrors, ASourceErrorIsAPauseNotAnEnd) {
  Engine engine({MakeMessage(0, "a"), IoError{"broker away"}, IoError{"still away"}, MakeMessage(1, "b")});
  const RunResult result = engine.Run();
  EXPECT_EQ(engine.WrittenOffsets(), Offsets(2));
  EXPECT_EQ(result.fatal, std::nullopt);
  EXPECT_EQ(engine.own_clock.pauses().size(), 2u);
}

TEST(RunnerErrors, WhatASourceHasLostMeanwhileIsCountedApart) {
  std::vector<RawMessage> messages = MakeMessages(4);
  messages[0].lease = messages[2].lease = 7;
  Engine engine(messages);
  engine.own_sink.EndLease(7);
  const RunResult result = engine.Run();
  EXPECT_THAT(engine.WrittenOffsets(), ElementsAre(1, 3));
  EXPECT_EQ(result.written, 2u);
  EXPECT_EQ(result.stale, 2u);
  EXPECT_THAT(engine.metrics.Render(), HasSubstr("dongtin_stale_total 2\n"));
  EXPECT_THAT(engine.metrics.Render(), HasSubstr("dongtin_events_total 2\n"));
}

TEST(RunnerErrors, AnEventThatTheOutputSetsAsideIsCountedAsARejectNotAsAnEvent) {
  class Picky final : public Sink {
   public:
    WriteStatus Write(std::span<const Delivery> batch) override {
      WriteReport report;
      for (std::size_t i = 0; i < batch.size(); ++i) {
        if (batch[i].message.at.offset == 1) report.undeliverable.push_back(i);
      }
      return report;
    }
  };
  Picky picky;
  Engine engine(MakeMessages(3));
  engine.sink = &picky;
  EXPECT_EQ(engine.Run().written, 3u);
  EXPECT_THAT(engine.metrics.Render(), HasSubstr("dongtin_events_total 2\n"));
  EXPECT_THAT(engine.metrics.Render(), HasSubstr("dongtin_rejected_total{reason=\"undeliverable\"} 1\n"));
}

TEST(RunnerErrors, AnOutputThatDoesNotOpenIsTriedAgainAndStopsNoRun) {
  class Shut final : public Sink {
   public:
    IoStatus Open() override { return IoStatus(IoError{"no coordinator"}); }
    WriteStatus Write(std::span<const Delivery>) override { return WriteReport{}; }
  };
  Shut shut;
  SystemClock clock;
  Engine engine({MakeMessage(0, "a"), ScriptedSource::Pause{}});
  engine.sink = &shut;
  engine.clock = &clock;
  engine.Start();
  engine.source.WaitForGiven(1);
  engine.runner->Stop();
  EXPECT_EQ(engine.Join().written, 1u) << "what is in flight is offered all the same";
}

TEST(RunnerErrors, ADecisionLogErrorAsksTheSameQuestionsAgain) {
  Engine engine(std::vector{MakeMessage(0, "a"), MakeMessage(1, "a")});
  engine.own_log.FailNext(IoError{"no leader"});
  engine.Run();
  EXPECT_THAT(engine.Outcomes(), ElementsAre("a:new", "a:exact"));
}

TEST(RunnerErrors, AFatalErrorOfAnyBoundaryEndsTheRunWithItsMessage) {
  const IoError fatal{"wrong password", true};

  Engine source({MakeMessage(0, "a"), fatal});
  EXPECT_EQ(source.Run().fatal, "wrong password");

  Engine log(MakeMessages(3));
  log.own_log.FailNext(fatal);
  EXPECT_EQ(log.Run().fatal, "wrong password");

  CorkableSink refusing([&fatal](std::size_t, std::size_t*) { return IoStatus(fatal); });
  Engine sink(MakeMessages(3));
  sink.sink = &refusing;
  EXPECT_EQ(sink.Run().fatal, "wrong password");
}

TEST(RunnerErrors, ALogThatAnswersTooFewQuestionsEndsTheRun) {
  class Forgetful final : public DecisionLog {
   public:
    Result<std::vector<Decision>, IoError> Ask(std::span<const Question>) override { return std::vector<Decision>(); }
    void Cancel() override {}
  };
  Forgetful forgetful;
  Engine engine(MakeMessages(1));
  engine.log = &forgetful;
  EXPECT_THAT(engine.Run().fatal.value_or(""), HasSubstr("0 of 1"));
}

TEST(RunnerErrors, AnExceptionOutsideTheStagesEndsTheRunNotTheProcess) {
  CorkableSink throwing([](std::size_t, std::size_t*) -> IoStatus { throw std::runtime_error("out of luck"); });
  Engine engine(MakeMessages(3));
  engine.sink = &throwing;
  const RunResult result = engine.Run();
  EXPECT_EQ(result.fatal, "out of luck");
  EXPECT_TRUE(result.aborted);
}

}  // namespace
}  // namespace dongtin
