// held_handle: handles that close themselves, and short words for waiting, for the tests of Win32's objects.
#pragma once

#include <windows.h>

#include <thread>
#include <utility>

namespace win32_test {

constexpr DWORD soon = 5000;        // milliseconds; long enough for anything that must happen
constexpr DWORD briefly = 30;       // long enough to see that nothing happens
constexpr DWORD till_blocked = 50;  // long enough for a thread that was started to be inside its wait

class held_handle {
 public:
  held_handle() = default;
  explicit held_handle(HANDLE handle) : handle_(handle) {}
  held_handle(held_handle&& other) noexcept : handle_(std::exchange(other.handle_, nullptr)) {}
  held_handle& operator=(held_handle&& other) noexcept {
    std::swap(handle_, other.handle_);
    return *this;
  }
  ~held_handle() { close(); }

  operator HANDLE() const { return handle_; }
  void close() {
    if (handle_ != nullptr) CloseHandle(std::exchange(handle_, nullptr));
  }
  HANDLE release() { return std::exchange(handle_, nullptr); }

 private:
  HANDLE handle_ = nullptr;
};

inline held_handle manual_event(bool set = false) { return held_handle(CreateEventA(nullptr, TRUE, set, nullptr)); }
inline held_handle auto_event(bool set = false) { return held_handle(CreateEventA(nullptr, FALSE, set, nullptr)); }
inline held_handle semaphore(LONG count, LONG most = 100) {
  return held_handle(CreateSemaphoreA(nullptr, count, most, nullptr));
}
inline held_handle mutex(bool own = false) { return held_handle(CreateMutexA(nullptr, own, nullptr)); }

/// A look without waiting; uses up what a wait does.
inline bool passes(HANDLE object) { return WaitForSingleObject(object, 0) == WAIT_OBJECT_0; }

/// 0, or the error of a call that answered FALSE.
inline DWORD error_of(BOOL answer) { return answer != FALSE ? 0 : GetLastError(); }

/// A thread of the C++ library that is joined at the end of its block.
class joined {
 public:
  template <class Body>
  explicit joined(Body body) : thread_(std::move(body)) {}
  joined(joined&&) = default;
  ~joined() { join(); }
  void join() {
    if (thread_.joinable()) thread_.join();
  }

 private:
  std::thread thread_;
};

/// Waits for one object on a thread of its own; answer() is what the wait answered.
class waiting_thread {
 public:
  explicit waiting_thread(HANDLE object, DWORD milliseconds = soon)
      : thread_([this, object, milliseconds] { answer_ = WaitForSingleObject(object, milliseconds); }) {
    Sleep(till_blocked);
  }
  DWORD answer() {
    thread_.join();
    return answer_;
  }

 private:
  DWORD answer_ = WAIT_FAILED;
  joined thread_;
};

}  // namespace win32_test
