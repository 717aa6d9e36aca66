// What dongtin reads from librdkafka's statistics (STATISTICS.md of librdkafka).
#pragma once

#include <string_view>

namespace dongtin {

// True when the client has a working connection to at least one broker. librdkafka says when all brokers are lost (an
// error) but not when one is back; its statistics do. False for text that is not such statistics.
bool AnyBrokerUp(std::string_view statistics_json);

}  // namespace dongtin
