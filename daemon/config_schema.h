// The table of configuration keys as a JSON Schema (draft 7), for editors that check and complete YAML by one.
//
// `dongtin check --schema` prints it; deploy/schema/config.schema.json is that output, and a test holds the two equal.
// The schema knows types, names, patterns and choices. What a schema cannot say (ranges of sizes, properties of
// librdkafka, topics that read from themselves) only `dongtin check` finds.
#pragma once

#include <string>

namespace dongtin {

// Indented, with a line feed at the end.
std::string ConfigSchema();

}  // namespace dongtin
