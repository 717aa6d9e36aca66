#!/usr/bin/env bash
# check_tree.sh ROOT: rules about files as such. Every test, fuzz target and benchmark is built; no file grows past the limit;
# nothing names a machine of ours or the host of a package registry.
set -euo pipefail
cd "$1"
max_lines=400 # of a source file; past it, it holds two things
failed=0
complain() {
  echo "$1"
  failed=1
}

our_files() {
  find . \( -path ./build -o -path ./.git \) -prune -o -type f "$@" -print | sort
}

# Built means: named by the CMakeLists.txt beside it, outside of comments. Fuzz targets
# are named without .cc, benchmarks by their stage.
while IFS= read -r file; do
  list=$(dirname "$file")/CMakeLists.txt
  name=$(basename "$file")
  case $name in
    *_fuzz.cc) name=${name%.cc} ;;
    *_bench.cc) name=${name%_bench.cc} ;;
  esac
  sed 's/#.*//' "$list" 2>/dev/null | grep -qE "(^|[ (])$name([ )]|\$)" || complain "$file: no target builds it"
done < <(our_files \( -name '*_test.cc' -o -name '*_fuzz.cc' -o -name '*_bench.cc' \))

while IFS= read -r file; do
  lines=$(wc -l <"$file")
  [ "$lines" -le "$max_lines" ] || complain "$file: $lines lines, the limit is $max_lines"
done < <(our_files \( -path './stages/*' -o -path './daemon/*' \) \( -name '*.cc' -o -name '*.h' \))

# Written with brackets so that this file does not match itself.
private='/[w]ork/|/[t]mp/bash_jobs|/[r]oot/|/[f]arm/|https?://([f]iles|[p]roxy|[r]egistry|[r]epo1?|[d]eb|[s]tatic|[i]ndex)[.][a-z]'
while IFS= read -r hit; do
  complain "$hit: a path of one machine, or the host of a package registry"
done < <(our_files -size -1024k | tr '\n' '\0' | xargs -0 grep -nIoE "$private" || true)
exit $failed
