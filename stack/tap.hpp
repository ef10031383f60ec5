// tap: links to the outside, joined to the driver that brings their frames in; the functions of <loopsock/tap.h>.
#pragma once

namespace loopsock::host {
class driver;
}

namespace loopsock {

/// Does what LOOPSOCK_TAP says, the first time it is called. The stack is running on that driver. It may wait some seconds for addresses.
void links_from_environment(host::driver& driver) noexcept;

}  // namespace loopsock
