// run_unit: see run_unit.hpp.
#include "tests/conformance/run_unit.hpp"

#include <sys/mman.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "tests/conformance/network.h"

namespace conformance {

const conformance_file* find_file(const char* name) noexcept {
  for (const auto* file : {&conformance_sock, &conformance_protocol})
    if (std::strcmp(file->name, name) == 0) return file;
  return nullptr;
}

const conformance_unit* find_unit(const conformance_file& file, const char* name) noexcept {
  for (const auto* unit = file.units; unit->name; ++unit)
    if (std::strcmp(unit->name, name) == 0) return unit;
  return nullptr;
}

void run_unit(const conformance_file& file, const conformance_unit& unit, yardstick by, int results) {
  void* shared = mmap(nullptr, sizeof(unit_results), PROT_READ | PROT_WRITE, MAP_SHARED, results, 0);
  if (shared == MAP_FAILED) {
    std::perror("mmap");
    std::exit(2);
  }
  auto& counted = *static_cast<unit_results*>(shared);
  count_into(counted, by);

  conformance_network_begin(unit.name);
  if (unit.started) file.begin();
  unit.run();
  if (unit.started) file.end();
  conformance_network_end();
  counted.finished.store(1, std::memory_order_relaxed);
  // exit, not _exit: the library's own farewell, and a sanitizer's verdict, belong to the run.
  std::exit(0);
}

}  // namespace conformance
