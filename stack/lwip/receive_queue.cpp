// receive_queue: see the header.
#include "stack/lwip/receive_queue.hpp"

#include <lwip/pbuf.h>

#include <algorithm>
#include <cassert>
#include <cstdlib>
#include <cstring>
#include <new>

namespace loopsock::lwip {

struct receive_queue::piece {
  piece* next = nullptr;
  pbuf* held = nullptr;  // nullptr: a block, whose bytes follow this header
  const std::byte* data = nullptr;
  std::size_t size = 0;
  std::size_t room = 0;  // a block's, behind the data
};

namespace {

constexpr std::size_t block_bytes = 4096;
// Above this a reference costs less than the copy, and its overhead is small beside it.
constexpr std::size_t longest_copy = 2048;
// Blocks kept for the next connection that receives something, 1 MB at most.
constexpr std::size_t most_spare_blocks = 256;

// Guarded by the core lock.
struct spare_block {
  spare_block* next;
};
spare_block* spare_blocks = nullptr;
std::size_t spare_count = 0;

}  // namespace

receive_queue::piece* receive_queue::take_block() noexcept {
  void* memory = spare_blocks;
  if (memory != nullptr) {
    spare_blocks = spare_blocks->next;
    --spare_count;
  } else {
    memory = std::malloc(block_bytes);
    if (memory == nullptr) return nullptr;
  }
  auto* block = new (memory) piece;
  block->data = reinterpret_cast<const std::byte*>(block + 1);
  block->room = block_bytes - sizeof(piece);
  return block;
}

void receive_queue::free_piece(piece* one) noexcept {
  if (one->held != nullptr) {
    pbuf_free(one->held);
    delete one;
  } else if (spare_count < most_spare_blocks) {
    spare_blocks = new (static_cast<void*>(one)) spare_block{spare_blocks};
    ++spare_count;
  } else {
    std::free(one);
  }
}

void receive_queue::link(piece* one) noexcept {
  (last_ != nullptr ? last_->next : first_) = one;
  last_ = one;
}

bool receive_queue::append_copy(const std::byte* from, std::size_t count) noexcept {
  while (count != 0) {
    if (last_ == nullptr || last_->room == 0) {
      piece* block = take_block();
      if (block == nullptr) return false;
      link(block);
    }
    const std::size_t part = std::min(count, last_->room);
    std::memcpy(const_cast<std::byte*>(last_->data) + last_->size, from, part);
    last_->size += part;
    last_->room -= part;
    size_ += part;
    from += part;
    count -= part;
  }
  return true;
}

bool receive_queue::append_reference(pbuf* data) noexcept {
  auto* one = new (std::nothrow) piece;
  if (one == nullptr) return false;
  pbuf_ref(data);
  one->held = data;
  one->data = static_cast<const std::byte*>(data->payload);
  one->size = data->len;
  link(one);
  size_ += one->size;
  return true;
}

bool receive_queue::append(pbuf* chain) noexcept {
  piece* const last_before = last_;
  const std::size_t size_before = size_;
  const std::size_t filled_before = last_before != nullptr ? last_before->size : 0;

  for (pbuf* p = chain; p != nullptr; p = p->next) {
    const bool taken =
        p->len <= longest_copy ? append_copy(static_cast<const std::byte*>(p->payload), p->len) : append_reference(p);
    if (taken) continue;
    // Out of memory in the middle of a chain: everything of it goes out again.
    piece* extra = last_before != nullptr ? last_before->next : first_;
    while (extra != nullptr) {
      piece* const next = extra->next;
      free_piece(extra);
      extra = next;
    }
    last_ = last_before;
    if (last_before != nullptr) {
      last_before->next = nullptr;
      last_before->room += last_before->size - filled_before;
      last_before->size = filled_before;
    } else {
      first_ = nullptr;
    }
    size_ = size_before;
    return false;
  }
  pbuf_free(chain);  // the pieces have references of their own
  check_invariants();
  return true;
}

std::size_t receive_queue::copy_out(buffers into, std::size_t limit) const noexcept {
  const piece* from = first_;
  std::size_t within = 0;
  std::size_t done = 0;
  limit = std::min(limit, size_);
  for (const buffer& target : into) {
    std::size_t filled = 0;
    while (filled < target.size && done < limit) {
      const std::size_t part = std::min({target.size - filled, from->size - within, limit - done});
      std::memcpy(target.data + filled, from->data + within, part);
      filled += part;
      done += part;
      within += part;
      if (within == from->size) {
        from = from->next;
        within = 0;
      }
    }
    if (done == limit) break;
  }
  return done;
}

void receive_queue::move_front(receive_queue& to, std::size_t limit) noexcept {
  while (first_ != nullptr && limit != 0) {
    piece* one = first_;
    if (one->size <= limit) {
      first_ = one->next;
      if (first_ == nullptr) last_ = nullptr;
      one->next = nullptr;
    } else {
      // The front of a large piece becomes a reference of its own; a block is small enough to be left for the next call.
      piece* const front = one->held != nullptr ? new (std::nothrow) piece : nullptr;
      if (front == nullptr) break;
      pbuf_ref(one->held);
      front->held = one->held;
      front->data = one->data;
      front->size = limit;
      one->data += limit;
      one->size -= limit;
      one = front;
    }
    one->room = 0;  // whoever holds it now does not append to it
    size_ -= one->size;
    limit -= one->size;
    to.link(one);
    to.size_ += one->size;
  }
  check_invariants();
  to.check_invariants();
}

void receive_queue::drop(std::size_t count) noexcept {
  assert(count <= size_);
  size_ -= count;
  while (count != 0) {
    piece* const one = first_;
    const std::size_t part = std::min(count, one->size);
    one->data += part;
    one->size -= part;
    count -= part;
    if (one->size == 0) drop_empty_front();
  }
  drop_empty_front();
  check_invariants();
}

void receive_queue::drop_empty_front() noexcept {
  while (first_ != nullptr && first_->size == 0) {
    piece* const empty = first_;
    first_ = empty->next;
    if (first_ == nullptr) last_ = nullptr;
    free_piece(empty);
  }
}

std::byte receive_queue::byte_at(std::size_t at) const noexcept {
  assert(at < size_);
  const piece* one = first_;
  for (; at >= one->size; one = one->next) at -= one->size;
  return one->data[at];
}

bool receive_queue::remove_byte(std::size_t at) noexcept {
  assert(at < size_);
  if (at == 0) {
    drop(1);
    return true;
  }
  piece* one = first_;
  for (; at >= one->size; one = one->next) at -= one->size;

  if (one->held == nullptr) {
    auto* bytes = const_cast<std::byte*>(one->data);  // a block's bytes are our own
    std::memmove(bytes + at, bytes + at + 1, one->size - at - 1);
    --one->size;
    ++one->room;
  } else if (at + 1 == one->size) {
    --one->size;
  } else {
    // A reference becomes two, around the byte: the bytes themselves are still the sender's.
    auto* rest = new (std::nothrow) piece;
    if (rest == nullptr) return false;
    pbuf_ref(one->held);
    rest->held = one->held;
    rest->data = one->data + at + 1;
    rest->size = one->size - at - 1;
    rest->next = one->next;
    one->size = at;
    one->next = rest;
    if (last_ == one) last_ = rest;
  }
  --size_;
  drop_empty_front();
  check_invariants();
  return true;
}

void receive_queue::clear() noexcept {
  while (first_ != nullptr) {
    piece* const one = first_;
    first_ = one->next;
    free_piece(one);
  }
  last_ = nullptr;
  size_ = 0;
}

void receive_queue::check_invariants() const noexcept {
#ifndef NDEBUG
  // The size is what the pieces hold, and the last piece is the end of the chain.
  std::size_t sum = 0;
  const piece* last = nullptr;
  for (const piece* one = first_; one != nullptr; one = one->next) {
    sum += one->size;
    last = one;
  }
  assert(sum == size_);
  assert(last == last_);
  // Bytes start in the first piece.
  assert(first_ == nullptr || first_->size != 0);
#endif
}

}  // namespace loopsock::lwip
