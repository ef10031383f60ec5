// free_memory_linux: glibc gives back the end of its heap by itself, but not the pages in the middle.
#include "stack/host/free_memory.hpp"

#if __has_include(<malloc.h>)
#include <malloc.h>
#endif

namespace loopsock::host {

void return_free_memory() noexcept {
#ifdef __GLIBC__
  (void)malloc_trim(0);
#endif
}

}  // namespace loopsock::host
