#include "daemon/topics.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <optional>
#include <string_view>
#include <utility>

#include "daemon/log.h"

namespace dongtin {
namespace {

constexpr char kMaxMessageBytes[] = "max.message.bytes";
constexpr char kCleanupPolicy[] = "cleanup.policy";

std::string SettingOf(const std::map<std::string, std::string>& settings, const std::string& name) {
  const auto found = settings.find(name);
  return found == settings.end() ? std::string() : found->second;
}

// 0 for what is no number: then it is set anew.
std::uint64_t NumberOf(const std::string& text) {
  std::uint64_t number = 0;
  const auto result = std::from_chars(text.data(), text.data() + text.size(), number);
  return result.ec == std::errc() && result.ptr == text.data() + text.size() ? number : 0;
}

std::map<std::string, std::string> ChangesFor(const TopicNeed& need, const std::map<std::string, std::string>& has) {
  std::map<std::string, std::string> changes;
  if (NumberOf(SettingOf(has, kMaxMessageBytes)) < need.min_message_bytes) {
    changes[kMaxMessageBytes] = std::to_string(need.min_message_bytes);
  }
  if (need.never_compacted && SettingOf(has, kCleanupPolicy) != "delete") changes[kCleanupPolicy] = "delete";
  return changes;
}

std::string Joined(const std::map<std::string, std::string>& settings) {
  std::string text;
  for (const auto& [name, value] : settings) text += (text.empty() ? "" : ",") + name + "=" + value;
  return text;
}

std::string SettingLine(const TopicPlan& plan, const char* setting, const std::string& needs) {
  const std::string has = plan.missing ? "-" : SettingOf(plan.has, setting);
  const bool fits = !plan.missing && !plan.changes.contains(setting);
  return fmt::format("  {:<20} needs {:<12} has {:<12} {}\n", setting, needs, has, fits ? "ok" : "TO CHANGE");
}

IoStatus Apply(KafkaAdmin* admin, const std::vector<TopicPlan>& plans, const std::map<std::string, TopicState>& there) {
  std::vector<NewTopic> missing;
  for (const TopicPlan& plan : plans) {
    if (plan.missing) {
      missing.push_back({plan.need.topic, plan.partitions, plan.changes});
    } else if (!plan.changes.empty()) {
      IoStatus status = admin->Alter(plan.need.topic, there.at(plan.need.topic), plan.changes);
      if (!status) return status;
    }
  }
  return admin->Create(missing);
}

}  // namespace

std::vector<TopicNeed> TopicsNeeded(const KafkaOptions& options) {
  std::vector<TopicNeed> needs;
  for (const std::string& topic : options.input_topics) {
    if (!topic.starts_with('^')) needs.push_back({topic, "input"});
  }
  needs.push_back({options.output_topic, "output", options.max_event_bytes + kEventMargin});
  needs.push_back({options.dead_letter_topic, "dead letter", options.max_bytes + kDeadLetterMargin, true});
  return needs;
}

std::vector<TopicPlan> PlanTopics(const std::vector<TopicNeed>& needs, const std::map<std::string, TopicState>& there) {
  int input_partitions = -1;
  for (const TopicNeed& need : needs) {
    const auto found = there.find(need.topic);
    if (need.role == "input" && found != there.end()) {
      input_partitions = std::max(input_partitions, found->second.partitions);
    }
  }
  std::vector<TopicPlan> plans;
  for (const TopicNeed& need : needs) {
    TopicPlan plan{need, false, 0, {}, {}};
    if (const auto found = there.find(need.topic); found != there.end()) {
      plan.partitions = found->second.partitions;
      plan.has = found->second.settings;
    } else {
      plan.missing = true;
      plan.partitions = need.role == "output" ? input_partitions : -1;
    }
    plan.changes = ChangesFor(need, plan.has);
    plans.push_back(std::move(plan));
  }
  return plans;
}

std::string DescribePlans(const std::vector<TopicPlan>& plans) {
  std::string text;
  for (const TopicPlan& plan : plans) {
    const std::string what = !plan.missing         ? fmt::format("{} partitions", plan.partitions)
                             : plan.partitions > 0 ? fmt::format("MISSING, gets {} partitions", plan.partitions)
                                                   : "MISSING, gets the cluster's default of partitions";
    text += fmt::format("{} ({}): {}\n", plan.need.topic, plan.need.role, what);
    if (plan.need.min_message_bytes > 0) {
      text += SettingLine(plan, kMaxMessageBytes, fmt::format(">= {}", plan.need.min_message_bytes));
    }
    if (plan.need.never_compacted) text += SettingLine(plan, kCleanupPolicy, "delete");
  }
  return text;
}

std::vector<std::string> CommandsFor(const std::vector<TopicPlan>& plans, const std::string& brokers) {
  std::vector<std::string> commands;
  for (const TopicPlan& plan : plans) {
    if (plan.missing) {
      std::string command =
          fmt::format("kafka-topics.sh --bootstrap-server {} --create --topic {}", brokers, plan.need.topic);
      if (plan.partitions > 0) command += fmt::format(" --partitions {}", plan.partitions);
      for (const auto& [name, value] : plan.changes) command += fmt::format(" --config {}={}", name, value);
      commands.push_back(std::move(command));
    } else if (!plan.changes.empty()) {
      commands.push_back(
          fmt::format("kafka-configs.sh --bootstrap-server {} --alter --entity-type topics --entity-name {} "
                      "--add-config {}",
                      brokers, plan.need.topic, Joined(plan.changes)));
    }
  }
  return commands;
}

bool ShowTopics(const KafkaOptions& options, bool apply) {
  const auto failed = [](const IoError& error) {
    Log(LogLevel::kError, "topics", error.message);
    return false;
  };
  auto admin = KafkaAdmin::Make(options);
  if (!admin) return failed(admin.error());
  const std::vector<TopicNeed> needs = TopicsNeeded(options);
  std::vector<std::string> names;
  for (const TopicNeed& need : needs) names.push_back(need.topic);

  const auto there = (*admin)->Describe(names);
  if (!there) return failed(there.error());
  const std::vector<TopicPlan> plans = PlanTopics(needs, *there);
  fmt::print("{}", DescribePlans(plans));
  const std::vector<std::string> commands = CommandsFor(plans, options.brokers);
  if (commands.empty()) return true;
  if (!apply) {
    fmt::print("\n`dongtin topics --apply` does what these commands do:\n");
    for (const std::string& command : commands) fmt::print("  {}\n", command);
    return false;
  }
  if (const IoStatus status = Apply(admin->get(), plans, *there); !status) return failed(status.error());
  fmt::print("\nchanged as needed\n");
  return true;
}

}  // namespace dongtin
