#!/bin/sh
# run: installs what is missing, builds, and runs every test. Its arguments are ctest's: `sh tests/run.sh -R ports`.
set -u
root=$(cd "$(dirname "$0")/.." && pwd) || exit 1
. "$root/cmake/prepare.sh"

loopsock_need
loopsock_wish tshark                                                             # tests/capture
loopsock_wish iproute2 iputils-ping iputils-tracepath python3 dnsmasq-base  # tests/outside
loopsock_build release
ctest --test-dir "$root/build/release" -j 2 --output-on-failure --no-tests=error --timeout 120 "$@" ||
  loopsock_fail "a test failed; its words are above"
