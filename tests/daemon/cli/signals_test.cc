#include "daemon/signals.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <csignal>
#include <semaphore>

namespace dongtin {
namespace {

// To the process, as `kill` and a terminal send them: whichever thread does not block it takes it.
void Send(int signal) { kill(getpid(), signal); }

TEST(SignalWatch, CallsTheFirstFunctionThenTheSecond) {
  std::binary_semaphore first(0), second(0);
  const SignalWatch watch([&] { first.release(); }, [&] { second.release(); });
  Send(SIGTERM);
  first.acquire();
  EXPECT_FALSE(second.try_acquire());
  Send(SIGINT);
  second.acquire();
  EXPECT_FALSE(first.try_acquire());
}

TEST(SignalWatch, TakesEachSignalForTheFirst) {
  for (const int signal : {SIGTERM, SIGINT}) {
    std::binary_semaphore first(0);
    const SignalWatch watch([&] { first.release(); }, [] {});
    Send(signal);
    first.acquire();
  }
}

TEST(SignalWatchDeathTest, EndsTheProcessAtTheThirdSignal) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  const auto send_three = [] {
    std::binary_semaphore called(0);
    const SignalWatch watch([&] { called.release(); }, [&] { called.release(); });
    for (int i = 0; i < 2; ++i) {
      Send(SIGTERM);
      called.acquire();
    }
    Send(SIGTERM);
    for (;;) pause();
  };
  EXPECT_EXIT(send_three(), ::testing::KilledBySignal(SIGTERM), "");
}

TEST(SignalWatchDeathTest, LetsSignalsActAsBeforeOnceItIsGone) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  const auto send_after = [] {
    {
      const SignalWatch watch([] {}, [] {});
    }
    Send(SIGINT);
    for (;;) pause();
  };
  EXPECT_EXIT(send_after(), ::testing::KilledBySignal(SIGINT), "");
}

TEST(IgnoreBrokenPipes, TurnsTheSignalIntoAnErrorOfTheWrite) {
  IgnoreBrokenPipes();
  int ends[2];
  ASSERT_EQ(pipe(ends), 0);
  close(ends[0]);
  EXPECT_EQ(write(ends[1], "x", 1), -1);
  EXPECT_EQ(errno, EPIPE);
  close(ends[1]);
}

}  // namespace
}  // namespace dongtin
