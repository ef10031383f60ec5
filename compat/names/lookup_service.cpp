// lookup_service: WSALookupServiceBegin, Next and End, and WSANSPIoctl.
//
//   Begin    looks at the question and keeps it             gives a handle
//   Next     the first one asks, on a helper thread         each gives one result; then WSA_E_NO_MORE
//   End      wakes a Next that waits (WSA_E_CANCELLED)      the handle is gone
//
//   state of the question    fresh ──first Next──► running ──helper──► answered
//                              └────────── End ───────┴──────────────► ended
//
// A result that is too large for the caller's block stays the next one, until LUP_FLUSHPREVIOUS passes over it. Which parts of a result are
// written is said at the beginning; flags of Next can take some away. A Next without any of them takes nothing away: Microsoft's page does
// not say so, but programs that pass 0 there get everything on Windows.
//
// Threads  any.
#include <winsock2.h>

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <unordered_map>
#include <utility>
#include <vector>

#include "compat/callback_guard.hpp"
#include "compat/last_error.hpp"
#include "compat/memory_probe.hpp"
#include "compat/names/background.hpp"
#include "compat/names/layout.hpp"
#include "compat/names/name_spaces.hpp"
#include "compat/names/query_set.hpp"
#include "compat/names/service_query.hpp"
#include "compat/out_of_memory.hpp"
#include "compat/startup.hpp"
#include "compat/wide_text.hpp"
#include "stack/host/spin_mutex.hpp"
#include "stack/host/waiting.hpp"

namespace loopsock::compat {
namespace {

constexpr DWORD return_flags = LUP_RETURN_ALL;

class lookup {
 public:
  explicit lookup(service_query&& query) noexcept : query_(std::move(query)) {}

  const service_query& query() const noexcept { return query_; }

  /// Asks if nobody has, and waits until the answer is there: 0, the answer's error, WSA_E_CANCELLED. May throw std::bad_alloc.
  int await_answer(const std::shared_ptr<lookup>& self) {
    std::uint32_t expected = fresh;
    if (state_.compare_exchange_strong(expected, running, std::memory_order_relaxed) && !ask(self)) answer();
    // acquire: pairs with answer(); the results can be read.
    while (state_.load(std::memory_order_acquire) == running) host::waiting->wait(state_, running, host::never);
    if (state_.load(std::memory_order_acquire) == ended) return WSA_E_CANCELLED;
    return failed_;
  }

  /// On whichever thread: finds the results out.
  void answer() noexcept {
    failed_ = or_out_of_memory(not_enough_memory, [this] { return ask_service(query_, results_); });
    std::uint32_t expected = running;
    // release: pairs with await_answer().
    state_.compare_exchange_strong(expected, answered, std::memory_order_release, std::memory_order_relaxed);
    host::waiting->wake(state_, true);
  }

  void end() noexcept {
    state_.store(ended, std::memory_order_relaxed);
    host::waiting->wake(state_, true);
  }

  /// Writes the next result into `out`, of which `bytes` are there; too few: WSAEFAULT and the number needed.
  template <class Set>
  int next(DWORD flags, DWORD& bytes, Set* out) {
    const std::lock_guard side(lock_);
    if ((flags & LUP_FLUSHPREVIOUS) != 0 && too_large_) ++at_;
    too_large_ = false;
    if (at_ >= results_.size()) return WSA_E_NO_MORE;
    const DWORD wanted = (flags & return_flags) != 0 ? query_.flags & (flags | ~return_flags) : query_.flags;
    layout counted;
    lay_out_result<Set>(query_, results_[at_], wanted | (flags & LUP_RES_SERVICE), counted);
    const auto needed = static_cast<DWORD>(counted.bytes());
    if (bytes < needed || !writable(out, needed)) {
      bytes = needed;
      too_large_ = true;
      return WSAEFAULT;
    }
    layout written(out);
    lay_out_result<Set>(query_, results_[at_], wanted | (flags & LUP_RES_SERVICE), written);
    ++at_;
    return 0;
  }

 private:
  enum : std::uint32_t { fresh, running, answered, ended };

  class task final : public background_task {
   public:
    explicit task(std::shared_ptr<lookup> one) noexcept : one_(std::move(one)) {}
    void run() noexcept override { one_->answer(); }

   private:
    std::shared_ptr<lookup> one_;
  };

  // False: there is no helper, and the caller has to answer himself.
  static bool ask(const std::shared_ptr<lookup>& self) {
    std::unique_ptr<background_task> mine(new (std::nothrow) task(self));
    return mine != nullptr && run_in_background(std::move(mine));
  }

  const service_query query_;
  // Writers: who asks (fresh to running), the helper (running to answered), end(). A thread that waits for the answer sleeps on it.
  std::atomic<std::uint32_t> state_{fresh};
  // Written by the helper before `answered`, read by everybody after it.
  int failed_ = 0;
  std::vector<service_result> results_;
  // Guards the position, and so hands each result out once.
  host::spin_mutex lock_;
  std::size_t at_ = 0;
  bool too_large_ = false;
};
using shared_lookup = std::shared_ptr<lookup>;

// ---------------------------------------------------------------------------------------------------------------- handles

// Numbers that no other handle has: those fit in 31 bits.
constexpr std::uint64_t first_number = 0x2'0000'0000;

struct lookup_table {
  host::spin_mutex lock;
  std::unordered_map<std::uint64_t, shared_lookup> all;  // under lock
  std::uint64_t next = first_number;                     // under lock

