// Runs a fuzz target without libFuzzer: every file of the corpus folder as it is, then MUTATIONS (several hundred) of
// each from a fixed seed, so that a failure comes back in every run. The input that failed is written beside the
// program, as
// "<target>.crash", before it runs: a sanitizer's abort leaves it there.
//
// Usage: <target> CORPUS_FOLDER [MUTATIONS]
#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <random>
#include <set>
#include <string>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

constexpr int kMutationsOfEach = 400;
constexpr std::size_t kMaxSize = 64 << 10;

class Replay {
 public:
  explicit Replay(std::string crash_file) : crash_file_(std::move(crash_file)) {}

  void Run(const std::string& input) {
    {
      std::ofstream crash(crash_file_, std::ios::binary);
      crash.write(input.data(), static_cast<std::streamsize>(input.size()));
    }
    // Copied to memory of exactly its size, so that the sanitizer sees a read one byte too far.
    const std::unique_ptr<std::uint8_t[]> bytes(new std::uint8_t[input.size()]);
    std::copy(input.begin(), input.end(), bytes.get());
    LLVMFuzzerTestOneInput(bytes.get(), input.size());
    ++runs_;
  }

  void Finish() const {
    std::filesystem::remove(crash_file_);
    std::printf("%d inputs\n", runs_);
  }

 private:
  const std::string crash_file_;
  int runs_ = 0;
};

// One small change of the kinds that find most: a byte, a bit, bytes taken out, doubled or put in, the end cut off.
void MutateOnce(std::string* input, std::mt19937* random) {
  static constexpr char kTellingBytes[] = "\0\x01\n\"\\{}[]:,0-eu\x7F\x80\xBF\xC3\xE1\xED\xF0\xFF";
  const auto below = [&](std::size_t n) { return static_cast<std::size_t>((*random)()) % n; };
  const auto telling = [&] { return kTellingBytes[below(sizeof kTellingBytes - 1)]; };
  if (input->empty()) {
    input->push_back(telling());
    return;
  }
  const std::size_t at = below(input->size());
  const std::size_t length = 1 + below(std::min<std::size_t>(input->size() - at, 16));
  switch (below(6)) {
    case 0:
      (*input)[at] = telling();
      break;
    case 1:
      (*input)[at] = static_cast<char>((*input)[at] ^ (1 << below(8)));
      break;
    case 2:
      input->erase(at, length);
      break;
    case 3:
      input->insert(at, input->substr(at, length));
      break;
    case 4:
      input->insert(at, 1, telling());
      break;
    default:
      input->resize(at);
      break;
  }
}

std::string ReadFile(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

}  // namespace

int main(int argc, char** argv) {
  const int mutations = argc == 3 ? std::atoi(argv[2]) : kMutationsOfEach;
  if (argc < 2 || argc > 3 || mutations <= 0) {
    std::fprintf(stderr, "usage: %s CORPUS_FOLDER [MUTATIONS]\n", argv[0]);
    return 2;
  }
  std::set<std::filesystem::path> files;  // in the order of their names
  for (const auto& entry : std::filesystem::directory_iterator(argv[1])) files.insert(entry.path());
  if (files.empty()) {
    std::fprintf(stderr, "%s: the corpus is empty\n", argv[1]);
    return 1;
  }
  Replay replay(std::string(argv[0]) + ".crash");
  std::mt19937 random(20261123);
  for (const std::filesystem::path& file : files) {
    const std::string original = ReadFile(file).substr(0, kMaxSize);
    replay.Run(original);
    for (int i = 0; i < mutations; ++i) {
      std::string mutated = original;
      for (unsigned changes = 1 + random() % 4; changes > 0; --changes) MutateOnce(&mutated, &random);
      replay.Run(mutated);
    }
  }
  replay.Finish();
  return 0;
}
