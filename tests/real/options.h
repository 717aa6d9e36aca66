// What the programs of this folder take from the command line or the environment, for long runs and for one fault
// again.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace dongtin {

// `--NAME=VALUE` of the command line, else DONGTIN_NAME of the environment (in capitals, `-` as `_`).
std::optional<std::string> RealOption(const std::string& name);
std::uint64_t RealNumber(const std::string& name, std::uint64_t otherwise);
// --kafka; else the first of kafka_versions.txt.
std::string RealKafka();

}  // namespace dongtin
