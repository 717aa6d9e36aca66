// The machine's clock. Tests use ManualClock (tests/support/fakes.h) instead.
#pragma once

#include "daemon/io.h"

namespace dongtin {

// Threads: any.
class SystemClock final : public Clock {
 public:
  std::chrono::steady_clock::time_point Now() const override;
  std::int64_t WallMs() const override;
  bool Sleep(std::chrono::milliseconds duration, std::stop_token stop) override;
};

}  // namespace dongtin
