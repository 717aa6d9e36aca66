// PLACEHOLDER: owned by the parse helper (shape fixed: ParseOptions, Parser::Parse).
#pragma once

#include <cstddef>
#include <memory>
#include <string>

#include "stages/article.h"

namespace dongtin {

// Where the fields of a JSON message stand, as JSON Pointers (RFC 6901).
struct FieldPointers {
  std::string id = "/id";
  std::string url = "/url";
  std::string title = "/title";
  std::string text = "/text";
  std::string html = "/html";
  std::string published = "/published";
  std::string fetched_at = "/fetched_at";
  std::string source = "/source";
  std::string language = "/language";
  std::string authors = "/authors";
};

struct ParseOptions {
  enum class Format { kJson, kRaw };  // raw: the value is the page itself, fields may come in record headers

  Format format = Format::kJson;
  std::size_t max_bytes = 8 << 20;  // of one message
  int max_depth = 64;               // of nested JSON
  FieldPointers fields;
};

// RawMessage -> RawArticle. One a thread: keeps simdjson's buffers between calls.
class Parser {
 public:
  explicit Parser(const ParseOptions& options);
  ~Parser();
  Parser(const Parser&) = delete;
  Parser& operator=(const Parser&) = delete;

  // REQUIRES: message.value (a tombstone is not an article)
  Result<RawArticle> Parse(const RawMessage& message);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace dongtin
