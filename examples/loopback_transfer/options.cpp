// options: reads the command line, strictly.
#include "options.hpp"

#include <charconv>
#include <stdexcept>
#include <string_view>

namespace loopback_transfer {
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
    "usage: loopback_transfer [options]\n"
    "\n"
    "Sends a file and a stream of 64-byte requests from a client to a server in this process: over the\n"
    "operating system's loopback, over loopsock's ordinary path, and over its fast path. Checks every byte\n"
    "and prints how fast each was.\n"
    "\n"
    "  --v6            over ::1 instead of 127.0.0.1\n"
    "  --file PATH     the file to send (default: a large file that this machine has)\n"
    "  --one-sided     only the client asks for the fast path: shows the ordinary path, and why\n"
    "  --requests N    round trips per round (default 3000)\n"
    "  --repeat N      rounds, of which the medians are printed (default 5, fewer on a slow machine)\n"
    "  --help          this text\n"
    "\n"
    "exit code: 0 all is well; 1 a byte differs, a call failed or the fast path was not taken; 2 bad usage\n";

options parse_options(int argc, char** argv) {
  options chosen;
  for (int i = 1; i < argc; ++i) {
    const std::string_view option = argv[i];
    const auto value = [&]() -> std::string_view {
      if (i + 1 >= argc) throw std::runtime_error(std::string(option) + " needs a value; --help tells more");
      return argv[++i];
    };
    if (option == "--v6") {
      chosen.which = family::ipv6;
    } else if (option == "--file") {
      chosen.file = value();
      if (chosen.file.empty()) throw std::runtime_error("--file needs a path");
    } else if (option == "--one-sided") {
      chosen.one_sided = true;
    } else if (option == "--requests") {
      chosen.requests = number_in(option, value(), 1, 1'000'000);
    } else if (option == "--repeat") {
      chosen.repeat = number_in(option, value(), 1, 1'000);
      chosen.repeat_given = true;
    } else if (option == "--help" || option == "-h") {
      chosen.help = true;
    } else {
      throw std::runtime_error("unknown option '" + std::string(option) + "'; --help tells which there are");
    }
  }
  return chosen;
}

}  // namespace loopback_transfer
