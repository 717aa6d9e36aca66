#!/usr/bin/env bash
# check_layering.sh ROOT: every #include in ROOT/stages and ROOT/daemon obeys layers.txt, and no stage reads a clock.
set -euo pipefail
rules=$(dirname "$(readlink -f "$0")")/layers.txt
cd "$1"

violations=$(find stages daemon -name '*.h' -o -name '*.cc' | sort |
  xargs grep -HnE '^[[:space:]]*#[[:space:]]*include' | awk '
  function pattern(glob) {
    gsub(/[.+]/, "[&]", glob)
    gsub(/\*/, ".*", glob)
    return "^(" glob ")$"
  }
  function is_std(name) { return name ~ /^[a-z_]+$/ }
  function is_pure(name) {
    return is_std(name) && name !~ /^(thread|stop_token|mutex|shared_mutex|condition_variable|future|semaphore|latch|barrier|atomic)$/ &&
           name !~ /^(filesystem|fstream|iostream|cstdio|ctime|csignal|random)$/
  }
  function allows(word, name) {
    if (word == "@std") return is_std(name)
    if (word == "@pure") return is_pure(name)
    if (word == "@posix") return name ~ /^(sys|netinet|arpa)\/[a-z]+[.]h$/ || name ~ /^(unistd|fcntl|poll|signal|pthread|threads|errno|regex)[.]h$/
    return name ~ pattern(word)
  }
  FNR == NR {
    if ($0 !~ /^(#|$)/) { files[++rows] = pattern($1); words[rows] = $0 }
    next
  }
  {
    split($0, at, ":")
    file = at[1]
    name = $0
    sub(/^[^<"]*[<"]/, "", name)
    sub(/[>"].*$/, "", name)
    own = file
    sub(/[.]cc$/, ".h", own)
    ok = (name == own)
    for (row = 1; row <= rows && file !~ files[row]; ++row) {}
    if (row > rows) { print file ": no row of layers.txt is about this file"; next }
    count = split(words[row], word, " ")
    for (i = 2; i <= count; ++i) if (word[i] !~ /^!/ && allows(word[i], name)) ok = 1
    for (i = 2; i <= count; ++i) if (word[i] ~ /^!/ && name != own && name ~ pattern(substr(word[i], 2))) ok = 0
    if (!ok) print file ":" at[2] ": may not include " name
  }' "$rules" -)

# <chrono> is allowed in stages for durations and calendars, the clocks in it are not.
clocks=$(grep -rnE '_clock::now|std::time\(|\<(gettimeofday|clock_gettime)\(' stages --include='*.h' --include='*.cc' |
  sed 's/$/   (a stage gets time as an argument)/' || true)

if [ -n "$violations$clocks" ]; then
  printf '%s\n' "$violations" "$clocks" | sed '/^$/d'
  exit 1
fi
