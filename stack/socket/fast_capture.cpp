// fast_capture: the conversations, and what has changed.
#include "stack/socket/fast_capture.hpp"

#include <algorithm>
#include <mutex>
#include <new>
#include <unordered_map>

#include "fastpath/loop_pair.hpp"
#include "stack/capture/conversation.hpp"
#include "stack/host/spin_mutex.hpp"
#include "stack/netif/loopback.hpp"
#include "stack/socket/node_capture.hpp"

namespace loopsock::fast_capture {
namespace {

using capture::conversation;

struct everything {
  host::spin_mutex lock;
  std::unordered_map<const fastpath::loop_pair*, conversation> conversations;
  std::uint32_t begun = 0;  // since forget_all()
};

everything& all() noexcept {
  static everything& one = *new everything;  // leaked: a late close at exit must still find it
  return one;
}

/// Apart for two connections of the same four-tuple, which may follow each other at once: a SYN with the last one's number would be taken for a
/// retransmission.
std::uint32_t next_salt() noexcept { return all().begun++; }

conversation::speakers stand_of(fastpath::loop_pair& pair, const port_registry::connection& entry) noexcept {
  conversation::speakers who;
  port_registry::ends_of(entry, who[0].at, who[1].at);
  for (unsigned end = 0; end < 2; ++end) {
    fastpath::channel& reads = pair.towards(end);
    fastpath::channel& writes = pair.towards(1 - end);
    who[end].sent = writes.written();
    who[end].taken = reads.reading_at();
    who[end].window = reads.window();
    who[end].finished = (writes.writer_flags() & fastpath::writer_finished) != 0;
  }
  return who;
}

/// nullptr: there is no memory, or the link is not seen. The lock is held.
conversation* begin_conversation(fastpath::loop_pair& pair, const port_registry::connection& entry,
                                 lwip::node_number on) noexcept try {
  const capture::interface* const at = loopback_of(on);
  if (at == nullptr) return nullptr;
  conversation fresh(*at, links::loopback_rules, stand_of(pair, entry), next_salt());
  return &all().conversations.insert_or_assign(&pair, fresh).first->second;
} catch (const std::bad_alloc&) {
  return nullptr;
}

conversation* find(const fastpath::loop_pair& pair) noexcept {
  const auto at = all().conversations.find(&pair);
  return at == all().conversations.end() ? nullptr : &at->second;
}

bool is_broken(fastpath::loop_pair& pair, unsigned end) noexcept {
  return pair.end(end).failure() != fastpath::end_status::ok;
}

}  // namespace

void shown_call::begin(fastpath::loop_pair& pair, const port_registry::connection& entry, lwip::node_number on,
                       unsigned by, const capture::segment_manner& manner) noexcept {
  all().lock.lock();
  pair_ = &pair;
  by_ = by;
  from_ = {};
  // A connection that was broken before it is met has nothing more to tell.
  if (find(pair) == nullptr && !is_broken(pair, by)) begin_conversation(pair, entry, on);
  if (conversation* const told = find(pair)) told->set_manner(by, manner);
  direct_before_ = pair.end(by).direct_bytes_written();
  urgent_before_ = pair.end(by).peer().urgent_number();
}

void shown_call::end() noexcept {
  conversation* const told = find(*pair_);
  if (told != nullptr && !told->over()) {
    const fastpath::loop_end mine = pair_->end(by_);
    fastpath::channel& reads = pair_->towards(by_);

    const auto bytes = static_cast<std::size_t>(mine.bytes_written() - told->who(by_).sent);
    const auto direct = static_cast<std::size_t>(mine.direct_bytes_written() - direct_before_);
    const std::uint64_t urgent = mine.peer().urgent_number();  // 1 behind its place: where the stream goes on
    if (bytes != 0) told->sent(by_, from_, bytes, direct, urgent != urgent_before_ ? urgent : 0);
    told->set_window(by_, reads.window());
    told->took(by_, std::min(reads.reading_at(), told->who(1 - by_).sent));

    if (is_broken(*pair_, by_)) {
      // By what this end did itself, or by the other end, which takes no more, in answer to bytes from here.
      const bool by_me = mine.failure() == fastpath::end_status::aborted;
      if (!by_me && bytes == 0) told->sent_in_vain(by_, from_);
      told->broke(by_me ? by_ : 1 - by_);
    } else if ((pair_->towards(1 - by_).writer_flags() & fastpath::writer_finished) != 0) {
      told->finished(by_);
    }
  }
  all().lock.unlock();
}

void established(fastpath::loop_pair& pair, const port_registry::connection& entry, lwip::node_number on) noexcept {
  const std::lock_guard hold(all().lock);
  if (conversation* const told = begin_conversation(pair, entry, on)) told->established();
}

void withdrawn(fastpath::loop_pair& pair) noexcept {
  const std::lock_guard hold(all().lock);
  if (conversation* const told = find(pair)) told->broke(0);
  all().conversations.erase(&pair);
}

void forget(fastpath::loop_pair& pair) noexcept {
  const std::lock_guard hold(all().lock);
  all().conversations.erase(&pair);
}

void refused(lwip::node_number on, const endpoint& from, const endpoint& to, std::uint32_t window) noexcept {
  const std::lock_guard hold(all().lock);
  const capture::interface* const at = loopback_of(on);
  if (at == nullptr) return;
  conversation::speakers who;
  who[0].at = from;
  who[0].window = window;
  who[1].at = to;
  conversation(*at, links::loopback_rules, who, next_salt()).refused();
}

void forget_all() noexcept {
  const std::lock_guard hold(all().lock);
  all().conversations.clear();
  all().begun = 0;
}

}  // namespace loopsock::fast_capture
