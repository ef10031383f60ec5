// success_over_loss: how often a transfer succeeds, over how much its link loses: many seeds for each loss, drawn as an SVG.
//
//   success_over_loss [seeds [file]]       200 and success_over_loss.svg
//
// A transfer succeeds when 20 KB have come within 15 (virtual) seconds over one connection.
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <loopsock/testnet.hpp>
#include <vector>

#include "examples/testnet/plain.hpp"

namespace testnet = loopsock::testnet;
using namespace std::chrono_literals;

namespace {

constexpr auto patience = 15s;

bool succeeds(std::uint64_t seed, double loss) {
  testnet::net world(seed);
  const winsock started;
  testnet::host &server = world.add_host("server"), &client = world.add_host("client");
  client.link().set({.latency = 20ms, .loss = loss});
  const std::string file(20'000, 'x');
  server.run([&] {
    const own_socket door(listening(80));
    fd_set waiting;
    FD_ZERO(&waiting);
    FD_SET(door, &waiting);
    const timeval until{30, 0};
    if (select(0, &waiting, nullptr, nullptr, &until) != 1) return;  // the client's SYNs are all lost
    const own_socket one(accept(door, nullptr, nullptr));
    send_all(one, file);
  });
  std::string got;
  bool in_time = false;
  client.run([&] {
    const own_socket s(socket(AF_INET, SOCK_STREAM, 0));
    if (!connect_to(s, server.address(), 80)) return;
    in_time = receive_to_end(s, got, 60'000) && world.now() < patience;
  });
  world.go();
  return in_time && got == file;
}

struct point {
  double loss, success;
};

/// A polyline over a grid of tenths, 600 by 400.
void draw(const std::string& path, const std::vector<point>& curve, unsigned seeds) {
  constexpr double left = 60, top = 30, width = 500, height = 300;
  const double most = curve.back().loss;
  const auto x = [&](double loss) { return left + width * loss / most; };
  const auto y = [&](double success) { return top + height * (1 - success); };
  std::ofstream svg(path);
  svg << R"(<svg xmlns="http://www.w3.org/2000/svg" width="600" height="400" font-family="sans-serif" font-size="12">)"
      << "\n<rect width=\"600\" height=\"400\" fill=\"white\"/>\n<text x=\"" << left << "\" y=\"18\">20 KB within "
      << patience.count() << " s, latency 20 ms: share of " << seeds << " seeds that succeed</text>\n";
  for (int i = 0; i <= 10; i += 2) {
    svg << "<path d=\"M" << left << ' ' << y(i / 10.0) << 'h' << width << "\" stroke=\"#ddd\"/>"
        << "<text x=\"" << left - 8 << "\" y=\"" << y(i / 10.0) + 4 << "\" text-anchor=\"end\">" << i * 10
        << " %</text>\n";
  }
  for (const point& one : curve)
    svg << "<text x=\"" << x(one.loss) << "\" y=\"" << top + height + 18 << "\" text-anchor=\"middle\">"
        << one.loss * 100 << " %</text>\n";
  svg << "<text x=\"" << left + width / 2 << "\" y=\"" << top + height + 40
      << "\" text-anchor=\"middle\">loss, each way</text>\n<polyline points=\"";
  for (const point& one : curve) svg << x(one.loss) << ',' << y(one.success) << ' ';
  svg << "\" fill=\"none\" stroke=\"#06c\" stroke-width=\"2\"/>\n";
  for (const point& one : curve)
    svg << "<circle cx=\"" << x(one.loss) << "\" cy=\"" << y(one.success) << "\" r=\"3\" fill=\"#06c\"/>\n";
  svg << "</svg>\n";
  if (!svg.flush()) throw std::runtime_error("cannot write " + path);
}

}  // namespace

int main(int count, char** arguments) {
  const unsigned seeds = count > 1 ? static_cast<unsigned>(std::strtoul(arguments[1], nullptr, 10)) : 200;
  const std::string path = count > 2 ? arguments[2] : "success_over_loss.svg";
  std::vector<point> curve;
  for (int percent = 0; percent <= 60; percent += 5) {
    unsigned successes = 0;
    for (unsigned seed = 1; seed <= seeds; ++seed) successes += succeeds(seed, percent / 100.0) ? 1 : 0;
    curve.push_back({percent / 100.0, static_cast<double>(successes) / seeds});
    std::printf("%3d %% loss: %5.1f %% of %u seeds\n", percent, curve.back().success * 100, seeds);
  }
  draw(path, curve, seeds);
  std::printf("%s\n", path.c_str());
  return curve.front().success == 1 && curve.back().success < 1 ? 0 : 1;
}
