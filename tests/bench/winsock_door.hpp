// winsock_door: loopsock's connect and accept.
#pragma once

#include "door.hpp"

namespace loopsock_bars {

struct winsock_door_style {
  bool marked = false;
  bool dual_stack = false;  // the listener is at :: for both families, the clients come from 127.0.0.1
};

std::unique_ptr<door> open_winsock_door(winsock_door_style style);

}  // namespace loopsock_bars
