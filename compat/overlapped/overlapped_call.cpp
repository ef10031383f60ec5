#include "compat/overlapped/overlapped_call.hpp"

#include <ntstatus.h>

#include <atomic>
#include <memory>
#include <utility>

#include "compat/error_map.hpp"
#include "compat/memory_probe.hpp"
#include "compat/overlapped/block_pool.hpp"
#include "compat/overlapped/cancelling.hpp"
#include "compat/overlapped/result_waits.hpp"
#include "compat/provider.hpp"
#include "compat/socket_side.hpp"

namespace loopsock::compat {
namespace {

// Two sizes are kept; still larger calls go to the heap.
constexpr std::size_t large_call_bytes = 640;
constexpr std::size_t kept_calls = 4096;
using small_calls = block_pool<overlapped_call::small_call_bytes, kept_calls>;
using large_calls = block_pool<large_call_bytes, kept_calls>;

// In hEvent: "do not queue a packet to the port".
constexpr std::uintptr_t no_packet = 1;

std::uint64_t next_serial() noexcept {
  // Each thread counts in a range of its own, so that nobody shares a cache line for it.
  static constinit std::atomic<std::uint64_t> ranges{0};
  thread_local std::uint64_t last = ranges.fetch_add(1, std::memory_order_relaxed) << 40;
  return ++last;
}

}  // namespace

outcome outcome_of(const io_result& result) noexcept {
  return {status_of(result.failure), static_cast<std::uint32_t>(result.bytes)};
}

// -------------------------------------------------------------------------------------------------------------------- memory

void* overlapped_call::operator new(std::size_t bytes, const std::nothrow_t& nothrow) noexcept {
  if (bytes <= small_call_bytes) return small_calls::take();
  return bytes <= large_call_bytes ? large_calls::take() : ::operator new(bytes, nothrow);
}

void overlapped_call::operator delete(void* memory, std::size_t bytes) noexcept {
  if (bytes <= small_call_bytes)
    small_calls::give(memory);
  else if (bytes <= large_call_bytes)
    large_calls::give(memory);
  else
    ::operator delete(memory);
}

// For a constructor that throws, which none does.
void overlapped_call::operator delete(void*, const std::nothrow_t&) noexcept {}

overlapped_call::~overlapped_call() = default;

// ----------------------------------------------------------------------------------------------------------------- beginning

int overlapped_call::prepare(const overlapped_request& request, const open_socket& one) noexcept {
  const int unfit = look_at(request, one);
  if (unfit != 0) drop();
  return unfit;
}

int overlapped_call::begin(const overlapped_request& request, const open_socket& one) noexcept {
  const int unfit = prepare(request, one);
  if (unfit == 0) mark();
  return unfit;
}

int overlapped_call::look_at(const overlapped_request& request, const open_socket& one) noexcept {
  if (nowhere(request.structure)) return WSAEFAULT;
  at_ = one;
  entry.overlapped = request.structure;
  if (one) {
    socket_side* const side = socket_side::of(one);
    if (side == nullptr) return WSAENOBUFS;
    link_ = side->link_of(one);
    if (!link_) return one->number() == one.number ? WSAENOBUFS : WSAENOTSOCK;
    if (has_port() && link_->keeper() != nullptr) entry.generation = link_->keeper()->generation_of_call();
  }
  thread_object* const thread = this_thread_object();
  if (thread == nullptr) return WSAENOBUFS;
  starter_ = thread->id();
  serial_ = next_serial();
  if (!request.has_routine()) {
    const auto event = reinterpret_cast<std::uintptr_t>(structure()->hEvent);
    skips_port_ = (event & no_packet) != 0;
    if ((event & ~no_packet) != 0) {
      ref<event_object> named = find_as<event_object>(reinterpret_cast<HANDLE>(event & ~no_packet));
      if (!named) return WSA_INVALID_HANDLE;
      news_.by(std::move(named));
    }
    return 0;
  }
  return look_at_routine(request, *thread);
}

// hEvent is the program's own now.
int overlapped_call::look_at_routine(const overlapped_request& request, thread_object& starter) noexcept {
  if (has_port()) return WSAEINVAL;
  auto* const part = new (std::nothrow) routine_part;
  if (part == nullptr) return WSAENOBUFS;
  news_.by(std::unique_ptr<routine_part>(part));
  part->call = this;
  part->routine = request.routine;
  part->file_routine = request.file_routine;
  if (request.thread != nullptr) {
    // A provider's caller names the thread, and may have given a function that queues to it.
    part->thread_id = *request.thread;
    part->queue_upcall = provider_upcalls().lpWPUQueueApc;
    if (part->queue_upcall != nullptr) return 0;
    const HANDLE named = request.thread->ThreadHandle;
    if (named != nullptr) part->thread = find_as<thread_object>(named);
  }
  if (!part->thread) part->thread = ref<thread_object>::share(&starter);
  return 0;
}

void overlapped_call::mark() noexcept {
  std::atomic_ref(structure()->Internal).store(static_cast<ULONG>(STATUS_PENDING), std::memory_order_relaxed);
  if (event_object* const event = news_.event()) {
    event->reset();
  } else if (link_) {
    link_->clear_signal();
  }
  if (!has_port()) note_start_of_this_thread();
}

// ------------------------------------------------------------------------------------------------------------------- ending

int overlapped_call::end_at_once(outcome how) noexcept {
  const int error = wsa_error_of(how.status);
  if (is_failure(how.status)) {
    drop();
    return error;
  }
  // What has news beside its success (a datagram that was cut) is left to the routine to tell; Wine's test of IP_PKTINFO shows it.
  const bool left_to_routine = error != 0 && news_.routine() != nullptr;
  tell(how, true);
  return left_to_routine ? WSA_IO_PENDING : error;
}

void overlapped_call::end(outcome how) noexcept { tell(how, false); }

void overlapped_call::cancelled() noexcept { end({STATUS_CANCELLED, 0}); }

int overlapped_call::refuse(error why) noexcept {
  drop();
  return wsa_error(why);
}

void overlapped_call::tell(outcome how, bool at_once) noexcept {
  entry.bytes = how.bytes;
  entry.status = how.status;
  structure()->InternalHigh = how.bytes;
  // seq_cst: pairs with result_waits; who begins to wait either sees this or is seen there. From here on the structure is the program's.
  std::atomic_ref(structure()->Internal).exchange(static_cast<ULONG>(how.status), std::memory_order_seq_cst);
  result_waits::told(structure());
  const std::uint8_t modes = link_ ? link_->modes() : 0;
  if (event_object* const event = news_.event()) {
    event->set();
  } else if (link_ && (modes & FILE_SKIP_SET_EVENT_ON_HANDLE) == 0) {
    link_->give_signal();
  }
  if (news_.routine() != nullptr) {
    if (!queue_routine()) drop();
    return;
  }
  completion_port* const port = link_ ? link_->port() : nullptr;
  const bool quiet = at_once && how.status == STATUS_SUCCESS && (modes & FILE_SKIP_COMPLETION_PORT_ON_SUCCESS) != 0;
  if (port == nullptr || skips_port_ || quiet) return drop();
  entry.key = link_->key();
  const ref<port_link> link = std::move(link_);  // keeps the port; the packet is not ours any more once it is posted
  news_.forget();
  port->post(*this);
}

// ---------------------------------------------------------------------------------------------------------------- the routine

bool overlapped_call::queue_routine() noexcept {
  routine_part& part = *news_.routine();
  if (part.queue_upcall != nullptr) {
    INT error = 0;
    const auto run = [](DWORD_PTR self) { reinterpret_cast<overlapped_call*>(self)->run_routine(); };
    return part.queue_upcall(&part.thread_id, run, reinterpret_cast<DWORD_PTR>(this), &error) == 0;
  }
  part.run = [](apc& self) noexcept { static_cast<routine_part&>(self).call->run_routine(); };
  part.drop = [](apc& self) noexcept { static_cast<routine_part&>(self).call->drop(); };
  return part.thread->queue(part);
}

void overlapped_call::run_routine() noexcept {
  const port_entry told = entry;
  const LPWSAOVERLAPPED_COMPLETION_ROUTINE routine = news_.routine()->routine;
  const LPOVERLAPPED_COMPLETION_ROUTINE file_routine = news_.routine()->file_routine;
  drop();
  if (routine != nullptr) {
    routine(static_cast<DWORD>(wsa_error_of(told.status)), told.bytes, told.overlapped, 0);
  } else {
    file_routine(win32_error_of(told.status), told.bytes, told.overlapped);
  }
}

}  // namespace loopsock::compat
