// file_functions: ReadFile, WriteFile and their …Ex forms, on sockets and on files.
//
//   a socket   as WSARecv and WSASend with one buffer and no flags; the errors are Win32's
//   a file     read or written before the call returns, with or without an OVERLAPPED, which says where
//
// A socket made with WSA_FLAG_OVERLAPPED needs an OVERLAPPED (ERROR_INVALID_PARAMETER), as on Windows.
//
// Threads  any.
#include <ntstatus.h>
#include <winsock2.h>

#include <cstddef>
#include <cstdint>
#include <span>

#include "compat/handles.hpp"
#include "compat/last_error.hpp"
#include "compat/memory_probe.hpp"
#include "compat/overlapped/immediate_call.hpp"
#include "compat/overlapped/receive_calls.hpp"
#include "compat/overlapped/send_calls.hpp"
#include "compat/overlapped/status.hpp"
#include "compat/win32/file.hpp"

namespace loopsock::compat {
namespace {

BOOL failed_with(int error) noexcept {
  set_error(error);
  return FALSE;
}

/// 0 or a Winsock error, as Win32 tells it: TRUE or FALSE.
BOOL ended_with(int error) noexcept {
  if (error == 0) return TRUE;
  const bool winsocks_own = error >= WSABASEERR;
  return failed_with(winsocks_own ? static_cast<int>(win32_error_of(status_of_wsa(error))) : error);
}

/// What a call of either kind was given.
struct transfer {
  HANDLE file;
  WSABUF piece;
  DWORD* done;
  overlapped_request request;
};

BOOL read_socket(const open_socket& one, const transfer& what) noexcept {
  DWORD flags = 0;
  if (runs_overlapped(one, what.request)) {
    return ended_with(start_receive_call(one, &what.piece, 1, {what.done, &flags, {}, nullptr}, what.request));
  }
  if (one->made_overlapped()) return failed_with(ERROR_INVALID_PARAMETER);
  const int answer =
      receive_scattered(reinterpret_cast<SOCKET>(what.file), &what.piece, 1, what.done, &flags, {}, what.request);
  return ended_with(answer == 0 ? 0 : last_error());
}

BOOL write_socket(const open_socket& one, const transfer& what) noexcept {
  if (runs_overlapped(one, what.request)) {
    return ended_with(start_send_call(one, &what.piece, 1, 0, {}, what.done, what.request));
  }
  if (one->made_overlapped()) return failed_with(ERROR_INVALID_PARAMETER);
  const int answer = send_gathered(reinterpret_cast<SOCKET>(what.file), &what.piece, 1, what.done, 0, {}, what.request);
  return ended_with(answer == 0 ? 0 : last_error());
}

/// `move(offset, done)` moves the bytes; at the position where `offset` is nullptr. 0 or ERROR_….
template <class Move>
BOOL move_in_file(const file_object& file, const transfer& what, bool reads, const Move& move) noexcept {
  std::size_t done = 0;
  WSAOVERLAPPED* const structure = what.request.structure;
  if (structure == nullptr) {
    if (file.overlapped()) return failed_with(ERROR_INVALID_PARAMETER);
    const int failed = move(nullptr, done);
    *what.done = static_cast<DWORD>(done);
    return failed == 0 ? TRUE : failed_with(failed);
  }
  auto* const call = make_call<immediate_call>();
  if (call == nullptr) return failed_with(ERROR_NOT_ENOUGH_MEMORY);
  const std::uint64_t offset = std::uint64_t{structure->OffsetHigh} << 32 | structure->Offset;
  const int unfit = call->begin(what.request, {});
  if (unfit != 0) return ended_with(unfit);
  int failed = move(&offset, done);
  if (failed == 0 && reads && done == 0 && what.piece.len != 0) failed = ERROR_HANDLE_EOF;
  if (failed != 0) {
    call->drop();
    return failed_with(failed);
  }
  if (what.done != nullptr) *what.done = static_cast<DWORD>(done);
  return ended_with(call->end_at_once({STATUS_SUCCESS, static_cast<std::uint32_t>(done)}));
}

BOOL read_file(file_object& file, const transfer& what) noexcept {
  const std::span<std::byte> into{reinterpret_cast<std::byte*>(what.piece.buf), what.piece.len};
  return move_in_file(file, what, true, [&](const std::uint64_t* offset, std::size_t& done) {
    return offset != nullptr ? file.read_at(*offset, into, done) : file.read(into, done);
  });
}

BOOL write_file(file_object& file, const transfer& what) noexcept {
  const std::span<const std::byte> from{reinterpret_cast<const std::byte*>(what.piece.buf), what.piece.len};
  return move_in_file(file, what, false, [&](const std::uint64_t* offset, std::size_t& done) {
    return offset != nullptr ? file.write_at(*offset, from, done) : file.write(from, done);
  });
}

/// Finds out what the handle names.
template <class OnSocket, class OnFile>
BOOL transfer_on(const transfer& what, OnSocket on_socket, OnFile on_file) noexcept {
  if (what.done == nullptr && what.request.structure == nullptr) return failed_with(ERROR_INVALID_PARAMETER);
  if (what.done != nullptr) *what.done = 0;
  const open_socket one = find_quietly(reinterpret_cast<SOCKET>(what.file));
  if (one) return on_socket(one, what);
  const ref<file_object> file = find_as<file_object>(what.file);
  return file ? on_file(*file, what) : failed_with(ERROR_INVALID_HANDLE);
}

// The …Ex forms say TRUE also when the operation has only begun.
BOOL begun(BOOL answer) noexcept {
  if (!answer && last_error() != ERROR_IO_PENDING) return FALSE;
  set_last_error(0);
  return TRUE;
}

WSABUF piece_of(const void* memory, DWORD bytes) noexcept {
  return {bytes, const_cast<CHAR*>(static_cast<const CHAR*>(memory))};
}

}  // namespace
}  // namespace loopsock::compat

extern "C" {

BOOL WINAPI ReadFile(HANDLE file, LPVOID buffer, DWORD bytes, LPDWORD done, LPOVERLAPPED overlapped) {
  using namespace loopsock::compat;
  return transfer_on({file, piece_of(buffer, bytes), done, {overlapped}}, read_socket, read_file);
}

BOOL WINAPI WriteFile(HANDLE file, LPCVOID buffer, DWORD bytes, LPDWORD done, LPOVERLAPPED overlapped) {
  using namespace loopsock::compat;
  return transfer_on({file, piece_of(buffer, bytes), done, {overlapped}}, write_socket, write_file);
}

BOOL WINAPI ReadFileEx(HANDLE file, LPVOID buffer, DWORD bytes, LPOVERLAPPED overlapped,
                       LPOVERLAPPED_COMPLETION_ROUTINE routine) {
  using namespace loopsock::compat;
  if (nowhere(overlapped)) return failed_with(ERROR_INVALID_PARAMETER);
  const overlapped_request request{.structure = overlapped, .file_routine = routine};
  return begun(transfer_on({file, piece_of(buffer, bytes), nullptr, request}, read_socket, read_file));
}

BOOL WINAPI WriteFileEx(HANDLE file, LPCVOID buffer, DWORD bytes, LPOVERLAPPED overlapped,
                        LPOVERLAPPED_COMPLETION_ROUTINE routine) {
  using namespace loopsock::compat;
  if (nowhere(overlapped)) return failed_with(ERROR_INVALID_PARAMETER);
  const overlapped_request request{.structure = overlapped, .file_routine = routine};
  return begun(transfer_on({file, piece_of(buffer, bytes), nullptr, request}, write_socket, write_file));
}

}  // extern "C"
