#include "daemon/kafka/stats.h"

#include <simdjson.h>

namespace dongtin {

bool AnyBrokerUp(std::string_view statistics_json) {
  simdjson::dom::parser parser;
  simdjson::dom::object brokers;
  if (parser.parse(statistics_json.data(), statistics_json.size())["brokers"].get(brokers) != simdjson::SUCCESS) {
    return false;
  }
  for (const auto& broker : brokers) {
    std::string_view state;
    if (broker.value["state"].get(state) == simdjson::SUCCESS && (state == "UP" || state == "UPDATE")) return true;
  }
  return false;
}

}  // namespace dongtin
