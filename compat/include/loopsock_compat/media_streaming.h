// media_streaming: a hint that sockets will carry sound or pictures (Microsoft's socketapi.h).
//
// It changes how Windows' wireless adapters work; there are none here, so it is taken and has no effect. Any thread.
#pragma once

#include "base_types.h"
#include "symbol.h"

LOOPSOCK_COMPAT_BEGIN
// 0, which is S_OK.
HRESULT WINAPI SetSocketMediaStreamingMode(BOOL on) LOOPSOCK_WS_SYMBOL(SetSocketMediaStreamingMode);
LOOPSOCK_COMPAT_END
