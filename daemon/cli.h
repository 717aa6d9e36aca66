// The command line: `dongtin COMMAND [options]`.
//
// Exit status: 0 done, 1 failed while running, 2 wrong usage or configuration. Standard output carries data only
// (events, reports, versions, help that was asked for); everything else goes to standard error. A command that is not
// built yet does not exist.
#pragma once

namespace dongtin {

// Parses, runs the command on the calling thread, returns the exit status. To be called once, before any thread is
// started: some commands set signal masks that their threads inherit. Faults that end a command come as exceptions.
int RunCommandLine(int argc, const char* const* argv);

}  // namespace dongtin
