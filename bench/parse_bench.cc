// Parse: messages to articles, at the size of a news article (12 kB) and at the ends of what comes in.
#include <benchmark/benchmark.h>
#include <simdjson.h>

#include <string>
#include <string_view>

#include "stages/parse/parse.h"

namespace dongtin {
namespace {

constexpr std::size_t kArticleBytes = 12 << 10;

// Paragraphs of about 300 bytes, as JSON writes them.
std::string Text(std::string_view sentence) {
  std::string text;
  while (text.size() < kArticleBytes) {
    for (int i = 0; i < 3; ++i) text += sentence;
    text += "\\n\\n";
  }
  return text;
}

std::string Message(std::string_view sentence) {
  return R"({"id":"bao-0001","url":"https://bao.example/tin/0001.html","title":"Mưa lớn ở ven biển",)"
         R"("published":"2026-11-23T07:05:00+07:00","fetched_at":"2026-11-23T00:06:00Z","source":"Báo","language":"vi",)"
         R"("authors":["An","Bình"],"crawl":{"depth":2,"agent":"x"},"text":")" +
         Text(sentence) + "\"}";
}

constexpr std::string_view kVietnamese =
    "Sáng 23/11, mưa lớn tiếp tục trút xuống các xã ven biển, nhiều tuyến đường ngập sâu và học sinh nghỉ. ";
// The same as a writer that escapes all but ASCII puts it.
constexpr std::string_view kEscaped = R"(S\u00e1ng 23/11, m\u01b0a l\u1edbn ti\u1ebfp t\u1ee5c tr\u00fat xu\u1ed1ng. )";

void Run(benchmark::State& state, std::string value, const ParseOptions& options = {}) {
  const Parser parser(options);
  RawMessage message;
  message.fallback_id = "bench-0-1";
  message.value = std::move(value);
  if (!parser.Parse(message)) state.SkipWithError("the message was rejected");
  for (auto _ : state) benchmark::DoNotOptimize(parser.Parse(message));
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations() * message.value->size()));
  state.SetItemsProcessed(static_cast<std::int64_t>(state.iterations()));
}

void BM_Parse_TextArticle(benchmark::State& state) { Run(state, Message(kVietnamese)); }
BENCHMARK(BM_Parse_TextArticle);

void BM_Parse_EscapedArticle(benchmark::State& state) { Run(state, Message(kEscaped)); }
BENCHMARK(BM_Parse_EscapedArticle);

void BM_Parse_ArticleWithABrokenByte(benchmark::State& state) {
  std::string value = Message(kVietnamese);
  value[value.size() / 2] = '\xFF';
  Run(state, std::move(value));
}
BENCHMARK(BM_Parse_ArticleWithABrokenByte);

void BM_Parse_NestedTextArticle(benchmark::State& state) {
  ParseOptions options;
  options.fields.text = "/content/text";
  Run(state, R"({"content":{"text":")" + Text(kVietnamese) + "\"}}", options);
}
BENCHMARK(BM_Parse_NestedTextArticle);

void BM_Parse_ManySmallMembers(benchmark::State& state) {
  std::string value = R"({"text":"a")";
  for (int i = 0; i < 500; ++i) value += ",\"member" + std::to_string(i) + "\":[" + std::to_string(i) + ",true]";
  Run(state, value + "}");
}
BENCHMARK(BM_Parse_ManySmallMembers);

void BM_Parse_RawHtmlPage(benchmark::State& state) {
  ParseOptions options;
  options.format = ParseOptions::Format::kRaw;
  Run(state, "<!doctype html><p>" + Text(kVietnamese), options);
}
BENCHMARK(BM_Parse_RawHtmlPage);

// For comparison: what simdjson's DOM takes for the same message, without making an article of it.
void BM_Parse_SimdjsonDomAlone(benchmark::State& state) {
  const simdjson::padded_string value{Message(kVietnamese)};
  simdjson::dom::parser parser;
  for (auto _ : state) benchmark::DoNotOptimize(parser.parse(value).error());
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations() * value.size()));
  state.SetItemsProcessed(static_cast<std::int64_t>(state.iterations()));
}
BENCHMARK(BM_Parse_SimdjsonDomAlone);

}  // namespace
}  // namespace dongtin
