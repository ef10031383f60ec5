#!/bin/sh
# readme: the program in README.md is examples/quickstart.cpp, which is built and run; and every file that README.md and docs/
# link to exists.
#
#   sh tests/readme.sh <root>
set -u
root=${1:?the root of the tree}
status=0

work=$(mktemp -d) || exit 2
trap 'rm -rf "$work"' EXIT
awk '/^```cpp$/ { inside = 1; next } /^```$/ { inside = 0 } inside' "$root/README.md" >"$work/readme"
grep -v '^//' "$root/examples/quickstart.cpp" >"$work/quickstart"
cmp -s "$work/readme" "$work/quickstart" || { echo "README.md's program is not examples/quickstart.cpp"; status=1; }

for page in "$root/README.md" "$root"/docs/*.md; do
  for link in $(grep -o '](\([^):]*\))' "$page" | sed 's/^](//; s/)$//; s/#.*//'); do
    [ -e "$(dirname "$page")/$link" ] || { echo "$page links to $link, which is not there"; status=1; }
  done
done
exit $status
