// Golden pages: each folder beside this file is one test. README.md says what stands in a folder; --update writes
// expected.json anew.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

#include "stages/clean/clean.h"
#include "stages/text/json_writer.h"

namespace dongtin {
namespace {

namespace fs = std::filesystem;

bool update = false;

std::string ReadFile(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::vector<std::string> Folders() {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(DONGTIN_PAGES)) {
    if (entry.is_directory()) names.push_back(entry.path().filename().string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

// JSON with one string a line, so that a difference is a line.
class Lines {
 public:
  void Member(std::string_view name, std::string_view value) {
    Begin(name);
    AppendJsonString(value, &text_);
  }
  void Member(std::string_view name, const std::vector<std::string>& values) {
    Begin(name);
    text_ += '[';
    for (std::size_t i = 0; i < values.size(); ++i) {
      text_ += i == 0 ? "\n    " : ",\n    ";
      AppendJsonString(values[i], &text_);
    }
    text_ += values.empty() ? "]" : "\n  ]";
  }
  std::string Take() { return text_ + "\n}\n"; }

 private:
  void Begin(std::string_view name) {
    text_ += text_.empty() ? "{\n  " : ",\n  ";
    AppendJsonString(name, &text_);
    text_ += ": ";
  }
  std::string text_;
};

std::vector<std::string> Paragraphs(std::string_view body) {
  std::vector<std::string> paragraphs;
  for (std::size_t at = 0; at < body.size();) {
    const std::size_t end = std::min(body.find("\n\n", at), body.size());
    paragraphs.emplace_back(body.substr(at, end - at));
    at = end + 2;
  }
  return paragraphs;
}

std::string Cleaned(const RawArticle& raw) {
  Cleaner cleaner({});
  std::vector<std::string> labels;
  for (const LabelledLine& line : cleaner.Explain(raw)) {
    labels.push_back(std::to_string(line.number) + " " + std::string(Name(line.label)));
  }
  const Result<CleanArticle> clean = cleaner.Clean(raw);
  Lines lines;
  if (!clean.ok()) {
    lines.Member("rejected", Name(clean.error().reason));
  } else {
    lines.Member("headline", clean->headline);
    lines.Member("lead", clean->lead);
    lines.Member("body", Paragraphs(clean->body));
    lines.Member("captions", clean->captions);
    lines.Member("bylines", clean->bylines);
    lines.Member("credit", clean->credit);
    lines.Member("published", clean->published);
    lines.Member("published_from", clean->published_from);
  }
  lines.Member("labels", labels);
  return lines.Take();
}

std::vector<std::string> SplitLines(std::string_view text) {
  std::vector<std::string> lines;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    lines.emplace_back(text.substr(at, end - at));
    at = end + 1;
  }
  return lines;
}

// The lines of one and not of the other, in order: enough to see what changed.
std::string Difference(std::string_view expected, std::string_view actual) {
  const std::vector<std::string> want = SplitLines(expected), have = SplitLines(actual);
  std::string out;
  for (const std::string& line : want) {
    if (std::find(have.begin(), have.end(), line) == have.end()) out += "- " + line + "\n";
  }
  for (const std::string& line : have) {
    if (std::find(want.begin(), want.end(), line) == want.end()) out += "+ " + line + "\n";
  }
  return out.empty() ? "the same lines in another order\n" : out;
}

class GoldenPage : public testing::TestWithParam<std::string> {};

TEST_P(GoldenPage, IsCleanedAsExpected) {
  const fs::path folder = fs::path(DONGTIN_PAGES) / GetParam();
  ASSERT_TRUE(fs::exists(folder / "notes.md")) << "say in notes.md what this page pins";
  RawArticle raw;
  raw.id = GetParam();
  const bool html = fs::exists(folder / "page.html");
  raw.format = html ? RawArticle::Format::kHtml : RawArticle::Format::kText;
  raw.content = ReadFile(folder / (html ? "page.html" : "page.txt"));
  ASSERT_FALSE(raw.content.empty());
  const std::string actual = Cleaned(raw);
  if (update) {
    std::ofstream(folder / "expected.json", std::ios::binary) << actual;
    return;
  }
  const std::string expected = ReadFile(folder / "expected.json");
  EXPECT_TRUE(actual == expected) << Difference(expected, actual);
}

INSTANTIATE_TEST_SUITE_P(Pages, GoldenPage, testing::ValuesIn(Folders()), [](const auto& page) {
  std::string name = page.param;
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
});

}  // namespace
}  // namespace dongtin

int main(int argc, char** argv) {
  testing::InitGoogleTest(&argc, argv);
  dongtin::update = argc > 1 && std::string_view(argv[1]) == "--update";
  return RUN_ALL_TESTS();
}
