// A header that is not self-contained, for the test that such a one is found: it forgets <string>.
#pragma once

namespace dongtin {
inline std::string Forgetful() { return "dongtin"; }
}  // namespace dongtin
