// child: see child.hpp.
#include "tests/conformance/child.hpp"

#include <spawn.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <stdexcept>

extern char** environ;

namespace conformance {

child::child(std::vector<std::string> arguments, std::chrono::seconds limit)
    : started_(clock::now()), ended_(started_), deadline_(started_ + limit) {
  // No close-on-exec: the process gets both.
  results_file_ = memfd_create("results", 0);
  output_file_ = memfd_create("output", 0);
  if (results_file_ < 0 || output_file_ < 0 || ftruncate(results_file_, sizeof(unit_results)) != 0)
    throw std::runtime_error("no memory for a unit's results");
  void* shared = mmap(nullptr, sizeof(unit_results), PROT_READ, MAP_SHARED, results_file_, 0);
  if (shared == MAP_FAILED) throw std::runtime_error("no memory for a unit's results");
  results_ = static_cast<const unit_results*>(shared);
  start(arguments);
}

void child::start(std::vector<std::string>& arguments) {
  arguments.push_back("--results");
  arguments.push_back(std::to_string(results_file_));
  std::vector<char*> words;
  for (auto& argument : arguments) words.push_back(argument.data());
  words.push_back(nullptr);

  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", 0, 0);
  posix_spawn_file_actions_adddup2(&actions, output_file_, STDOUT_FILENO);
  posix_spawn_file_actions_adddup2(&actions, output_file_, STDERR_FILENO);
  // The program itself, wherever the working directory is by now.
  if (posix_spawn(&pid_, "/proc/self/exe", &actions, nullptr, words.data(), environ) != 0) {
    pid_ = -1;
    verdict_ = verdict::not_started;
  }
  posix_spawn_file_actions_destroy(&actions);
}

child::~child() {
  if (verdict_ == verdict::running) {
    kill(pid_, SIGKILL);
    waitpid(pid_, nullptr, 0);
  }
  munmap(const_cast<unit_results*>(results_), sizeof(unit_results));
  close(results_file_);
  close(output_file_);
}

verdict child::poll() {
  if (verdict_ != verdict::running) return verdict_;
  const bool late = clock::now() >= deadline_;
  if (late) kill(pid_, SIGKILL);

  int how = 0;
  if (waitpid(pid_, &how, late ? 0 : WNOHANG) == 0) return verdict::running;
  ended_ = clock::now();
  signal_ = WIFSIGNALED(how) ? WTERMSIG(how) : 0;
  status_ = WIFEXITED(how) ? WEXITSTATUS(how) : 0;
  // A process that ends by itself and badly has not finished either: a sanitizer's complaint, or exit() called by someone.
  const bool well = results_->finished.load(std::memory_order_relaxed) && signal_ == 0 && status_ == 0;
  verdict_ = well ? verdict::finished : late ? verdict::timed_out : verdict::crashed;
  return verdict_;
}

std::string child::output() const {
  std::string text;
  char part[4096];
  off_t at = 0;
  for (ssize_t got; (got = pread(output_file_, part, sizeof part, at)) > 0; at += got)
    text.append(part, static_cast<std::size_t>(got));
  return text;
}

}  // namespace conformance
