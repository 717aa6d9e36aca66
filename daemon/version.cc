#include "daemon/version.h"

#include <fmt/format.h>

#include "daemon/build_info.h"
#include "stages/classify/language.h"
#include "stages/classify/topics.h"
#include "stages/text/json_writer.h"

namespace dongtin {

std::string_view ProgramVersion() { return build_info::kProgram; }

std::string BuildName() { return build_info::kBuild; }

std::vector<std::pair<std::string, std::string>> AllVersions() {
  std::vector<std::pair<std::string, std::string>> versions = {
      {"dongtin", build_info::kProgram},
      {"build", BuildName()},
      {"compiler", build_info::kCompiler},
  };
  for (const auto& [name, version] : build_info::kLibraries) versions.emplace_back(name, version);
  versions.emplace_back("cld2", LanguageDetectorVersion());
  versions.emplace_back("rules", kRulesVersion);
  versions.emplace_back("topics model", TopicModel::Default()->version());
  return versions;
}

std::string VersionText() {
  std::string text;
  for (const auto& [name, version] : AllVersions()) text += fmt::format("{:<15} {}\n", name, version);
  return text;
}

std::string VersionJson() {
  JsonWriter json;
  json.BeginObject();
  for (const auto& [name, version] : AllVersions()) json.Key(name).String(version);
  json.EndObject();
  return std::move(json).Take();
}

}  // namespace dongtin
