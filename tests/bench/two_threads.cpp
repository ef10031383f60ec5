// two_threads: threads are made anew for each measurement; nothing of the one before is left over in them.
#include "two_threads.hpp"

#include <exception>
#include <latch>
#include <thread>

#include "processors.hpp"

namespace loopsock_bars {

void run_two(bool pin, const std::function<void()>& first, const std::function<void()>& second) {
  std::latch both_there(2);
  std::exception_ptr failures[2];
  const auto side = [&](unsigned number, const std::function<void()>& body) {
    if (pin) pin_this_thread(number);
    both_there.arrive_and_wait();
    try {
      body();
    } catch (...) {
      failures[number] = std::current_exception();
    }
  };
  std::thread one(side, 0u, std::cref(first));
  std::thread two(side, 1u, std::cref(second));
  one.join();
  two.join();
  for (const auto& failure : failures)
    if (failure) std::rethrow_exception(failure);
}

void run_ends(bool pin, const connection& ends, const std::function<void(endpoint&)>& client,
              const std::function<void(endpoint&)>& server) {
  const auto closing = [](endpoint& end, const std::function<void(endpoint&)>& body) {
    struct at_exit {
      endpoint& end;
      ~at_exit() { end.close(); }
    } const closes{end};
    body(end);
  };
  run_two(
      pin, [&] { closing(*ends.client, client); }, [&] { closing(*ends.server, server); });
}

}  // namespace loopsock_bars
