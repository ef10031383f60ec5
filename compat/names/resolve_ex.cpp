// resolve_ex: GetAddrInfoEx: at once, or later on a thread of the library's, with cancel; and SetAddrInfoEx.
//
//   caller                          request (in the table under its handle)              helper thread
//   GetAddrInfoExW ───────────────► pending ◄──────────────────────────────────────────── find_addresses()
//   GetAddrInfoExCancel ──────────► claimed by one of the two, and out of the table
//                                   *result, Internal, then the event or the routine
//
// Whoever claims the request writes the answer and tells; the other does nothing any more. Since the claim ends the handle's life too, the
// program may free everything as soon as it has been told. A look-up that was cancelled goes on to its end, as Microsoft's page of
// GetAddrInfoExCancel allows.
//
// Threads  any.
#include <winsock2.h>
#include <ws2tcpip.h>

#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <mutex>
#include <new>
#include <unordered_map>
#include <utility>
#include <vector>

#include "compat/address_list.hpp"
#include "compat/address_query.hpp"
#include "compat/last_error.hpp"
#include "compat/memory_probe.hpp"
#include "compat/names/background.hpp"
#include "compat/names/name_spaces.hpp"
#include "compat/out_of_memory.hpp"
#include "compat/startup.hpp"
#include "compat/win32/event.hpp"
#include "stack/host/spin_mutex.hpp"
#include "stack/socket/resolver.hpp"

namespace loopsock::compat {
namespace {

// Lists of a newer shape than ours, or with what nothing here makes.
constexpr int unknown_flags = static_cast<int>(AI_EXTENDED | AI_RESOLUTION_HANDLE);

// The program reads Internal whenever it likes: release pairs with the load in GetAddrInfoExOverlappedResult.
void write_status(OVERLAPPED& overlapped, int error) noexcept {
  std::atomic_ref<ULONG_PTR>(overlapped.Internal).store(static_cast<ULONG_PTR>(error), std::memory_order_release);
}

struct request {
  address_query query;
  ADDRINFOEXW** result = nullptr;
  OVERLAPPED* overlapped = nullptr;
  LPLOOKUPSERVICE_COMPLETION_ROUTINE routine = nullptr;
  ref<event_object> event;
  std::uint64_t number = 0;  // its handle
};
using shared_request = std::shared_ptr<request>;

// ----------------------------------------------------------------------------------------------------- requests under way

// Numbers that no other handle has: those fit in 31 bits.
constexpr std::uint64_t first_number = 0x1'0000'0000;

struct request_table {
  host::spin_mutex lock;
  std::unordered_map<std::uint64_t, shared_request> all;  // under lock
  std::uint64_t next = first_number;                      // under lock

  /// May throw std::bad_alloc.
  void add(const shared_request& one) {
    const std::lock_guard side(lock);
    one->number = next;
    all.emplace(next, one);
    next += 4;
  }

  /// The request, which is the caller's from now on to complete; nothing when somebody else has claimed it.
  shared_request claim(std::uint64_t number) noexcept {
    const std::lock_guard side(lock);
    const auto found = all.find(number);
    if (found == all.end()) return nullptr;
    shared_request mine = std::move(found->second);
    all.erase(found);
    return mine;
  }
};

request_table& requests() {
  // Never destroyed: helper threads may come while the process ends.
  static request_table& table = *new request_table;
  return table;
}

// `one` was claimed. After the event is set or while the routine runs, nothing of the program's may be touched.
void complete(const request& one, int error, ADDRINFOEXW* list) noexcept {
  *one.result = list;
  write_status(*one.overlapped, error);
  if (one.event) one.event->set();
  if (one.routine != nullptr) one.routine(static_cast<DWORD>(error), 0, one.overlapped);
}

class name_task final : public background_task {
 public:
  explicit name_task(shared_request one) noexcept : one_(std::move(one)) {}

  void run() noexcept override {
    ADDRINFOEXW* list = nullptr;
    const int error = or_out_of_memory(not_enough_memory, [&] {
      address_reply reply;
      const int failed = find_addresses(one_->query, reply);
      return failed != 0 ? failed : make_address_list(reply, list);
    });
    if (const shared_request mine = requests().claim(one_->number)) {
      complete(*mine, error, list);
    } else {
      free_address_list(list);  // cancelled
    }
  }

