// How alike two fingerprints are, and whether that makes one a copy of the other.
//
// Pure. No threshold on words alone tells a corrected copy from tomorrow's weather bulletin: both share most of their
// shingles with the original. So words propose and numbers dispose: a copy has the numbers of its original, a bulletin
// of the same form has others.
//
// What this first rule gets wrong: a running report whose figures were corrected as well is `related`, and two
// meetings told in the same words with few or no numbers are `near`.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace dongtin {

// How many shingles of a text are left when it is sampled as coarsely as a longer text: [0] at its own rate, [i] at a
// rate 2^i times coarser (stages/text/sampling.h). All that the index keeps of an article's shingles beside their
// postings.
using ShingleCounts = std::array<std::uint8_t, 6>;
ShingleCounts CountShingles(const std::vector<std::uint64_t>& shingles, std::uint32_t words);

// Text of one article as the index compares it.
struct Sketch {
  std::uint32_t words = 0;
  ShingleCounts counts = {};
  std::vector<std::uint32_t> numbers;  // ascending
};

// shared / min(shingles of a, of b), both taken at the coarser rate of the two; 0 when the texts are too different in
// length to say.
double Containment(const Sketch& a, const Sketch& b, std::size_t shared);

enum class Verdict {
  kApart,    // too little in common
  kRelated,  // the words of one, the numbers of another
  kNear,     // a copy
};
// `shared`: how many sampled shingles a and b have in common. Symmetric in a and b.
Verdict Judge(const Sketch& a, const Sketch& b, std::size_t shared);
// True when they have more in common than a stock phrase: a tenth, far less than makes a copy. Symmetric.
bool ShareText(const Sketch& a, const Sketch& b, std::size_t shared);

}  // namespace dongtin
