#!/bin/sh
# fetch_lwip: prints the folder of an unpacked lwIP source, getting it first if need be.
#
#   sh cmake/fetch_lwip.sh [fallback folder]
#
#   1. a cached copy, in $LOOPSOCK_LWIP_CACHE (default: loopsock in the user's cache folder), else in the fallback folder
#   2. Debian's source package `lwip`, see debian_source.sh
#   3. upstream's repository, $LOOPSOCK_LWIP_GIT, at the release named below
#
# The source lands in the cache, or in the fallback folder (the build tree) where the cache cannot be written. One line on standard error
# when nothing works.
set -u

upstream=${LOOPSOCK_LWIP_GIT:-https://git.savannah.nongnu.org/git/lwip.git}
upstream_tag=STABLE-2_2_1_RELEASE
upstream_commit=77dcd25a72509eb83f72b033d219b1d40cd8eb95
seconds=120

cache=${LOOPSOCK_LWIP_CACHE:-${XDG_CACHE_HOME:-${HOME:-}/.cache}/loopsock}
fallback=${1:-}

for place in "$cache" "$fallback"; do
  [ -n "$place" ] || continue
  for found in "$place"/lwip-*; do
    if [ -f "$found/src/include/lwip/init.h" ]; then
      printf '%s\n' "$found"
      exit 0
    fi
  done
done

mkdir -p "$cache" 2>/dev/null
if [ ! -d "$cache" ] || [ ! -w "$cache" ]; then
  cache=$fallback
  if [ -z "$cache" ] || ! mkdir -p "$cache"; then
    echo "loopsock: no folder to put lwIP's source in; set LOOPSOCK_LWIP_CACHE to one that can be written" >&2
    exit 1
  fi
fi

work=$(mktemp -d "$cache/fetching.XXXXXX") || exit 1
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM

. "$(dirname "$0")/debian_source.sh"

from_debian() {
  tarball=$(debian_orig_tarball lwip "$work" $seconds) || return 1
  mkdir "$work/source" && tar -xf "$tarball" -C "$work/source" --strip-components=1 || return 1
  version=${tarball##*/lwip_}
  version=${version%%[+-]*}
  version=${version%.orig*}
}

from_upstream() {
  command -v git >/dev/null || return 1
  rm -rf "$work/source"
  GIT_TERMINAL_PROMPT=0 timeout $seconds git -c advice.detachedHead=false clone -q --depth 1 --branch $upstream_tag \
    "$upstream" "$work/source" >>"$work/log" 2>&1 || return 1
  if [ "$(git -C "$work/source" rev-parse HEAD)" != $upstream_commit ]; then
    echo "loopsock: $upstream_tag of $upstream is not the commit it was; nothing of it is used" >&2
    exit 1
  fi
  version=2.2.1
}

echo "loopsock: getting lwIP's source, once" >&2
if ! from_debian && ! from_upstream; then
  echo "loopsock: lwIP's source could be had neither as Debian's source package nor from $upstream: name an unpacked copy with -DLOOPSOCK_LWIP_DIR=<folder>" >&2
  exit 1
fi
# Another build may have been quicker; its copy is as good.
mv -T "$work/source" "$cache/lwip-$version" 2>/dev/null
if [ ! -f "$cache/lwip-$version/src/include/lwip/init.h" ]; then
  echo "loopsock: what came for lwIP's source is not lwIP" >&2
  exit 1
fi
printf '%s\n' "$cache/lwip-$version"
