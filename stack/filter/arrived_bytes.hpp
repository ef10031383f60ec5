// arrived_bytes: what filters have let in and the application has not read, with the urgent byte in its place.
//
//   a b c d U e f
//           ▲ the mark, `before_` bytes from the reading position
//
// One ordinary read ends at the mark. Out of line the urgent byte is taken when it is asked for, or put aside when reading comes to it;
// a later urgent byte makes an untouched earlier one ordinary data. These are the rules of both carriers.
//
// Threads  its owner's lock.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "stack/base/stream.hpp"
#include "stack/filter/byte_queue.hpp"

namespace loopsock::filter {

class arrived_bytes {
 public:
  [[nodiscard]] std::size_t size() const noexcept { return bytes_.size(); }
  [[nodiscard]] urgent_state state() const noexcept {
    return {kept_.has_value() || (here_ && !lifted_), here_ && before_ == 0, announced_};
  }

  /// False: no memory.
  bool append(const std::byte* from, std::size_t count) noexcept { return bytes_.append(from, count); }
  bool append_urgent(std::byte one) noexcept;

  /// How many bytes one ordinary read could give.
  [[nodiscard]] std::size_t limit(bool in_line) const noexcept;
  /// Puts an urgent byte aside that reading has come to.
  void step_over(bool in_line) noexcept;
  /// Copies, and unless peeking takes, up to limit() bytes. After step_over().
  std::size_t read(buffers into, bool peek, bool in_line) noexcept;
  /// invalid_argument: there is none.
  error take_urgent(bool peek, std::byte& out) noexcept;
  void clear() noexcept;

 private:
  byte_queue bytes_;
  bool here_ = false;  // the mark lies at or ahead of the reading position
  std::size_t before_ = 0;
  bool lifted_ = false;            // its byte is no longer among the others
  std::optional<std::byte> kept_;  // put aside, and not asked for yet
  std::uint64_t announced_ = 0;    // how many there were
};

}  // namespace loopsock::filter
