#!/bin/sh
# bench: installs what is missing, builds, and measures. Its arguments are loopsock_bars': `sh tests/bench.sh --help`. The machine should have
# nothing else to do meanwhile. gnuplot is installed when pictures are asked for (--plots FOLDER).
set -u
root=$(cd "$(dirname "$0")/.." && pwd) || exit 1
. "$root/cmake/prepare.sh"

# As loopsock_need does it, but pictures are no reason to stop: without gnuplot the figures are printed all the same.
need_gnuplot() {
  command -v gnuplot >/dev/null && return
  if ! command -v apt-get >/dev/null || [ "$(id -u)" != 0 ]; then
    loopsock_say "no pictures: gnuplot is missing (Debian: gnuplot-nox)"
    return
  fi
  loopsock_say "installing gnuplot-nox"
  mkdir -p "$root/build"
  install="env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends gnuplot-nox"
  $install >"$root/build/apt.log" 2>&1 || { apt-get update && $install; } >>"$root/build/apt.log" 2>&1 ||
    loopsock_say "no pictures: could not install gnuplot-nox; apt's words are in $root/build/apt.log"
}

loopsock_need
case " $* " in *" --plots "*) need_gnuplot ;; esac
loopsock_build release -DLOOPSOCK_BUILD_BENCH=ON
exec "$root/build/release/tests/bench/loopsock_bars" "$@"
