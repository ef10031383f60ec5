// socketapi: one call about streaming media. A table of contents.
#pragma once

#include "loopsock_compat/media_streaming.h"
