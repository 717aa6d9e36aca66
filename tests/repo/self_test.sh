#!/usr/bin/env bash
# Shows that the checks of this folder can fail: a small tree that obeys passes each, then one seeded fault at a time.
set -euo pipefail
here=$(dirname "$(readlink -f "$0")")
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
failed=0

# A tree that obeys. Its `dongtin` knows one command.
fresh_tree() {
  tree=$scratch/tree
  rm -rf "$tree"
  mkdir -p "$tree"/{stages/text,daemon,tests,bench}
  echo '#include <string>' >"$tree/stages/text/utf8.h"
  echo '#include "stages/text/utf8.h"' >"$tree/daemon/runner.h"
  echo 'add_executable(x a_test.cc)' >"$tree/tests/CMakeLists.txt"
  echo 'dongtin_bench(text)' >"$tree/bench/CMakeLists.txt"
  touch "$tree/tests/a_test.cc" "$tree/bench/text_bench.cc"
  # shellcheck disable=SC2016
  echo 'Read [it](ARCHITECTURE.md), `stages/text/utf8.h`, `./dev test` and `dongtin demo --fast`.' >"$tree/README.md"
  echo 'Flow.' >"$tree/ARCHITECTURE.md"
  printf '#!/bin/sh\necho "  test   runs"\n' >"$tree/dev"
  printf '#!/bin/sh\necho "  demo   shows"\n' >"$tree/dongtin"
  chmod +x "$tree/dev" "$tree/dongtin"
}

check() {
  "$here/check_$1.sh" "$tree" "$tree/dongtin" 2>&1
}

obeys() {
  fresh_tree
  local said
  said=$(check "$1") && return
  echo "check_$1.sh fails on a tree that obeys: $said"
  failed=1
}

# fault CHECK WHAT_IT_MUST_SAY FILE LINE: LINE is added to FILE.
fault() {
  fresh_tree
  mkdir -p "$(dirname "$tree/$3")"
  printf '%s\n' "$4" >>"$tree/$3"
  local said
  if said=$(check "$1"); then
    echo "check_$1.sh does not see: $4 in $3"
    failed=1
  elif ! grep -qF -- "$2" <<<"$said"; then
    echo "check_$1.sh does not say '$2', but: $said"
    failed=1
  fi
}

obeys layering
fault layering 'may not include thread' stages/text/utf8.h '#include <thread>'
fault layering 'may not include stages/clean/clean.h' stages/parse/parse.h '#include "stages/clean/clean.h"'
fault layering 'may not include simdjson.h' stages/clean/clean.cc '#include <simdjson.h>'
fault layering 'may not include daemon/io.h' stages/pipeline.cc '#include "daemon/io.h"'
fault layering 'may not include librdkafka/rdkafka.h' daemon/runner.cc '#include <librdkafka/rdkafka.h>'
fault layering 'may not include daemon/kafka/source.h' daemon/runner.cc '  #  include "daemon/kafka/source.h"'
fault layering 'time as an argument' stages/text/a.cc 'auto now = std::chrono::system_clock::now();'
fault layering 'no row' stages/stray.h '#include <string>'

# shellcheck disable=SC2016
{
  obeys docs
  fault docs 'no such path: stages/text/gone.h' README.md '`stages/text/gone.h`'
  fault docs 'no such path: stages/text/utf8.cc' README.md '`stages/text/utf8.{h,cc}`'
  fault docs 'dead link: GONE.md' README.md '[gone](GONE.md)'
  fault docs './dev fly' README.md 'Run ./dev fly.'
  fault docs 'dongtin fly' README.md '`dongtin fly`'
  fault docs 'two pages' ARCHITECTURE.md "$(seq 200)"
}

obeys tree
fault tree 'no target builds it' tests/b_test.cc ''
fault tree 'no target builds it' bench/gone_bench.cc ''
fault tree '500 lines' stages/text/long.cc "$(seq 500)"
fault tree 'a path of one machine' README.md "see /""work/main"
fault tree 'a path of one machine' README.md "from https://""proxy.example.com"

exit $failed
