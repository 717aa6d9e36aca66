#include <cstdlib>
#include <sstream>

#include "tests/real/real_daemon.h"

namespace dongtin {
namespace {

// `a="x",b="y"`: values of ours hold no quotes.
std::map<std::string, std::string> Labels(const std::string& text) {
  std::map<std::string, std::string> labels;
  std::size_t at = 0;
  while (at < text.size()) {
    const std::size_t equals = text.find("=\"", at);
    if (equals == std::string::npos) break;
    const std::size_t end = text.find('"', equals + 2);
    if (end == std::string::npos) break;
    labels[text.substr(at, equals - at)] = text.substr(equals + 2, end - equals - 2);
    at = end + (end + 1 < text.size() && text[end + 1] == ',' ? 2 : 1);
  }
  return labels;
}

}  // namespace

Scrape::Scrape(const std::string& text) {
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    if (line.empty() || line[0] == '#') continue;
    const std::size_t space = line.rfind("} ") == std::string::npos ? line.find(' ') : line.rfind("} ") + 1;
    if (space == std::string::npos) continue;
    Series series;
    series.value = std::strtod(line.c_str() + space, nullptr);
    const std::string key = line.substr(0, space);
    const std::size_t brace = key.find('{');
    series.name = key.substr(0, brace);
    if (brace != std::string::npos) series.labels = Labels(key.substr(brace + 1, key.size() - brace - 2));
    series_.push_back(std::move(series));
  }
}

bool Scrape::Has(const std::string& name) const {
  for (const Series& series : series_) {
    if (series.name == name) return true;
  }
  return false;
}

double Scrape::Sum(const std::string& name) const {
  double sum = 0;
  for (const Series& series : series_) sum += series.name == name ? series.value : 0;
  return sum;
}

std::map<std::pair<std::string, std::string>, double> Scrape::By(const std::string& name, const std::string& label,
                                                                 const std::string& other_label) const {
  std::map<std::pair<std::string, std::string>, double> values;
  for (const Series& series : series_) {
    const auto first = series.labels.find(label);
    const auto second = series.labels.find(other_label);
    if (series.name != name || first == series.labels.end() || second == series.labels.end()) continue;
    values[{first->second, second->second}] = series.value;
  }
  return values;
}

}  // namespace dongtin
