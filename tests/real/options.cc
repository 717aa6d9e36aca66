#include "tests/real/options.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <stdexcept>

#include "tests/real/broker.h"

namespace dongtin {

std::optional<std::string> RealOption(const std::string& name) {
  const std::string start = "--" + name + "=";
  for (const std::string& argument : testing::internal::GetArgvs()) {
    if (argument.rfind(start, 0) == 0) return argument.substr(start.size());
  }
  std::string variable = "DONGTIN_" + name;
  for (char& c : variable) c = c == '-' ? '_' : (c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c);
  const char* const value = std::getenv(variable.c_str());
  if (value == nullptr) return std::nullopt;
  return value;
}

std::uint64_t RealNumber(const std::string& name, std::uint64_t otherwise) {
  const auto text = RealOption(name);
  if (!text) return otherwise;
  char* end = nullptr;
  const std::uint64_t number = std::strtoull(text->c_str(), &end, 10);
  if (text->empty() || *end != '\0') throw std::runtime_error("--" + name + ": `" + *text + "` is no number");
  return number;
}

std::string RealKafka() { return RealOption("kafka").value_or(KafkaVersions().at(0)); }

}  // namespace dongtin
