#!/usr/bin/env bash
# check_docs.sh ROOT DONGTIN: each path, link, `./dev` command and `dongtin` command that a document names exists, and
# ARCHITECTURE.md stays at two pages. DONGTIN is the program; its --help lists its commands.
set -euo pipefail
cd "$1"
dongtin=$2
max_architecture_lines=120

# Inline code and fenced lines of a document, one piece a line.
code_of() {
  awk '/^```/ {fenced = !fenced; next}
       fenced {print; next}
       {while (match($0, /`[^`]+`/)) {print substr($0, RSTART + 1, RLENGTH - 2); $0 = substr($0, RSTART + RLENGTH)}}' "$1"
}

# The plain paths that a name stands for: x.{h,cc} are two.
expand() {
  if [[ $1 =~ ^(.*)\{([^}]*)\}(.*)$ ]]; then
    local part parts
    IFS=, read -ra parts <<<"${BASH_REMATCH[2]}"
    for part in "${parts[@]}"; do echo "${BASH_REMATCH[1]}$part${BASH_REMATCH[3]}"; done
  else
    echo "$1"
  fi
}

# Paths in code: words that begin with a folder of ours. A component in capitals stands for any name.
paths_of() {
  code_of "$1" | tr ' ' '\n' | sed -E 's/[.,;:)]+$//; s/:[0-9]+$//' |
    grep -E '^(stages|daemon|tests|bench|deploy|\.ci)/[A-Za-z0-9_.,*{}/-]*$' | grep -vE '/[A-Z]+(/|$)' || true
}

links_of() {
  grep -oE '\]\([^)#]+' "$1" | sed 's/^](//' | grep -vE '^(https?|mailto):' || true
}

commands=$("$dongtin" --help | sed -nE 's/^  ([a-z]+) .*/\1/p')
dev_commands=$(./dev help | sed -nE 's/^  ([a-z]+) .*/\1/p')
failed=0
complain() {
  echo "$1"
  failed=1
}

while IFS= read -r doc; do
  folder=$(dirname "$doc")
  while IFS= read -r name; do
    while IFS= read -r path; do
      compgen -G "$path" >/dev/null || complain "$doc: no such path: $path"
    done < <(expand "$name")
  done < <(paths_of "$doc")
  while IFS= read -r link; do
    [ -e "$folder/$link" ] || complain "$doc: dead link: $link"
  done < <(links_of "$doc")
  while IFS= read -r command; do
    grep -qx "$command" <<<"$dev_commands" || complain "$doc: no such command: ./dev $command"
  done < <(grep -oE '\./dev [a-z]+' "$doc" | cut -d' ' -f2 | sort -u)
  while IFS= read -r command; do
    grep -qx "$command" <<<"$commands" || complain "$doc: no such command: dongtin $command"
  done < <(code_of "$doc" | grep -oE '(^|[ /])dongtin [a-z]+' | sed 's/.* //' | sort -u)
done < <(find . \( -name build -o -name .git -o -path ./tests/pages \) -prune -o -name '*.md' -print | sort)

lines=$(wc -l <ARCHITECTURE.md)
[ "$lines" -le "$max_architecture_lines" ] || complain "ARCHITECTURE.md: $lines lines, two pages are $max_architecture_lines"
exit $failed
