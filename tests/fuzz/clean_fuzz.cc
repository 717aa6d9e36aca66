// Any text through clean, as a text page and as HTML: it answers, explains each block once, and keeps what its header
// promises.
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "stages/clean/clean.h"
#include "stages/text/normalize.h"
#include "stages/text/utf8.h"

namespace dongtin {
namespace {

void Check(bool holds, const char* what) {
  if (holds) return;
  std::fprintf(stderr, "broken promise: %s\n", what);
  std::abort();
}

void CheckText(std::string_view text, const char* what) { Check(IsValidUtf8(text) && IsNfc(text), what); }

void CheckPage(Cleaner& cleaner, const std::string& content, RawArticle::Format format) {
  RawArticle raw;
  raw.format = format;
  raw.content = content;
  int last = 0;
  for (const LabelledLine& line : cleaner.Explain(raw)) {
    Check(line.number > last, "lines come in order, each once");
    Check(!line.text.empty() && !line.why.empty(), "a line has a text and a reason");
    last = line.number;
  }
  const Result<CleanArticle> clean = cleaner.Clean(raw);
  if (!clean.ok()) {
    Check(clean.error().reason == RejectReason::kNoArticle, "clean has one reason to reject");
    return;
  }
  CheckText(clean->headline, "the headline is NFC");
  CheckText(clean->body, "the body is NFC");
  CheckText(clean->credit, "the credit is valid");
  for (const std::string& name : clean->bylines) Check(IsValidUtf8(name) && !name.empty(), "a name is valid");
  Check(clean->published.empty() == clean->published_from.empty(), "a date has its evidence");

  // The output again: nothing may grow, and what is there must be an article still.
  RawArticle again;
  again.content = clean->headline + "\n\n" + clean->body;
  const Result<CleanArticle> twice = cleaner.Clean(again);
  if (!twice.ok()) return;
  Check(twice->headline.size() + twice->body.size() <= again.content.size(), "cleaning again adds nothing");
}

}  // namespace
}  // namespace dongtin

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static dongtin::Cleaner cleaner({});
  const std::string text = dongtin::RepairUtf8({reinterpret_cast<const char*>(data), size});
  dongtin::CheckPage(cleaner, text, dongtin::RawArticle::Format::kText);
  dongtin::CheckPage(cleaner, text, dongtin::RawArticle::Format::kHtml);
  return 0;
}
