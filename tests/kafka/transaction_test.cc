// Exactly once against the mock cluster: that the calls come in the right order and that errors are met as they should.
// What readers see, and whose commit is refused, the mock does not know: tests/real/ asks Kafka itself.
#include "daemon/kafka/transaction.h"

#include <gmock/gmock.h>

#include <thread>

#include "daemon/kafka/sink.h"
#include "tests/kafka/fixture.h"

namespace dongtin {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

// API keys of the protocol.
constexpr std::int16_t kInitProducerIdApi = 22;
constexpr std::int16_t kAddOffsetsToTxnApi = 25;
constexpr std::int16_t kEndTxnApi = 26;
constexpr std::int16_t kTxnOffsetCommitApi = 28;

class Ledger final : public TransactionObserver {
 public:
  void OnTransactionBegun() override { ++begun; }
  void OnTransactionEnded(bool committed, std::chrono::steady_clock::duration) override {
    ++(committed ? commits : aborts);
  }
  void OnProducerRecreated(RecreationReason reason) override { recreations.push_back(reason); }
  void OnRewind() override { ++rewinds; }

  int begun = 0, commits = 0, aborts = 0, rewinds = 0;
  std::vector<RecreationReason> recreations;
};

class TransactionTest : public KafkaTest {
 protected:
  TransactionTest() { options_.instance = "test"; }

