#!/bin/sh
# run: gets Wine's tests, builds the program that runs them, and runs it. What ctest calls; arguments from the fourth on are the driver's.
#
#   sh tests/conformance/run.sh <cmake> <build folder> <program> [driver's options]
#
# Exit status 77, "skipped", when Wine's tests cannot be had; otherwise the driver's (driver.cpp), or 1 when the build fails.
set -u
here=$(cd "$(dirname "$0")" && pwd) || exit 1
cmake=${1:?cmake} build=${2:?build folder} program=${3:?program}
shift 3

sh "$here/fetch_wine_tests.sh" >/dev/null || exit $?
"$cmake" --build "$build" --target loopsock_conformance >"$build/conformance.log" 2>&1 || {
  tail -n 40 "$build/conformance.log" >&2
  echo "loopsock: Wine's tests did not build; all of the compiler's words are in $build/conformance.log" >&2
  exit 1
}
exec "$program" --expected "$here/expected_failures.txt" "$@"
