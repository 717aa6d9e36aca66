// Scores the built-in topic model, or the one in a file, on labelled rows:
//
//   gzip -dc gold.jsonl.gz | score_topics [topics.bin]
//
// The figures have the meaning of those that the model's card shows: top1, top3 and given over rows whose label is
// sure.
#include <algorithm>
#include <cstdio>
#include <fstream>
#include <iostream>
#include <iterator>
#include <map>
#include <stdexcept>
#include <string>

#include "bench/quality/topic_rows.h"
#include "stages/classify/topics.h"

namespace dongtin {
namespace {

std::shared_ptr<const TopicModel> LoadFile(const char* path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) throw std::runtime_error(std::string("cannot open ") + path);
  const std::string bytes{std::istreambuf_iterator<char>(in), {}};
  auto model = TopicModel::Load(bytes);
  if (!model) throw std::runtime_error(std::string(path) + ": " + model.error());
  return *model;
}

struct Tally {
  int right = 0;
  int said = 0;
  int meant = 0;

  double F1() const { return 2.0 * right / std::max(1, said + meant); }
};

void Score(const TopicModel& model, const std::vector<TopicRow>& rows) {
  TopicModel::Scratch scratch;
  int sure = 0;
  int top1 = 0;
  int top3 = 0;
  int given = 0;
  std::map<std::string, Tally> by_code;
  for (const TopicRow& row : rows) {
    if (!row.sure || row.code == "none") continue;
    const std::vector<Topic> topics = model.Classify(row.title, row.text, &scratch);
    ++sure;
    ++by_code[row.code].meant;
    given += topics.empty() ? 0 : 1;
    top3 += std::any_of(topics.begin(), topics.end(), [&](const Topic& topic) { return topic.code == row.code; });
    if (topics.empty()) continue;
    ++by_code[topics[0].code].said;
    if (topics[0].code != row.code) continue;
    ++by_code[row.code].right;
    ++top1;
  }
  double f1 = 0;
  int codes = 0;
  for (const auto& [code, tally] : by_code) {
    if (tally.meant == 0) continue;
    f1 += tally.F1();
    ++codes;
  }
  const double n = std::max(1, sure);
  std::printf("rows %d  top1 %.4f  top3 %.4f  given %.4f  macro_f1 %.4f\n", sure, top1 / n, top3 / n, given / n,
              f1 / std::max(1, codes));
  for (const auto& [code, tally] : by_code) {
    std::printf("  %s  rows %4d  f1 %.3f\n", code.c_str(), tally.meant, tally.F1());
  }
}

}  // namespace
}  // namespace dongtin

int main(int argc, char** argv) {
  try {
    const auto model = argc > 1 ? dongtin::LoadFile(argv[1]) : dongtin::TopicModel::Default();
    dongtin::Score(*model, dongtin::ReadTopicRows(std::cin));
    return 0;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "score_topics: %s\n", error.what());
    return 1;
  }
}