 private:
  shared_request one_;
};

// ------------------------------------------------------------------------------------------------------------ the question

struct asynchronously {
  const timeval* timeout;
  OVERLAPPED* overlapped;
  LPLOOKUPSERVICE_COMPLETION_ROUTINE routine;
  HANDLE* handle;
};

int read_timeout(const timeval* timeout, address_query& query) noexcept {
  if (timeout == nullptr) return 0;
  if (!readable(timeout)) return WSAEFAULT;
  if (timeout->tv_sec < 0 || timeout->tv_usec < 0) return WSAEINVAL;
  // A time-out in the millennia is none; it would overflow the clock.
  constexpr long very_long = 100L * 365 * 24 * 3600;
  if (timeout->tv_sec > very_long || timeout->tv_usec > very_long) return 0;
  const auto span = std::chrono::seconds(timeout->tv_sec) + std::chrono::microseconds(timeout->tv_usec);
  query.deadline = host::deadline_after(std::chrono::ceil<std::chrono::milliseconds>(span));
  return 0;
}

template <class Info, class Char>
int read_question(const Char* node, const Char* service, DWORD name_space, const GUID* provider, const Info* hints,
                  address_query& query) {
  if (provider != nullptr && !readable(provider)) return WSAEFAULT;
  if (const int error = read_address_question(node, service, hints, query)) return error;
  if ((query.flags & unknown_flags) != 0) return WSAEINVAL;
  if (const int error = check_question(query)) return error;
  return check_name_space(name_space, provider);
}

int start(address_query&& query, ADDRINFOEXW** result, const asynchronously& how) {
  // Microsoft's page: with a routine hEvent must be NULL.
  if (!writable(how.overlapped)) return WSAEFAULT;
  if (how.routine != nullptr && how.overlapped->hEvent != nullptr) return WSAEINVAL;
  const auto one = std::make_shared<request>();
  if (how.overlapped->hEvent != nullptr) {
    one->event = find_as<event_object>(how.overlapped->hEvent);
    if (!one->event) return WSA_INVALID_HANDLE;
  }
  one->query = std::move(query);
  one->result = result;
  one->overlapped = how.overlapped;
  one->routine = how.routine;
  std::unique_ptr<background_task> task = std::make_unique<name_task>(one);

  requests().add(one);
  const std::uint64_t number = one->number;
  how.overlapped->InternalHigh = 0;
  how.overlapped->Pointer = result;
  write_status(*how.overlapped, WSAEINPROGRESS);
  if (how.handle != nullptr) *how.handle = reinterpret_cast<HANDLE>(static_cast<std::uintptr_t>(number));
  if (run_in_background(std::move(task))) return WSA_IO_PENDING;
  // Nobody else knows the handle yet.
  requests().claim(number);
  return not_enough_memory;
}

int get_wide(const wchar_t* node, const wchar_t* service, DWORD name_space, const GUID* provider,
             const ADDRINFOEXW* hints, ADDRINFOEXW** result, const asynchronously& how) {
  if (how.overlapped == nullptr && (how.routine != nullptr || how.handle != nullptr)) return WSAEINVAL;
  if (how.handle != nullptr && !writable(how.handle)) return WSAEFAULT;
  address_query query;
  if (const int error = read_question(node, service, name_space, provider, hints, query)) return error;
  if (const int error = read_timeout(how.timeout, query)) return error;
  if (how.overlapped != nullptr) return start(std::move(query), result, how);
  address_reply reply;
  if (const int error = find_addresses(query, reply)) return error;
  return make_address_list(reply, *result);
}

// Result pointer and last error are the same business in both forms.
template <class Info, class Get>
int tell(Info** result, const Get& get) noexcept {
  int error = WSAEFAULT;
  if (writable(result)) {
    *result = nullptr;
    error = or_out_of_memory(not_enough_memory, get);
  }
  set_last_error(error);
  return error;
}

// ------------------------------------------------------------------------------------------------------------ names given

// All addresses are looked at before the first is entered.
int read_addresses(const SOCKET_ADDRESS* addresses, DWORD count, std::vector<ip_address>& out) {
  if (count != 0 && !readable(addresses, count * sizeof *addresses)) return WSAEINVAL;
  for (DWORD i = 0; i < count; ++i) {
    endpoint where;
    const SOCKET_ADDRESS& one = addresses[i];
    if (one.iSockaddrLength < 0 || !readable(one.lpSockaddr, static_cast<std::size_t>(one.iSockaddrLength)) ||
        from_sockaddr(one.lpSockaddr, one.iSockaddrLength, where) != 0)
      return WSAEINVAL;
    out.push_back(where.address);
  }
  return 0;
}

/// The addresses are managed as a group: new ones replace the old ones, none take the name back.
template <class Char>
int give_name(const Char* name, const SOCKET_ADDRESS* addresses, DWORD count, DWORD name_space, const GUID* provider,
              bool reserved_are_null) noexcept {
  const int error = or_out_of_memory(not_enough_memory, [&]() -> int {
    if (!started()) return WSANOTINITIALISED;
    if (!reserved_are_null || name == nullptr) return WSAEINVAL;
    if (provider != nullptr && !readable(provider)) return WSAEINVAL;
    if (const int unknown = check_name_space(name_space, provider)) return unknown;
    std::vector<ip_address> all;
    if (const int unfit = read_addresses(addresses, count, all)) return unfit;
    const std::string text = to_utf8(name);
    if (text.empty() || text.size() > 255) return WSAEINVAL;
    host_table& table = names().table();
    const bool was_there = table.remove(text) != 0;
    for (const ip_address& one : all) table.add(text, one);
    return all.empty() && !was_there ? WSASERVICE_NOT_FOUND : 0;
  });
  set_last_error(error);
  return error;
}

}  // namespace
}  // namespace loopsock::compat

