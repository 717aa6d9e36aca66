#include "daemon/memory_budget.h"

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <utility>

namespace dongtin {
namespace {

constexpr std::uint64_t kRecordMargin = 64 << 10;
constexpr std::uint64_t kForms = 3;
constexpr std::uint64_t kLeastMessages = 2;
constexpr std::uint64_t kHuge = std::uint64_t{1} << 50;  // version 1 says 2^63 less a page for "no limit"

std::string MiB(std::uint64_t bytes) { return std::to_string((bytes + (1 << 20) - 1) >> 20) + "MiB"; }

std::string Contents(const std::string& file) {
  std::ifstream in(file, std::ios::binary);
  std::string text(4096, '\0');
  in.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(in.gcount()));
  return text;
}

// The path behind `prefix` in /proc/self/cgroup: "0::" for version 2, ":memory:" for version 1.
std::optional<std::string> CgroupPath(const std::string& groups, std::string_view prefix) {
  const std::size_t found = groups.find(prefix);
  if (found == std::string::npos) return std::nullopt;
  const std::size_t begin = found + prefix.size();
  return groups.substr(begin, groups.find('\n', begin) - begin);
}

void Lower(std::optional<std::uint64_t> limit, std::optional<std::uint64_t>* least) {
  if (limit && (!*least || *limit < **least)) *least = limit;
}

// In a container the path is that of the host, and only the mount's root is to be seen: every part of it is tried.
void ReadFrom(const std::string& root, std::string path, const std::string& file, std::optional<std::uint64_t>* least) {
  for (;;) {
    Lower(ParseCgroupLimit(Contents(root + path + "/" + file)), least);
    const std::size_t slash = path.rfind('/');
    if (slash == std::string::npos) return;
    path.erase(slash);
  }
}

}  // namespace

std::optional<std::uint64_t> ParseCgroupLimit(std::string_view text) {
  while (!text.empty() && (text.back() == '\n' || text.back() == ' ')) text.remove_suffix(1);
  std::uint64_t limit = 0;
  const auto result = std::from_chars(text.data(), text.data() + text.size(), limit);
  if (result.ec != std::errc() || result.ptr != text.data() + text.size()) return std::nullopt;
  if (limit == 0 || limit >= kHuge) return std::nullopt;
  return limit;
}

std::optional<std::uint64_t> ReadCgroupLimit() {
  const std::string groups = Contents("/proc/self/cgroup");
  std::optional<std::uint64_t> least;
  if (const auto path = CgroupPath(groups, "0::")) ReadFrom("/sys/fs/cgroup", *path, "memory.max", &least);
  if (const auto path = CgroupPath(groups, ":memory:")) {
    ReadFrom("/sys/fs/cgroup/memory", *path, "memory.limit_in_bytes", &least);
  }
  return least;
}

namespace {

// The shares of `total`, whether they do or not.
BudgetShares Divide(const BudgetInput& input, std::uint64_t total) {
  const auto lanes = static_cast<std::uint64_t>(std::max(1, input.lanes));
  const std::uint64_t message = input.max_message;
  const std::uint64_t record = std::max<std::uint64_t>(message, input.max_event) + kRecordMargin;
  BudgetShares shares;
  shares.total = total;
  shares.fetch = std::max(lanes * 2 * (message + kRecordMargin), total / 8);
  shares.prefetch = total / 16;
  shares.producer = std::max(lanes * 2 * record, total / 8);
  const std::uint64_t clients = shares.fetch + shares.prefetch + shares.producer;
  const std::uint64_t rest = total > clients ? (total - clients) / lanes : 0;  // of a lane
  const std::uint64_t left = rest > kForms * message ? rest / kForms - message : 0;
  shares.queue_bytes = static_cast<std::size_t>(input.queue_bytes > 0 ? input.queue_bytes : left);
  shares.engine = lanes * kForms * (shares.queue_bytes + message);
  shares.fits = input.queue_bytes > 0 ? input.queue_bytes <= left : left >= kLeastMessages * message;
  return shares;
}

// The least budget that does, in whole MiB.
std::uint64_t LeastBudget(const BudgetInput& input) {
  std::uint64_t low = 1, high = std::uint64_t{1} << 30;
  while (low < high) {
    const std::uint64_t middle = (low + high) / 2;
    if (Divide(input, middle << 20).fits) {
      high = middle;
    } else {
      low = middle + 1;
    }
  }
  return low << 20;
}

}  // namespace

BudgetShares ShareOut(const BudgetInput& input) {
  const bool by_cgroup = input.cgroup_limit && *input.cgroup_limit / 2 < input.options.budget;
  BudgetShares shares = Divide(input, by_cgroup ? *input.cgroup_limit / 2 : input.options.budget);
  shares.queue_bytes = std::max<std::size_t>(1, shares.queue_bytes);
  if (shares.fits) return shares;
  const std::string what = by_cgroup ? "memory.budget (half of the cgroup's limit, " : "memory.budget (";
  const bool asked = input.queue_bytes > 0;
  shares.fault = what + MiB(shares.total) + ") is too small for " +
                 (asked ? "engine.queue_bytes (" + MiB(input.queue_bytes) + ") and " : std::string()) +
                 "input.max_bytes (" + MiB(input.max_message) + "): it takes " + MiB(LeastBudget(input));
  return shares;
}

}  // namespace dongtin
