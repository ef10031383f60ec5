// measurement: one thing that is measured, by name, for all its peers. Each is a file of its own; measurements.cpp lists them.
//
// A round is one pass through all of them, and in it the peers of each take turns, so that a machine that slows down slows
// all of them; ratios are taken within a round.
#pragma once

#include <chrono>
#include <cstddef>
#include <span>
#include <string>

#include "figures.hpp"
#include "two_threads.hpp"
#include "watchdog.hpp"

namespace loopsock_bars {

/// What a measurement may take beyond the time it is given; only something that hangs takes as long.
inline constexpr std::chrono::seconds patience{30};

/// What the command line says about all of them.
struct setting {
  work each;                               // pinning, and how long one peer is measured in one round
  std::chrono::milliseconds memory{2000};  // how long a sender tries to fill a reader that does not read
  std::chrono::milliseconds idle{10000};   // how long idle connections rest
  std::size_t most_connections = 1000000;  // how many are open at once, at most
  std::size_t idle_connections = 100000;   // how many rest
  watchdog* dog = nullptr;

  /// Tells the watchdog, which prints it should it hang.
  void expect(const std::string& what, std::chrono::milliseconds takes) const {
    dog->expect(what, patience + std::chrono::duration_cast<std::chrono::seconds>(takes));
  }
};

struct measurement {
  const char* name;  // for --only
  const char* what;  // for --help
  bool once;         // in the first round only
  void (*run)(const setting& how, figures& into);
};

/// All of them, in the order in which a round runs them.
std::span<const measurement> measurements();

}  // namespace loopsock_bars
