// figures: everything that was measured, one value per round, under names that read like paths:
//
//     round_trip/fast/us          stream/64/kernel/gb_per_s          many/fast/10000/round_trip_us
//
// A table or a bar asks for the name that it means; what was not measured is not there, and they leave it out.
//
// Threads  one at a time: measurements add their values after their threads are joined.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "statistics.hpp"

namespace loopsock_bars {

class figures {
 public:
  using values = std::vector<double>;

  void add(const std::string& name, double value) { all_[name].push_back(value); }

  bool has(const std::string& name) const { return all_.count(name) != 0; }

  /// Empty for a name that was never added.
  const values& of(const std::string& name) const {
    static const values none;
    const auto found = all_.find(name);
    return found == all_.end() ? none : found->second;
  }

  /// The median over the rounds, and the median over the rounds of a ratio. 0 for what is not there.
  double middle(const std::string& name) const { return median(of(name)); }
  double times(const std::string& a, const std::string& b) const { return ratio(of(a), of(b)); }

  /// In the order of the names.
  const std::map<std::string, values>& all() const { return all_; }

 private:
  std::map<std::string, values> all_;
};

}  // namespace loopsock_bars
