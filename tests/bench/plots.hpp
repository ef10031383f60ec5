// plots: the pictures of a run.
#pragma once

#include <string>

#include "circumstances.hpp"
#include "figures.hpp"

namespace loopsock_bars {

/// Makes the folder, writes what is to be drawn there as <name>.dat and has gnuplot draw <name>.svg, for those of plots/*.gp
/// whose figures are there. Where gnuplot is missing or fails, a line on standard error says so and the .dat files remain.
/// std::runtime_error when the folder cannot be written.
void draw_plots(const std::string& folder, const circumstances& of, const figures& all);

}  // namespace loopsock_bars
