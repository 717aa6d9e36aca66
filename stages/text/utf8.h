// UTF-8: check, repair, count, decode, encode. Pure functions without state, callable from any thread.
//
// Valid means The Unicode Standard, table 3-7: no overlong forms, no surrogates, nothing above U+10FFFF. Every byte
// from outside passes through RepairUtf8 once (parse does it), so that all later code may take valid text for granted.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace dongtin {

inline constexpr char32_t kReplacementCharacter = 0xFFFD;
inline constexpr std::string_view kReplacementUtf8 = "\xEF\xBF\xBD";
inline constexpr std::string_view kUtf8Bom = "\xEF\xBB\xBF";

// Linear in the text, about as fast as memory for ASCII.
bool IsValidUtf8(std::string_view text);

// The longest valid beginning of `text`, in bytes; text.size() when all is valid.
std::size_t ValidUtf8Prefix(std::string_view text);

// `bytes` with one U+FFFD in place of each maximal ill-formed part (The Unicode Standard, section 3.9, "U+FFFD
// Substitution of Maximal Subparts"; what the WHATWG decoder does as well). The result is at most three times as long.
// Valid text comes back as it is.
std::string RepairUtf8(std::string_view bytes);

// REQUIRES: valid text. In bytes that are not, counts every byte that does not continue a sequence.
std::size_t CountCodePoints(std::string_view text);

// The code point that begins at text[*pos]; moves *pos behind it.
// REQUIRES: valid text, *pos < text.size() and on the first byte of a sequence. For text that breaks this the answer is
// U+FFFD and *pos moves on by one byte: never a read out of bounds, never an endless loop.
char32_t DecodeNext(std::string_view text, std::size_t* pos);

// Appends the one to four bytes of `code_point`; U+FFFD for a surrogate or a value above U+10FFFF.
void AppendUtf8(char32_t code_point, std::string* out);

// The longest beginning of `text` of at most `max_bytes` bytes that does not end within a sequence. REQUIRES: valid
// text.
std::string_view TruncateUtf8(std::string_view text, std::size_t max_bytes);

}  // namespace dongtin
