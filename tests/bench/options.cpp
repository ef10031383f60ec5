// options: reads the command line, strictly. What is said later overrides what was said earlier, --quick too.
#include "options.hpp"

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

}  // namespace

const char* const help_text =
    "usage: loopsock_bars [options]\n"
    "\n"
    "Measures loopsock's two paths beside the kernel's loopback, lwIP's own socket layer and what the machine\n"
    "can do at most, and says which of the bars that loopsock has to reach hold. Wants two idle processors.\n"
    "\n"
    "  --rounds N           rounds, each with every peer in turn; medians are printed (default 5)\n"
    "  --quick              2 short rounds: shows that the program works, its figures mean little\n"
    "  --no-pin             leaves it to the system on which processors the two threads run\n"
    "  --memory-seconds N   how long each sender tries to fill a reader that does not read (default 2)\n"
    "  --json FILE          writes every value and verdict there as well\n"
    "  --help               this text\n"
    "\n"
    "exit code: 0 every bar holds; 1 one does not; 2 bad usage; 3 a call failed or hangs\n";

options parse_options(int argc, char** argv) {
  options chosen;
  for (int i = 1; i < argc; ++i) {
    const std::string_view option = argv[i];
    const auto value = [&]() -> std::string_view {
      if (i + 1 >= argc) throw std::runtime_error(std::string(option) + " needs a value; --help tells more");
      return argv[++i];
    };
    if (option == "--rounds") {
      chosen.rounds = number_in(option, value(), 1, 1000);
    } else if (option == "--quick") {
      chosen.rounds = 2;
      chosen.each.duration = std::chrono::milliseconds(30);
      chosen.memory = std::chrono::milliseconds(400);
    } else if (option == "--no-pin") {
      chosen.each.pin = false;
    } else if (option == "--memory-seconds") {
      chosen.memory = std::chrono::seconds(number_in(option, value(), 1, 600));
    } else if (option == "--json") {
      chosen.json = value();
      if (chosen.json.empty()) throw std::runtime_error("--json needs a file");
    } else if (option == "--help" || option == "-h") {
      chosen.help = true;
    } else {
      throw std::runtime_error("unknown option '" + std::string(option) + "'; --help tells which there are");
    }
  }
  return chosen;
}

}  // namespace loopsock_bars
