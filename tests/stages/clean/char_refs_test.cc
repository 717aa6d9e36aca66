#include "stages/clean/char_refs.h"

#include <gtest/gtest.h>

namespace dongtin {
namespace {

std::string Decode(std::string_view raw) {
  std::string out;
  AppendDecoded(raw, &out);
  return out;
}

TEST(AppendDecoded, ResolvesNamesAndNumbers) {
  EXPECT_EQ(Decode("H&agrave; N&#7897;i &amp; Hu&#x1EBF;"), "Hà Nội & Huế");
  EXPECT_EQ(Decode("&ldquo;a&rdquo;&hellip;"), "“a”…");
  EXPECT_EQ(Decode("&#150;"), "–");
}

TEST(AppendDecoded, LeavesWhatIsNoReference) {
  for (const char* raw : {"a & b", "&", "&&", "&nothing;", "&amp", "&#;", "&#x;", "AT&T", "&averyveryverylongname;"})
    EXPECT_EQ(Decode(raw), raw);
}

TEST(AppendDecoded, MakesNoInvalidText) {
  EXPECT_EQ(Decode("&#0;"), "\uFFFD");
  EXPECT_EQ(Decode("&#xD800;"), "\uFFFD");
  EXPECT_EQ(Decode("&#99999999999999999999;"), "\uFFFD");
}

}  // namespace
}  // namespace dongtin
