#include "stages/text/hash.h"

// Inlined: words are short, and a call into the shared library costs as much as hashing one.
#define XXH_INLINE_ALL
#include <xxhash.h>

namespace dongtin {

std::uint64_t Hash64(std::string_view bytes) { return XXH3_64bits(bytes.data(), bytes.size()); }

}  // namespace dongtin
