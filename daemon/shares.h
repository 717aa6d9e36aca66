// What a configuration gives the parts of `run`: memory.budget shared out, and each lane's share of the engine.
#pragma once

#include <string>

#include "daemon/config.h"
#include "daemon/metric_family.h"
#include "daemon/runner.h"

namespace dongtin {

// Why memory.budget is too small for the rest of the configuration, for people; empty when it is not.
std::string BudgetFault(const Config& config);
// `config` with the sizes of all queues as the budget allows. REQUIRES: BudgetFault is empty
Config WithinBudget(Config config);
// The shares, for Metrics::Collect.
MetricFamily BudgetFamily(const Config& config);

// A lane's engine. REQUIRES: WithinBudget made `config`
RunnerOptions EngineOfLane(const Config& config);

}  // namespace dongtin
