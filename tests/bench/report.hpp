// report: what is printed, and what --json writes.
#pragma once

#include <string>
#include <vector>

#include "bars.hpp"
#include "results.hpp"

namespace loopsock_bars {

void print_tables(const results& r);
void print_bars(const std::vector<bar>& bars);

/// std::runtime_error when the file cannot be written.
void write_json(const std::string& path, const results& r, const std::vector<bar>& bars);

}  // namespace loopsock_bars
