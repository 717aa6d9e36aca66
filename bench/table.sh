#!/usr/bin/env bash
# Google Benchmark's CSV as a table: time, articles/s (items) and MB/s (10^6 bytes) a benchmark.
set -euo pipefail
awk -F, '
  BEGIN { printf "%-52s %14s %14s %10s\n", "", "time", "articles/s", "MB/s" }
  /^"/ {
    gsub(/"/, "", $1)
    printf "%-52s %11.2f %-2s %14s %10s\n", $1, $4, $5, $7 == "" ? "-" : sprintf("%.0f", $7), $6 == "" ? "-" : sprintf("%.1f", $6 / 1e6)
  }'
