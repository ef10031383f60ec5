// media_streaming: a hint that this stack has no use for, and that costs nothing to take.
#include <socketapi.h>

extern "C" HRESULT WINAPI SetSocketMediaStreamingMode(BOOL) { return 0; }
