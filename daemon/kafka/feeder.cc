#include "daemon/kafka/feeder.h"

#include <optional>
#include <utility>

#include "daemon/kafka/conf.h"
#include "daemon/kafka/message.h"

namespace dongtin {
namespace {

constexpr int kPollMs = 100;

struct Report {
  bool done = false;
  rd_kafka_resp_err_t error = RD_KAFKA_RESP_ERR_NO_ERROR;
  std::int32_t partition = 0;
  std::int64_t offset = 0;
};

}  // namespace

Result<std::unique_ptr<Feeder>, IoError> Feeder::Make(const std::string& brokers) {
  KafkaOptions options;
  options.brokers = brokers;
  options.properties = {{"linger.ms", "0"}};
  auto conf = MakeConf(ClientKind::kProducer, options);
  if (!conf) return IoError{conf.error().message, true};
  rd_kafka_conf_set_dr_msg_cb(conf->get(), [](rd_kafka_t*, const rd_kafka_message_t* record, void*) {
    *static_cast<Report*>(record->_private) = {true, record->err, record->partition, record->offset};
  });
  auto client = MakeClient(ClientKind::kProducer, *std::move(conf));
  if (!client) return IoError{client.error().message, true};
  std::unique_ptr<Feeder> feeder(new Feeder);
  feeder->producer_ = *std::move(client);
  return feeder;
}

Result<Coordinates, IoError> Feeder::Send(const std::string& topic, const RawMessage& message) {
  OutRecord record{&topic, message.key, message.value, std::nullopt, message.headers};
  Report report;
  report.error = Enqueue(producer_.get(), record, &report);
  // Ends: librdkafka reports every queued record, at the latest after message.timeout.ms.
  while (report.error == RD_KAFKA_RESP_ERR_NO_ERROR && !report.done) rd_kafka_poll(producer_.get(), kPollMs);
  if (report.error != RD_KAFKA_RESP_ERR_NO_ERROR) {
    return IoError{"cannot write to topic " + topic + ": " + rd_kafka_err2str(report.error), false};
  }
  return Coordinates{topic, report.partition, report.offset};
}

}  // namespace dongtin