  /// May throw std::bad_alloc.
  HANDLE add(shared_lookup one) {
    const std::lock_guard side(lock);
    all.emplace(next, std::move(one));
    const std::uint64_t number = std::exchange(next, next + 4);
    return reinterpret_cast<HANDLE>(static_cast<std::uintptr_t>(number));
  }

  shared_lookup find(HANDLE handle) noexcept {
    const std::lock_guard side(lock);
    const auto found = all.find(reinterpret_cast<std::uintptr_t>(handle));
    return found == all.end() ? nullptr : found->second;
  }

  shared_lookup take(HANDLE handle) noexcept {
    const std::lock_guard side(lock);
    const auto found = all.find(reinterpret_cast<std::uintptr_t>(handle));
    if (found == all.end()) return nullptr;
    shared_lookup one = std::move(found->second);
    all.erase(found);
    return one;
  }
};

lookup_table& lookups() {
  // Never destroyed: a thread may still look something up while the process ends.
  static lookup_table& table = *new lookup_table;
  return table;
}

// ------------------------------------------------------------------------------------------------------------------ begin

std::string text_of(const char* text) { return text; }
std::string text_of(const wchar_t* text) { return narrow(text); }

template <class Set>
int read_query(const Set& set, DWORD flags, service_query& query) {
  if (set.dwSize < sizeof set) return WSAEINVAL;
  if (set.lpServiceClassId == nullptr && set.dwNameSpace != NS_ALL) return WSAEINVAL;
  if (const int unknown = check_name_space(set.dwNameSpace, set.lpNSProviderId)) return unknown;
  query.flags = flags;
  if (set.lpszServiceInstanceName != nullptr) query.name = text_of(set.lpszServiceInstanceName);
  if (set.lpServiceClassId != nullptr) query.service_class = *set.lpServiceClassId;
  if (set.lpszQueryString != nullptr) query.query_string = text_of(set.lpszQueryString);
  if (set.lpafpProtocols != nullptr) {
    for (DWORD i = 0; i < set.dwNumberOfProtocols; ++i)
      query.transports.emplace_back(set.lpafpProtocols[i].iAddressFamily, set.lpafpProtocols[i].iProtocol);
  }
  return 0;
}

int check_call() noexcept {
  if (!started()) return WSANOTINITIALISED;
  return in_callback() ? WSAEINPROGRESS : 0;
}

template <class Set>
int begin(const Set* set, DWORD flags, HANDLE* handle) noexcept {
  if (const int error = check_call()) return set_error(error);
  if (!readable(set) || !writable(handle)) return set_error(WSAEFAULT);
  return or_out_of_memory(SOCKET_ERROR, [&] {
    service_query query;
    if (const int error = read_query(*set, flags, query)) return set_error(error);
    *handle = lookups().add(std::make_shared<lookup>(std::move(query)));
    set_last_error(0);
    return 0;
  });
}

// ------------------------------------------------------------------------------------------------------------------- next

template <class Set>
int next(HANDLE handle, DWORD flags, DWORD* bytes, Set* out) noexcept {
  if (const int error = check_call()) return set_error(error);
  const shared_lookup one = lookups().find(handle);
  if (one == nullptr) return set_error(WSA_INVALID_HANDLE);
  if (!writable(bytes)) return set_error(WSAEFAULT);
  return or_out_of_memory(SOCKET_ERROR, [&] {
    int error = one->await_answer(one);
    if (error == 0) error = one->next(flags, *bytes, out);
    if (error != 0) return set_error(error);
    set_last_error(0);
    return 0;
  });
}

}  // namespace
}  // namespace loopsock::compat

extern "C" {

INT WSAAPI WSALookupServiceBeginA(LPWSAQUERYSETA query, DWORD flags, LPHANDLE handle) {
  return loopsock::compat::begin(query, flags, handle);
}

INT WSAAPI WSALookupServiceBeginW(LPWSAQUERYSETW query, DWORD flags, LPHANDLE handle) {
  return loopsock::compat::begin(query, flags, handle);
}

INT WSAAPI WSALookupServiceNextA(HANDLE handle, DWORD flags, LPDWORD bytes, LPWSAQUERYSETA out) {
  return loopsock::compat::next(handle, flags, bytes, out);
}

INT WSAAPI WSALookupServiceNextW(HANDLE handle, DWORD flags, LPDWORD bytes, LPWSAQUERYSETW out) {
  return loopsock::compat::next(handle, flags, bytes, out);
}

INT WSAAPI WSALookupServiceEnd(HANDLE handle) {
  using namespace loopsock::compat;
  // As the one call that wakes others, also from a callback.
  if (!started()) return set_error(WSANOTINITIALISED);
  const shared_lookup one = lookups().take(handle);
  if (one == nullptr) return set_error(WSA_INVALID_HANDLE);
  one->end();
  set_last_error(0);
  return 0;
}

// SIO_NSP_NOTIFY_CHANGE is an offer of the providers for networks and peers; that for DNS does not make it.
INT WSAAPI WSANSPIoctl(HANDLE handle, DWORD, LPVOID, DWORD, LPVOID, DWORD, LPDWORD returned,
                       LPWSACOMPLETION completion) {
  using namespace loopsock::compat;
  if (const int error = check_call()) return set_error(error);
  if (lookups().find(handle) == nullptr) return set_error(WSA_INVALID_HANDLE);
  if (!writable(returned) || (completion != nullptr && !readable(completion))) return set_error(WSAEFAULT);
  return set_error(WSAEOPNOTSUPP);
}

}  // extern "C"
