#include "stages/classify/topic_weights.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <functional>
#include <type_traits>

#include "stages/text/hash.h"
#include "stages/text/utf8.h"

namespace dongtin {
namespace {

static_assert(std::endian::native == std::endian::little, "the file is read and written as memory");

constexpr std::string_view kMagic = "DTTOPIC1";

template <typename T>
void Append(const T& value, std::string* out) {
  static_assert(std::is_trivially_copyable_v<T>);
  char bytes[sizeof(T)];
  std::memcpy(bytes, &value, sizeof(T));
  out->append(bytes, sizeof(T));
}

void AppendString(std::string_view text, std::string* out) {
  Append(static_cast<std::uint16_t>(text.size()), out);
  out->append(text);
}

template <typename T>
void AppendAll(const std::vector<T>& values, std::string* out) {
  for (const T& value : values) Append(value, out);
}

// Reads front to back; after a read beyond the end, ok() is false and all further reads give zeros.
class Reader {
 public:
  explicit Reader(std::string_view bytes) : bytes_(bytes) {}

  bool ok() const { return ok_; }
  std::string_view rest() const { return bytes_; }

  std::string_view Bytes(std::size_t size) {
    ok_ = ok_ && size <= bytes_.size();
    if (!ok_) return {};
    const std::string_view out = bytes_.substr(0, size);
    bytes_.remove_prefix(size);
    return out;
  }

  template <typename T>
  T Value() {
    T value{};
    const std::string_view bytes = Bytes(sizeof(T));
    if (!bytes.empty()) std::memcpy(&value, bytes.data(), sizeof(T));
    return value;
  }

  std::string String() { return std::string(Bytes(Value<std::uint16_t>())); }

  template <typename T>
  std::vector<T> Values(std::size_t count) {
    const std::string_view bytes = Bytes(count * sizeof(T));
    std::vector<T> values(bytes.size() / sizeof(T));
    if (!bytes.empty()) std::memcpy(values.data(), bytes.data(), bytes.size());
    return values;
  }

 private:
  std::string_view bytes_;
  bool ok_ = true;
};

// Far above what fitting gives, and small enough that no score overflows a float. False for NaN.
bool IsModest(float value) { return std::abs(value) <= 1e6F; }

bool IsSane(const TopicWeights::Label& label) {
  return !label.code.empty() && IsValidUtf8(label.code) && IsValidUtf8(label.name) && IsModest(label.bias) &&
         IsModest(label.scale);
}

}  // namespace

std::string Encode(const TopicWeights& weights) {
  std::string body;
  Append(static_cast<std::uint32_t>(weights.labels.size()), &body);
  Append(static_cast<std::uint32_t>(weights.ngrams.size()), &body);
  Append(weights.temperature, &body);
  Append(weights.min_confidence, &body);
  AppendString(weights.version, &body);
  for (const TopicWeights::Label& label : weights.labels) {
    AppendString(label.code, &body);
    AppendString(label.name, &body);
    Append(label.bias, &body);
    Append(label.scale, &body);
  }
  AppendAll(weights.ngrams, &body);
  AppendAll(weights.idf, &body);
  AppendAll(weights.weights, &body);

  std::string file(kMagic);
  Append(Hash64(body), &file);
  return file + body;
}

Result<TopicWeights, std::string> DecodeTopicWeights(std::string_view bytes) {
  Reader reader(bytes);
  if (reader.Bytes(kMagic.size()) != kMagic) return std::string("not a topic model of this version (no DTTOPIC1)");
  const auto checksum = reader.Value<std::uint64_t>();
  if (!reader.ok() || checksum != Hash64(reader.rest())) return std::string("damaged topic model: wrong checksum");

  const auto labels = reader.Value<std::uint32_t>();
  const auto ngrams = reader.Value<std::uint32_t>();
  if (labels < 2 || labels > kMaxTopicLabels) return std::string("a topic model has 2 to 256 labels");
  if (ngrams > kMaxTopicNgrams) return std::string("a topic model has at most 4194304 n-grams");
  TopicWeights out;
  out.temperature = reader.Value<float>();
  out.min_confidence = reader.Value<float>();
  out.version = reader.String();
  for (std::uint32_t i = 0; i < labels && reader.ok(); ++i) {
    TopicWeights::Label& label = out.labels.emplace_back();
    label.code = reader.String();
    label.name = reader.String();
    label.bias = reader.Value<float>();
    label.scale = reader.Value<float>();
    if (reader.ok() && !IsSane(label)) return std::string("a label of the topic model is not one");
  }
  out.ngrams = reader.Values<std::uint32_t>(ngrams);
  out.idf = reader.Values<std::uint8_t>(ngrams);
  out.weights = reader.Values<std::int8_t>(std::size_t{ngrams} * labels);
  if (!reader.ok() || !reader.rest().empty()) return std::string("the topic model's parts do not add up to its size");
  if (!(out.temperature >= 0.01F && out.temperature <= 100) || !IsValidUtf8(out.version) ||
      !(out.min_confidence >= 0 && out.min_confidence <= 1)) {
    return std::string("a number of the topic model is out of range");
  }
  if (std::adjacent_find(out.ngrams.begin(), out.ngrams.end(), std::greater_equal<>()) != out.ngrams.end()) {
    return std::string("the topic model's n-grams are not in ascending order");
  }
  return out;
}

}  // namespace dongtin
