#include "stages/text/charset.h"

#include <unicode/ucnv.h>
#include <unicode/ucsdet.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <memory>

#include "stages/text/utf8.h"

namespace dongtin {
namespace {

constexpr std::size_t kMetaBytes = 1024;
constexpr std::size_t kDetectBytes = 64 << 10;
constexpr std::size_t kMaxCharsetName = 40;  // ICU's own bound is 60
constexpr int kSureEnough = 30;              // of 100, ICU's confidence; guesses below are mostly wrong
constexpr std::size_t kSoundPerBroken = 10;  // header, step 4
constexpr std::size_t kLettersPerStrange = 20;

using Converter = std::unique_ptr<UConverter, decltype(&ucnv_close)>;
using Detector = std::unique_ptr<UCharsetDetector, decltype(&ucsdet_close)>;

char Lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; }

bool EqualsIgnoringCase(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) { return Lower(x) == Lower(y); });
}

bool IsSpace(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

std::size_t FindIgnoringCase(std::string_view text, std::string_view word, std::size_t from) {
  for (; from + word.size() <= text.size(); ++from) {
    if (EqualsIgnoringCase(text.substr(from, word.size()), word)) return from;
  }
  return std::string_view::npos;
}

struct Bom {
  std::string_view bytes;
  const char* charset;
};
// UTF-32 stands before UTF-16, whose mark its own begins with.
constexpr std::array kBoms = {
    Bom{kUtf8Bom, "UTF-8"},
    Bom{std::string_view("\xFF\xFE\0\0", 4), "UTF-32LE"},
    Bom{std::string_view("\0\0\xFE\xFF", 4), "UTF-32BE"},
    Bom{"\xFF\xFE", "UTF-16LE"},
    Bom{"\xFE\xFF", "UTF-16BE"},
};

const Bom* FindBom(std::string_view bytes) {
  const auto* found =
      std::find_if(kBoms.begin(), kBoms.end(), [&](const Bom& b) { return bytes.starts_with(b.bytes); });
  return found == kBoms.end() ? nullptr : found;
}

// What the web means by a name where ICU takes it by the letter (WHATWG Encoding Standard, section 4.2).
std::string_view WebMeaning(std::string_view name) {
  struct Row {
    std::string_view name;
    std::string_view meaning;
  };
  static constexpr std::array kRows = {
      Row{"iso-8859-1", "windows-1252"}, Row{"iso8859-1", "windows-1252"},
      Row{"latin1", "windows-1252"},     Row{"us-ascii", "windows-1252"},
      Row{"ascii", "windows-1252"},      Row{"iso-8859-9", "windows-1254"},
      Row{"iso-8859-11", "windows-874"}, Row{"tis-620", "windows-874"},
      Row{"gb2312", "gb18030"},          Row{"gbk", "gb18030"},
      Row{"euc-kr", "windows-949"},      Row{"utf8", "UTF-8"},
  };
  for (const Row& row : kRows) {
    if (EqualsIgnoringCase(row.name, name)) return row.meaning;
  }
  return name;
}

bool IsUtf16Or32(UConverterType type) {
  return type == UCNV_UTF16 || type == UCNV_UTF16_BigEndian || type == UCNV_UTF16_LittleEndian || type == UCNV_UTF32 ||
         type == UCNV_UTF32_BigEndian || type == UCNV_UTF32_LittleEndian;
}

bool AgreesWithAscii(UConverter* converter) {
  constexpr std::string_view kSample = "<p>a~1</p>";
  char16_t out[kSample.size()];
  UErrorCode error = U_ZERO_ERROR;
  const std::int32_t length = ucnv_toUChars(converter, out, kSample.size(), kSample.data(), kSample.size(), &error);
  ucnv_reset(converter);
  // Shift_JIS and its kin have an overline in place of '~'.
  const auto same = [](char16_t u, char c) { return u == static_cast<char16_t>(c) || c == '~'; };
  return U_SUCCESS(error) && length == static_cast<std::int32_t>(kSample.size()) &&
         std::equal(kSample.begin(), kSample.end(), out, [&](char c, char16_t u) { return same(u, c); });
}

// A converter that the header allows, or null.
Converter OpenConverter(std::string_view name) {
  Converter none(nullptr, &ucnv_close);
  if (name.empty() || name.size() > kMaxCharsetName) return none;
  // ICU takes options behind a comma, and any bytes: only names like names are handed on.
  const auto in_name = [](char c) {
    return (c >= '0' && c <= '9') || (Lower(c) >= 'a' && Lower(c) <= 'z') || c == '-' || c == '_' || c == '.' ||
           c == ':';
  };
  if (!std::all_of(name.begin(), name.end(), in_name)) return none;
  UErrorCode error = U_ZERO_ERROR;
  Converter converter(ucnv_open(std::string(WebMeaning(name)).c_str(), &error), &ucnv_close);
  if (U_FAILURE(error)) return none;
  const UConverterType type = ucnv_getType(converter.get());
  switch (type) {
    case UCNV_UTF7:
    case UCNV_IMAP_MAILBOX:
    case UCNV_SCSU:
    case UCNV_BOCU1:
    case UCNV_CESU8:
    case UCNV_HZ:
    case UCNV_ISCII:
    case UCNV_COMPOUND_TEXT:
    case UCNV_EBCDIC_STATEFUL:
      return none;
    case UCNV_ISO_2022:
      if (!EqualsIgnoringCase(name, "iso-2022-jp")) return none;
      break;
    default:
      break;
  }
  if (!IsUtf16Or32(type) && !AgreesWithAscii(converter.get())) return none;
  return converter;
}

std::string NameOf(UConverter* converter) {
  UErrorCode error = U_ZERO_ERROR;
  const char* internal = ucnv_getName(converter, &error);
  for (const char* standard : {"IANA", "MIME"}) {
    UErrorCode unknown = U_ZERO_ERROR;
    const char* name = ucnv_getStandardName(internal, standard, &unknown);
    if (U_SUCCESS(unknown) && name != nullptr) return name;
  }
  return internal;
}

std::optional<std::string> Convert(UConverter* converter, std::string_view bytes) {
  std::string out;
  std::size_t capacity = bytes.size() * 2 + 16;
  while (true) {
    out.resize(capacity);
    UErrorCode error = U_ZERO_ERROR;
    const std::int32_t length =
        ucnv_toAlgorithmic(UCNV_UTF8, converter, out.data(), static_cast<std::int32_t>(out.size()), bytes.data(),
                           static_cast<std::int32_t>(bytes.size()), &error);
    if (error == U_BUFFER_OVERFLOW_ERROR) {
      capacity = static_cast<std::size_t>(length) + 1;
      continue;
    }
    if (U_FAILURE(error)) return std::nullopt;
    out.resize(static_cast<std::size_t>(length));
    return out;
  }
}

// Header: no more than one code point in 20 is U+FFFD or a control character.
bool LooksLikeText(std::string_view text) {
  std::size_t strange = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto c = static_cast<unsigned char>(text[i]);
    const bool control = (c < 0x20 && !IsSpace(text[i])) || c == 0x7F;
    const bool replacement = c == 0xEF && text.substr(i, 3) == kReplacementUtf8;
    strange += control || replacement ? 1 : 0;
  }
  return strange == 0 || strange * kLettersPerStrange <= CountCodePoints(text);
}

