#include "daemon/shares.h"

#include <algorithm>
#include <thread>
#include <utility>

#include "daemon/memory_budget.h"

namespace dongtin {
namespace {

BudgetShares SharesOf(const Config& config) {
  return ShareOut({.options = config.memory,
                   .cgroup_limit = ReadCgroupLimit(),
                   .max_message = config.input.max_bytes,
                   .max_event = config.output.max_bytes,
                   .queue_bytes = config.queue_bytes,
                   .lanes = config.kafka.lanes});
}

}  // namespace

std::string BudgetFault(const Config& config) {
  BudgetShares shares = SharesOf(config);
  return shares.fits ? std::string() : std::move(shares.fault);
}

Config WithinBudget(Config config) {
  const BudgetShares shares = SharesOf(config);
  const auto lanes = static_cast<std::size_t>(config.kafka.lanes);
  config.engine.queue_bytes = shares.queue_bytes;
  config.kafka.fetch_bytes = shares.fetch / lanes;
  config.kafka.prefetch_bytes = shares.prefetch / lanes;
  config.kafka.producer_bytes = shares.producer / lanes;
  return config;
}

MetricFamily BudgetFamily(const Config& config) {
  const BudgetShares shares = SharesOf(config);
  MetricFamily family{"dongtin_memory_budget_bytes",
                      "Share of memory.budget of each pool of messages.",
                      MetricFamily::Type::kGauge,
                      {}};
  const std::pair<const char*, std::uint64_t> pools[] = {
      {"fetch", shares.fetch}, {"prefetch", shares.prefetch}, {"producer", shares.producer}, {"engine", shares.engine}};
  for (const auto& [pool, bytes] : pools) family.samples.push_back({{{"pool", pool}}, static_cast<double>(bytes)});
  return family;
}

RunnerOptions EngineOfLane(const Config& config) {
  RunnerOptions options = config.engine;
  if (options.workers == 0) {
    const auto lanes = static_cast<unsigned>(config.kafka.lanes);
    options.workers = static_cast<int>(std::max(1U, std::thread::hardware_concurrency() / lanes));
  }
  return options;
}

}  // namespace dongtin
