#include "stages/fingerprint/numbers.h"

#include <bit>
#include <cstddef>
#include <cstring>

#include "stages/text/hash.h"

namespace dongtin {
namespace {

bool IsDigit(char c) { return c >= '0' && c <= '9'; }
bool Joins(char c) { return c == '.' || c == ',' || c == '/' || c == ':' || c == '-'; }

// The first ASCII digit at or after `from`; text.size() when there is none. Eight bytes at a time (stages/text/
// json_special.h says how): most of a text is no number.
std::size_t FindDigit(std::string_view text, std::size_t from) {
  static_assert(std::endian::native == std::endian::little, "the lowest byte of a word is the first");
  constexpr std::uint64_t kOnes = 0x0101010101010101;
  constexpr std::uint64_t kHighs = 0x8080808080808080;
  while (from + sizeof(std::uint64_t) <= text.size()) {
    std::uint64_t block;
    std::memcpy(&block, text.data() + from, sizeof(block));
    const std::uint64_t values = block ^ kOnes * '0';  // a digit: below 10
    const std::uint64_t hits = (values - kOnes * 10) & ~values & kHighs;
    if (hits != 0) return from + static_cast<std::size_t>(std::countr_zero(hits)) / 8;
    from += sizeof(block);
  }
  while (from < text.size() && !IsDigit(text[from])) ++from;
  return from;
}

constexpr std::size_t kMaxBytes = 64;  // of a number; a longer run of digits is told apart by its beginning

// A sign between digits with three digits, and no fourth, behind it parts thousands: "1.250", "1,250,000".
bool PartsThousands(std::string_view number, std::size_t i) {
  const auto digit = [&](std::size_t at) { return at < number.size() && IsDigit(number[at]); };
  return (number[i] == '.' || number[i] == ',') && digit(i + 1) && digit(i + 2) && digit(i + 3) && !digit(i + 4);
}

std::uint32_t HashNumber(std::string_view number) {
  char plain[kMaxBytes];
  std::size_t size = 0;
  for (std::size_t i = 0; i < number.size() && size < kMaxBytes; ++i) {
    if (PartsThousands(number, i)) continue;
    plain[size++] = number[i] == ',' ? '.' : number[i];
  }
  return static_cast<std::uint32_t>(Hash64({plain, size}));
}

}  // namespace

void AppendNumbers(std::string_view text, std::vector<std::uint32_t>* out) {
  for (std::size_t i = FindDigit(text, 0); i < text.size(); i = FindDigit(text, i)) {
    const std::size_t begin = i;
    while (i < text.size() && (IsDigit(text[i]) || (Joins(text[i]) && i + 1 < text.size() && IsDigit(text[i + 1]))))
      ++i;
    out->push_back(HashNumber(text.substr(begin, i - begin)));
  }
}

}  // namespace dongtin