extern "C" {

INT WSAAPI GetAddrInfoExA(PCSTR node, PCSTR service, DWORD name_space, LPGUID provider, const ADDRINFOEXA* hints,
                          PADDRINFOEXA* result, struct timeval* timeout, LPOVERLAPPED overlapped,
                          LPLOOKUPSERVICE_COMPLETION_ROUTINE routine, LPHANDLE handle) {
  using namespace loopsock::compat;
  return tell(result, [&]() -> int {
    // Microsoft's page: reserved in this form.
    if (timeout != nullptr || overlapped != nullptr || routine != nullptr || handle != nullptr) return WSAEINVAL;
    address_query query;
    if (const int error = read_question(node, service, name_space, provider, hints, query)) return error;
    address_reply reply;
    if (const int error = find_addresses(query, reply)) return error;
    return make_address_list(reply, *result);
  });
}

INT WSAAPI GetAddrInfoExW(PCWSTR node, PCWSTR service, DWORD name_space, LPGUID provider, const ADDRINFOEXW* hints,
                          PADDRINFOEXW* result, struct timeval* timeout, LPOVERLAPPED overlapped,
                          LPLOOKUPSERVICE_COMPLETION_ROUTINE routine, LPHANDLE handle) {
  using namespace loopsock::compat;
  return tell(result, [&] {
    return get_wide(node, service, name_space, provider, hints, result, {timeout, overlapped, routine, handle});
  });
}

INT WSAAPI GetAddrInfoExCancel(LPHANDLE handle) {
  using namespace loopsock::compat;
  if (!readable(handle)) return WSA_INVALID_HANDLE;
  const shared_request mine = requests().claim(reinterpret_cast<std::uintptr_t>(*handle));
  if (mine == nullptr) return WSA_INVALID_HANDLE;
  complete(*mine, WSA_E_CANCELLED, nullptr);
  return 0;
}

INT WSAAPI GetAddrInfoExOverlappedResult(LPOVERLAPPED overlapped) {
  if (overlapped == nullptr) return WSAEINVAL;
  // acquire: pairs with write_status(); the list can be read.
  return static_cast<INT>(std::atomic_ref<ULONG_PTR>(overlapped->Internal).load(std::memory_order_acquire));
}

VOID WSAAPI FreeAddrInfoEx(PADDRINFOEXA list) { loopsock::compat::free_address_list(list); }
VOID WSAAPI FreeAddrInfoExA(PADDRINFOEXA list) { loopsock::compat::free_address_list(list); }
VOID WSAAPI FreeAddrInfoExW(PADDRINFOEXW list) { loopsock::compat::free_address_list(list); }

// The service's name and the blob are for name spaces that have a use for them.
INT WSAAPI SetAddrInfoExA(PCSTR name, PCSTR, SOCKET_ADDRESS* addresses, DWORD count, LPBLOB, DWORD, DWORD name_space,
                          LPGUID provider, struct timeval* timeout, LPOVERLAPPED overlapped,
                          LPLOOKUPSERVICE_COMPLETION_ROUTINE routine, LPHANDLE handle) {
  const bool reserved = timeout == nullptr && overlapped == nullptr && routine == nullptr && handle == nullptr;
  return loopsock::compat::give_name(name, addresses, count, name_space, provider, reserved);
}

INT WSAAPI SetAddrInfoExW(PCWSTR name, PCWSTR, SOCKET_ADDRESS* addresses, DWORD count, LPBLOB, DWORD, DWORD name_space,
                          LPGUID provider, struct timeval* timeout, LPOVERLAPPED overlapped,
                          LPLOOKUPSERVICE_COMPLETION_ROUTINE routine, LPHANDLE handle) {
  const bool reserved = timeout == nullptr && overlapped == nullptr && routine == nullptr && handle == nullptr;
  return loopsock::compat::give_name(name, addresses, count, name_space, provider, reserved);
}

}  // extern "C"
