// `dongtin explain`: what every line of a page was taken for, and why.
//
// A page goes through the same parser and cleaner as a message of `input.format: raw`, so that what is shown is what
// `run` does.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "stages/parse/parse.h"
#include "stages/result.h"

namespace dongtin {

struct ExplainOptions {
  enum class Format { kText, kJson };

  Format format = Format::kText;
  bool colour = false;                               // kText: escape sequences of ANSI terminals
  std::size_t columns = 120;                         // kText: width of the table in code points, at least 60
  std::size_t max_bytes = ParseOptions().max_bytes;  // of one page
};

// The explanation of one page, `file` as given by the caller. kJson: one line,
// {"file": …, "format": "text"|"html", "lines": [{"n": 1, "label": "title", "why": "…"}, …]}, blank lines left out.
// kText: a table of the lines, then the fields of the article. The error: why the bytes are no page.
Result<std::string> ExplainPage(const std::string& file, std::string bytes, const ExplainOptions& options);

// Prints the explanations of files (`-`: standard input) to standard output, in order. A file that cannot be read or
// is no page is named on standard error, the others are explained all the same; then the result is false.
bool ExplainFiles(const std::vector<std::string>& files, ExplainOptions options);

}  // namespace dongtin
