// driver: runs Wine's Winsock tests, each function in a process of its own, and says what failed that was not known to.
//
//   loopsock_conformance [--expected <list>] [--platform windows|wine] [--fast-path-everywhere] [--jobs <n>] [--patience <n>]
//                        [--only <text>] [--verbose]
//
//   --expected              see expected_failures.hpp; without it every failure is a new one
//   --platform              the yardstick, see checks.hpp; windows unless told
//   --fast-path-everywhere  each process has LOOPSOCK_FAST_PATH=always
//   --patience              multiplies the time limits, for slow machines and sanitizers
//   --only                  units whose "file name" contains the text
//   --verbose               shows what each process said, not only those with news
//
// Prints a line per unit and a summary. Exit status 0: nothing new; 1: a new failure; 2: it could not be run.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "tests/conformance/child.hpp"
#include "tests/conformance/expected_failures.hpp"
#include "tests/conformance/run_unit.hpp"

namespace conformance {
namespace {

using namespace std::chrono_literals;

struct options {
  std::string expected, only, file, unit;
  yardstick by = yardstick::windows;
  bool fast_path = false;
  bool verbose = false;
  unsigned jobs = 0;
  int patience = 1;
  int results = -1;
};

struct job {
  const conformance_file* file;
  const conformance_unit* unit;
  std::chrono::seconds limit;
  std::unique_ptr<child> process;

