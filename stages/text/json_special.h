// Where the next byte of a JSON string stands that is not plain: the quotation mark, the backslash, a control character
// (RFC 8259, section 7). Shared by the reader and the writer of JSON. Pure, header-only so that both loops hold it.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace dongtin {

constexpr bool IsJsonSpecial(unsigned char byte) { return byte < 0x20 || byte == '"' || byte == '\\'; }

// The first such place at or after `from`; text.size() when there is none. Eight bytes at a time, by the zero-byte test
// of "Bit Twiddling Hacks" (S. E. Anderson): what stands above a hit may be taken for one, the lowest hit is exact.
inline std::size_t FindJsonSpecial(std::string_view text, std::size_t from) {
  static_assert(std::endian::native == std::endian::little, "the lowest byte of a word is the first");
  constexpr std::uint64_t kOnes = 0x0101010101010101;
  constexpr std::uint64_t kHighs = 0x8080808080808080;
  const auto below = [](std::uint64_t bytes, std::uint64_t bound) { return (bytes - kOnes * bound) & ~bytes & kHighs; };
  while (from + sizeof(std::uint64_t) <= text.size()) {
    std::uint64_t block;
    std::memcpy(&block, text.data() + from, sizeof(block));
    const std::uint64_t hits = below(block, 0x20) | below(block ^ kOnes * '"', 1) | below(block ^ kOnes * '\\', 1);
    if (hits != 0) return from + static_cast<std::size_t>(std::countr_zero(hits)) / 8;
    from += sizeof(block);
  }
  while (from < text.size() && !IsJsonSpecial(static_cast<unsigned char>(text[from]))) ++from;
  return from;
}

}  // namespace dongtin