std::optional<Decoded> Accept(std::string text, std::string charset) {
  if (text.starts_with(kUtf8Bom)) text.erase(0, kUtf8Bom.size());
  if (!LooksLikeText(text)) return std::nullopt;
  return Decoded{std::move(text), std::move(charset)};
}

std::optional<Decoded> DecodeWith(UConverter* converter, std::string_view bytes) {
  if (ucnv_getType(converter) == UCNV_UTF8) return Accept(RepairUtf8(bytes), "UTF-8");
  std::optional<std::string> text = Convert(converter, bytes);
  if (!text) return std::nullopt;
  return Accept(*std::move(text), NameOf(converter));
}

// True when `repaired`, which RepairUtf8 made out of bytes that are not all valid, is still clearly UTF-8.
bool MostlyUtf8(std::string_view repaired) {
  std::size_t sound = 0;
  std::size_t broken = 0;
  for (std::size_t pos = 0; pos < repaired.size();) {
    const char32_t c = DecodeNext(repaired, &pos);
    if (c == kReplacementCharacter) {
      ++broken;
    } else if (c >= 0x80) {
      ++sound;
    }
  }
  return sound >= broken * kSoundPerBroken;
}

std::string Detect(std::string_view bytes) {
  UErrorCode error = U_ZERO_ERROR;
  const Detector detector(ucsdet_open(&error), &ucsdet_close);
  if (U_FAILURE(error)) return {};
  const auto length = static_cast<std::int32_t>(std::min(bytes.size(), kDetectBytes));
  ucsdet_setText(detector.get(), bytes.data(), length, &error);
  const UCharsetMatch* match = ucsdet_detect(detector.get(), &error);
  if (U_FAILURE(error) || match == nullptr || ucsdet_getConfidence(match, &error) < kSureEnough) return {};
  const char* name = ucsdet_getName(match, &error);
  return U_SUCCESS(error) ? name : std::string();
}

