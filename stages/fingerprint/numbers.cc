#include "stages/fingerprint/numbers.h"

#include <cstddef>

#include "stages/text/hash.h"

namespace dongtin {
namespace {

bool IsDigit(char c) { return c >= '0' && c <= '9'; }
bool Joins(char c) { return c == '.' || c == ',' || c == '/' || c == ':' || c == '-'; }

}  // namespace

void AppendNumbers(std::string_view text, std::vector<std::uint32_t>* out) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (!IsDigit(text[i])) continue;
    const std::size_t begin = i;
    while (i < text.size() && (IsDigit(text[i]) || (Joins(text[i]) && i + 1 < text.size() && IsDigit(text[i + 1]))))
      ++i;
    out->push_back(static_cast<std::uint32_t>(Hash64(text.substr(begin, i - begin))));
  }
}

}  // namespace dongtin
