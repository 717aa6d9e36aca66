// Which program this is: its version, its build, and the libraries and models in it.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace dongtin {

// The program's version, "0.1.0".
std::string_view ProgramVersion();

// What the sources are that this was built from, as `git describe` says; "unknown" outside of a checkout.
std::string BuildName();

// Of the rules by which pages are cleaned and copies found. To be raised with each change that makes them answer
// differently, so that events tell by which they were made.
inline constexpr char kRulesVersion[] = "1";

// Name and version of everything that decides what comes out, in a fixed order: dongtin, build (the state of the
// sources, when known), compiler, libraries as the program was built with them, models as they are embedded.
std::vector<std::pair<std::string, std::string>> AllVersions();

// AllVersions for people (a line each) and as one JSON object.
std::string VersionText();
std::string VersionJson();

}  // namespace dongtin
