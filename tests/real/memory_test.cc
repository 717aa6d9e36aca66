// How much memory a backlog takes: long runs, with the program as users have it (release), not with sanitizers.
//
//   DONGTIN_BINARY=build/release/dongtin real_memory [--kafka=VERSION] [--count=N] [--bytes=N] [--gtest_filter=...]
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>

#include "tests/real/articles.h"
#include "tests/real/broker.h"
#include "tests/real/cluster.h"
#include "tests/real/options.h"
#include "tests/real/real_daemon.h"
#include "tests/support/temp_dir.h"

namespace dongtin {
namespace {

using std::chrono::seconds;

constexpr std::size_t kMiB = 1 << 20;

// What all in flight may take, without the index of deduplication: issue and configuration say 512 MiB.
constexpr std::size_t kBudget = 512 * kMiB;

// A window of deduplication too short to fill, so that its index does not count.
class Backlog : public testing::Test {
 protected:
  // Peak of the daemon's resident memory while it works off `count` messages of `bytes` each.
  void Expect(std::uint64_t count, std::size_t bytes, seconds patience) {
    RealBroker broker(RealKafka());
    Cluster cluster(broker.address());
    const Cluster::Settings settings = {{"max.message.bytes", "16000000"}};
    cluster.CreateTopic("in", 6, settings);
    cluster.CreateTopic("out", 6, settings);
    cluster.CreateTopic("dead", 1, settings);
    {
      // A few texts made once: making each would take longer than the daemon takes.
      std::vector<std::string> texts;
      for (std::uint64_t i = 0; i < 40; ++i) texts.push_back(ArticleJson(i, bytes));
      Writer writer(broker.address());
      for (std::uint64_t i = 0; i < count; ++i) {
        writer.Send("in", "key-" + std::to_string(i % 1000), texts[i % texts.size()]);
      }
      writer.Flush(patience);
    }
    DaemonSettings daemon_settings;
    daemon_settings.brokers = broker.address();
    daemon_settings.group = "group";
    daemon_settings.input_topic = "in";
    daemon_settings.output_topic = "out";
    daemon_settings.dead_letter_topic = "dead";
    daemon_settings.instance = "a";
    daemon_settings.batch_messages = 1000;
    daemon_settings.batch_linger = "100ms";
    const TempDir scratch;
    RealDaemon daemon(daemon_settings, scratch.path());
    const auto start = std::chrono::steady_clock::now();
    daemon.Start();
    const PartitionOffsets ends = cluster.Ends("in", Isolation::kUncommitted);
    std::size_t peak = 0;
    const bool done = Eventually(patience, [&] {
      if (daemon.Running()) peak = std::max(peak, daemon.PeakMemory());
      SleepFor(std::chrono::milliseconds(500));
      return !daemon.Running() || cluster.Committed("group", "in") == ends;
    });
    const double time = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    EXPECT_TRUE(done && daemon.Running()) << daemon.Log();
    peak = std::max(peak, daemon.PeakMemory());
    std::printf("%lu messages of %zu bytes in %.0f s (%.0f/s): %zu MiB resident at most, the budget is %zu MiB\n",
                static_cast<unsigned long>(count), bytes, time, static_cast<double>(count) / time, peak / kMiB,
                kBudget / kMiB);
    EXPECT_GT(peak, 0U);
    EXPECT_LE(peak, kBudget);
    EXPECT_EQ(daemon.Stop(), 0) << daemon.Log();
  }
};

TEST_F(Backlog, OfManyMessagesStaysWithinTheBudget) {
  DONGTIN_NEEDS_KAFKA(RealKafka());
  Expect(RealNumber("count", 200'000), RealNumber("bytes", 12'000), seconds(900));
}

TEST_F(Backlog, OfLongMessagesStaysWithinTheBudget) {
  DONGTIN_NEEDS_KAFKA(RealKafka());
  Expect(RealNumber("long-count", 2'000), RealNumber("long-bytes", 1'000'000), seconds(900));
}

}  // namespace
}  // namespace dongtin
