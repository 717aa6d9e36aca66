// Whether what `dongtin run` promises holds while its instances and the broker are killed, stopped and joined.
//
//   exactly_once_chaos [--kafka=VERSION] [--rounds=N] [--messages=N] [--seed=N] [--keep=FOLDER] [--gtest_filter=...]
#include <gtest/gtest.h>

#include <cstdio>
#include <random>

#include "tests/real/chaos.h"
#include "tests/real/options.h"

namespace dongtin {
namespace {

ChaosOptions Options(Delivery delivery, int rounds, std::uint64_t messages) {
  ChaosOptions options;
  options.kafka = RealKafka();
  options.delivery = delivery;
  options.rounds = static_cast<int>(RealNumber("rounds", static_cast<std::uint64_t>(rounds)));
  options.messages = RealNumber("messages", messages);
  options.seed = RealNumber("seed", std::random_device()());
  options.keep = RealOption("keep").value_or("");
  return options;
}

ChaosReport RunChaos(const ChaosOptions& options) {
  ChaosReport report = Chaos(options).Run();
  std::printf("%s\n%zu kills and stops, %zu of them in an open transaction; %zu records aborted\n",
              report.verdict.Describe().c_str(), report.kills, report.kills_in_transaction, report.aborted);
  for (const std::string& failure : report.failures) ADD_FAILURE() << failure;
  return report;
}

TEST(ExactlyOnceChaos, LosesDoublesAndReordersNothing) {
  DONGTIN_NEEDS_KAFKA(RealKafka());
  if (!DongtinKnowsKey("kafka.delivery")) GTEST_SKIP() << "SKIPPED: " << DongtinBinary() << " has no kafka.delivery";
  const ChaosReport report = RunChaos(Options(Delivery::kExactlyOnce, 5, 2000));
  EXPECT_EQ(report.verdict.lost, 0U);
  EXPECT_EQ(report.verdict.doubled, 0U);
  EXPECT_EQ(report.verdict.out_of_order, 0U);
  EXPECT_EQ(report.verdict.unexpected, 0U);
  EXPECT_GE(2 * report.kills_in_transaction, report.kills) << "the kills missed the transactions";
}

// The control: the same faults with the weaker promise must show what the other one is for. A double takes a kill between
// an acknowledgement and its commit, which a run may miss: it has three tries.
TEST(ExactlyOnceChaos, AtLeastOnceLosesNothingButDoubles) {
  DONGTIN_NEEDS_KAFKA(RealKafka());
  constexpr int kTries = 3;
  std::size_t doubled = 0;
  for (int i = 0; i < kTries && doubled == 0; ++i) {
    ChaosOptions options = Options(Delivery::kAtLeastOnce, 4, 1600);
    options.seed += static_cast<decltype(options.seed)>(i);
    const ChaosReport report = RunChaos(options);
    EXPECT_EQ(report.verdict.lost, 0U);
    EXPECT_EQ(report.verdict.unexpected, 0U);
    doubled = report.verdict.doubled;
  }
  EXPECT_GT(doubled, 0U) << "a check that cannot fail is none";
}

}  // namespace
}  // namespace dongtin
