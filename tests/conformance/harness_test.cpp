// What the conformance run itself stands on: the list of expected failures, and Windows' formats. The rest is seen when Wine's tests run.
#include <unistd.h>

#include <cstdio>
#include <fstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "tests/conformance/expected_failures.hpp"
#include "tests/conformance/windows_format.hpp"
#include "tests/support/catch.hpp"

using namespace conformance;

namespace {

/// A file for the length of a test.
struct list_file {
  explicit list_file(const std::string& text) {
    close(mkstemp(path));
    std::ofstream(path) << text;
  }
  ~list_file() { unlink(path); }
  list_file(const list_file&) = delete;

  char path[32] = "/tmp/expected.XXXXXX";
};

expected_failures read(const std::string& text, const char* yardstick = "windows") {
  const list_file file(text);
  return expected_failures(file.path, yardstick);
}

}  // namespace

TEST_CASE("expected failures: a line, a range, a list of both, of that unit of that file") {
  auto list = read("sock test_a 10,20-22,30 because   # a remark\n\n# another\nprotocol test_a 40 because\n");
  for (const unsigned line : {10u, 20u, 21u, 22u, 30u}) CHECK(list.expects_line("sock", "test_a", line, 1));
  for (const unsigned line : {9u, 11u, 19u, 23u, 40u}) CHECK_FALSE(list.expects_line("sock", "test_a", line, 1));
  CHECK_FALSE(list.expects_line("sock", "test_b", 10, 1));
  CHECK(list.expects_line("protocol", "test_a", 40, 1000));
  CHECK_FALSE(list.expects_end("sock", "test_a", "crash"));
}

TEST_CASE("expected failures: so many at each line, and no more") {
  auto list = read("sock test_a 10-12x2 because\n");
  CHECK(list.expects_line("sock", "test_a", 11, 2));
  CHECK_FALSE(list.expects_line("sock", "test_a", 11, 3));
}

TEST_CASE("expected failures: how a process ends is an entry of its own, unless anything goes") {
  auto list = read("sock test_a crash because\nsock test_b * because\n");
  CHECK(list.expects_end("sock", "test_a", "crash"));
  CHECK_FALSE(list.expects_end("sock", "test_a", "timeout"));
  CHECK_FALSE(list.expects_line("sock", "test_a", 10, 1));
  CHECK(list.expects_end("sock", "test_b", "timeout"));
  CHECK(list.expects_line("sock", "test_b", 10, 1));
}

TEST_CASE("expected failures: an entry for one yardstick does not count for the other") {
  const std::string text = "sock@wine test_a 10 because\nsock@windows test_a 20 because\n";
  CHECK(read(text, "wine").expects_line("sock", "test_a", 10, 1));
  CHECK_FALSE(read(text, "windows").expects_line("sock", "test_a", 10, 1));
  CHECK(read(text, "windows").expects_line("sock", "test_a", 20, 1));
}

TEST_CASE("expected failures: what never came is told") {
  auto list = read("sock test_a 10 because\nsock test_a 20 a reason\n");
  CHECK(list.expects_line("sock", "test_a", 10, 1));
  CHECK(list.without_failure("sock", "test_a") == std::vector<std::string>{"20 a reason"});
  CHECK(list.without_failure("sock", "test_b").empty());
}

TEST_CASE("expected failures: an entry needs a reason, and lines that are some") {
  for (const char* text :
       {"sock test_a 10\n", "sock test_a\n", "sock test_a ten because\n", "sock test_a 12-10 because\n",
        "sock test_a 10x because\n", "sock test_a 10, because\n", "sock test_a 10?2 because\n"}) {
    CAPTURE(text);
    CHECK_THROWS_AS(read(text), std::runtime_error);
  }
  CHECK_THROWS_AS(expected_failures("/nonexistent/list", "windows"), std::runtime_error);
}

TEST_CASE("windows formats: long has 32 bits, I64 has 64, I is as wide as a pointer") {
  CHECK(from_windows_format("%lu %ld %#lx %08lX") == "%u %d %#x %08X");
  CHECK(from_windows_format("%I64u %I32d %Ix %#Ix %llu") == "%llu %d %zx %#zx %llu");
  CHECK(from_windows_format("%S %ls %s %c %p") == "%ls %ls %s %c %p");
  CHECK(from_windows_format("100%% of %-5.3d%%") == "100%% of %-5.3d%%");
  CHECK(from_windows_format("ends with %") == "ends with %");
}
