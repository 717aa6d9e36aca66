// Checks events against the JSON Schema that deploy/ publishes. Every event that any test makes passes through here:
//
//   EXPECT_TRUE(IsValidEvent(event.json));
#pragma once

#include <gtest/gtest.h>

#include <string_view>

namespace dongtin {

// Whether `json` is one line of valid UTF-8 that deploy/schema/event.schema.json accepts, with all strings but those of
// `extra` in NFC; all complaints otherwise.
::testing::AssertionResult IsValidEvent(std::string_view json);

}  // namespace dongtin
