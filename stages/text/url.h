// The registrable host of a URL: what a site is called.
#pragma once

#include <string>
#include <string_view>

namespace dongtin {

// "https://user@m.bao.gov.vn:8080/a" -> "bao.gov.vn": the host in lower case without port, user and the names below the
// one that was registered. Suffixes of two labels ("com.vn", "co.uk") come from a small table of the common ones, the
// countries' second levels by a rule (com, co, net, org, gov, edu, ac under two letters); the Public Suffix List would
// be exact and needs monthly updates. IP literals stay whole, IPv6 in its brackets. Empty for what is no URL with a
// host, or a host with characters that none has. NFC when url is UTF-8. Linear; takes any bytes.
std::string RegistrableHost(std::string_view url);

}  // namespace dongtin
