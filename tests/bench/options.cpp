// options: reads the command line, strictly. What is said later overrides what was said earlier, --quick too.
#include "options.hpp"

#include <algorithm>
#include <charconv>
#include <stdexcept>
#include <string_view>

namespace loopsock_bars {
namespace {

unsigned number_in(std::string_view option, std::string_view text, unsigned least, unsigned most) {
  unsigned value = 0;
  const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (ec != std::errc{} || end != text.data() + text.size() || value < least || value > most)
    throw std::runtime_error(std::string(option) + " takes a number from " + std::to_string(least) + " to " +
                             std::to_string(most) + ", not '" + std::string(text) + "'");
  return value;
}

std::vector<std::string> names_in(std::string_view list) {
  std::vector<std::string> names;
  while (!list.empty()) {
    const auto comma = std::min(list.find(','), list.size());
    names.emplace_back(list.substr(0, comma));
    list.remove_prefix(std::min(comma + 1, list.size()));
    const auto all = measurements();
    if (std::none_of(all.begin(), all.end(), [&](const measurement& m) { return m.name == names.back(); }))
      throw std::runtime_error("--only: there is no measurement '" + names.back() + "'; --help tells which there are");
  }
  if (names.empty()) throw std::runtime_error("--only needs names of measurements; --help tells which there are");
  return names;
}

void make_quick(options& chosen) {
  chosen.rounds = 2;
  chosen.how.each.duration = std::chrono::milliseconds(30);
  chosen.how.memory = std::chrono::milliseconds(400);
  chosen.how.idle = std::chrono::milliseconds(1000);
  chosen.how.idle_connections = 10000;
  chosen.how.most_connections = 10000;
}

}  // namespace

bool options::wants(std::string_view name) const {
  return only.empty() || std::find(only.begin(), only.end(), name) != only.end();
}

std::string help_text() {
  std::string text =
      "usage: loopsock_bars [options]\n"
      "\n"
      "Measures loopsock's two paths beside the kernel's sockets and pipes, lwIP's own socket layer, Asio, and what the\n"
      "machine can do at most, and says which of the bars that loopsock has to reach hold. Wants two idle processors.\n"
      "\n"
      "  --only NAME,…        some of the measurements (below), not all\n"
      "  --rounds N           rounds, each with every peer in turn; medians are printed (default 5)\n"
      "  --milliseconds N     how long one peer is measured in one round (default 300)\n"
      "  --quick              2 short rounds with few connections: shows that it works, its figures mean little\n"
      "  --no-pin             leaves it to the system on which processors the two threads run\n"
      "  --connections N      the most that are open at once (default 1000000; 1.5 GB at the most)\n"
      "  --idle-seconds N     how long idle connections rest (default 10)\n"
      "  --memory-seconds N   how long each sender tries to fill a reader that does not read (default 2)\n"
      "  --json FILE          writes every value and verdict there as well\n"
      "  --plots FOLDER       draws pictures there (SVG, by gnuplot)\n"
      "  --help               this text\n"
      "\n"
      "measurements, in the order in which a round makes them\n"
      "\n";
  for (const measurement& m : measurements())
    text += std::string("  ") + m.name + std::string(21 - std::string_view(m.name).size(), ' ') + m.what + "\n";
  text += "\nexit code: 0 every bar holds; 1 one does not; 2 bad usage; 3 a call failed or hangs\n";
  return text;
}

options parse_options(int argc, char** argv) {
  options chosen;
  for (int i = 1; i < argc; ++i) {
    const std::string_view option = argv[i];
    const auto value = [&]() -> std::string_view {
      if (i + 1 >= argc || !*argv[i + 1]) throw std::runtime_error(std::string(option) + " needs a value; see --help");
      return argv[++i];
    };
    if (option == "--only") {
      chosen.only = names_in(value());
    } else if (option == "--rounds") {
      chosen.rounds = number_in(option, value(), 1, 1000);
    } else if (option == "--milliseconds") {
      chosen.how.each.duration = std::chrono::milliseconds(number_in(option, value(), 10, 60000));
    } else if (option == "--quick") {
      make_quick(chosen);
    } else if (option == "--no-pin") {
      chosen.how.each.pin = false;
    } else if (option == "--connections") {
      chosen.how.most_connections = number_in(option, value(), 1, 1000000);
    } else if (option == "--idle-seconds") {
      chosen.how.idle = std::chrono::seconds(number_in(option, value(), 1, 600));
    } else if (option == "--memory-seconds") {
      chosen.how.memory = std::chrono::seconds(number_in(option, value(), 1, 600));
    } else if (option == "--json") {
      chosen.json = value();
    } else if (option == "--plots") {
      chosen.plots = value();
    } else if (option == "--help" || option == "-h") {
      chosen.help = true;
    } else {
      throw std::runtime_error("unknown option '" + std::string(option) + "'; --help tells which there are");
    }
  }
  return chosen;
}

}  // namespace loopsock_bars
