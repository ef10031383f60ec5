// report: what is printed, and what --json writes.
#pragma once

#include <string>
#include <vector>

#include "bars.hpp"
#include "circumstances.hpp"
#include "figures.hpp"

namespace loopsock_bars {

void print_head(const circumstances& of);
/// How much of the processors others took, and a warning where that spoils the figures.
void print_others(const figures& all);
void print_tables(const figures& all);
void print_bars(const std::vector<bar>& bars);

/// std::runtime_error when the file cannot be written.
void write_json(const std::string& path, const circumstances& of, const figures& all, const std::vector<bar>& bars);

}  // namespace loopsock_bars
