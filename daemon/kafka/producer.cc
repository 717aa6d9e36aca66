#include "daemon/kafka/producer.h"

#include <chrono>
#include <utility>

namespace dongtin {
namespace {

constexpr int kPollMs = 100;
constexpr int kDropPollMs = 10;
constexpr std::chrono::seconds kDropLimit{10};

}  // namespace

Result<std::unique_ptr<Producer>, IoError> Producer::Make(ClientKind kind, const KafkaOptions& options, int lane) {
  auto conf = MakeConf(kind, options, lane);
  if (!conf) return IoError{conf.error().message, true};
  std::unique_ptr<Producer> producer(new Producer(kind == ClientKind::kTransactionalProducer));
  rd_kafka_conf_set_opaque(conf->get(), producer.get());
  rd_kafka_conf_set_dr_msg_cb(conf->get(), OnReport);
  auto client = MakeClient(kind, *std::move(conf));
  if (!client) return IoError{client.error().message, true};
  producer->client_ = *std::move(client);
  return producer;
}

Producer::~Producer() {
  if (client_ == nullptr || in_flight_ == 0) return;
  rd_kafka_purge(client_.get(), RD_KAFKA_PURGE_F_QUEUE | RD_KAFKA_PURGE_F_INFLIGHT);
  while (in_flight_ > 0) rd_kafka_poll(client_.get(), kPollMs);
}

void Producer::Start(std::size_t records) {
  Settle();
  reports_.assign(records, RD_KAFKA_RESP_ERR_NO_ERROR);
  failed_ = false;
}

rd_kafka_resp_err_t Producer::Queue(const OutRecord& record, std::size_t number) {
  for (;;) {
    const rd_kafka_resp_err_t error = Enqueue(client_.get(), record, &reports_[number]);
    if (error == RD_KAFKA_RESP_ERR_NO_ERROR) ++in_flight_;
    if (error != RD_KAFKA_RESP_ERR__QUEUE_FULL || in_flight_ == 0) return error;
    rd_kafka_poll(client_.get(), kPollMs);
  }
}

bool Producer::WaitForReports() {
  while (in_flight_ > 0 && !(failed_ && transactional_)) rd_kafka_poll(client_.get(), kPollMs);
  return !failed_;
}

void Producer::DropUnsent() {
  const auto give_up = std::chrono::steady_clock::now() + kDropLimit;
  while (in_flight_ > 0 && std::chrono::steady_clock::now() < give_up) {
    rd_kafka_purge(client_.get(), RD_KAFKA_PURGE_F_QUEUE);
    rd_kafka_poll(client_.get(), kDropPollMs);
  }
}

void Producer::Settle() {
  while (in_flight_ > 0) rd_kafka_poll(client_.get(), kPollMs);
}

void Producer::OnReport(rd_kafka_t*, const rd_kafka_message_t* record, void* opaque) {
  auto& self = *static_cast<Producer*>(opaque);
  *static_cast<rd_kafka_resp_err_t*>(record->_private) = record->err;
  if (record->err != RD_KAFKA_RESP_ERR_NO_ERROR) self.failed_ = true;
  --self.in_flight_;
}

}  // namespace dongtin
