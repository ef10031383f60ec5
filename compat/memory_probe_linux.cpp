// memory_probe on Linux: two system calls that copy from, or to, an address and do nothing else.
//
//   read    rt_sigprocmask with a "how" that does not exist: the kernel fetches the mask first and then answers EINVAL.
//   write   futex FUTEX_WAKE_OP that adds 0 to a word, atomically, and wakes nobody. (A write of what was just read would
//           undo what another thread writes in between.)
//
// Both look at one aligned word per page, since protection has no finer grain. Neither is made for what lies on the calling thread's own stack above
// our frame, as most parameters do: that is in use.
#include "compat/memory_probe.hpp"

#include <linux/futex.h>
#include <pthread.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>

namespace loopsock::compat {
namespace {

constexpr std::uintptr_t page = 4096;  // the smallest there is; where pages are larger we only ask more often
constexpr std::size_t mask_size = 8;   // what the kernel calls a signal set
constexpr int no_such_how = ~0;

bool word_readable(std::uintptr_t at) noexcept {
  const std::uintptr_t word = at & ~std::uintptr_t{mask_size - 1};
  return syscall(SYS_rt_sigprocmask, no_such_how, word, nullptr, mask_size) == 0 || errno != EFAULT;
}

bool word_writable(std::uintptr_t at) noexcept {
  const std::uintptr_t word = at & ~std::uintptr_t{sizeof(std::uint32_t) - 1};
  // The comparison decides whether a waiter on the word is woken too: only below -2048, and a futex waiter must expect that.
  constexpr unsigned add_nothing =
      static_cast<unsigned>(FUTEX_OP_ADD) << 28 | static_cast<unsigned>(FUTEX_OP_CMP_LT) << 24 | 0x800u;
  std::uint32_t nobody = 0;  // the word whose waiters FUTEX_WAKE_OP wakes in any case
  return syscall(SYS_futex, &nobody, FUTEX_WAKE_OP | FUTEX_PRIVATE_FLAG, 0, nullptr, word, add_nothing) != -1 ||
         errno != EFAULT;
}

/// The calling thread's stack; both 0 where it cannot be known. Asked once per thread.
struct stack_bounds {
  std::uintptr_t lowest = 0, end = 0;
  stack_bounds() noexcept {
    // The first thread's stack has no lower end then but what lies below it at this moment.
    rlimit most{};
    if (getpid() == gettid() && (getrlimit(RLIMIT_STACK, &most) != 0 || most.rlim_cur == RLIM_INFINITY)) return;
    pthread_attr_t attributes;
    if (pthread_getattr_np(pthread_self(), &attributes) != 0) return;
    void* at = nullptr;
    std::size_t size = 0;
    if (pthread_attr_getstack(&attributes, &at, &size) == 0) {
      lowest = reinterpret_cast<std::uintptr_t>(at);
      end = lowest + size;
    }
    pthread_attr_destroy(&attributes);
  }
};

// Between our frame and the end of the stack there is no gap. (A thread that runs on another stack, a fiber say, has its frame elsewhere.)
bool on_own_stack(std::uintptr_t first, std::uintptr_t last) noexcept {
  thread_local const stack_bounds own;
  const auto frame = reinterpret_cast<std::uintptr_t>(__builtin_frame_address(0));
  return own.lowest <= frame && frame < first && last < own.end;
}

template <class Probe>
bool every_page(const void* at, std::size_t size, Probe probe) noexcept {
  if (size == 0) return true;
  const auto first = reinterpret_cast<std::uintptr_t>(at);
  const std::uintptr_t last = first + (size - 1);
  if (nowhere(at) || last < first) return false;
  if (on_own_stack(first, last)) return true;
  const int before = errno;
  bool good = probe(first);
  for (std::uintptr_t next = (first & ~(page - 1)) + page; good && next != 0 && next <= last; next += page)
    good = probe(next);
  errno = before;  // the C library's, which the program may be looking at
  return good;
}

}  // namespace

bool readable(const void* at, std::size_t size) noexcept { return every_page(at, size, word_readable); }
bool writable(void* at, std::size_t size) noexcept { return every_page(at, size, word_writable); }

}  // namespace loopsock::compat
