// open_type: SO_OPENTYPE, the one option that belongs to a thread and not to a socket.
//
// 0 (the default): socket() makes overlapped sockets. Anything else: it makes sockets for synchronous calls only.
//
// Threads  every thread has its own.
#pragma once

namespace loopsock::compat {

inline thread_local int open_type = 0;

}  // namespace loopsock::compat
