#include "tests/support/event_schema.h"

#include <fstream>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string>
#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validation_results.hpp>
#include <valijson/validator.hpp>

#include "stages/text/normalize.h"
#include "stages/text/utf8.h"

namespace dongtin {
namespace {

const valijson::Schema& EventSchema() {
  static const valijson::Schema* const kSchema = [] {
    std::ifstream in(DONGTIN_EVENT_SCHEMA);
    if (!in) throw std::runtime_error("cannot open " DONGTIN_EVENT_SCHEMA);
    const nlohmann::json json = nlohmann::json::parse(in);
    auto* const schema = new valijson::Schema;
    valijson::SchemaParser(valijson::SchemaParser::kDraft7)
        .populateSchema(valijson::adapters::NlohmannJsonAdapter(json), *schema);
    return schema;
  }();
  return *kSchema;
}

// The first string within `value` that is not NFC; empty when all are. `extra` is the sender's, byte for byte.
std::string FindNotNfc(const nlohmann::json& value) {
  if (value.is_string()) return IsNfc(value.get_ref<const std::string&>()) ? "" : value.get<std::string>();
  if (!value.is_structured()) return "";
  for (const auto& [name, inner] : value.items()) {
    if (value.is_object() && name == "extra") continue;
    if (std::string found = FindNotNfc(inner); !found.empty()) return found;
  }
  return "";
}

}  // namespace

::testing::AssertionResult IsValidEvent(std::string_view json) {
  if (json.find('\n') != std::string_view::npos) return ::testing::AssertionFailure() << "a line feed in: " << json;
  if (!IsValidUtf8(json)) return ::testing::AssertionFailure() << "not UTF-8: " << json;
  const nlohmann::json event = nlohmann::json::parse(json, /*cb=*/nullptr, /*allow_exceptions=*/false);
  if (event.is_discarded()) return ::testing::AssertionFailure() << "not JSON: " << json;
  if (const std::string found = FindNotNfc(event); !found.empty()) {
    return ::testing::AssertionFailure() << "`" << found << "` is not NFC in: " << json;
  }

  valijson::ValidationResults results;
  valijson::Validator validator(valijson::Validator::kStrongTypes);
  if (validator.validate(EventSchema(), valijson::adapters::NlohmannJsonAdapter(event), &results)) {
    return ::testing::AssertionSuccess();
  }
  ::testing::AssertionResult failure = ::testing::AssertionFailure() << json;
  for (valijson::ValidationResults::Error error; results.popError(error);) {
    failure << "\n  ";
    for (const std::string& step : error.context) failure << step;
    failure << ": " << error.description;
  }
  return failure;
}

}  // namespace dongtin
