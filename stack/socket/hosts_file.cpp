#include "stack/socket/hosts_file.hpp"

#include <fstream>

#include "stack/socket/literal.hpp"

namespace loopsock {
namespace {

// Takes the next word off the front of `text`; empty when there is none.
std::string_view next_word(std::string_view& text) noexcept {
  constexpr std::string_view blanks = " \t\r\n\f\v";
  const std::size_t first = text.find_first_not_of(blanks);
  if (first == std::string_view::npos) return text = {};
  text.remove_prefix(first);
  const std::string_view word = text.substr(0, text.find_first_of(blanks));
  text.remove_prefix(word.size());
  return word;
}

}  // namespace

bool parse_hosts_line(std::string_view line, hosts_line& out) {
  line = line.substr(0, line.find('#'));
  if (!read_literal(next_word(line), out.address)) return false;
  out.names.clear();
  for (std::string_view name = next_word(line); !name.empty(); name = next_word(line)) out.names.emplace_back(name);
  return !out.names.empty();
}

std::vector<hosts_line> read_hosts_file(const std::string& path) {
  std::vector<hosts_line> lines;
  std::ifstream file(path);
  hosts_line parsed;
  for (std::string line; std::getline(file, line);)
    if (parse_hosts_line(line, parsed)) lines.push_back(parsed);
  return lines;
}

}  // namespace loopsock
