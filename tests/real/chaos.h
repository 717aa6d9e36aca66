// Faults at random moments for daemons and broker while messages flow, and the verdict on what came out.
//
// Each round lets a slice of the feed flow, does one fault in the middle of it, and goes on when the group has made
// progress again. A kill or a stop is aimed: the daemon is stopped, and only where the output topic then shows a
// transaction that stays open is it killed; otherwise it goes on and another moment is tried.
#pragma once

#include <cstdint>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "tests/real/broker.h"
#include "tests/real/checker.h"
#include "tests/real/cluster.h"
#include "tests/real/feed.h"
#include "tests/real/real_daemon.h"
#include "tests/support/temp_dir.h"

namespace dongtin {

enum class Fault { kKill, kZombie, kJoinAndLeave, kBrokerRestart, kBrokerKill };

struct ChaosOptions {
  std::string kafka;
  Delivery delivery = Delivery::kExactlyOnce;
  int rounds = 5;
  std::uint64_t messages = 2000;
  std::uint64_t seed = 1;
  std::string keep;  // folder for configurations and logs of the daemons; empty: gone with the test
};

struct ChaosReport {
  Verdict verdict;
  std::size_t kills = 0;                 // and stops past the session timeout
  std::size_t kills_in_transaction = 0;  // of these, while the output topic showed an open transaction
  std::size_t aborted = 0;               // records of the output that read_committed hides
  std::vector<std::string> failures;     // daemons that ended by themselves or did not stop, in words
};

// One run. From the main thread (Child).
class Chaos {
 public:
  explicit Chaos(const ChaosOptions& options);

  // Prints a line for each round.
  ChaosReport Run();

 private:
  void Round(int number, Fault fault);
  void Do(Fault fault);
  void Kill();
  void MakeZombie();
  void JoinAndLeave();
  void RestartBroker(bool orderly);
  // Leaves it stopped. Whether it holds a transaction open then.
  bool StopInTransaction(RealDaemon* victim);
  bool ATransactionStaysOpen();
  void CheckAlive();
  void StopAll();
  void Collect();
  std::int64_t CommittedSum();
  std::unique_ptr<RealDaemon> MakeDaemon(const std::string& instance) const;
  std::chrono::milliseconds RandomTime(int from_ms, int to_ms);
  std::vector<Fault> Faults();

  const ChaosOptions options_;
  std::mt19937_64 random_;
  TempDir scratch_;
  RealBroker broker_;
  Cluster cluster_;
  std::unique_ptr<Feed> feed_;
  std::vector<std::unique_ptr<RealDaemon>> daemons_;
  ChaosReport report_;
  std::string said_;  // about this round
};

}  // namespace dongtin
