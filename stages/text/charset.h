// Bytes of an unknown charset -> UTF-8, by ICU's converters. Pure functions, callable from any thread; a converter is
// opened for each call that needs one (UTF-8, nearly all input, needs none).
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace dongtin {

struct Decoded {
  std::string text;     // valid UTF-8 without a byte order mark
  std::string charset;  // what the bytes were taken for, such as "UTF-8" or "windows-1258"
};

// Reads `bytes` as the first of these that fits:
//   1. what a byte order mark says (UTF-8, UTF-16, UTF-32);
//   2. UTF-8, when all bytes are valid. Before `declared`: bytes of another charset are never valid UTF-8 by accident
//   beyond a
//      few letters, and wrong declarations are common. A declared ISO-2022 or UTF-16, whose bytes may all be ASCII,
//      comes first;
//   3. `declared`, what a header or the page says. Empty, unknown and unfit names are passed over; Latin-1 and ASCII
//   mean
//      windows-1252 and so on, as in the WHATWG Encoding Standard, section 4.2;
//   4. UTF-8 with U+FFFD for broken parts, when there are ten sound letters outside of ASCII for each of them;
//   5. what ICU's detector finds in the first 64 KiB. It does not know the Vietnamese charsets.
// Whatever was read must look like text: of its code points no more than one in 20 may be U+FFFD or a control
// character. nullopt when nothing fits (binary data).
//
// Converters whose bytes do not agree with ASCII are not taken (UTF-7, EBCDIC, SCSU), nor any with shift states other
// than ISO-2022-JP. Linear; the result is at most four times as long as `bytes`.
std::optional<Decoded> DecodeToUtf8(std::string_view bytes, std::string_view declared);

// True when `bytes` begin with a byte order mark of UTF-16 or UTF-32.
bool HasUtf16Or32Bom(std::string_view bytes);

// The charset that an HTML page names in a <meta> tag within its first 1,024 bytes (the bound of the HTML standard),
// such as "windows-1258"; empty when there is none. "utf-16" there is a mistake, since it could be read, and comes back
// as "utf-8".
std::string_view FindMetaCharset(std::string_view html);

// The value of `charset` in a media type such as `text/html; charset="utf-8"`, without quotes; empty when there is
// none.
std::string_view CharsetOfMediaType(std::string_view media_type);

}  // namespace dongtin
