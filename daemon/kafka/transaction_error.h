// What to do after an error of librdkafka's transactional interface. Pure.
//
// librdkafka classifies its errors as retriable, abortable or fatal (INTRODUCTION.md, "Transactional Producer"). Two
// rules are added. What it does not classify is treated as fatal. And a commit or abort of which nobody knows whether
// it was carried out ends the producer, even where librdkafka would go on with it: its next transaction could join the
// one that is still open at the broker (KIP-890), and then commit records whose offsets were not in it.
#pragma once

#include <librdkafka/rdkafka.h>

namespace dongtin {

enum class TransactionCall { kInit, kBegin, kSendOffsets, kCommit, kAbort };

struct TransactionFault {
  rd_kafka_resp_err_t code = RD_KAFKA_RESP_ERR_NO_ERROR;
  bool fatal = false;
  bool retriable = false;
  bool requires_abort = false;
};

enum class Remedy {
  kAgain,     // the same call with the same arguments, after a pause
  kAbort,     // the transaction; nothing of it was committed
  kRecreate,  // the producer
};

Remedy RemedyFor(TransactionCall call, const TransactionFault& fault);

// Another producer with the same transactional.id has begun, or the broker has ended a transaction that was open for
// too long: the protocol does not tell the two apart.
bool IsFenced(rd_kafka_resp_err_t code);

// The end of a commit or abort is not known.
bool IsIndefinite(rd_kafka_resp_err_t code);

}  // namespace dongtin
