// expected_failures: the list of what fails and why, expected_failures.txt.
//
//   sock test_iocp 10123-10140 no message windows here
//   ──┬─ ────┬──── ─────┬───── ──────────┬────────────
//    file   unit    what fails         reason, never empty
//
//   file    sock or protocol; with @wine or @windows behind, for that yardstick only
//   what    source lines: 10123, 10123-10140, 10123,10130-10140; with x2 behind, as in 10123,10125x2, at most two failures at each of them;
//           or `crash`, `timeout`, or `*`: any of all these
//   #       a remark, to the end of its line
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace conformance {

class expected_failures {
 public:
  /// What is for that yardstick, "wine" or "windows". Throws std::runtime_error with the line when the list cannot be read or understood.
  expected_failures(const std::string& path, std::string_view yardstick);
  expected_failures() = default;

  /// Is it in the list? Remembers that it has come. `times`: how often the check of that line has failed.
  bool expects_line(std::string_view file, std::string_view unit, unsigned line, unsigned times);
  bool expects_end(std::string_view file, std::string_view unit, std::string_view how);

  /// Entries of the unit that nothing has come for, as they stand in the list.
  std::vector<std::string> without_failure(std::string_view file, std::string_view unit) const;

 private:
  struct range {
    unsigned first, last;
  };
  struct entry {
    std::string file, unit, what, reason;
    std::vector<range> lines;
    unsigned most = ~0u;
    bool came = false;

    bool covers(unsigned line) const;
    bool read_lines();
  };
  std::vector<entry> entries_;
};

}  // namespace conformance
