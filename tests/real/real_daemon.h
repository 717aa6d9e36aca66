// `dongtin run` as a process, as an operator has it: a configuration file, its log, its HTTP port.
#pragma once

#include <chrono>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "tests/real/child.h"

namespace dongtin {

enum class Delivery { kExactlyOnce, kAtLeastOnce };

struct DaemonSettings {
  std::string brokers;
  std::string group;
  std::string input_topic;
  std::string output_topic;
  std::string dead_letter_topic;
  std::string instance;  // stable name of this replica, where the program knows such
  Delivery delivery = Delivery::kExactlyOnce;
  int workers = 2;
  int batch_messages = 100;
  std::string batch_linger = "50ms";
  std::string queue_bytes = "64MiB";
  std::map<std::string, std::string> properties;  // of librdkafka
};

// The file of the program under test: DONGTIN_BINARY of the environment, else the one built beside the tests.
const std::string& DongtinBinary();
// Whether its configuration has this key, such as "kafka.delivery"; it is asked once for its schema.
bool DongtinKnowsKey(const std::string& path);
// The configuration as YAML; only with keys that the program knows.
std::string ToYaml(const DaemonSettings& settings);

// What the program serves at /metrics: values by series, `name{label="value",...}` as it stands there.
class Scrape {
 public:
  explicit Scrape(const std::string& text);

  bool Has(const std::string& name) const;  // any series of this name
  // The value of the only series, or the sum of all; 0 when there is none.
  double Sum(const std::string& name) const;
  // By the values of two labels; series without them are left out.
  std::map<std::pair<std::string, std::string>, double> By(const std::string& name, const std::string& label,
                                                           const std::string& other_label) const;

 private:
  struct Series {
    std::string name;
    std::map<std::string, std::string> labels;
    double value = 0;
  };
  std::vector<Series> series_;
};

// Not started by the constructor. Killed by the destructor, if it still runs.
class RealDaemon {
 public:
  // Its files go into `folder`, named by the instance.
  RealDaemon(const DaemonSettings& settings, const std::string& folder);

  void Start(const Environment& environment = {});
  bool Running() { return process_ != nullptr && process_->Running(); }
  pid_t pid() const { return process_->pid(); }
  void Signal(int signal) { process_->Signal(signal); }
  void Kill() { process_->Kill(); }
  // SIGTERM and its end; nullopt when it does not end within `patience`.
  std::optional<int> Stop(std::chrono::milliseconds patience = std::chrono::seconds(60));

  // The body, whatever the status; nullopt without an answer within two seconds.
  std::optional<std::string> Get(const std::string& path) const;
  std::optional<Scrape> Metrics() const;
  // Of /readyz; 0 without an answer.
  int ReadyStatus() const;
  bool WaitUntilReady(std::chrono::milliseconds patience);
  // The most memory that it ever had resident, in bytes.
  std::size_t PeakMemory() const;

  const std::string& instance() const { return settings_.instance; }
  std::string Log() const { return TailOf(log_); }
  std::string WholeLog() const { return ContentsOf(log_); }

 private:
  int Port() const;

  const DaemonSettings settings_;
  const std::string config_;
  const std::string log_;
  std::size_t log_before_ = 0;  // bytes of the log that earlier processes wrote
  mutable int port_ = 0;
  std::unique_ptr<Child> process_;
};

}  // namespace dongtin
