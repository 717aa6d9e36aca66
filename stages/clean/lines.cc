#include "stages/clean/lines.h"

#include <algorithm>
#include <string>
#include <utility>

#include "stages/text/normalize.h"

namespace dongtin {

void SplitLines(std::string_view text, Page* page) {
  int number = 0;
  while (!text.empty() && page->blocks.size() < kMaxBlocks) {
    const std::size_t end = std::min(text.find_first_of("\r\n"), text.size());
    std::string line = NormalizeLine(text.substr(0, end));
    ++number;
    if (!line.empty()) {
      Block& block = page->blocks.emplace_back();
      block.text = std::move(line);
      block.number = number;
    }
    const std::size_t terminator = text.substr(end, 2) == "\r\n" ? 2 : 1;
    text.remove_prefix(std::min(end + terminator, text.size()));
  }
}

}  // namespace dongtin
