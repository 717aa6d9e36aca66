#include "stages/clean/lines.h"

#include <algorithm>
#include <string>

#include "stages/text/normalize.h"

namespace dongtin {

void SplitLines(std::string_view text, Page* page) {
  // Where the next of each sign stands, searched again only when passed: pages without CR cost one search for it.
  std::size_t feed = text.find('\n');
  std::size_t carriage = text.find('\r');
  int number = 0;
  std::string changed;
  for (std::size_t at = 0; at < text.size() && page->blocks.size() < kMaxBlocks;) {
    if (feed < at) feed = text.find('\n', at);
    if (carriage < at) carriage = text.find('\r', at);
    const std::size_t end = std::min({feed, carriage, text.size()});
    const std::string_view line = NormalizeLine(text.substr(at, end - at), &changed);
    ++number;
    if (!line.empty()) {
      Block& block = page->blocks.emplace_back();
      block.text = line.data() == changed.data() ? page->store.Keep(line) : line;
      block.number = number;
    }
    at = end + (carriage == end && feed == end + 1 ? 2 : 1);
  }
}

}  // namespace dongtin
