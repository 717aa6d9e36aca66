// The settings of a topic, in a file of its own: daemon/io.h and real_daemon.h both name something Delivery.
#pragma once

#include <map>
#include <string>

namespace dongtin {

struct TopicSettings {
  std::map<std::string, std::string> in_force;
  std::map<std::string, std::string> own;  // set for this topic
};

// Throws std::runtime_error when the broker does not answer or has no such topic.
TopicSettings SettingsOf(const std::string& brokers, const std::string& topic);

}  // namespace dongtin
