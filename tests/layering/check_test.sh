#!/bin/sh
# check_test: builds small trees with one bad arrow each and sees that check.sh finds it, and one tree with none.
set -u
here=$(cd "$(dirname "$0")" && pwd)
root=$(mktemp -d) || exit 1
trap 'rm -rf "$root"' EXIT
failures=0

# expect <found|clean> <file> <include>
expect() {
  rm -rf "${root:?}"/*
  mkdir -p "$root/${2%/*}"
  printf '#include %s\n' "$3" >"$root/$2"
  if sh "$here/check.sh" "$root" >/dev/null; then answer=clean; else answer=found; fi
  if [ $answer != "$1" ]; then
    echo "check.sh: $2 with #include $3 is $answer, not $1"
    failures=1
  fi
}

expect clean fastpath/a.hpp        '<atomic>'
expect clean fastpath/a.hpp        '"fastpath/b.hpp"'
expect clean fastpath/a_linux.cpp  '<linux/futex.h>'
expect found fastpath/a.hpp        '<linux/futex.h>'
expect found fastpath/a.hpp        '"stack/host/clock.hpp"'
expect found fastpath/a.hpp        '"b.hpp"'
expect clean stack/socket/a.cpp    '"stack/lwip/tcp_stream.hpp"'
expect found stack/socket/a.cpp    '<lwip/tcp.h>'
expect found stack/socket/a.cpp    '"lwip/tcp.h"'
expect found stack/socket/a.cpp    '"compat/startup.hpp"'
expect found stack/socket/a.cpp    '<winsock2.h>'
expect found stack/socket/a.cpp    '"stack/host/asio.hpp"'
expect clean stack/netif/a.cpp     '"lwip/netif.h"'
expect found stack/netif/a.cpp     '"stack/lwip/core.hpp"'
expect clean stack/netif/a.cpp     '"stack/capture/capture.hpp"'
expect clean stack/socket/a.cpp    '"stack/capture/capture.hpp"'
expect found stack/capture/a.cpp   '"stack/netif/loopback.hpp"'
expect found stack/lwip/a.cpp      '"stack/capture/capture.hpp"'
expect found stack/capture/a.cpp   '<lwip/pbuf.h>'
expect found stack/host/a.cpp      '<asio/io_context.hpp>'
expect clean stack/host/a.cpp      '"stack/host/asio.hpp"'
expect found stack/host/a.cpp      '"stack/socket/socket.hpp"'
expect found stack/lwip/a.cpp      '"fastpath/loop_pair.hpp"'
expect found compat/a.cpp          '"stack/lwip/tcp_stream.hpp"'
expect clean compat/a.cpp          '"stack/socket/socket.hpp"'
expect clean compat/a.cpp          '<winsock2.h>'
expect found compat/a.cpp          '<fmt/format.h>'
expect clean compat/a.cpp          '"compat/win32/object.hpp"'
expect clean compat/win32/a.cpp    '"compat/last_error.hpp"'
expect clean compat/win32/a.cpp    '<windows.h>'
expect found compat/win32/a.cpp    '"compat/handles.hpp"'
expect found compat/win32/a.cpp    '"stack/socket/blocking.hpp"'
expect clean stack/socket/a.cpp    '"stack/filter/registry.hpp"'
expect found stack/filter/a.cpp    '"stack/socket/socket.hpp"'
expect found stack/filter/a.cpp    '"stack/lwip/core.hpp"'
expect clean stack/testnet/a.cpp   '"stack/socket/socket.hpp"'
expect found stack/testnet/a.cpp   '"compat/handles.hpp"'
expect found stack/socket/a.cpp    '"stack/testnet/draws.hpp"'
expect found compat/a.cpp          '"stack/testnet/inside.hpp"'
expect found stack/attic/a.cpp     '<atomic>'
exit $failures
