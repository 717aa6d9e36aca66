#include "stages/clean/char_refs.h"

#include <algorithm>
#include <unordered_map>

#include "stages/text/utf8.h"

namespace dongtin {
namespace {

constexpr std::size_t kMaxName = 10;

const std::unordered_map<std::string_view, char32_t>& Names() {
  static const std::unordered_map<std::string_view, char32_t> kNames = {
      {"amp", '&'},       {"lt", '<'},        {"gt", '>'},        {"quot", '"'},      {"apos", '\''},
      {"nbsp", 0xA0},     {"iexcl", 0xA1},    {"cent", 0xA2},     {"pound", 0xA3},    {"curren", 0xA4},
      {"yen", 0xA5},      {"brvbar", 0xA6},   {"sect", 0xA7},     {"uml", 0xA8},      {"copy", 0xA9},
      {"ordf", 0xAA},     {"laquo", 0xAB},    {"not", 0xAC},      {"shy", 0xAD},      {"reg", 0xAE},
      {"macr", 0xAF},     {"deg", 0xB0},      {"plusmn", 0xB1},   {"sup2", 0xB2},     {"sup3", 0xB3},
      {"acute", 0xB4},    {"micro", 0xB5},    {"para", 0xB6},     {"middot", 0xB7},   {"cedil", 0xB8},
      {"sup1", 0xB9},     {"ordm", 0xBA},     {"raquo", 0xBB},    {"frac14", 0xBC},   {"frac12", 0xBD},
      {"frac34", 0xBE},   {"iquest", 0xBF},   {"Agrave", 0xC0},   {"Aacute", 0xC1},   {"Acirc", 0xC2},
      {"Atilde", 0xC3},   {"Auml", 0xC4},     {"Aring", 0xC5},    {"AElig", 0xC6},    {"Ccedil", 0xC7},
      {"Egrave", 0xC8},   {"Eacute", 0xC9},   {"Ecirc", 0xCA},    {"Euml", 0xCB},     {"Igrave", 0xCC},
      {"Iacute", 0xCD},   {"Icirc", 0xCE},    {"Iuml", 0xCF},     {"ETH", 0xD0},      {"Ntilde", 0xD1},
      {"Ograve", 0xD2},   {"Oacute", 0xD3},   {"Ocirc", 0xD4},    {"Otilde", 0xD5},   {"Ouml", 0xD6},
      {"times", 0xD7},    {"Oslash", 0xD8},   {"Ugrave", 0xD9},   {"Uacute", 0xDA},   {"Ucirc", 0xDB},
      {"Uuml", 0xDC},     {"Yacute", 0xDD},   {"THORN", 0xDE},    {"szlig", 0xDF},    {"agrave", 0xE0},
      {"aacute", 0xE1},   {"acirc", 0xE2},    {"atilde", 0xE3},   {"auml", 0xE4},     {"aring", 0xE5},
      {"aelig", 0xE6},    {"ccedil", 0xE7},   {"egrave", 0xE8},   {"eacute", 0xE9},   {"ecirc", 0xEA},
      {"euml", 0xEB},     {"igrave", 0xEC},   {"iacute", 0xED},   {"icirc", 0xEE},    {"iuml", 0xEF},
      {"eth", 0xF0},      {"ntilde", 0xF1},   {"ograve", 0xF2},   {"oacute", 0xF3},   {"ocirc", 0xF4},
      {"otilde", 0xF5},   {"ouml", 0xF6},     {"divide", 0xF7},   {"oslash", 0xF8},   {"ugrave", 0xF9},
      {"uacute", 0xFA},   {"ucirc", 0xFB},    {"uuml", 0xFC},     {"yacute", 0xFD},   {"thorn", 0xFE},
      {"yuml", 0xFF},     {"OElig", 0x152},   {"oelig", 0x153},   {"Scaron", 0x160},  {"scaron", 0x161},
      {"ensp", 0x2002},   {"emsp", 0x2003},   {"thinsp", 0x2009}, {"zwnj", 0x200C},   {"zwj", 0x200D},
      {"lrm", 0x200E},    {"rlm", 0x200F},    {"ndash", 0x2013},  {"mdash", 0x2014},  {"lsquo", 0x2018},
      {"rsquo", 0x2019},  {"sbquo", 0x201A},  {"ldquo", 0x201C},  {"rdquo", 0x201D},  {"bdquo", 0x201E},
      {"dagger", 0x2020}, {"bull", 0x2022},   {"hellip", 0x2026}, {"permil", 0x2030}, {"prime", 0x2032},
      {"lsaquo", 0x2039}, {"rsaquo", 0x203A}, {"euro", 0x20AC},   {"trade", 0x2122},  {"larr", 0x2190},
      {"uarr", 0x2191},   {"rarr", 0x2192},   {"darr", 0x2193},   {"minus", 0x2212},  {"ne", 0x2260},
      {"le", 0x2264},     {"ge", 0x2265}};
  return kNames;
}

// What browsers make of numbers of C1 controls: the page meant windows-1252.
char32_t FromWindows1252(char32_t c) {
  static constexpr char32_t kTable[32] = {0x20AC, 0x81,   0x201A, 0x192,  0x201E, 0x2026, 0x2020, 0x2021,
                                          0x2C6,  0x2030, 0x160,  0x2039, 0x152,  0x8D,   0x17D,  0x8F,
                                          0x90,   0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
                                          0x2DC,  0x2122, 0x161,  0x203A, 0x153,  0x9D,   0x17E,  0x178};
  return c >= 0x80 && c < 0xA0 ? kTable[c - 0x80] : c;
}

int HexValue(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  const char lower = static_cast<char>(c | 0x20);
  return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

// Reads the reference at raw[0] == '&'; the number of bytes it takes, 0 when it is none.
std::size_t ReadReference(std::string_view raw, std::string* out) {
  std::size_t at = 1;
  if (raw.substr(at).starts_with('#')) {
    const bool hex = raw.size() > 2 && (raw[2] | 0x20) == 'x';
    const char32_t base = hex ? 16 : 10;
    const std::size_t digits = at = hex ? 3 : 2;
    char32_t value = 0;
    for (int digit; at < raw.size() && (digit = HexValue(raw[at])) >= 0 && digit < static_cast<int>(base); ++at) {
      value = std::min<char32_t>(value * base + static_cast<char32_t>(digit), 0x110000);
    }
    if (at == digits) return 0;
    AppendUtf8(value == 0 ? kReplacementCharacter : FromWindows1252(value), out);
    return at + (at < raw.size() && raw[at] == ';');
  }
  while (at < raw.size() && at <= kMaxName && raw[at] != ';' && raw[at] != '&' && raw[at] != ' ') ++at;
  if (at >= raw.size() || raw[at] != ';') return 0;
  const auto found = Names().find(raw.substr(1, at - 1));
  if (found == Names().end()) return 0;
  AppendUtf8(found->second, out);
  return at + 1;
}

}  // namespace

void AppendDecoded(std::string_view raw, std::string* out) {
  while (!raw.empty()) {
    const std::size_t at = std::min(raw.find('&'), raw.size());
    out->append(raw.substr(0, at));
    raw.remove_prefix(at);
    if (raw.empty()) return;
    const std::size_t taken = ReadReference(raw, out);
    if (taken == 0) *out += '&';
    raw.remove_prefix(std::max<std::size_t>(taken, 1));
  }
}

}  // namespace dongtin
