#include "daemon/explain.h"

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <istream>
#include <string_view>
#include <system_error>
#include <utility>

#include "daemon/printable.h"
#include "stages/article.h"
#include "stages/clean/clean.h"
#include "stages/text/json_writer.h"
#include "stages/text/utf8.h"

namespace dongtin {
namespace {

constexpr std::size_t kMinColumns = 60;
constexpr std::size_t kNumberColumns = 5;
constexpr std::size_t kLabelColumns = 11;
constexpr std::size_t kGap = 2;

// ANSI colours in the order of LineLabel: what is kept stands out, what is dropped steps back.
constexpr std::array<std::string_view, kLineLabelCount> kColours = {"\x1b[1;32m", "\x1b[32m", "\x1b[0m",  "\x1b[36m",
                                                                    "\x1b[90m",   "\x1b[33m", "\x1b[33m", "\x1b[33m",
                                                                    "\x1b[35m",   "\x1b[90m", "\x1b[90m"};
constexpr std::string_view kPlain = "\x1b[0m";

// The first `columns` code points, the last of them `…` when something is left out; filled up with spaces.
std::string Fit(std::string_view text, std::size_t columns) {
  const std::size_t length = CountCodePoints(text);
  if (length <= columns) return std::string(text) + std::string(columns - length, ' ');
  std::size_t end = 0;
  for (std::size_t i = 0; i + 1 < columns; ++i) DecodeNext(text, &end);
  return std::string(text.substr(0, end)) + "…";
}

std::string WithoutTrailingSpaces(std::string text) {
  text.erase(text.find_last_not_of(' ') + 1);
  return text;
}

std::string_view FormatName(const RawArticle& page) {
  return page.format == RawArticle::Format::kHtml ? "html" : "text";
}

std::string AsJson(const std::string& file, const RawArticle& page, const std::vector<LabelledLine>& lines) {
  JsonWriter json(lines.size() * 80);
  json.BeginObject();
  json.Key("file").String(RepairUtf8(file));
  json.Key("format").String(FormatName(page));
  json.Key("lines").BeginArray();
  for (const LabelledLine& line : lines) {
    json.BeginObject();
    json.Key("n").Int(line.number);
    json.Key("label").String(Name(line.label));
    json.Key("why").String(line.why);
    json.EndObject();
  }
  json.EndArray();
  json.EndObject();
  return std::move(json).Take() + "\n";
}

std::string Joined(const std::vector<std::string>& texts) { return fmt::format("{}", fmt::join(texts, "; ")); }

std::string Summary(const CleanArticle& article, std::size_t columns) {
  std::size_t paragraphs = article.body.empty() ? 0 : 1;
  for (auto at = article.body.find("\n\n"); at != std::string::npos; at = article.body.find("\n\n", at + 2))
    ++paragraphs;
  const std::string body = fmt::format("{} paragraphs, {} characters", paragraphs, CountCodePoints(article.body));
  const std::string published =
      article.published.empty() ? "" : fmt::format("{} ({})", article.published, article.published_from);
  const std::array<std::pair<std::string_view, std::string>, 7> fields = {{{"headline", article.headline},
                                                                           {"lead", article.lead},
                                                                           {"body", body},
                                                                           {"captions", Joined(article.captions)},
                                                                           {"bylines", Joined(article.bylines)},
                                                                           {"credit", article.credit},
                                                                           {"published", published}}};
  std::string out;
  for (const auto& [name, value] : fields) {
    const std::size_t room = columns - kLabelColumns - kGap;
    if (!value.empty()) out += fmt::format("{:<11}  {}\n", name, WithoutTrailingSpaces(Fit(value, room)));
  }
  return out;
}

std::string AsText(const std::string& file, const RawArticle& page, const std::vector<LabelledLine>& lines,
                   const Result<CleanArticle>& article, const ExplainOptions& options) {
  const std::size_t columns = std::max(options.columns, kMinColumns);
  const std::size_t room = columns - kNumberColumns - kLabelColumns - 3 * kGap;
  const std::size_t text_columns = room * 3 / 5;
  const std::size_t why_columns = room - text_columns;

  std::string out = fmt::format("{} ({})\n", Printable(file), FormatName(page));
  for (const LabelledLine& line : lines) {
    const std::string row =
        WithoutTrailingSpaces(fmt::format("{:>5}  {:<11}  {}  {}", line.number, Name(line.label),
                                          Fit(line.text, text_columns), Fit(line.why, why_columns)));
    if (options.colour) {
      out.append(kColours[static_cast<std::size_t>(line.label)]).append(row).append(kPlain).append("\n");
    } else {
      out.append(row).append("\n");
    }
  }
  out += "\n";
  if (!article) return out + fmt::format("no article: {}\n", article.error().detail);
  return out + Summary(*article, columns);
}

// At most one byte more than `max_bytes`, by which the parser sees that the page is too long.
std::string ReadSome(std::istream& in, std::size_t max_bytes) {
  std::string bytes;
  char block[65536];
  while (in && bytes.size() <= max_bytes) {
    in.read(block, static_cast<std::streamsize>(std::min(sizeof block, max_bytes + 1 - bytes.size())));
    bytes.append(block, static_cast<std::size_t>(in.gcount()));
  }
  return bytes;
}

// The error: why the file cannot be read.
Result<std::string, std::error_code> ReadPage(const std::string& file, std::size_t max_bytes) {
  if (file == "-") return ReadSome(std::cin, max_bytes);
  errno = 0;
  std::ifstream in(file, std::ios::binary);
  std::string bytes = ReadSome(in, max_bytes);
  if (in.eof() || bytes.size() > max_bytes) return bytes;
  return std::error_code(errno, std::generic_category());
}

void FitToTerminal(ExplainOptions* options) {
  if (isatty(STDOUT_FILENO) == 0) return;
  options->colour = std::getenv("NO_COLOR") == nullptr;  // NOLINT(concurrency-mt-unsafe): nobody here changes it
  winsize size = {};
  if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) options->columns = size.ws_col;
}

}  // namespace

Result<std::string> ExplainPage(const std::string& file, std::string bytes, const ExplainOptions& options) {
  ParseOptions parse;
  parse.format = ParseOptions::Format::kRaw;
  parse.max_bytes = options.max_bytes;
  RawMessage message;
  message.fallback_id = file;
  message.value = std::move(bytes);
  auto page = Parser(parse).Parse(message);
  // An empty page is an answer here: it has no lines.
  if (!page && page.error().reason == RejectReason::kNoContent) page = RawArticle();
  if (!page) return std::move(page).error();

  Cleaner cleaner{CleanOptions()};
  const std::vector<LabelledLine> lines = cleaner.Explain(*page);
  if (options.format == ExplainOptions::Format::kJson) return AsJson(file, *page, lines);
  return AsText(file, *page, lines, cleaner.Clean(*page), options);
}

bool ExplainFiles(const std::vector<std::string>& files, ExplainOptions options) {
  FitToTerminal(&options);
  bool all_well = true;
  for (const std::string& file : files) {
    auto bytes = ReadPage(file, options.max_bytes);
    if (!bytes) {
      fmt::print(stderr, "dongtin explain: cannot read `{}`: {}\n", Printable(file), bytes.error().message());
      all_well = false;
      continue;
    }
    const auto explanation = ExplainPage(file, *std::move(bytes), options);
    if (!explanation) {
      fmt::print(stderr, "dongtin explain: `{}` is no page: {}\n", Printable(file), explanation.error().detail);
      all_well = false;
      continue;
    }
    fmt::print("{}", *explanation);
  }
  return all_well;
}

}  // namespace dongtin
