#!/bin/sh
# symbols_test: compiles one line at a time and sees that symbols.sh tells ours from others'.
#
#   sh tests/symbols_test.sh <nm> <cc> <c++>
set -u
here=$(cd "$(dirname "$0")" && pwd)
nm=$1 cc=$2 cxx=$3
root=$(mktemp -d) || exit 1
trap 'rm -rf "$root"' EXIT
failures=0

# Ten good symbols around the one in question, since fewer look like a wrong file.
good='int loopsock_1, loopsock_2, loopsock_3, loopsock_4, loopsock_5, loopsock_6, loopsock_7, loopsock_8, loopsock_9, loopsock_0;'

# expect <found|clean> <c|cpp> <code>
expect() {
  case $2 in c) tool=$cc ;; *) tool="$cxx -std=c++20" ;; esac
  printf '%s\n%s\n' "$good" "$3" >"$root/a.$2"
  if ! $tool -O0 -c "$root/a.$2" -o "$root/a.o"; then
    echo "symbols_test: $3 does not compile"
    failures=1
    return
  fi
  if sh "$here/symbols.sh" "$nm" "$root/a.o" >/dev/null; then answer=clean; else answer=found; fi
  if [ $answer != "$1" ]; then
    echo "symbols.sh: $3 is $answer, not $1"
    failures=1
  fi
}

expect clean c   'static int hidden; int loopsock_ws_send(void) { return hidden; }'
expect found c   'int send(void) { return 0; }'
expect found c   'int tcp_new;'
expect found c   'int ls_loopsock;'
expect clean cpp 'namespace loopsock { struct a { virtual ~a(); virtual int f() const; }; a::~a() {} int a::f() const { static int x = loopsock_1; return x; } }'
expect clean cpp 'namespace loopsock_asio { inline int f() { return 1; } template <class T> T g(T t) { return t; } int h = f() + g(2); }'
expect found cpp 'namespace asio { inline int f() { return 1; } } static int h = asio::f(); int loopsock_f() { return h; }'
expect found cpp 'namespace fmt { inline namespace v9 { struct a { virtual void f() {} }; } } void *loopsock_g() { return new fmt::a; }'
expect found cpp 'int free_function() { return 1; }'
expect clean cpp '#include <vector>
std::vector<int> loopsock_v; void loopsock_grow() { loopsock_v.push_back(1); }'
exit $failures
