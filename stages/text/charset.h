// Bytes of an unknown charset -> UTF-8. Pure functions, callable from any thread; converters are ICU's, made for one call.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace dongtin {

struct Decoded {
  std::string text;     // valid UTF-8, without a byte order mark
  std::string charset;  // what the bytes were taken for, by its IANA name where there is one, such as "UTF-8", "windows-1258"
};

// Reads `bytes` as the first of these that holds:
//   1. a byte order mark (UTF-8, UTF-16, UTF-32);
//   2. `declared`, what a header says (may be empty; names as in HTTP and HTML, any case, unknown ones are passed over);
//   3. UTF-8, when the bytes are valid UTF-8;
//   4. ICU's detector over the first 64 KiB, when it is sure enough;
//   5. UTF-8 with the broken parts repaired, when no more than one byte in 20 is broken.
// A declared UTF-8 is repaired as in 5; a declared Latin-1 or ASCII is windows-1252, as in the WHATWG Encoding Standard;
// a declared one-byte charset gives way to valid UTF-8 with letters outside of ASCII, since such bytes in a row are never an
// accident while wrong declarations are common. nullopt when nothing holds (binary data).
//
// The result is at most three times as long as `bytes`, plus three. Only charsets of the Encoding Standard's kind are taken: converters with
// state that can swallow a page (UTF-7, BOCU, SCSU, ISO-2022 other than -JP) are not.
std::optional<Decoded> DecodeToUtf8(std::string_view bytes, std::string_view declared);

// The charset that an HTML page declares in a <meta> tag of its first 1,024 bytes (the bound of the HTML standard), such as
// "windows-1258"; empty when there is none.
std::string_view FindMetaCharset(std::string_view html);

// The value of `charset` in a media type such as `text/html; charset="utf-8"`, without quotes; empty when there is none.
std::string_view CharsetOfMediaType(std::string_view media_type);

}  // namespace dongtin
