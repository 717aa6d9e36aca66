// Numbers that are collected when somebody asks for them, for parts that keep them in a form of their own: series may
// come and go. Plain values, so that such a part need not know the metrics library.
#pragma once

#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace dongtin {

struct MetricSample {
  std::vector<std::pair<std::string, std::string>> labels;
  double value = 0;
};

struct MetricFamily {
  enum class Type { kCounter, kGauge };

  std::string name;  // dongtin_..., a counter's ends in _total
  std::string help;  // a sentence
  Type type = Type::kGauge;
  std::vector<MetricSample> samples;  // families without any are not shown
};

// Called on the threads of the HTTP server, also at the same time.
using MetricCollector = std::function<std::vector<MetricFamily>()>;

}  // namespace dongtin
