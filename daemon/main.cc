#include <cstdlib>
#include <exception>

#include "daemon/cli.h"
#include "daemon/log.h"

// The one place that catches everything: whatever ends a command is a line of the log and exit status 1.
int main(int argc, char** argv) {
  try {
    return dongtin::RunCommandLine(argc, argv);
  } catch (const std::exception& error) {
    dongtin::Log(dongtin::LogLevel::kError, "main", error.what());
  } catch (...) {
    dongtin::Log(dongtin::LogLevel::kError, "main", "an exception of unknown type");
  }
  return EXIT_FAILURE;
}
