// startup: whether the application may use the stack yet, and which version of Winsock it asked for.
//
// WSAStartup and WSACleanup are counted; the stack runs while the count is not 0. The count is Winsock's own: a program that starts
// the stack through the C++ API has not started Winsock with it.
//
// Threads  any; a call that races with the last WSACleanup may see either answer.
#pragma once

#include <atomic>

namespace loopsock::compat {

/// True between a successful WSAStartup and the WSACleanup that undoes the last one. Every call whose page names
/// WSANOTINITIALISED asks this first.
/// How many starts are not cleaned up. Writers: start_winsock() and stop_winsock(), under a lock (release); readers: every call (acquire), which
/// then see a stack that runs.
inline constinit std::atomic<unsigned> winsock_starts{0};
inline bool started() noexcept { return winsock_starts.load(std::memory_order_acquire) != 0; }

/// Whether the application last negotiated version 1.0 or 1.1, which alone have blocking hooks.
bool started_as_version_1() noexcept;

/// Counts one start with the negotiated version (MAKEWORD). 0, or WSASYSNOTREADY.
int start_winsock(unsigned short version) noexcept;
/// Takes one back. 0, or WSANOTINITIALISED.
int stop_winsock() noexcept;

}  // namespace loopsock::compat
