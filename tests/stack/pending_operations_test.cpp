// Operations that stand in line at a socket: what ends them, what they have moved by then, and in which order they are told.
#include <loopsock/path.h>

#include <array>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

#include "stack/socket/accept_operation.hpp"
#include "stack/socket/path.hpp"
#include "stack/socket/receive_operation.hpp"
#include "stack/socket/socket.hpp"
#include "stack/socket/socket_table.hpp"
#include "tests/stack/socket_scene.hpp"
#include "tests/support/catch.hpp"

using namespace loopsock;
using namespace loopsock::test;

namespace {

// One pending receive with its own memory, and a place in the list of those that were told.
struct pending : receive_operation {
  pending(std::vector<pending*>& all, std::size_t bytes, unsigned with = 0) : told(&all), memory(bytes, '\0') {
    in_order = true;
    flags = with;
    piece = {reinterpret_cast<std::byte*>(memory.data()), memory.size()};
    into = {&piece, 1};
    complete = [](operation& op) noexcept {
      auto& self = static_cast<pending&>(op);
      self.told->push_back(&self);
    };
  }
  pending(const pending&) = delete;
  pending& operator=(const pending&) = delete;
  [[nodiscard]] std::string_view text() const { return {memory.data(), result.bytes}; }

  std::vector<pending*>* told;
  std::string memory;
  buffer piece;
};

struct accepted : accept_operation {
  bool done = false;
  accepted() {
    in_order = true;
    complete = [](operation& op) noexcept { static_cast<accepted&>(op).done = true; };
  }
};

std::uint64_t direct_bytes() {
  loopsock_counters counters{};
  counters.size = sizeof counters;
  socket::add_live_bytes(counters);
  return counters.fast_direct_bytes;
}

}  // namespace

TEST_CASE("pending operations: receives are told in the order in which they stood, on both paths") {
  const bool fast = GENERATE(false, true);
  scene s(fast);
  s.connect();
  std::vector<pending*> told;
  pending first(told, 4), second(told, 4), third(told, 4);
  for (pending* one : {&first, &second, &third}) CHECK(s.far->start_receive(s.far.number, *one) == error::io_pending);

  CHECK(s.say("onetwothree!") == 12);

  CHECK(told == std::vector<pending*>{&first, &second, &third});
  CHECK(first.text() == "onet");
  CHECK(second.text() == "woth");
  CHECK(third.text() == "ree!");
}

