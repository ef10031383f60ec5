// checks: ok(), todo_wine, broken(), skip(): counted in the shared results, failures shown on standard output.
#include "tests/conformance/checks.hpp"

#include <cstdarg>
#include <cstdio>
#include <cstring>
#include <mutex>
#include <string>
#include <vector>

#include "tests/conformance/windows_format.hpp"

namespace conformance {
namespace {

unit_results* results = nullptr;
yardstick by = yardstick::windows;

// Of the calling thread: what ok_() named, the todo blocks around it, its context.
struct place {
  const char* file = "";
  int line = 0;
  std::vector<bool> todo;
  std::vector<std::string> context;
};
thread_local place here;

void add(count& n) noexcept { n.fetch_add(1, std::memory_order_relaxed); }

void remember_line(int line) noexcept {
  const auto wanted = static_cast<std::uint32_t>(line);
  for (auto& entry : results->failed_lines) {
    std::uint32_t held = 0;
    // Whoever comes first takes the entry; the others find their line in it or go on.
    if (entry.line.compare_exchange_strong(held, wanted, std::memory_order_relaxed) || held == wanted)
      return add(entry.times);
  }
}

std::string text_of(const char* format, std::va_list arguments) {
  char text[2048];
  std::vsnprintf(text, sizeof text, from_windows_format(format).c_str(), arguments);
  return text;
}

// One line at a time, whole, and at once: the process may be ended at any moment.
void say(const char* file, int line, const char* what, const char* format, std::va_list arguments) {
  std::string text;
  for (const auto& context : here.context) text += context + ": ";
  text += text_of(format, arguments);
  if (text.empty() || text.back() != '\n') text += '\n';

  static std::mutex one_at_a_time;
  const std::lock_guard hold(one_at_a_time);
  const char* name = std::strrchr(file, '/');
  std::printf("%s:%d: %s: %s", name ? name + 1 : file, line, what, text.c_str());
  std::fflush(stdout);
}

bool in_todo() noexcept {
  if (by == yardstick::windows) return false;
  for (const bool applies : here.todo)
    if (applies) return true;
  return false;
}

void check(const char* file, int line, bool holds, const char* format, std::va_list arguments) {
  results->last_line.store(static_cast<std::uint32_t>(line), std::memory_order_relaxed);
  if (holds) {
    add(in_todo() ? results->beyond : results->passed);
  } else if (in_todo()) {
    add(results->todo);
  } else {
    add(results->failed);
    remember_line(line);
    say(file, line, "failed", format, arguments);
  }
}

}  // namespace

void count_into(unit_results& where, yardstick which) noexcept {
  results = &where;
  by = which;
}

}  // namespace conformance

using namespace conformance;

// What wine/test.h declares. Not included here: its macros are meant for Wine's sources.
extern "C" {

using conformance_check = void(int, const char*, ...);

void conformance_ok(const char* file, int line, int condition, const char* format, ...) {
  std::va_list arguments;
  va_start(arguments, format);
  check(file, line, condition != 0, format, arguments);
  va_end(arguments);
}

static void check_here(int condition, const char* format, ...) {
  std::va_list arguments;
  va_start(arguments, format);
  check(here.file, here.line, condition != 0, format, arguments);
  va_end(arguments);
}

conformance_check* conformance_ok_at(const char* file, int line) {
  here.file = file;
  here.line = line;
  return check_here;
}

int conformance_begin_todo(int applies) {
  here.todo.push_back(applies != 0);
  return 1;
}

int conformance_end_todo() {
  here.todo.pop_back();
  return 0;
}

int conformance_broken(int condition) { return by == yardstick::windows && condition; }

void conformance_skip(const char* file, int line, const char* format, ...) {
  add(results->skipped);
  std::va_list arguments;
  va_start(arguments, format);
  say(file, line, "skipped", format, arguments);
  va_end(arguments);
}

// Old versions of Windows may lack something; Wine may not.
void conformance_win_skip(const char* file, int line, const char* format, ...) {
  std::va_list arguments;
  va_start(arguments, format);
  if (by == yardstick::windows) {
    add(results->skipped);
    say(file, line, "skipped", format, arguments);
  } else {
    check(file, line, false, format, arguments);
  }
  va_end(arguments);
}

void conformance_trace(const char* file, int line, const char* format, ...) {
  std::va_list arguments;
  va_start(arguments, format);
  say(file, line, "remark", format, arguments);
  va_end(arguments);
}

void winetest_push_context(const char* format, ...) {
  std::va_list arguments;
  va_start(arguments, format);
  here.context.push_back(text_of(format, arguments));
  va_end(arguments);
}

void winetest_pop_context() { here.context.pop_back(); }

}  // extern "C"
