#include "stages/enrich/event_json.h"

#include <algorithm>
#include <cstddef>
#include <string_view>
#include <utility>
#include <vector>

#include "stages/text/json_writer.h"
#include "stages/text/normalize.h"
#include "stages/text/utf8.h"

namespace dongtin {
namespace {

constexpr std::size_t kFixedBytes = 1024;  // member names, numbers and versions of a usual event

void WriteText(std::string_view name, std::string_view text, JsonWriter* json) { json->Key(name).String(text); }

void WriteTextOrNull(std::string_view name, std::string_view text, JsonWriter* json) {
  json->Key(name);
  text.empty() ? json->Null() : json->String(text);
}

void WriteTexts(std::string_view name, const std::vector<std::string>& texts, JsonWriter* json) {
  json->Key(name).BeginArray();
  for (const std::string& text : texts) json->String(text);
  json->EndArray();
}

void WriteArticle(const CleanArticle& article, JsonWriter* json) {
  WriteText("id", article.id, json);
  WriteText("url", article.url, json);
  WriteText("site", article.site, json);
  if (!article.source.empty()) WriteText("source", article.source, json);
  WriteText("headline", article.headline, json);
  WriteText("lead", article.lead, json);
  WriteText("body", article.body, json);
  WriteTexts("captions", article.captions, json);
  WriteTexts("bylines", article.bylines, json);
  WriteText("credit", article.credit, json);
  WriteTextOrNull("published", article.published, json);
  WriteTextOrNull("published_from", article.published_from, json);
}

void WriteLanguage(const Classification& classification, JsonWriter* json) {
  WriteText("language", classification.language, json);
  json->Key("language_confidence").Double(classification.language_confidence);
}

void WriteClasses(const Classification& classification, JsonWriter* json) {
  json->Key("topics").BeginArray();
  for (const Topic& topic : classification.topics) {
    json->BeginObject();
    WriteText("code", topic.code, json);
    WriteText("name", topic.name, json);
    json->Key("confidence").Double(topic.confidence);
    json->EndObject();
  }
  json->EndArray();
  WriteText("kind", classification.kind, json);
  WriteTexts("flags", classification.flags, json);
  json->Key("entities").BeginArray().EndArray();
}

bool IsKept(LineLabel label) {
  return label == LineLabel::kTitle || label == LineLabel::kLead || label == LineLabel::kBody;
}

void WriteQuality(const CleanArticle::Quality& quality, JsonWriter* json) {
  json->Key("quality").BeginObject();
  json->Key("chars_in").Uint(quality.chars_in);
  json->Key("chars_kept").Uint(quality.chars_kept);
  json->Key("dropped").BeginObject();
  for (std::size_t i = 0; i < kLineLabelCount; ++i) {
    const auto label = static_cast<LineLabel>(i);
    if (IsKept(label) || quality.chars_by_label[i] == 0 || quality.chars_in == 0) continue;
    const double share = static_cast<double>(quality.chars_by_label[i]) / static_cast<double>(quality.chars_in);
    json->Key(Name(label)).Double(std::min(share, 1.0));
  }
  json->EndObject().EndObject();
}

// Controls stand in well-formed JSON only as white space between tokens.
std::string OnOneLine(std::string json) {
  std::replace_if(
      json.begin(), json.end(), [](char c) { return c == '\n' || c == '\r'; }, ' ');
  return json;
}

void WriteExtra(const std::vector<ExtraMember>& extra, JsonWriter* json) {
  if (extra.empty()) return;
  json->Key("extra").BeginObject();
  for (const ExtraMember& member : extra) json->Key(member.name).Raw(OnOneLine(member.json));
  json->EndObject();
}

void WriteProvenance(const Coordinates& at, const Versions& versions, JsonWriter* json) {
  json->Key("provenance").BeginObject();
  // For files the topic is the file's name, which may be any bytes.
  WriteText("topic", ToNfc(RepairUtf8(at.topic)), json);
  json->Key("partition").Int(at.partition);
  json->Key("offset").Int(at.offset);
  WriteText("program", versions.program, json);
  WriteText("rules", versions.rules, json);
  WriteText("topics_model", versions.topics, json);
  json->EndObject();
}

}  // namespace

void WriteDedup(const Decision& decision, JsonWriter* json) {
  json->BeginObject();
  WriteText("relation", Name(decision.relation), json);
  WriteText("cluster", decision.cluster, json);
  WriteTextOrNull("of", decision.of, json);
  json->Key("similarity").Double(decision.similarity);
  if (decision.relation == Relation::kUpdate) WriteText("previous", decision.previous, json);
  json->Key("log_offset");
  decision.log_offset ? json->Int(*decision.log_offset) : json->Null();
  json->EndObject();
}

std::string EventJson(const Coordinates& at, const CleanArticle& article, const Decision& decision,
                      const Classification& classification, const Versions& versions) {
  JsonWriter json(kFixedBytes + article.headline.size() + article.lead.size() + article.body.size());
  json.BeginObject();
  WriteArticle(article, &json);
  WriteLanguage(classification, &json);
  json.Key("dedup");
  WriteDedup(decision, &json);
  WriteClasses(classification, &json);
  WriteQuality(article.quality, &json);
  WriteExtra(article.extra, &json);
  WriteProvenance(at, versions, &json);
  json.EndObject();
  return std::move(json).Take();
}

}  // namespace dongtin
