// free_memory: what this process has freed goes back to the system, where its heap would keep it.
#pragma once

namespace loopsock::host {

/// Takes as long as the heap is large (milliseconds for hundreds of megabytes): for who has just freed much. Does nothing where the heap
/// cannot be asked. Any thread; allocations of others wait meanwhile.
void return_free_memory() noexcept;

}  // namespace loopsock::host
