#include "daemon/kafka/transaction_error.h"

namespace dongtin {

bool IsFenced(rd_kafka_resp_err_t code) {
  switch (code) {
    case RD_KAFKA_RESP_ERR__FENCED:
    case RD_KAFKA_RESP_ERR_PRODUCER_FENCED:
    case RD_KAFKA_RESP_ERR_INVALID_PRODUCER_EPOCH:
      return true;
    default:
      return false;
  }
}

bool IsIndefinite(rd_kafka_resp_err_t code) {
  switch (code) {
    case RD_KAFKA_RESP_ERR__TIMED_OUT:
    case RD_KAFKA_RESP_ERR__TIMED_OUT_QUEUE:
    case RD_KAFKA_RESP_ERR__TRANSPORT:
    case RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN:
    case RD_KAFKA_RESP_ERR__DESTROY:
    case RD_KAFKA_RESP_ERR_REQUEST_TIMED_OUT:
    case RD_KAFKA_RESP_ERR_NETWORK_EXCEPTION:
    case RD_KAFKA_RESP_ERR_UNKNOWN:
      return true;
    default:
      return false;
  }
}

Remedy RemedyFor(TransactionCall call, const TransactionFault& fault) {
  if (fault.fatal) return Remedy::kRecreate;
  const bool ends = call == TransactionCall::kCommit || call == TransactionCall::kAbort;
  if (ends && IsIndefinite(fault.code)) return Remedy::kRecreate;
  if (fault.requires_abort) {
    return call == TransactionCall::kSendOffsets || call == TransactionCall::kCommit ? Remedy::kAbort
                                                                                     : Remedy::kRecreate;
  }
  return fault.retriable ? Remedy::kAgain : Remedy::kRecreate;
}

}  // namespace dongtin
