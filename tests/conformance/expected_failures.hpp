// expected_failures: the list of what fails and why, expected_failures.txt.
//
//   sock test_iocp 10123-10140 no message windows here
//   ──┬─ ────┬──── ─────┬───── ──────────┬────────────
//    file   unit    what fails         reason, never empty
//
//   what    a source line, lines first-last, `crash`, `timeout`, or `*`: any of these
//   #       a remark, to the end of its line
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace conformance {

class expected_failures {
 public:
  /// Throws std::runtime_error with the line when the list cannot be read or understood.
  explicit expected_failures(const std::string& path);
  expected_failures() = default;

  /// Is it in the list? Remembers that it has come.
  bool expects_line(std::string_view file, std::string_view unit, unsigned line);
  bool expects_end(std::string_view file, std::string_view unit, std::string_view how);

  /// Entries of the unit that nothing has come for, as they stand in the list.
  std::vector<std::string> without_failure(std::string_view file, std::string_view unit) const;

 private:
  struct entry {
    std::string file, unit, what, reason;
    unsigned first = 0, last = 0;
    bool came = false;
  };
  std::vector<entry> entries_;
};

}  // namespace conformance
