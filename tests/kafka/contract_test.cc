// The contracts of Source and Sink (daemon/io.h), kept by the Kafka ones.
#include "tests/contract/sink_contract.h"
#include "tests/contract/source_contract.h"
#include "tests/kafka/fixture.h"

namespace dongtin {
namespace {

class KafkaSourceHarness final : public SourceHarness, private KafkaWorld {
 public:
  void Feed(const std::vector<std::string>& values) override {
    std::vector<RawMessage> messages;
    for (const std::string& value : values) messages.push_back(Message("key", value));
    KafkaWorld::Feed(messages);
  }
  bool Finish() override { return false; }
  Source& source() override { return *source_; }

 private:
  const std::unique_ptr<KafkaSource> source_ = MakeSource();
};

class KafkaSinkHarness final : public SinkHarness, private KafkaWorld {
 public:
  explicit KafkaSinkHarness(KafkaDelivery delivery) {
    options_.delivery = delivery;
    source_ = MakeSource();
    sink_ = MakeSink(source_.get());
  }
  Sink& sink() override { return *sink_; }
  std::vector<std::string> Events() override {
    std::vector<std::string> events;
    for (RawMessage& event : Contents(options_.output_topic)) events.push_back(event.value.value_or(""));
    return events;
  }
  std::size_t Rejects() override { return Contents(options_.dead_letter_topic).size(); }

 private:
  std::unique_ptr<KafkaSource> source_;
  std::unique_ptr<KafkaSink> sink_;
};

INSTANTIATE_TEST_SUITE_P(Kafka, SourceContract,
                         testing::Values(SourceMaker([] { return std::make_unique<KafkaSourceHarness>(); })));
INSTANTIATE_TEST_SUITE_P(
    Kafka, SinkContract,
    testing::Values(SinkMaker([] { return std::make_unique<KafkaSinkHarness>(KafkaDelivery::kExactlyOnce); }),
                    SinkMaker([] { return std::make_unique<KafkaSinkHarness>(KafkaDelivery::kAtLeastOnce); })));

}  // namespace
}  // namespace dongtin
