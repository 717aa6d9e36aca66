// KafkaOptions -> clients of librdkafka.
//
// The defaults differ from librdkafka's where those lose, double or hoard messages: no automatic commits, a new group
// starts at the beginning, aborted transactions are not read, records are checked, keys land where a Java producer puts
// them, the prefetch is small. The tables in conf.cc say why, line by line.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "daemon/kafka/handles.h"
#include "daemon/kafka/settings.h"
#include "stages/result.h"

namespace dongtin {

enum class ClientKind { kConsumer, kProducer, kTransactionalProducer };

// A sentence that names the key at fault, without its value.
struct ConfError {
  std::string message;
};

// The settings of one client, without callbacks but for the log (LogFromLibrdkafka). An error is the first fault of the
// options; CheckKafkaOptions gives them all. `lane` tells the clients of one process apart.
Result<KafkaConf, ConfError> MakeConf(ClientKind kind, const KafkaOptions& options, int lane = 0);

// The same but for the brokers, so that a client made of it has nowhere to connect to. Adds each fault to `faults`.
KafkaConf MakeOfflineConf(ClientKind kind, const KafkaOptions& options, int lane, std::vector<std::string>* faults);

// How many bytes an output record may be longer than the longest input: an event by its members, a dead letter by its
// headers. So the dead-letter topic's limit is at least input.max_bytes and this.
inline constexpr std::size_t kOutputMargin = 64 << 10;

// Incremental ("cooperative") rebalances can lose the assignment when offsets are committed during one, before this
// version of librdkafka (its changelog, 2.10.0), asked at run time.
bool MayRebalanceIncrementally();

// The client. It works in the background from here on; an absent broker is no error. An error means that librdkafka
// refuses the settings as a whole (a TLS key that is no key, for example).
Result<KafkaClient, ConfError> MakeClient(ClientKind kind, KafkaConf conf);

// Writes a line of librdkafka's own to the program's log: an rd_kafka_conf_set_log_cb callback, called from its
// threads.
void LogFromLibrdkafka(const rd_kafka_t* client, int syslog_level, const char* facility, const char* text);

}  // namespace dongtin
