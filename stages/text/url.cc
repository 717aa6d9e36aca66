#include "stages/text/url.h"

#include <algorithm>
#include <utility>

#include "stages/text/normalize.h"
#include "stages/text/utf8.h"

namespace dongtin {
namespace {

constexpr std::size_t kMaxHost = 253;  // RFC 1035

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

char Lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; }

// Between "//" and the path, without user and port; empty when there is none.
std::string_view HostOf(std::string_view url) {
  const std::size_t slashes = url.find("//");
  if (slashes == std::string_view::npos || (slashes > 0 && url[slashes - 1] != ':')) return {};
  std::string_view rest = url.substr(slashes + 2);
  rest = rest.substr(0, rest.find_first_of("/?#\\"));
  if (const std::size_t user = rest.rfind('@'); user != std::string_view::npos) rest.remove_prefix(user + 1);
  if (rest.starts_with('[')) {
    const std::size_t close = rest.find(']');
    return close == std::string_view::npos ? std::string_view() : rest.substr(0, close + 1);
  }
  return rest.substr(0, rest.find(':'));
}

bool IsHostByte(char c) {
  return IsDigit(c) || (c >= 'a' && c <= 'z') || c == '.' || c == '-' || c == '_' ||
         static_cast<unsigned char>(c) >= 0x80;
}

bool IsIpv4(std::string_view host) {
  return std::count(host.begin(), host.end(), '.') == 3 &&
         std::all_of(host.begin(), host.end(), [](char c) { return IsDigit(c) || c == '.'; });
}

// True when names are registered below `second`.`top`.
bool IsSecondLevelSuffix(std::string_view second, std::string_view top) {
  static constexpr std::string_view kUnderCountries[] = {"com", "co",  "net", "org", "gov", "edu",
                                                         "ac",  "mil", "gob", "go",  "ne",  "or"};
  static constexpr std::string_view kUnderVietnam[] = {"name", "info", "pro", "health", "biz", "int", "id", "io", "ai"};
  if (top.size() != 2) return false;
  if (std::find(std::begin(kUnderCountries), std::end(kUnderCountries), second) != std::end(kUnderCountries))
    return true;
  if (top == "vn")
    return std::find(std::begin(kUnderVietnam), std::end(kUnderVietnam), second) != std::end(kUnderVietnam);
  return top == "uk" && (second == "me" || second == "ltd" || second == "plc" || second == "nhs" || second == "police");
}

}  // namespace

std::string RegistrableHost(std::string_view url) {
  std::string host(HostOf(url).substr(0, kMaxHost + 1));
  std::transform(host.begin(), host.end(), host.begin(), Lower);
  // A small letter may compose with a mark that its capital does not.
  if (IsValidUtf8(host)) host = ToNfc(std::move(host));
  if (host.starts_with('[')) {
    const bool literal = std::all_of(host.begin() + 1, host.end() - 1, [](char c) {
      return IsDigit(c) || (c >= 'a' && c <= 'f') || c == ':' || c == '.';
    });
    return literal && host.size() > 3 ? host : "";
  }
  if (host.ends_with('.')) host.pop_back();
  if (host.empty() || host.size() > kMaxHost || host.front() == '.' || host.find("..") != std::string::npos ||
      !std::all_of(host.begin(), host.end(), IsHostByte))
    return "";
  if (IsIpv4(host)) return host;

  const std::size_t top = host.rfind('.');
  if (top == std::string::npos || top == 0) return host;
  const std::size_t second = host.rfind('.', top - 1);
  if (second == std::string::npos) return host;
  const std::string_view view = host;
  if (!IsSecondLevelSuffix(view.substr(second + 1, top - second - 1), view.substr(top + 1)))
    return host.substr(second + 1);
  const std::size_t third = second == 0 ? std::string::npos : host.rfind('.', second - 1);
  return third == std::string::npos ? host : host.substr(third + 1);
}

}  // namespace dongtin
