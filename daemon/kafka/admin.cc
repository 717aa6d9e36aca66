#include "daemon/kafka/admin.h"

#include <algorithm>
#include <utility>

#include "daemon/kafka/conf.h"

namespace dongtin {
namespace {

constexpr int kTimeoutMs = static_cast<int>(kAdminTimeout.count());

using NewTopicHandle = std::unique_ptr<rd_kafka_NewTopic_t, KafkaDestroy<rd_kafka_NewTopic_destroy>>;
using ResourceHandle = std::unique_ptr<rd_kafka_ConfigResource_t, KafkaDestroy<rd_kafka_ConfigResource_destroy>>;

template <typename Handle>
auto Raw(const std::vector<Handle>& handles) {
  std::vector<typename Handle::pointer> raw;
  for (const Handle& handle : handles) raw.push_back(handle.get());
  return raw;
}

std::string Said(rd_kafka_resp_err_t error, const char* text) {
  return text != nullptr ? text : rd_kafka_err2str(error);
}

TopicState& Fill(const rd_kafka_ConfigResource_t& resource, TopicState* state) {
  std::size_t count = 0;
  const rd_kafka_ConfigEntry_t** entries = rd_kafka_ConfigResource_configs(&resource, &count);
  for (std::size_t i = 0; i < count; ++i) {
    const char* const value = rd_kafka_ConfigEntry_value(entries[i]);
    if (value == nullptr) continue;
    const std::string name = rd_kafka_ConfigEntry_name(entries[i]);
    state->settings[name] = value;
    if (rd_kafka_ConfigEntry_source(entries[i]) == RD_KAFKA_CONFIG_SOURCE_DYNAMIC_TOPIC_CONFIG) {
      state->own_settings[name] = value;
    }
  }
  return *state;
}

}  // namespace

Result<std::unique_ptr<KafkaAdmin>, IoError> KafkaAdmin::Make(const KafkaOptions& options) {
  // A consumer that subscribes to nothing: it joins no group, and asks for no producer id as a producer would.
  auto conf = MakeConf(ClientKind::kConsumer, options);
  if (!conf) return IoError{conf.error().message, true};
  auto client = MakeClient(ClientKind::kConsumer, *std::move(conf));
  if (!client) return IoError{client.error().message, true};
  std::unique_ptr<KafkaAdmin> admin(new KafkaAdmin);
  admin->brokers_ = options.brokers;
  admin->client_ = *std::move(client);
  admin->queue_.reset(rd_kafka_queue_new(admin->client_.get()));
  return admin;
}

KafkaAdmin::Options KafkaAdmin::OptionsFor(rd_kafka_admin_op_t operation) {
  Options options(rd_kafka_AdminOptions_new(client_.get(), operation));
  rd_kafka_AdminOptions_set_request_timeout(options.get(), kTimeoutMs, nullptr, 0);
  return options;
}

Result<KafkaAdmin::Event, IoError> KafkaAdmin::Await(const std::string& doing) {
  Event event(rd_kafka_queue_poll(queue_.get(), kTimeoutMs + 1000));
  if (event == nullptr) return IoError{"cannot " + doing + ": no answer from " + brokers_, false};
  if (rd_kafka_event_error(event.get()) != RD_KAFKA_RESP_ERR_NO_ERROR) {
    return IoError{"cannot " + doing + ": " + rd_kafka_event_error_string(event.get()), false};
  }
  return event;
}

Result<std::map<std::string, TopicState>, IoError> KafkaAdmin::Describe(const std::vector<std::string>& names) {
  const rd_kafka_metadata_t* metadata = nullptr;
  const rd_kafka_resp_err_t error = rd_kafka_metadata(client_.get(), /*all_topics=*/1, nullptr, &metadata, kTimeoutMs);
  if (error != RD_KAFKA_RESP_ERR_NO_ERROR) {
    return IoError{"cannot list the topics of " + brokers_ + ": " + rd_kafka_err2str(error), false};
  }
  std::map<std::string, TopicState> topics;
  for (int i = 0; i < metadata->topic_cnt; ++i) {
    const rd_kafka_metadata_topic_t& topic = metadata->topics[i];
    const bool wanted = std::find(names.begin(), names.end(), topic.topic) != names.end();
    if (wanted && topic.err == RD_KAFKA_RESP_ERR_NO_ERROR) topics[topic.topic].partitions = topic.partition_cnt;
  }
  rd_kafka_metadata_destroy(metadata);
  if (IoStatus status = DescribeSettings(&topics); !status) return status.error();
  return topics;
}

IoStatus KafkaAdmin::DescribeSettings(std::map<std::string, TopicState>* topics) {
  if (topics->empty()) return Done{};
  std::vector<ResourceHandle> resources;
  for (const auto& [name, state] : *topics) {
    resources.emplace_back(rd_kafka_ConfigResource_new(RD_KAFKA_RESOURCE_TOPIC, name.c_str()));
  }
  auto raw = Raw(resources);
  const Options options = OptionsFor(RD_KAFKA_ADMIN_OP_DESCRIBECONFIGS);
  rd_kafka_DescribeConfigs(client_.get(), raw.data(), raw.size(), options.get(), queue_.get());
  auto event = Await("read the settings of topics");
  if (!event) return event.error();
  std::size_t count = 0;
  const rd_kafka_ConfigResource_t** described =
      rd_kafka_DescribeConfigs_result_resources(rd_kafka_event_DescribeConfigs_result(event->get()), &count);
  for (std::size_t i = 0; i < count; ++i) {
    const std::string name = rd_kafka_ConfigResource_name(described[i]);
    if (const rd_kafka_resp_err_t error = rd_kafka_ConfigResource_error(described[i])) {
      return IoError{"cannot read the settings of topic " + name + ": " +
                         Said(error, rd_kafka_ConfigResource_error_string(described[i])),
                     false};
    }
    if (const auto topic = topics->find(name); topic != topics->end()) Fill(*described[i], &topic->second);
  }
  return Done{};
}

IoStatus KafkaAdmin::Create(const std::vector<NewTopic>& topics) {
  if (topics.empty()) return Done{};
  std::vector<NewTopicHandle> handles;
  char text[512];
  for (const NewTopic& topic : topics) {
    NewTopicHandle handle(rd_kafka_NewTopic_new(topic.name.c_str(), topic.partitions, -1, text, sizeof(text)));
    if (handle == nullptr) return IoError{"topic " + topic.name + ": " + text, true};
    for (const auto& [name, value] : topic.settings) {
      rd_kafka_NewTopic_set_config(handle.get(), name.c_str(), value.c_str());
    }
    handles.push_back(std::move(handle));
  }
  auto raw = Raw(handles);
  const Options options = OptionsFor(RD_KAFKA_ADMIN_OP_CREATETOPICS);
  rd_kafka_CreateTopics(client_.get(), raw.data(), raw.size(), options.get(), queue_.get());
  auto event = Await("make topics");
  if (!event) return event.error();
  std::size_t count = 0;
  const rd_kafka_topic_result_t** results =
      rd_kafka_CreateTopics_result_topics(rd_kafka_event_CreateTopics_result(event->get()), &count);
  for (std::size_t i = 0; i < count; ++i) {
    if (const rd_kafka_resp_err_t error = rd_kafka_topic_result_error(results[i])) {
      return IoError{std::string("cannot make topic ") + rd_kafka_topic_result_name(results[i]) + ": " +
                         Said(error, rd_kafka_topic_result_error_string(results[i])),
                     false};
    }
  }
  return Done{};
}

IoStatus KafkaAdmin::Alter(const std::string& name, const TopicState& state,
                           const std::map<std::string, std::string>& changes) {
  std::map<std::string, std::string> settings = state.own_settings;
  for (const auto& [setting, value] : changes) settings[setting] = value;
  std::vector<ResourceHandle> resources;
  resources.emplace_back(rd_kafka_ConfigResource_new(RD_KAFKA_RESOURCE_TOPIC, name.c_str()));
  for (const auto& [setting, value] : settings) {
    rd_kafka_ConfigResource_set_config(resources[0].get(), setting.c_str(), value.c_str());
  }
  auto raw = Raw(resources);
  const Options options = OptionsFor(RD_KAFKA_ADMIN_OP_ALTERCONFIGS);
  rd_kafka_AlterConfigs(client_.get(), raw.data(), raw.size(), options.get(), queue_.get());
  auto event = Await("change the settings of topic " + name);
  if (!event) return event.error();
  std::size_t count = 0;
  const rd_kafka_ConfigResource_t** altered =
      rd_kafka_AlterConfigs_result_resources(rd_kafka_event_AlterConfigs_result(event->get()), &count);
  for (std::size_t i = 0; i < count; ++i) {
    if (const rd_kafka_resp_err_t error = rd_kafka_ConfigResource_error(altered[i])) {
      return IoError{"cannot change the settings of topic " + name + ": " +
                         Said(error, rd_kafka_ConfigResource_error_string(altered[i])),
                     false};
    }
  }
  return Done{};
}

}  // namespace dongtin
