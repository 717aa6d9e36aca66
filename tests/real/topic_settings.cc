#include "tests/real/topic_settings.h"

#include <stdexcept>

#include "daemon/kafka/admin.h"

namespace dongtin {

TopicSettings SettingsOf(const std::string& brokers, const std::string& topic) {
  KafkaOptions options;
  options.brokers = brokers;
  const auto admin = KafkaAdmin::Make(options);
  if (!admin) throw std::runtime_error(admin.error().message);
  const auto states = (*admin)->Describe({topic});
  if (!states) throw std::runtime_error(states.error().message);
  const auto found = states->find(topic);
  if (found == states->end()) throw std::runtime_error("no topic " + topic);
  return {found->second.settings, found->second.own_settings};
}

}  // namespace dongtin
