// duplicates: several SOCKETs for one socket (WSADuplicateSocket).
//
//   SOCKET a ───► socket a          made by socket()
//   SOCKET b ──┘                    made by WSADuplicateSocket; usable once WSASocket has claimed it; the socket lives until both are closed
//
// A duplicate's number is a slot of the socket table that no socket is opened in, so no other handle can be equal to it. While nothing
// is duplicated, all that a call pays is the look at one flag.
//
// Threads  any; one small lock.
// Memory   one entry per duplicate; std::bad_alloc does not leave this file.
#pragma once

#include <atomic>
#include <cstdint>

#include <loopsock/error.hpp>

#include "stack/base/deferred.hpp"

namespace loopsock::compat {

/// Writer: duplicates.cpp, under its lock (release); readers: every call (acquire), which then take the lock.
inline constinit std::atomic<bool> duplicates_exist{false};
inline bool any_duplicates() noexcept { return duplicates_exist.load(std::memory_order_acquire); }

/// The number of the socket that `name` stands for: of the original for a duplicate, 0 for a name that was closed or not yet claimed,
/// `name` itself otherwise.
std::uint64_t original_of(std::uint64_t name) noexcept;

/// A further name for an open socket. It keeps the socket open from now on, and can be used once it is claimed. too_many_sockets, no_buffers.
error add_duplicate(handle original, handle& name) noexcept;
/// Makes the name usable; false where there is no such name or it was claimed before.
bool claim_duplicate(handle name) noexcept;

/// closesocket: gives a name up, and closes the socket with its last one. Errors as socket::close.
error close_name(std::uint64_t name) noexcept;

/// The last WSACleanup: their sockets are closed by the stack.
void forget_duplicates() noexcept;

}  // namespace loopsock::compat
