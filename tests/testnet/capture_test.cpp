// capture_test: what a capture of a network of hosts shows.
#include <loopsock/capture.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "tests/testnet/support.hpp"

using namespace testnet_test;

namespace {

bool have_tshark() { return std::system("tshark --version >/dev/null 2>&1") == 0; }

/// What tshark prints, or what it could not do.
std::string tshark(const std::string& file, const std::string& what) {
  const std::string out = file + ".txt";
  const int status = std::system(("tshark -r " + file + " " + what + " >" + out + " 2>/dev/null").c_str());
  std::ifstream in(out);
  std::string text(std::istreambuf_iterator<char>(in), {});
  std::filesystem::remove(out);
  return status == 0 ? text : "tshark failed";
}

std::size_t lines_of(const std::string& text) {
  return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
}

struct captured {
  explicit captured(const char* interfaces) {
    loopsock_capture_options options{};
    options.size = sizeof options;
    options.interfaces = interfaces;
    REQUIRE(loopsock_start_capture(file.c_str(), &options, &number) == 0);
  }
  void stop() { REQUIRE(loopsock_stop_capture(number) == 0); }
  ~captured() { std::filesystem::remove(file); }
  std::string file = (std::filesystem::temp_directory_path() / ("testnet_" + std::to_string(std::rand()) + ".pcapng")).string();
  uint32_t number = 0;
};

void transfer(testnet::host& client, testnet::host& server, std::size_t bytes) {
  connected_pair both = pair_between(client, server);
  const std::string text = pattern(bytes);
  REQUIRE(send(both.client, text.data(), static_cast<int>(bytes), 0) == static_cast<int>(bytes));
  shutdown(both.client, SD_SEND);
  CHECK(receive_to_end(both.server) == text);
}

}  // namespace

TEST_CASE("testnet capture: the whole net shows each packet once, and nothing looks wrong where nothing went wrong") {
  if (!have_tshark()) {
    WARN("tshark is not there: skipped");
    return;
  }
  testnet::net world(3);
  const started winsock;
  testnet::host& client = world.add_host("client");
  testnet::host& server = world.add_host("server");
  captured seen(nullptr);
  transfer(client, server, 50000);
  seen.stop();
  CHECK(tshark(seen.file, "-Y _ws.malformed") == "");
  CHECK(tshark(seen.file, "-Y 'tcp.analysis.retransmission || tcp.analysis.out_of_order || tcp.analysis.lost_segment || tcp.analysis.duplicate_ack'") == "");
  CHECK(tshark(seen.file, "-o tcp.check_checksum:TRUE -o ip.check_checksum:TRUE -Y 'tcp.checksum.status == 0 || ip.checksum.status == 0'") == "");
  std::size_t bytes = 0;
  std::istringstream lengths(tshark(seen.file, "-Y 'tcp.dstport == 80' -T fields -e tcp.len"));
  for (std::size_t one; lengths >> one;) bytes += one;
  CHECK(bytes == 50000);
}

TEST_CASE("testnet capture: a lost packet is there, with the reason, and one host's view has it once") {
  if (!have_tshark()) {
    WARN("tshark is not there: skipped");
    return;
  }
  testnet::net world(3);
  const started winsock;
  testnet::host& client = world.add_host("client");
  testnet::host& server = world.add_host("server");
  client.link().out().set({.loss = 0.2});
  captured whole(nullptr), ours("client:*");
  transfer(client, server, 50000);
  whole.stop();
  ours.stop();
  const std::uint64_t lost = client.link().out().so_far().lost;
  CHECK(lost != 0);
  CHECK(lines_of(tshark(whole.file, "-Y 'frame.comment == \"lost\"'")) == lost);
  CHECK(tshark(ours.file, "-Y frame.comment") == "");
  CHECK(lines_of(tshark(ours.file, "-Y 'frame.packet_flags_direction == 2'")) ==
        client.link().out().so_far().carried + lost);
}
