// The numbers of a text: digits with the signs that join them ("25/11", "1.234,5", "10:30", "2-3"), ASCII digits only.
// How a number is written does not count: "1.250", "1,250" and "1250" are one, "2,5" and "2.5" another.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace dongtin {

// Appends a 32-bit hash for each number of `text`, in order, repeats included. Linear. Leading zeros count: "08" is not
// "8".
void AppendNumbers(std::string_view text, std::vector<std::uint32_t>* out);

}  // namespace dongtin
