#include "daemon/kafka/transaction_error.h"

#include <gtest/gtest.h>

namespace dongtin {
namespace {

using Call = TransactionCall;
constexpr Call kCalls[] = {Call::kInit, Call::kBegin, Call::kSendOffsets, Call::kCommit, Call::kAbort};

TransactionFault Fatal(rd_kafka_resp_err_t code) { return {code, true, false, false}; }
TransactionFault Retriable(rd_kafka_resp_err_t code) { return {code, false, true, false}; }
TransactionFault Abortable(rd_kafka_resp_err_t code) { return {code, false, false, true}; }
TransactionFault Unclassified(rd_kafka_resp_err_t code) { return {code, false, false, false}; }

TEST(TransactionError, AFatalOrUnclassifiedErrorEndsTheProducer) {
  for (const Call call : kCalls) {
    EXPECT_EQ(RemedyFor(call, Fatal(RD_KAFKA_RESP_ERR__FENCED)), Remedy::kRecreate);
    EXPECT_EQ(RemedyFor(call, Unclassified(RD_KAFKA_RESP_ERR__STATE)), Remedy::kRecreate);
  }
}

TEST(TransactionError, AGroupThatHasMovedOnAbortsTheTransaction) {
  EXPECT_EQ(RemedyFor(Call::kSendOffsets, Abortable(RD_KAFKA_RESP_ERR_ILLEGAL_GENERATION)), Remedy::kAbort);
  EXPECT_EQ(RemedyFor(Call::kSendOffsets, Abortable(RD_KAFKA_RESP_ERR_UNKNOWN_MEMBER_ID)), Remedy::kAbort);
}

TEST(TransactionError, AFailedRecordAbortsTheTransaction) {
  EXPECT_EQ(RemedyFor(Call::kCommit, Abortable(RD_KAFKA_RESP_ERR__INCONSISTENT)), Remedy::kAbort);
}

TEST(TransactionError, WhatIsRetriableIsTriedAgain) {
  EXPECT_EQ(RemedyFor(Call::kInit, Retriable(RD_KAFKA_RESP_ERR__TIMED_OUT)), Remedy::kAgain);
  EXPECT_EQ(RemedyFor(Call::kSendOffsets, Retriable(RD_KAFKA_RESP_ERR_COORDINATOR_LOAD_IN_PROGRESS)), Remedy::kAgain);
  EXPECT_EQ(RemedyFor(Call::kCommit, Retriable(RD_KAFKA_RESP_ERR_NOT_COORDINATOR)), Remedy::kAgain);
}

TEST(TransactionError, ACommitOrAbortOfUnknownEndEndsTheProducerEvenWhereItMayBeRetried) {
  for (const Call call : {Call::kCommit, Call::kAbort}) {
    for (const rd_kafka_resp_err_t code : {RD_KAFKA_RESP_ERR__TIMED_OUT, RD_KAFKA_RESP_ERR__TRANSPORT,
                                           RD_KAFKA_RESP_ERR_REQUEST_TIMED_OUT, RD_KAFKA_RESP_ERR_NETWORK_EXCEPTION}) {
      EXPECT_EQ(RemedyFor(call, Retriable(code)), Remedy::kRecreate) << rd_kafka_err2name(code);
      EXPECT_EQ(RemedyFor(call, Abortable(code)), Remedy::kRecreate) << rd_kafka_err2name(code);
    }
  }
}

TEST(TransactionError, AnAbortThatAsksForAnAbortEndsTheProducer) {
  EXPECT_EQ(RemedyFor(Call::kAbort, Abortable(RD_KAFKA_RESP_ERR__INCONSISTENT)), Remedy::kRecreate);
}

TEST(TransactionError, KnowsAFence) {
  EXPECT_TRUE(IsFenced(RD_KAFKA_RESP_ERR__FENCED));
  EXPECT_TRUE(IsFenced(RD_KAFKA_RESP_ERR_INVALID_PRODUCER_EPOCH));
  EXPECT_FALSE(IsFenced(RD_KAFKA_RESP_ERR__TIMED_OUT));
}

}  // namespace
}  // namespace dongtin