  std::string name() const { return std::string(file->name) + ' ' + unit->name; }
};

struct totals {
  unsigned units = 0, clean = 0;
  unsigned long passed = 0, failed = 0, skipped = 0, todo = 0, beyond = 0;
};

// Most units take far less than a second. test_send makes two million checks.
std::chrono::seconds limit_of(const char* unit) { return std::strcmp(unit, "test_send") == 0 ? 120s : 30s; }

std::vector<job> all_jobs(const options& o) {
  std::vector<job> jobs;
  for (const auto* file : {&conformance_sock, &conformance_protocol})
    for (const auto* unit = file->units; unit->name; ++unit) {
      job one{file, unit, limit_of(unit->name) * o.patience, nullptr};
      if (one.name().find(o.only) != std::string::npos) jobs.push_back(std::move(one));
    }
  return jobs;
}

const char* name_of(yardstick by) { return by == yardstick::windows ? "windows" : "wine"; }

const char* word(verdict v) {
  switch (v) {
    case verdict::finished: return "finished";
    case verdict::crashed: return "crash";
    case verdict::timed_out: return "timeout";
    case verdict::not_started:
    case verdict::running: break;
  }
  return "not started";
}

// Prints the unit's line and its news; true when there are news.
bool report(const job& one, expected_failures& expected, totals& sum, const options& o) {
  const auto& r = one.process->results();
  const verdict end = one.process->poll();
  std::vector<std::string> news;
  const auto add_news = [&](std::string text) { news.push_back("  NEW  " + std::move(text)); };

  if (end != verdict::finished && !expected.expects_end(one.file->name, one.unit->name, word(end)))
    add_news(std::string(word(end)) + " after the check of line " + std::to_string(r.last_line) +
             (one.process->signal() ? ", signal " + std::to_string(one.process->signal()) : "") +
             (one.process->status() ? ", status " + std::to_string(one.process->status()) : ""));
  for (const auto& failed : r.failed_lines)
    if (failed.line && !expected.expects_line(one.file->name, one.unit->name, failed.line, failed.times))
      add_news("line " + std::to_string(failed.line) + ", " + std::to_string(failed.times) + " times");

  ++sum.units;
  if (end == verdict::finished && r.failed == 0) ++sum.clean;
  sum.passed += r.passed;
  sum.failed += r.failed;
  sum.skipped += r.skipped;
  sum.todo += r.todo;
  sum.beyond += r.beyond;

  std::printf("%-42s %9u passed %5u failed %4u skipped", one.name().c_str(), r.passed.load(), r.failed.load(),
              r.skipped.load());
  if (o.by == yardstick::wine) std::printf(" %5u todo %5u beyond Wine", r.todo.load(), r.beyond.load());
  std::printf(" %6lld ms%s%s\n", static_cast<long long>(one.process->took().count()),
              end == verdict::finished ? "" : "  ", end == verdict::finished ? "" : word(end));
  for (const auto& text : news) std::printf("%s\n", text.c_str());
  for (const auto& text : expected.without_failure(one.file->name, one.unit->name))
    std::printf("  no failure though expected: %s\n", text.c_str());
  if (!news.empty() || o.verbose) std::fputs(one.process->output().c_str(), stdout);
  std::fflush(stdout);
  return !news.empty();
}

void summarize(const char* name, const totals& sum, yardstick by) {
  std::printf("%s: %u of %u functions without a failure; checks: %lu passed, %lu failed (%.2f %%), %lu skipped", name,
              sum.clean, sum.units, sum.passed, sum.failed,
              100.0 * static_cast<double>(sum.passed) / static_cast<double>(std::max(1ul, sum.passed + sum.failed)),
              sum.skipped);
  if (by == yardstick::wine) std::printf(", %lu todo, %lu beyond Wine", sum.todo, sum.beyond);
  std::printf("\n");
}

void start(job& one, const options& o, const char* program) {
  std::vector<std::string> words{program, "--file", one.file->name, "--unit", one.unit->name};
  if (o.by == yardstick::wine) words.insert(words.end(), {"--platform", "wine"});
  one.process = std::make_unique<child>(std::move(words), one.limit);
}

int run_all(const options& o, const char* program) {
  auto expected = o.expected.empty() ? expected_failures() : expected_failures(o.expected, name_of(o.by));
  if (o.fast_path) setenv("LOOPSOCK_FAST_PATH", "always", 1);
  std::vector<job> jobs = all_jobs(o);
  const unsigned at_once = o.jobs ? o.jobs : std::max(4u, std::thread::hardware_concurrency());

  // The longest first, so that nothing is left to wait for alone.
  std::vector<job*> waiting;
  for (auto& one : jobs) waiting.push_back(&one);
  std::stable_sort(waiting.begin(), waiting.end(), [](const job* a, const job* b) { return a->limit > b->limit; });

  std::vector<job*> running;
  for (auto next = waiting.begin(); next != waiting.end() || !running.empty();) {
    while (next != waiting.end() && running.size() < at_once) {
      start(**next, o, program);
      running.push_back(*next++);
    }
    std::erase_if(running, [](job* one) { return one->process->poll() != verdict::running; });
    std::this_thread::sleep_for(2ms);
  }

  bool news = false;
  totals sock, protocol, both;
  for (auto& one : jobs) {
    news |= report(one, expected, one.file == &conformance_sock ? sock : protocol, o);
    one.process.reset();
  }
  std::printf("\nyardstick %s%s\n", name_of(o.by), o.fast_path ? ", fast path everywhere" : "");
  summarize("sock", sock, o.by);
  summarize("protocol", protocol, o.by);
  return news ? 1 : 0;
}

options read_options(int count, char** words) {
  options o;
  const auto fail = [](const std::string& why) { throw std::runtime_error(why); };
  for (int i = 1; i < count; ++i) {
    const std::string word = words[i];
    const auto value = [&] {
      if (i + 1 >= count) fail(word + " needs a value");
      return std::string(words[++i]);
    };
    if (word == "--expected")
      o.expected = value();
    else if (word == "--platform") {
      const std::string name = value();
      if (name != "windows" && name != "wine") fail("--platform is windows or wine");
      o.by = name == "wine" ? yardstick::wine : yardstick::windows;
    } else if (word == "--fast-path-everywhere")
      o.fast_path = true;
    else if (word == "--verbose")
      o.verbose = true;
    else if (word == "--jobs")
      o.jobs = static_cast<unsigned>(std::stoul(value()));
    else if (word == "--patience")
      o.patience = std::max(1, std::stoi(value()));
    else if (word == "--only")
      o.only = value();
    else if (word == "--file")
      o.file = value();
    else if (word == "--unit")
      o.unit = value();
    else if (word == "--results")
      o.results = std::stoi(value());
    else
      fail("unknown option " + word);
  }
  return o;
}

}  // namespace
}  // namespace conformance

int main(int count, char** words) {
  using namespace conformance;
  try {
    const options o = read_options(count, words);
    if (o.unit.empty()) return run_all(o, words[0]);
    // What follows is a unit's process, started by run_all().
    const auto* file = find_file(o.file.c_str());
    const auto* unit = file ? find_unit(*file, o.unit.c_str()) : nullptr;
    if (!unit || o.results < 0) throw std::runtime_error("no such unit");
    run_unit(*file, *unit, o.by, o.results);
  } catch (const std::exception& e) {
    std::fprintf(stderr, "loopsock_conformance: %s\n", e.what());
    return 2;
  }
}
