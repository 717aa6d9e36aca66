#include "tests/real/chaos.h"

#include <algorithm>
#include <cinttypes>
#include <csignal>
#include <cstdio>
#include <filesystem>
#include <numeric>
#include <stdexcept>

namespace dongtin {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr char kIn[] = "articles";
constexpr char kOut[] = "events";
constexpr char kDead[] = "dead-letters";
constexpr char kGroup[] = "chaos";
constexpr int kPartitions = 6;
constexpr int kSessionMs = 3000;
// A slice of the feed flows for this long, so that a fault has something to hit.
constexpr int kSliceMs = 2500;
constexpr seconds kRecovery(90);

// The first ones of this list, in an order of the seed's: short runs too meet kills, rebalances, zombies and the
// broker.
constexpr Fault kMix[] = {Fault::kKill,         Fault::kZombie, Fault::kBrokerKill,    Fault::kKill,
                          Fault::kJoinAndLeave, Fault::kKill,   Fault::kBrokerRestart, Fault::kKill,
                          Fault::kJoinAndLeave, Fault::kZombie};

const char* Name(Fault fault) {
  switch (fault) {
    case Fault::kKill:
      return "kill";
    case Fault::kZombie:
      return "stop past the session timeout";
    case Fault::kJoinAndLeave:
      return "third joins and leaves";
    case Fault::kBrokerRestart:
      return "broker restarts";
    case Fault::kBrokerKill:
      return "broker is killed";
  }
  return "";
}

std::int64_t Sum(const PartitionOffsets& offsets) {
  return std::accumulate(offsets.begin(), offsets.end(), std::int64_t{0},
                         [](std::int64_t sum, const auto& entry) { return sum + entry.second; });
}

}  // namespace

Chaos::Chaos(const ChaosOptions& options)
    : options_(options), random_(options.seed), broker_(options.kafka), cluster_(broker_.address()) {
  if (!options_.keep.empty()) std::filesystem::create_directories(options_.keep);
  cluster_.CreateTopic(kIn, kPartitions);
  cluster_.CreateTopic(kOut, kPartitions);
  cluster_.CreateTopic(kDead, 1);
}

ChaosReport Chaos::Run() {
  std::printf("Apache Kafka %s, %s, %d rounds over %" PRIu64 " messages, seed %" PRIu64 "\n", options_.kafka.c_str(),
              options_.delivery == Delivery::kExactlyOnce ? "exactly once" : "at least once", options_.rounds,
              options_.messages, options_.seed);
  const std::uint64_t slice = options_.messages / static_cast<std::uint64_t>(options_.rounds);
  feed_ = std::make_unique<Feed>(broker_.address(), kIn, static_cast<int>(slice * 1000 / kSliceMs));
  for (const char* name : {"a", "b"}) daemons_.push_back(MakeDaemon(name));
  for (const auto& daemon : daemons_) {
    daemon->Start();
    if (!daemon->WaitUntilReady(seconds(60))) throw std::runtime_error("not ready:\n" + daemon->Log());
  }
  const std::vector<Fault> faults = Faults();
  for (int round = 0; round < options_.rounds; ++round) {
    const bool last = round + 1 == options_.rounds;
    feed_->Release(last ? options_.messages - slice * static_cast<std::uint64_t>(round) : slice);
    Round(round + 1, faults[static_cast<std::size_t>(round)]);
  }
  feed_->Finish();
  if (!Eventually(kRecovery,
                  [this] { return cluster_.Committed(kGroup, kIn) == cluster_.Ends(kIn, Isolation::kUncommitted); })) {
    report_.failures.push_back("not all of the input is committed: " + std::to_string(CommittedSum()) + " of " +
                               std::to_string(options_.messages));
  }
  StopAll();
  Collect();
  return report_;
}

std::vector<Fault> Chaos::Faults() {
  std::vector<Fault> faults(static_cast<std::size_t>(options_.rounds));
  for (std::size_t i = 0; i < faults.size(); ++i) faults[i] = kMix[i % std::size(kMix)];
  std::shuffle(faults.begin(), faults.end(), random_);
  return faults;
}

void Chaos::Round(int number, Fault fault) {
  const auto start = std::chrono::steady_clock::now();
  said_.clear();
  SleepFor(RandomTime(50, kSliceMs / 3));
  const std::int64_t before = CommittedSum();
  Do(fault);
  const auto done = std::chrono::steady_clock::now();
  // Past what was committed when the fault struck, or at the end of all that was fed.
  const bool recovered = Eventually(kRecovery, [&] {
    const std::int64_t now = CommittedSum();
    return feed_->Idle() && now > before && now + 50 > static_cast<std::int64_t>(feed_->sent());
  });
  if (!recovered) report_.failures.push_back(std::string("no recovery after: ") + Name(fault));
  const auto ms = [](auto time) { return std::chrono::duration_cast<milliseconds>(time).count(); };
  const auto end = std::chrono::steady_clock::now();
  std::printf("  round %2d: %-30s %-28s committed %6" PRId64 " -> %6" PRId64 ", %5ld ms, caught up in %5ld ms\n",
              number, Name(fault), said_.c_str(), before, CommittedSum(), static_cast<long>(ms(done - start)),
              static_cast<long>(ms(end - done)));
  std::fflush(stdout);
  CheckAlive();
}

void Chaos::Do(Fault fault) {
  switch (fault) {
    case Fault::kKill:
      return Kill();
    case Fault::kZombie:
      return MakeZombie();
    case Fault::kJoinAndLeave:
      return JoinAndLeave();
    case Fault::kBrokerRestart:
      return RestartBroker(true);
    case Fault::kBrokerKill:
      return RestartBroker(false);
  }
}

