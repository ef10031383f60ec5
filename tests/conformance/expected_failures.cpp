// expected_failures: see expected_failures.hpp.
#include "tests/conformance/expected_failures.hpp"

#include <algorithm>
#include <fstream>
#include <sstream>
#include <stdexcept>

namespace conformance {

bool expected_failures::entry::covers(unsigned line) const {
  return std::any_of(lines.begin(), lines.end(), [line](range r) { return r.first <= line && line <= r.last; });
}

bool expected_failures::entry::read_lines() {
  std::istringstream text(what);
  char mark = ',';
  while (mark == ',') {
    range r{};
    if (!(text >> r.first)) return false;
    r.last = r.first;
    mark = 0;
    text >> mark;
    if (mark == '-') {
      if (!(text >> r.last) || r.last < r.first) return false;
      mark = 0;
      text >> mark;
    }
    lines.push_back(r);
  }
  return mark == 0 || (mark == 'x' && text >> most && text.peek() == EOF);
}

expected_failures::expected_failures(const std::string& path, std::string_view yardstick) {
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
    if (e.reason.empty() || (!word && !e.read_lines()))
      throw std::runtime_error(path + ":" + std::to_string(number) + ": not <file> <unit> <what> <reason>");
    const auto mark = e.file.find('@');
    if (mark != std::string::npos && e.file.substr(mark + 1) != yardstick) continue;
    e.file.erase(std::min(mark, e.file.size()));
    entries_.push_back(e);
  }
}

bool expected_failures::expects_line(std::string_view file, std::string_view unit, unsigned line, unsigned times) {
  bool found = false;
  for (auto& e : entries_)
    if (e.file == file && e.unit == unit && (e.what == "*" || (e.covers(line) && times <= e.most)))
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
