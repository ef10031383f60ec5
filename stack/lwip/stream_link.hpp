// stream_link: a place in a list of streams. An intrusive ring; the list itself is a link that belongs to no stream.
//
// Threads  the core lock is held.
#pragma once

namespace loopsock::lwip {

struct stream_link {
  stream_link* next = this;
  stream_link* previous = this;

  [[nodiscard]] bool empty() const noexcept { return next == this; }
  void insert_before(stream_link& where) noexcept {
    next = &where;
    previous = where.previous;
    where.previous->next = this;
    where.previous = this;
  }
  void unlink() noexcept {
    next->previous = previous;
    previous->next = next;
    next = previous = this;
  }
};

}  // namespace loopsock::lwip
