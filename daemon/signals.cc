#include "daemon/signals.h"

#include <csignal>
#include <ctime>
#include <stop_token>
#include <utility>

namespace dongtin {
namespace {

constexpr timespec kStopCheck = {0, 50'000'000};  // how soon the destructor is noticed

sigset_t StopSignals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  return signals;
}

}  // namespace

SignalWatch::SignalWatch(std::function<void()> on_first, std::function<void()> on_second) {
  const sigset_t signals = StopSignals();
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  thread_ =
      std::jthread([on_first = std::move(on_first), on_second = std::move(on_second)](const std::stop_token& stop) {
        const sigset_t awaited = StopSignals();
        for (int received = 0; !stop.stop_requested();) {
          const int signal = sigtimedwait(&awaited, nullptr, &kStopCheck);
          if (signal < 0) continue;  // nothing within the time
          ++received;
          if (received == 1) on_first();
          if (received == 2) on_second();
          if (received > 2) {
            pthread_sigmask(SIG_UNBLOCK, &awaited, nullptr);
            std::raise(signal);
          }
        }
      });
}

SignalWatch::~SignalWatch() {
  thread_.request_stop();
  thread_.join();
  const sigset_t signals = StopSignals();
  constexpr timespec kNow = {0, 0};
  while (sigtimedwait(&signals, nullptr, &kNow) > 0) {  // came too late to matter, must not kill us now
  }
  pthread_sigmask(SIG_UNBLOCK, &signals, nullptr);
}

void IgnoreBrokenPipes() { std::signal(SIGPIPE, SIG_IGN); }

}  // namespace dongtin
