#!/bin/sh
# bench: installs what is missing, builds, and measures. Its arguments are loopsock_bars': `sh tests/bench.sh --help`. The machine should have
# nothing else to do meanwhile.
set -u
root=$(cd "$(dirname "$0")/.." && pwd) || exit 1
. "$root/cmake/prepare.sh"

loopsock_need
loopsock_build release -DLOOPSOCK_BUILD_BENCH=ON
exec "$root/build/release/tests/bench/loopsock_bars" "$@"
