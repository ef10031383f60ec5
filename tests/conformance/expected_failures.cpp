// expected_failures: see expected_failures.hpp.
#include "tests/conformance/expected_failures.hpp"

#include <fstream>
#include <sstream>
#include <stdexcept>

namespace conformance {
namespace {

bool read_lines(const std::string& what, unsigned& first, unsigned& last) {
  char dash = 0;
  std::istringstream text(what);
  if (!(text >> first)) return false;
  last = first;
  return !(text >> dash) || (dash == '-' && text >> last && last >= first && text.peek() == EOF);
}

}  // namespace

expected_failures::expected_failures(const std::string& path) {
  std::ifstream list(path);
  if (!list) throw std::runtime_error(path + " cannot be read");
  std::string line;
  for (unsigned number = 1; std::getline(list, line); ++number) {
    std::istringstream words(line.substr(0, line.find('#')));
    entry e;
    if (!(words >> e.file)) continue;
    words >> e.unit >> e.what >> std::ws;
    std::getline(words, e.reason);
    const bool word = e.what == "*" || e.what == "crash" || e.what == "timeout";
    if (e.reason.empty() || (!word && !read_lines(e.what, e.first, e.last)))
      throw std::runtime_error(path + ":" + std::to_string(number) + ": not <file> <unit> <what> <reason>");
    entries_.push_back(e);
  }
}

bool expected_failures::expects_line(std::string_view file, std::string_view unit, unsigned line) {
  bool found = false;
  for (auto& e : entries_)
    if (e.file == file && e.unit == unit && (e.what == "*" || (e.first <= line && line <= e.last)))
      found = e.came = true;
  return found;
}

bool expected_failures::expects_end(std::string_view file, std::string_view unit, std::string_view how) {
  bool found = false;
  for (auto& e : entries_)
    if (e.file == file && e.unit == unit && (e.what == "*" || e.what == how)) found = e.came = true;
  return found;
}

std::vector<std::string> expected_failures::without_failure(std::string_view file, std::string_view unit) const {
  std::vector<std::string> out;
  for (const auto& e : entries_)
    if (e.file == file && e.unit == unit && !e.came) out.push_back(e.what + ' ' + e.reason);
  return out;
}

}  // namespace conformance
