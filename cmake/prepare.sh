# prepare: what examples/run.sh, tests/run.sh and .ci/run have in common. Sourced, with `root` set to the project's folder.
#
#   loopsock_need [package…]        installs what is missing (Debian, as root), or says what is; the packages are beyond the usual ones
#   loopsock_wish [package…]        the same of what some tests can do without: they are skipped where it cannot be had
#   loopsock_build <preset> [arg]   configures and builds into build/<preset>; further arguments go to cmake's configure step
#
# Run again it does nothing that is done: no package tool, no network, no configure step. Every failure ends with one line.

loopsock_say() { printf '%s\n' "loopsock: $*" >&2; }
loopsock_fail() { loopsock_say "$*"; exit 1; }

# Installed is asked of dpkg, since a header-only library has nothing to run; a tool from elsewhere counts too.
loopsock_has() {
  case $1 in
    g++) command -v "${CXX:-g++}" >/dev/null && return 0 ;;
    gcc) command -v "${CC:-gcc}" >/dev/null && return 0 ;;
    cmake) command -v cmake >/dev/null && return 0 ;;
    xz-utils) command -v xz >/dev/null && return 0 ;;
    ninja-build) command -v ninja >/dev/null && return 0 ;;
    dnsmasq-base) command -v dnsmasq >/dev/null && return 0 ;;
    iproute2) command -v ip >/dev/null && return 0 ;;
    iputils-ping) command -v ping >/dev/null && return 0 ;;
    iputils-tracepath) command -v tracepath >/dev/null && return 0 ;;
    python3) command -v python3 >/dev/null && return 0 ;;
    ca-certificates) [ -s /etc/ssl/certs/ca-certificates.crt ] && return 0 ;;
  esac
  dpkg -s "$1" 2>/dev/null | grep -q '^Status: install ok installed'
}

loopsock_need() {
  if ! command -v dpkg >/dev/null; then
    for tool in "${CXX:-c++}" cmake ninja; do
      command -v "$tool" >/dev/null || loopsock_fail "$tool is missing (and this is no Debian, so it cannot be installed from here)"
    done
    return 0  # CMake finds the libraries, or fetches them
  fi

  missing=
  for package in gcc g++ cmake ninja-build libfmt-dev libasio-dev catch2 xz-utils ca-certificates "$@"; do
    loopsock_has $package || missing="$missing $package"
  done
  [ -n "$missing" ] || return 0

  [ "$(id -u)" = 0 ] || loopsock_fail "missing:$missing. As root: apt-get install$missing"
  loopsock_say "installing$missing"
  mkdir -p "$root/build"
  # Package lists may be there and good enough; they are fetched only when not.
  # shellcheck disable=SC2086
  DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends $missing >"$root/build/apt.log" 2>&1 ||
    { apt-get update >>"$root/build/apt.log" 2>&1 &&
      DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends $missing >>"$root/build/apt.log" 2>&1; } ||
    loopsock_fail "could not install$missing; apt's words are in $root/build/apt.log"
}

loopsock_wish() {
  absent=
  for package; do
    loopsock_has "$package" || absent="$absent $package"
  done
  [ -n "$absent" ] || return 0
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    mkdir -p "$root/build"
    # shellcheck disable=SC2086
    DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends $absent >>"$root/build/apt.log" 2>&1 && return 0
  fi
  loopsock_say "tests that want$absent are skipped"
}

loopsock_build() {
  preset=$1
  shift
  build=$root/build/$preset
  mkdir -p "$build" || loopsock_fail "cannot write to $build"
  # Ninja configures again by itself when a CMakeLists.txt has changed.
  if [ ! -f "$build/build.ninja" ] || [ $# -gt 0 ]; then
    loopsock_say "configuring build/$preset"
    (cd "$root" && cmake --preset "$preset" "$@") >"$build/configure.log" 2>&1 || {
      sed -n '/CMake Error/,/^$/p' "$build/configure.log" >&2
      loopsock_fail "configuring failed; all of it is in $build/configure.log"
    }
  fi
  # shellcheck disable=SC2086
  ${LOOPSOCK_RUN_WITH:-} cmake --build "$build" -j 2 >&2 || loopsock_fail "building build/$preset failed; the compiler's words are above"
}
