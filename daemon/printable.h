// Text of others on its way to a terminal.
#pragma once

#include <string>
#include <string_view>

namespace dongtin {

// Valid UTF-8 in one line, without control characters: nothing in it can steer a terminal.
std::string Printable(std::string_view bytes);

}  // namespace dongtin
