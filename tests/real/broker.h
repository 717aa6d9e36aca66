// One real Apache Kafka broker of a test's own: KRaft, loopback, data in a folder that goes with the object.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "tests/real/child.h"
#include "tests/support/temp_dir.h"

namespace dongtin {

// The releases of kafka_versions.txt, that of short runs first.
const std::vector<std::string>& KafkaVersions();

// Why there is no server of this version to run (fetch_kafka.sh says it); nullopt when there is one.
std::optional<std::string> WhyNoKafka(const std::string& version);

// Ends the test when this version is not here: skipped with the reason, failed where CI=true.
#define DONGTIN_NEEDS_KAFKA(version)                                                                        \
  if (const auto why_not = WhyNoKafka(version)) {                                                           \
    const char* const is_ci = std::getenv("CI");                                                            \
    if (is_ci != nullptr && std::string(is_ci) == "true") FAIL() << "no Apache Kafka to run: " << *why_not; \
    GTEST_SKIP() << "SKIPPED: no Apache Kafka to run: " << *why_not;                                        \
  }                                                                                                         \
  static_assert(true, "a semicolon follows")

// Topics are not made by asking for them; one replica of everything; a session may be as short as a second, and a
// transaction that is left behind is aborted within a second of its time.
class RealBroker {
 public:
  // Formats the storage, starts the broker and waits until it answers. Throws std::runtime_error with the broker's log
  // when it does not.
  explicit RealBroker(const std::string& version);

  const std::string& version() const { return version_; }
  std::string address() const { return "127.0.0.1:" + std::to_string(port_); }

  // SIGTERM and its orderly end.
  void Stop();
  // SIGKILL. What it had acknowledged stands in the files.
  void Kill();
  // Starts it again on the same port and data, and waits until it answers.
  void Start();

  // The last lines of its log.
  std::string Log() const;

 private:
  std::string Path(const std::string& name) const { return folder_.path() + "/" + name; }
  std::vector<std::string> Java(const std::string& main_class) const;
  void WriteProperties() const;
  void Format() const;
  bool Answers() const;

  const std::string version_;
  TempDir folder_;
  int port_ = 0;
  int controller_port_ = 0;
  std::unique_ptr<Child> process_;
};

}  // namespace dongtin