void Chaos::Kill() {
  RealDaemon& victim = *daemons_[random_() % daemons_.size()];
  const bool in_transaction = StopInTransaction(&victim);
  victim.Kill();
  ++report_.kills;
  report_.kills_in_transaction += in_transaction;
  said_ = victim.instance() + (in_transaction ? ", in a transaction" : "");
  SleepFor(RandomTime(0, 2000));
  victim.Start();
}

void Chaos::MakeZombie() {
  RealDaemon& victim = *daemons_[random_() % daemons_.size()];
  const bool in_transaction = StopInTransaction(&victim);
  ++report_.kills;
  report_.kills_in_transaction += in_transaction;
  said_ = victim.instance() + (in_transaction ? ", in a transaction" : "");
  SleepFor(milliseconds(kSessionMs + 2000));
  victim.Signal(SIGCONT);
}

void Chaos::JoinAndLeave() {
  const std::unique_ptr<RealDaemon> third = MakeDaemon("c");
  third->Start();
  if (!third->WaitUntilReady(seconds(60))) report_.failures.push_back("the third is not ready:\n" + third->Log());
  SleepFor(RandomTime(0, 1000));
  if (third->Stop() != 0) report_.failures.push_back("the third does not leave:\n" + third->Log());
}

void Chaos::RestartBroker(bool orderly) {
  orderly ? broker_.Stop() : broker_.Kill();
  SleepFor(RandomTime(0, 2000));
  broker_.Start();
}

bool Chaos::StopInTransaction(RealDaemon* victim) {
  if (options_.delivery == Delivery::kAtLeastOnce) {
    SleepFor(RandomTime(0, kSliceMs / 3));
    victim->Signal(SIGSTOP);
    return false;
  }
  const auto give_up = std::chrono::steady_clock::now() + seconds(8);
  for (;;) {
    // Where the program tells when a transaction is open, the stop follows at once; it is a hint only.
    Eventually(milliseconds(300), [&] {
      const auto metrics = victim->Metrics();
      return !metrics || !metrics->Has("dongtin_transaction_open") || metrics->Sum("dongtin_transaction_open") > 0;
    });
    victim->Signal(SIGSTOP);
    const bool open = ATransactionStaysOpen();
    if (open || std::chrono::steady_clock::now() > give_up) return open;
    victim->Signal(SIGCONT);
    SleepFor(RandomTime(1, 40));
  }
}

// Others open and end theirs all the time; one that holds readers at the same offset for this long is the stopped
// one's.
bool Chaos::ATransactionStaysOpen() {
  PartitionOffsets held;
  for (int i = 0; i < 6; ++i) {
    const PartitionOffsets stable = cluster_.Ends(kOut, Isolation::kCommitted);
    const PartitionOffsets ends = cluster_.Ends(kOut, Isolation::kUncommitted);
    PartitionOffsets still;
    for (const auto& [partition, offset] : stable) {
      const bool open = offset < ends.at(partition);
      if (open && (i == 0 || (held.count(partition) > 0 && held.at(partition) == offset))) still[partition] = offset;
    }
    held = still;
    if (held.empty()) return false;
    SleepFor(milliseconds(40));
  }
  return true;
}

void Chaos::CheckAlive() {
  for (const auto& daemon : daemons_) {
    if (daemon->Running()) continue;
    report_.failures.push_back("instance " + daemon->instance() + " ended by itself:\n" + daemon->Log());
    daemon->Start();
  }
}

void Chaos::StopAll() {
  for (const auto& daemon : daemons_) {
    const auto status = daemon->Stop();
    if (status == 0) continue;
    report_.failures.push_back("instance " + daemon->instance() +
                               (status ? " ended with " + std::to_string(*status) : " does not stop") + ":\n" +
                               daemon->Log());
  }
}

void Chaos::Collect() {
  const auto ended = [this] { return !cluster_.HasOpenTransaction(kOut) && !cluster_.HasOpenTransaction(kDead); };
  if (!Eventually(seconds(90), ended)) report_.failures.push_back("a transaction is left open");
  std::vector<Question> questions;
  for (const Record& record : cluster_.ReadAll(kIn, Isolation::kUncommitted, seconds(60))) {
    questions.push_back(ToQuestion(record));
  }
  std::vector<Answer> answers;
  for (const char* topic : {kOut, kDead}) {
    for (const Record& record : cluster_.ReadAll(topic, Isolation::kCommitted, seconds(60))) {
      answers.push_back(ToAnswer(record));
    }
    report_.aborted += cluster_.ReadAll(topic, Isolation::kUncommitted, seconds(60)).size();
  }
  report_.aborted -= answers.size();
  report_.verdict = Judge(questions, answers);
}

std::int64_t Chaos::CommittedSum() { return Sum(cluster_.Committed(kGroup, kIn)); }

std::unique_ptr<RealDaemon> Chaos::MakeDaemon(const std::string& instance) const {
  DaemonSettings settings;
  settings.brokers = broker_.address();
  settings.group = kGroup;
  settings.input_topic = kIn;
  settings.output_topic = kOut;
  settings.dead_letter_topic = kDead;
  settings.instance = instance;
  settings.delivery = options_.delivery;
  GiveUpAfter(milliseconds(kSessionMs), &settings);
  return std::make_unique<RealDaemon>(settings, options_.keep.empty() ? scratch_.path() : options_.keep);
}

milliseconds Chaos::RandomTime(int from_ms, int to_ms) {
  return milliseconds(std::uniform_int_distribution<int>(from_ms, to_ms)(random_));
}

}  // namespace dongtin