  void FailNext(std::int16_t api, std::vector<rd_kafka_resp_err_t> errors) {
    rd_kafka_mock_push_request_errors_array(Cluster().handle(), api, errors.size(), errors.data());
  }
  std::unique_ptr<KafkaSink> OpenSink(KafkaSource* source) {
    auto sink = MakeSink({.source = source, .observer = &ledger_});
    const auto give_up = std::chrono::steady_clock::now() + std::chrono::seconds(30);
    while (!sink->Open().ok() && std::chrono::steady_clock::now() < give_up) {
      std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
    return sink;
  }
  // As the runner does.
  static std::optional<WriteReport> WriteUntilTaken(Sink* sink, std::span<const Delivery> batch) {
    const auto give_up = std::chrono::steady_clock::now() + std::chrono::seconds(60);
    while (std::chrono::steady_clock::now() < give_up) {
      if (WriteStatus status = sink->Write(batch)) return *std::move(status);
      std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
    return std::nullopt;
  }

  Ledger ledger_;
};

TEST_F(TransactionTest, ABatchIsOneTransaction) {
  Feed({Message("a", "1"), Message("b", "2")});
  const auto source = MakeSource();
  const auto sink = OpenSink(source.get());
  const auto report = WriteUntilTaken(sink.get(), Events(Read(source.get(), 2)));
  ASSERT_TRUE(report);
  EXPECT_THAT(report->stale, IsEmpty());
  EXPECT_EQ(ledger_.begun, 1);
  EXPECT_EQ(ledger_.commits, 1);
  EXPECT_THAT(Contents(options_.output_topic), SizeIs(2));
  EXPECT_EQ(sink->NotReady(), std::nullopt);
}

TEST_F(TransactionTest, ABatchOfNothingButDroppedCopiesIsATransactionAsWell) {
  Feed({Message("a", "1")});
  const auto source = MakeSource();
  const auto sink = OpenSink(source.get());
  std::vector<Delivery> batch = Events(Read(source.get(), 1));
  ASSERT_THAT(batch, SizeIs(1));
  batch[0].outcome = Dropped{};
  ASSERT_TRUE(WriteUntilTaken(sink.get(), batch));
  EXPECT_EQ(ledger_.commits, 1);
}

TEST_F(TransactionTest, AStaleBatchOpensNoTransaction) {
  Feed({Message("a", "1")});
  const auto source = MakeSource();
  const auto sink = OpenSink(source.get());
  const std::vector<Delivery> batch = Events(Read(source.get(), 1));
  source->Rewind();
  const auto report = WriteUntilTaken(sink.get(), batch);
  ASSERT_TRUE(report);
  EXPECT_THAT(report->stale, ElementsAre(0));
  EXPECT_EQ(ledger_.begun, 0);
}

TEST_F(TransactionTest, AGroupThatMovedOnAbortsAndReadsAgain) {
  Feed({Message("a", "1"), Message("b", "2")});
  const auto source = MakeSource();
  const auto sink = OpenSink(source.get());
  const std::vector<Delivery> batch = Events(Read(source.get(), 2));
  ASSERT_THAT(batch, SizeIs(2));
  FailNext(kTxnOffsetCommitApi, {RD_KAFKA_RESP_ERR_ILLEGAL_GENERATION});
  const WriteStatus status = sink->Write(batch);
  ASSERT_FALSE(status.ok());
  EXPECT_FALSE(status.error().fatal);
  EXPECT_EQ(ledger_.aborts, 1);
  EXPECT_EQ(ledger_.rewinds, 1);
  EXPECT_THAT(ledger_.recreations, IsEmpty());

  const auto report = WriteUntilTaken(sink.get(), batch);
  ASSERT_TRUE(report);
  EXPECT_THAT(report->stale, ElementsAre(0, 1)) << "it is read again";
  const std::vector<Delivery> again = Events(Read(source.get(), 2));
  ASSERT_THAT(again, SizeIs(2));
  EXPECT_EQ(again[0].message.at.offset, 0);
  ASSERT_TRUE(WriteUntilTaken(sink.get(), again));
  EXPECT_EQ(ledger_.commits, 1);
}

TEST_F(TransactionTest, ATransientErrorOfTheCoordinatorIsRiddenOut) {
  Feed({Message("a", "1")});
  const auto source = MakeSource();
  const auto sink = OpenSink(source.get());
  FailNext(kAddOffsetsToTxnApi, {RD_KAFKA_RESP_ERR_COORDINATOR_NOT_AVAILABLE, RD_KAFKA_RESP_ERR_NOT_COORDINATOR});
  FailNext(kTxnOffsetCommitApi, {RD_KAFKA_RESP_ERR_COORDINATOR_LOAD_IN_PROGRESS});
  FailNext(kEndTxnApi, {RD_KAFKA_RESP_ERR_COORDINATOR_NOT_AVAILABLE});
  ASSERT_TRUE(sink->Write(Events(Read(source.get(), 1))).ok());
  EXPECT_EQ(ledger_.commits, 1);
  EXPECT_EQ(ledger_.rewinds, 0);
}

TEST_F(TransactionTest, AFencedProducerIsMadeAnewAfterAPauseAndSaysWhatToLookAt) {
  Feed({Message("a", "1")});
  const auto source = MakeSource();
  const auto sink = OpenSink(source.get());
  const std::vector<Delivery> batch = Events(Read(source.get(), 1));
  FailNext(kEndTxnApi, {RD_KAFKA_RESP_ERR_INVALID_PRODUCER_EPOCH});
  EXPECT_FALSE(sink->Write(batch).ok());
  EXPECT_THAT(ledger_.recreations, ElementsAre(RecreationReason::kFenced));
  EXPECT_FALSE(sink->Write(batch).ok());
  EXPECT_THAT(sink->NotReady(), testing::Optional(HasSubstr("another process uses kafka.instance test")));
  EXPECT_EQ(ledger_.rewinds, 0) << "not before the new producer is initialised";
  const auto report = WriteUntilTaken(sink.get(), batch);
  ASSERT_TRUE(report);
  EXPECT_THAT(report->stale, ElementsAre(0));
  EXPECT_EQ(ledger_.rewinds, 1);
  EXPECT_EQ(ledger_.begun, ledger_.commits + ledger_.aborts);
}

TEST_F(TransactionTest, ARecordThatIsRefusedForGoodIsIsolatedAndItsNeighboursAreCommitted) {
  Feed({Message("a", "raw a"), Message("b", "raw b")});
  const auto source = MakeSource();
  const auto sink = OpenSink(source.get());
  const std::vector<Delivery> batch = Events(Read(source.get(), 2));
  ASSERT_THAT(batch, SizeIs(2));
  FailNext(kProduceApi, {RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE, RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE});
  const auto report = WriteUntilTaken(sink.get(), batch);
  ASSERT_TRUE(report);
  EXPECT_THAT(report->stale, IsEmpty());
  EXPECT_THAT(report->undeliverable, ElementsAre(0));
  EXPECT_EQ(ledger_.aborts, 2);
  EXPECT_EQ(ledger_.commits, 2);
  EXPECT_EQ(ledger_.rewinds, 0);
  const std::vector<RawMessage> dead = Contents(options_.dead_letter_topic);
  ASSERT_THAT(dead, SizeIs(1));
  EXPECT_EQ(dead[0].value, "raw a");
}

TEST_F(TransactionTest, ARecordThatFailsOtherwiseIsReadAgain) {
  Feed({Message("a", "1")});
  const auto source = MakeSource();
  const auto sink = OpenSink(source.get());
  const std::vector<Delivery> batch = Events(Read(source.get(), 1));
  FailNext(kProduceApi, {RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED});
  const WriteStatus status = sink->Write(batch);
  ASSERT_FALSE(status.ok());
  EXPECT_THAT(status.error().message, HasSubstr(options_.output_topic));
  EXPECT_EQ(ledger_.aborts, 1);
  EXPECT_EQ(ledger_.rewinds, 1);
}

TEST_F(TransactionTest, SaysThatItWaitsForTheCoordinatorWhileThereIsNone) {
  options_.brokers = "127.0.0.1:1";  // nobody listens there
  const auto source = MakeSource();
  const auto sink = MakeSink(source.get());
  EXPECT_FALSE(sink->Open().ok());
  EXPECT_THAT(sink->NotReady(), testing::Optional(HasSubstr("no transaction coordinator yet")));
}

TEST_F(TransactionTest, AnInitThatIsRefusedIsTriedAgainWithANewProducer) {
  const auto source = MakeSource();
  FailNext(kInitProducerIdApi, {RD_KAFKA_RESP_ERR_TRANSACTIONAL_ID_AUTHORIZATION_FAILED});
  const auto sink = OpenSink(source.get());
  EXPECT_EQ(sink->NotReady(), std::nullopt);
  EXPECT_THAT(ledger_.recreations, SizeIs(1));
}

}  // namespace
}  // namespace dongtin