TEST_CASE("pending operations: on the fast path a receive that waits gets its bytes, few or many, in one copy") {
  const std::size_t bytes = GENERATE(std::size_t{1}, std::size_t{64}, std::size_t{50'000});
  scene s(true);
  s.connect();
  std::vector<pending*> told;
  pending one(told, 60'000);
  REQUIRE(s.far->start_receive(s.far.number, one) == error::io_pending);
  const std::uint64_t before = direct_bytes();

  CHECK(s.say(std::string(bytes, 'x')) == bytes);

  REQUIRE(told.size() == 1);
  CHECK(one.text() == std::string(bytes, 'x'));
  CHECK(direct_bytes() - before == bytes);
}

TEST_CASE("pending operations: one that waits for all takes piece after piece, and what follows goes to the next") {
  const bool fast = GENERATE(false, true);
  scene s(fast);
  s.connect();
  std::vector<pending*> told;
  pending whole(told, 10, stream_wait_all), next(told, 10);
  REQUIRE(s.far->start_receive(s.far.number, whole) == error::io_pending);
  REQUIRE(s.far->start_receive(s.far.number, next) == error::io_pending);

  s.say("0123");
  s.say("45678");
  CHECK(told.empty());
  s.say("9abc");

  CHECK(told == std::vector<pending*>{&whole, &next});
  CHECK(whole.text() == "0123456789");
  CHECK(next.text() == "abc");
}

TEST_CASE("pending operations: a close ends them as aborted and says how many bytes they had taken") {
  const bool fast = GENERATE(false, true);
  scene s(fast);
  s.connect();
  std::vector<pending*> told;
  pending whole(told, 10, stream_wait_all), behind(told, 10);
  REQUIRE(s.far->start_receive(s.far.number, whole) == error::io_pending);
  REQUIRE(s.far->start_receive(s.far.number, behind) == error::io_pending);
  s.say("0123");

  CHECK(s.far->close(s.far.number) == error::none);

  CHECK(told == std::vector<pending*>{&whole, &behind});
  CHECK(whole.result.failure == error::aborted);
  CHECK(whole.text() == "0123");
  CHECK(behind.result.failure == error::aborted);
  CHECK(behind.result.bytes == 0);
}

TEST_CASE("pending operations: one that is cancelled leaves the others in line, and loses no byte") {
  const bool fast = GENERATE(false, true);
  scene s(fast);
  s.connect();
  std::vector<pending*> told;
  pending first(told, 4), second(told, 4);
  REQUIRE(s.far->start_receive(s.far.number, first) == error::io_pending);
  REQUIRE(s.far->start_receive(s.far.number, second) == error::io_pending);

  s.far->cancel(first, error::aborted);
  CHECK(told == std::vector<pending*>{&first});
  s.say("abcd");
  s.far->cancel(second, error::aborted);  // too late: it is complete

  CHECK(told == std::vector<pending*>{&first, &second});
  CHECK(first.result.failure == error::aborted);
  CHECK(second.result.failure == error::none);
  CHECK(second.text() == "abcd");
}

TEST_CASE("pending operations: those that a filter picks are cancelled, on either side and of a connect") {
  scene s(true);
  s.connect();
  std::vector<pending*> told;
  pending mine(told, 4), other(told, 4);
  REQUIRE(s.far->start_receive(s.far.number, other) == error::io_pending);
  REQUIRE(s.far->start_receive(s.far.number, mine) == error::io_pending);

  const auto which = [](const operation& op, const void* context) { return static_cast<const void*>(&op) == context; };
  CHECK(s.far->cancel_if(s.far.number, which, static_cast<operation*>(&mine), error::aborted) == 1);
  CHECK(s.far->cancel_if(s.far.number, which, static_cast<operation*>(&mine), error::aborted) == 0);

  CHECK(told == std::vector<pending*>{&mine});
  s.say("abcd");
  CHECK(other.text() == "abcd");
}

TEST_CASE("pending operations: a peek or a count beside a receive that waits takes nothing away from it") {
  const bool fast = GENERATE(false, true);
  scene s(fast);
  s.connect();
  std::vector<pending*> told;
  pending whole(told, 8, stream_wait_all);
  REQUIRE(s.far->start_receive(s.far.number, whole) == error::io_pending);
  s.say("0123");

  std::size_t unread = 99;
  CHECK(s.far->unread(s.far.number, unread) == error::none);
  CHECK(unread == 0);
  ready state{};
  CHECK(s.far->state_of(s.far.number, ready::read, false, state) == error::none);
  CHECK(!any(state));
  s.say("4567");

  REQUIRE(told.size() == 1);
  CHECK(whole.text() == "01234567");
}

TEST_CASE("pending operations: a receive of no bytes ends when there are some, and takes none") {
  const bool fast = GENERATE(false, true);
  scene s(fast);
  s.connect();
  std::vector<pending*> told;
  pending nothing(told, 0), rest(told, 8);
  REQUIRE(s.far->start_receive(s.far.number, nothing) == error::io_pending);

  s.say("abc");

  REQUIRE(told.size() == 1);
  CHECK(nothing.result.bytes == 0);
  CHECK(nothing.result.failure == error::none);
  CHECK(s.far->start_receive(s.far.number, rest) == error::none);
  CHECK(rest.text() == "abc");
}

TEST_CASE("pending operations: an accept waits for a connect, and its socket may be one made before") {
  const bool fast = GENERATE(false, true);
  scene s(fast);
  accepted waiting;
  REQUIRE(s.listening()->start_accept(s.listening().number, waiting) == error::io_pending);
  open_one made;

  std::vector<pending*> told;
  pending connecting(told, 0);
  const open_one client = s.client();
  connection_number becomes = 0, became = 0;
  CHECK(client->start_connect(client.number, s.where(), connecting, becomes) == error::io_pending);

  REQUIRE(told.size() == 1);
  CHECK(connecting.result.failure == error::none);
  REQUIRE(waiting.done);
  CHECK(s.listening()->admit_into(s.listening().number, waiting.got, made.number, became) == error::none);
  CHECK(becomes == 1);
  CHECK(became == 1);
  endpoint peer;
  CHECK(made->peer_name(made.number, peer) == error::none);
  path_record path;
  bool requested = false;
  CHECK(made->path(made.number, path, requested) == error::none);
  CHECK((path.path == LOOPSOCK_PATH_FAST) == fast);
  CHECK(made->inherit_from(made.number, s.listening().number) == error::none);
}

TEST_CASE("pending operations: an accept into a socket that is in use or closed leaves the connection to the next accept") {
  const bool closed = GENERATE(false, true);
  scene s(true);
  s.connect();
  accepted waiting;
  REQUIRE(s.listening()->start_accept(s.listening().number, waiting) == error::io_pending);
  const open_one client = s.client();
  REQUIRE(client->connect(client.number, s.where()) == error::none);
  REQUIRE(waiting.done);

  const open_one gone;
  if (closed) REQUIRE(gone->close(gone.number) == error::none);
  const handle into = closed ? gone.number : s.far.number;
  connection_number became = 0;
  CHECK(s.listening()->admit_into(s.listening().number, waiting.got, into, became) ==
        (closed ? error::not_a_socket : error::invalid_argument));

  arrival* next = nullptr;
  handle server = 0;
  REQUIRE(s.listening()->take_arrival(s.listening().number, next) == error::none);
  REQUIRE(s.listening()->admit(s.listening().number, next, server) == error::none);
  const std::byte word[4] = {};
  const const_buffer said{word, sizeof word};
  CHECK(client->send(client.number, {&said, 1}, 0).bytes == 4);
  std::array<std::byte, 4> memory{};
  const buffer piece{memory.data(), memory.size()};
  CHECK(open_one(server)->receive(server, {&piece, 1}, 0).bytes == 4);
  CHECK(s.say("still here") == 10);
}

TEST_CASE("pending operations: a socket whose connection was released connects again, and the peer sees the end of the first") {
  const bool fast = GENERATE(false, true);
  scene s(fast);
  s.connect();
  CHECK(s.near->release_connection(s.near.number) == error::none);
  CHECK(s.near->release_connection(s.near.number) == error::not_connected);

  std::array<std::byte, 4> memory{};
  const buffer piece{memory.data(), memory.size()};
  CHECK(s.far->receive(s.far.number, {&piece, 1}, 0).end_of_stream);

  CHECK(s.near->connect(s.near.number, s.where()) == error::none);
  arrival* arrived = nullptr;
  REQUIRE(s.listening()->take_arrival(s.listening().number, arrived) == error::none);
  handle number = 0;
  REQUIRE(s.listening()->admit(s.listening().number, arrived, number) == error::none);
  const open_one second(number);
  CHECK(s.say("abc") == 3);
  CHECK(second->receive(second.number, {&piece, 1}, 0).bytes == 3);
}

TEST_CASE("pending operations: a step that was meant for the connection before is refused, and the one there is goes on") {
  const bool fast = GENERATE(false, true);
  scene s(fast);
  s.connect();
  socket_options options;
  socket_facts facts;
  REQUIRE(s.near->options(s.near.number, options, facts) == error::none);
  const connection_number before = facts.connection;
  REQUIRE(s.near->release_connection(s.near.number, before) == error::none);
  const auto all_are_refused = [&] {
    std::vector<pending*> told;
    pending receiving(told, 4), sending(told, 0);
    return s.near->start_receive(s.near.number, receiving, before) == error::not_connected &&
           s.near->start_send(s.near.number, sending, before) == error::not_connected &&
           s.near->shutdown(s.near.number, direction::send, before) == error::not_connected &&
           s.near->release_connection(s.near.number, before) == error::not_connected && told.empty();
  };
  CHECK(all_are_refused());

  REQUIRE(s.near->connect(s.near.number, s.where()) == error::none);
  arrival* arrived = nullptr;
  REQUIRE(s.listening()->take_arrival(s.listening().number, arrived) == error::none);
  handle number = 0;
  REQUIRE(s.listening()->admit(s.listening().number, arrived, number) == error::none);
  CHECK(all_are_refused());

  const open_one second(number);
  std::array<std::byte, 4> memory{};
  const buffer piece{memory.data(), memory.size()};
  CHECK(s.say("abc") == 3);
  CHECK(second->receive(second.number, {&piece, 1}, 0).bytes == 3);
  REQUIRE(s.near->options(s.near.number, options, facts) == error::none);
  CHECK(s.near->release_connection(s.near.number, facts.connection) == error::none);
}
