// thread_errands: the pointer.
#include "stack/host/thread_errands.hpp"

namespace loopsock::host {

thread_local constinit const thread_errands* this_threads_errands = nullptr;

}  // namespace loopsock::host
