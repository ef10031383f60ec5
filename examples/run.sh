#!/bin/sh
# run: installs what is missing, builds, and runs the main example. Its arguments are the example's: `sh examples/run.sh --help`.
set -u
root=$(cd "$(dirname "$0")/.." && pwd) || exit 1
. "$root/cmake/prepare.sh"

loopsock_need
loopsock_build release
exec "$root/build/release/examples/loopback_transfer" "$@"
