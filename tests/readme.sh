#!/bin/sh
# readme: the programs in README.md are examples/quickstart.cpp and examples/testnet/lossy_client_test.cpp, which are built and run; and every
# file that README.md and docs/ link to exists.
#
#   sh tests/readme.sh <root>
set -u
root=${1:?the root of the tree}
status=0

work=$(mktemp -d) || exit 2
trap 'rm -rf "$work"' EXIT
awk '/^```cpp$/ { inside = 1; next } /^```$/ { inside = 0 } inside' "$root/README.md" >"$work/readme"
cat "$root/examples/quickstart.cpp" "$root/examples/testnet/lossy_client_test.cpp" | grep -v '^//' >"$work/examples"
cmp "$work/readme" "$work/examples" || { echo "README.md's programs are not examples/quickstart.cpp and examples/testnet/lossy_client_test.cpp"; status=1; }

for page in "$root/README.md" "$root"/docs/*.md; do
  for link in $(awk '/^```/ { code = !code } !code' "$page" | grep -o '](\([^):]*\))' | sed 's/^](//; s/)$//; s/#.*//'); do
    [ -e "$(dirname "$page")/$link" ] || { echo "$page links to $link, which is not there"; status=1; }
  done
done
exit $status