// The value behind `charset=` from `from` on, up to white space, a quote, ';' or '>'.
std::string_view CharsetValue(std::string_view text, std::size_t from) {
  constexpr std::string_view kName = "charset";
  while ((from = FindIgnoringCase(text, kName, from)) != std::string_view::npos) {
    from += kName.size();
    std::size_t pos = from;
    while (pos < text.size() && IsSpace(text[pos])) ++pos;
    if (pos == text.size() || text[pos] != '=') continue;
    ++pos;
    while (pos < text.size() && (IsSpace(text[pos]) || text[pos] == '"' || text[pos] == '\'')) ++pos;
    std::size_t end = pos;
    while (end < text.size() && !IsSpace(text[end]) &&
           std::string_view("\"';/>").find(text[end]) == std::string_view::npos) {
      ++end;
    }
    return text.substr(pos, end - pos);
  }
  return {};
}

}  // namespace

std::optional<Decoded> DecodeToUtf8(std::string_view bytes, std::string_view declared) {
  if (const Bom* bom = FindBom(bytes)) {
    const Converter converter = OpenConverter(bom->charset);
    return converter ? DecodeWith(converter.get(), bytes.substr(bom->bytes.size())) : std::nullopt;
  }
  const Converter converter = OpenConverter(declared);
  const UConverterType type = converter ? ucnv_getType(converter.get()) : UCNV_UTF8;
  const bool may_look_like_ascii = type == UCNV_ISO_2022 || IsUtf16Or32(type);
  const bool valid = IsValidUtf8(bytes);
  if (valid && !may_look_like_ascii) return Accept(std::string(bytes), "UTF-8");
  if (converter) {
    if (std::optional<Decoded> decoded = DecodeWith(converter.get(), bytes)) return decoded;
  }
  std::string repaired = RepairUtf8(bytes);
  if (valid || MostlyUtf8(repaired)) return Accept(std::move(repaired), "UTF-8");
  const Converter detected = OpenConverter(Detect(bytes));
  return detected ? DecodeWith(detected.get(), bytes) : std::nullopt;
}

bool HasUtf16Or32Bom(std::string_view bytes) {
  const Bom* bom = FindBom(bytes);
  return bom != nullptr && bom->bytes != kUtf8Bom;
}

std::string_view FindMetaCharset(std::string_view html) {
  html = html.substr(0, kMetaBytes);
  for (std::size_t at = 0; (at = FindIgnoringCase(html, "<meta", at)) != std::string_view::npos; ++at) {
    const std::string_view tag = html.substr(at, html.find('>', at) - at);
    const std::string_view charset = CharsetValue(tag, 0);
    if (charset.empty()) continue;
    return EqualsIgnoringCase(charset.substr(0, 6), "utf-16") ? std::string_view("utf-8") : charset;
  }
  return {};
}

std::string_view CharsetOfMediaType(std::string_view media_type) {
  const std::size_t semicolon = media_type.find(';');
  return semicolon == std::string_view::npos ? std::string_view() : CharsetValue(media_type, semicolon);
}

}  // namespace dongtin
