// `dongtin topics`: the topics that a configuration needs, beside what the cluster has.
//
//   input        exists
//   output       max.message.bytes for the longest event with key and headers (output.max_bytes + kEventMargin)
//   dead letter  max.message.bytes for the longest message with our headers (input.max_bytes + kDeadLetterMargin);
//                cleanup.policy without compact, which would keep one dead letter a key and refuse those without one
//
// A topic that is missing is made with these settings; an output gets as many partitions as the input has, so that its
// readers can be as many. Numbers of replicas, retention and the like are the cluster's affair.
//
// What is needed, what differs and how it is said are pure; only ShowTopics talks to a cluster.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "daemon/kafka/admin.h"
#include "daemon/kafka/settings.h"

namespace dongtin {

inline constexpr std::uint64_t kEventMargin = 48'000;  // with the default of 1,000,000 below Kafka's default for topics
inline constexpr std::uint64_t kDeadLetterMargin = 64 << 10;

struct TopicNeed {
  std::string topic;
  std::string role;                     // "input", "output", "dead letter"
  std::uint64_t min_message_bytes = 0;  // 0: no matter
  bool never_compacted = false;
};
// In the order above. Input topics given as a pattern (^...) are left out: the cluster has them or not.
std::vector<TopicNeed> TopicsNeeded(const KafkaOptions& options);

// What is to be done about one topic.
struct TopicPlan {
  TopicNeed need;
  bool missing = false;
  int partitions = 0;                          // that it has; missing: that it gets, -1 for the cluster's default
  std::map<std::string, std::string> has;      // of the settings that matter; empty when missing
  std::map<std::string, std::string> changes;  // settings to be set

  bool fits() const { return !missing && changes.empty(); }
};
std::vector<TopicPlan> PlanTopics(const std::vector<TopicNeed>& needs, const std::map<std::string, TopicState>& there);

// A table for people, a line for each topic and setting that matters.
std::string DescribePlans(const std::vector<TopicPlan>& plans);
// The commands of Kafka's own tools that do what --apply does, a line each; empty when all fits.
std::vector<std::string> CommandsFor(const std::vector<TopicPlan>& plans, const std::string& brokers);

// Prints what is needed and there on standard output; with `apply` changes what does not fit, else prints the commands.
// True when all fits in the end. An error, on the log: the cluster does not answer or refuses.
bool ShowTopics(const KafkaOptions& options, bool apply);

}  // namespace dongtin
