// sack_board: ranges that touch become one, what is acknowledged goes, and numbers wrap.
#include "stack/lwip/sack_board.hpp"

#include "tests/support/catch.hpp"

using loopsock::lwip::sack_board;

TEST_CASE("sack_board: ranges that touch or overlap become one, in whatever order they come") {
  sack_board board;
  board.add(300, 400);
  board.add(100, 200);
  board.add(500, 600);
  CHECK(board.bytes_from(0) == 300);
  CHECK_FALSE(board.has(100, 400));
  board.add(200, 300);
  CHECK(board.has(100, 400));
  CHECK_FALSE(board.has(400, 500));
  board.add(350, 550);
  CHECK(board.has(100, 600));
  CHECK(board.bytes_from(0) == 500);
  CHECK(board.bytes_from(550) == 50);
  board.add(100, 600);
  CHECK(board.bytes_from(0) == 500);
}

TEST_CASE("sack_board: what is acknowledged goes, in part too") {
  sack_board board;
  board.add(100, 200);
  board.add(300, 400);
  board.acknowledge(150);
  CHECK(board.bytes_from(0) == 150);
  board.acknowledge(200);
  CHECK(board.bytes_from(0) == 100);
  board.acknowledge(400);
  CHECK(board.empty());
}

TEST_CASE("sack_board: numbers wrap") {
  sack_board board;
  board.add(0xffffff00u, 0x100u);
  CHECK(board.has(0xffffff80u, 0x80u));
  CHECK(board.bytes_from(0xfffffff0u) == 0x110);
  board.add(0x200u, 0x300u);
  board.acknowledge(0x80u);
  CHECK(board.bytes_from(0x80u) == 0x180);
}

TEST_CASE("sack_board: what finds no place is forgotten, and what is there stays right") {
  sack_board board;
  for (std::uint32_t i = 0; i < 2 * sack_board::most; ++i) board.add(i * 100, i * 100 + 50);
  CHECK(board.bytes_from(0) == sack_board::most * 50);
  CHECK_FALSE(board.has(sack_board::most * 100, sack_board::most * 100 + 50));
  board.add(0, sack_board::most * 100);
  CHECK(board.bytes_from(0) == sack_board::most * 100);
}
