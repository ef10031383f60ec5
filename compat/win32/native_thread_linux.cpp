// native_thread_linux: pthreads. A key's destructor runs after the thread_local objects of C++ have been destroyed.
#include "compat/win32/native_thread.hpp"

#include <pthread.h>
#include <unistd.h>

#include <memory>
#include <new>

#include "stack/host/thread_births.hpp"

namespace loopsock::compat {
namespace {

struct body_and_argument {
  void (*body)(void*);
  void* argument;
  host::birth::note birth;
};

void* run(void* given) {
  const body_and_argument what = *static_cast<body_and_argument*>(given);
  delete static_cast<body_and_argument*>(given);
  what.birth.begin();
  what.body(what.argument);
  return nullptr;
}

// Written once, before the key exists, and the same function ever after.
void (*at_end)(void*) noexcept = nullptr;

struct end_key {
  end_key() noexcept {
    made = pthread_key_create(&key, [](void* value) { at_end(value); }) == 0;
  }
  pthread_key_t key{};
  bool made = false;
};

}  // namespace

bool start_native_thread(void (*body)(void*), void* argument, std::size_t stack_bytes) noexcept {
  host::birth expected(host::thread_births::work::its_parents);
  auto given =
      std::unique_ptr<body_and_argument>(new (std::nothrow) body_and_argument{body, argument, expected.for_child()});
  if (given == nullptr) return false;
  pthread_attr_t attributes;
  if (pthread_attr_init(&attributes) != 0) return false;
  pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
  std::size_t usual = 0;
  // A size that the system refuses leaves the usual one.
  if (pthread_attr_getstacksize(&attributes, &usual) == 0 && stack_bytes > usual)
    pthread_attr_setstacksize(&attributes, stack_bytes);
  pthread_t thread;
  const bool started = pthread_create(&thread, &attributes, run, given.get()) == 0;
  pthread_attr_destroy(&attributes);
  if (started) {
    expected.handed_over();
    static_cast<void>(given.release());
  }
  return started;
}

bool call_at_thread_end(void (*end)(void*) noexcept, void* value) noexcept {
  static const end_key ending = [end] {
    at_end = end;
    return end_key();
  }();
  return ending.made && pthread_setspecific(ending.key, value) == 0;
}

void end_native_thread() { pthread_exit(nullptr); }

std::uint32_t native_thread_id() noexcept { return static_cast<std::uint32_t>(gettid()); }

}  // namespace loopsock::compat
