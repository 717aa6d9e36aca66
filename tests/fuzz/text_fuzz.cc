// Any bytes through the text tools: repair, normalisation, charsets, times. Each keeps what its header promises.
#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>

#include "stages/text/charset.h"
#include "stages/text/normalize.h"
#include "stages/text/rfc3339.h"
#include "stages/text/sniff.h"
#include "stages/text/utf8.h"
#include "stages/text/word_hashes.h"

namespace dongtin {
namespace {

void Check(bool holds, const char* what) {
  if (holds) return;
  std::fprintf(stderr, "broken promise: %s\n", what);
  std::abort();
}

void CheckTools(std::string_view bytes) {
  const std::string text = RepairUtf8(bytes);
  Check(IsValidUtf8(text) && text.size() <= 3 * bytes.size(), "repaired text is valid and not too long");
  Check(RepairUtf8(text) == text, "repaired text needs no repair");
  Check(IsValidUtf8(bytes) == (text == bytes), "only invalid text is changed");

  std::string again;
  for (std::size_t pos = 0; pos < text.size();) AppendUtf8(DecodeNext(text, &pos), &again);
  Check(again == text, "decoding and encoding change nothing");

  const std::string nfc = ToNfc(text);
  Check(IsNfc(nfc) && IsValidUtf8(nfc), "ToNfc gives NFC");
  Check(nfc.size() <= 3 * text.size(), "NFC is at most three times as long");

  const std::string line = NormalizeLine(text);
  Check(IsNfc(line) && IsValidUtf8(line), "a line is NFC");
  Check(NormalizeLine(line) == line, "a plain line stays");
  Check(line.find("  ") == std::string::npos && line.find('\n') == std::string::npos, "a line has single spaces");

  if (const std::optional<std::int64_t> ms = ParseRfc3339Ms(bytes)) {
    const std::string written = FormatRfc3339Ms(*ms);
    Check(ParseRfc3339Ms(written).has_value(), "a written time can be read");
  }
}

void CheckWords(std::string_view bytes) {
  const std::string text = ToNfc(RepairUtf8(bytes));
  const std::string shifted = std::string(bytes.size() % 67, ' ') + text;
  for (const WordForm form : {WordForm::kLower, WordForm::kFolded}) {
    WordHasher here, there;
    const WordHashes a = here.Hash(text, form), b = there.Hash(shifted, form);
    Check(std::ranges::equal(a.hashes, b.hashes) && std::ranges::equal(a.firsts, b.firsts),
          "a word's hash does not depend on its place");
  }
}

void CheckCharsets(std::string_view bytes) {
  LooksLikeHtml(bytes);
  for (const std::string_view declared : {FindMetaCharset(bytes), CharsetOfMediaType(bytes), bytes.substr(0, 16)}) {
    const std::optional<Decoded> decoded = DecodeToUtf8(bytes, declared);
    if (!decoded) continue;
    Check(IsValidUtf8(decoded->text) && !decoded->charset.empty(), "decoded text is valid UTF-8");
    Check(decoded->text.size() <= 4 * bytes.size(), "decoded text is at most four times as long");
  }
}

}  // namespace
}  // namespace dongtin

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  dongtin::CheckTools(bytes);
  dongtin::CheckWords(bytes);
  dongtin::CheckCharsets(bytes);
  return 0;
}
