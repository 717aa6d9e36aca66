#include "daemon/watchdog.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <future>

#include "tests/support/builders.h"
#include "tests/support/engine.h"

namespace dongtin {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using testing::Eq;
using testing::HasSubstr;
using testing::Optional;

// An engine under a watchdog of 60 s, whose time stands still but for Advance.
class WatchdogTest : public testing::Test {
 protected:
  explicit WatchdogTest(std::vector<ScriptedSource::Step> script = {MakeMessage(0, "v"), ScriptedSource::Pause{}})
      : engine_(std::move(script)), source_(dog_.Watch(&engine_.source)), sink_(dog_.Watch(&engine_.own_sink)) {
    engine_.options.workers = 2;
  }

  // Runs with these hooks. `log`: another than the engine's own.
  void Start(FakeWorker::Hook before_prepare = {}, FakeWorker::Hook before_finish = {}, bool log_excused = false) {
    log_ = dog_.Watch(engine_.log, log_excused);
    engine_.runner = std::make_unique<Runner>(
        engine_.options, Runner::Parts{source_.get(), log_.get(), sink_.get(), &clock_, &engine_.metrics,
                                       dog_.Watch([before_prepare, before_finish] {
                                         return std::make_unique<FakeWorker>(before_prepare, before_finish);
                                       })});
    engine_.thread = std::thread([this] { engine_.result = engine_.runner->Run(); });
  }

  void End() {
    open_.set_value();
    engine_.source.Resume();
    engine_.Join();
  }

  // A hook that says that it was reached, and blocks until End.
  FakeWorker::Hook Blocks() {
    return [this, open = open_.get_future().share()](const RawMessage&) {
      reached_.set_value();
      open.wait();
    };
  }
  void WaitUntilBlocked() { reached_.get_future().wait(); }

  ManualClock clock_;
  Watchdog dog_{WatchdogOptions{}, &clock_};
  Engine engine_;
  std::promise<void> reached_, open_;
  std::unique_ptr<Source> source_;
  std::unique_ptr<DecisionLog> log_;
  std::unique_ptr<Sink> sink_;
};

TEST_F(WatchdogTest, NamesAWorkerThatStandsStillAndItsMessage) {
  Start(Blocks());
  WaitUntilBlocked();
  clock_.Advance(seconds(60));
  EXPECT_EQ(dog_.NotLive(), std::nullopt);
  clock_.Advance(seconds(15));
  EXPECT_THAT(dog_.NotLive(), Optional(Eq("the preparation of in-0@0 has stood still for 75 s")));
  End();
  EXPECT_EQ(dog_.NotLive(), std::nullopt);
}

TEST_F(WatchdogTest, WatchesTheFinishAsWell) {
  Start({}, Blocks());
  WaitUntilBlocked();
  clock_.Advance(seconds(61));
  EXPECT_THAT(dog_.NotLive(), Optional(Eq("the finish of in-0@0 has stood still for 61 s")));
  End();
}

TEST_F(WatchdogTest, IsSatisfiedWithAnEngineThatWaitsForInput) {
  Start();
  engine_.source.WaitForGiven(1);
  while (engine_.own_sink.written().empty()) std::this_thread::yield();
  // The sink's note of the end of its Write comes a moment later.
  clock_.Advance(std::chrono::hours(5));
  while (dog_.NotLive().has_value()) std::this_thread::yield();
  EXPECT_EQ(dog_.NotLive(), std::nullopt);
  End();
}

TEST_F(WatchdogTest, NeverBlamesAnOutputThatTakesItsTime) {
  engine_.own_sink.Cork();
  Start();
  engine_.own_sink.WaitForHeldWrite();
  clock_.Advance(std::chrono::hours(5));
  EXPECT_EQ(dog_.NotLive(), std::nullopt);
  engine_.own_sink.Uncork();
  End();
}

TEST_F(WatchdogTest, BlamesADecisionLogUnlessABrokerStandsBehindIt) {
  for (const bool excused : {true, false}) {
    ManualClock clock;
    Watchdog dog(WatchdogOptions{}, &clock);
    FakeDecisionLog stalled;
    stalled.Stall();
    const auto log = dog.Watch(&stalled, excused);
    std::thread thread([&] { static_cast<void>(log->Ask(std::vector{MakeQuestion(1, 1)})); });
    stalled.WaitForStalledAsk();
    clock.Advance(seconds(90));
    EXPECT_EQ(dog.NotLive().value_or(""), excused ? "" : "the decision has stood still for 90 s");
    log->Cancel();
    thread.join();
  }
  Start();
  End();
}

// As after a lost wake-up: a message was given, and nobody is at it.
TEST_F(WatchdogTest, FindsMessagesThatNobodyIsAt) {
  ASSERT_TRUE(std::holds_alternative<RawMessage>(source_->Poll(milliseconds(0))));
  clock_.Advance(seconds(60));
  EXPECT_EQ(dog_.NotLive(), std::nullopt);
  clock_.Advance(seconds(1));
  EXPECT_THAT(dog_.NotLive(), Optional(HasSubstr("1 messages are in flight")));
  const std::vector<Delivery> batch(1);
  ASSERT_TRUE(sink_->Write(batch).ok());
  clock_.Advance(seconds(61));
  EXPECT_EQ(dog_.NotLive(), std::nullopt);
}

TEST_F(WatchdogTest, CountsWhatAFailedWriteLeavesAsInFlight) {
  CorkableSink failing([](std::size_t, std::size_t*) -> IoStatus { return IoError{"no", false}; });
  const auto sink = dog_.Watch(&failing);
  ASSERT_TRUE(std::holds_alternative<RawMessage>(source_->Poll(milliseconds(0))));
  const std::vector<Delivery> batch(1);
  EXPECT_FALSE(sink->Write(batch).ok());
  clock_.Advance(seconds(59));  // the pause before the next try is far shorter
  EXPECT_EQ(dog_.NotLive(), std::nullopt);
  clock_.Advance(seconds(2));
  EXPECT_NE(dog_.NotLive(), std::nullopt);
}

TEST_F(WatchdogTest, ForgetsAWorkerThatWasReplaced) {
  const WorkerFactory make = dog_.Watch([] { return std::make_unique<FakeWorker>(); });
  make().reset();
  EXPECT_EQ(dog_.NotLive(), std::nullopt);
}

}  // namespace
}  // namespace dongtin
