// plots: a table in a text file for each picture; plots/<name>.gp says how it is drawn.
#include "plots.hpp"

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <span>
#include <stdexcept>

#include "many_connections.hpp"
#include "peers.hpp"
#include "stream.hpp"

namespace loopsock_bars {
namespace {

// What gnuplot leaves out.
std::string value_or_gap(const figures& all, const std::string& name, double per_unit = 1) {
  return all.has(name) ? std::to_string(all.middle(name) / per_unit) : "NaN";
}

std::string trimmed(std::string title) { return title.substr(title.find_first_not_of(' ')); }

// Columns: title, p50, p99, p99.9.
void write_round_trips(std::ostream& out, const figures& all) {
  for (const char* key : {"slots", "ring", "fast", "ordinary", "kernel_spin", "kernel", "unix", "pipe", "lwip"}) {
    const std::string name = std::string("round_trip/") + key;
    const std::string title = key == std::string("kernel_spin") ? "kernel TCP, spinning" : peer_named(key).title;
    out << '"' << trimmed(title) << '"';
    for (const char* part : {"/p50_us", "/p99_us", "/p999_us"}) out << ' ' << value_or_gap(all, name + part);
    out << '\n';
  }
}

// Columns: bytes per write, then one for each peer, whose titles are the first line.
void write_streams(std::ostream& out, const figures& all) {
  constexpr const char* peers[] = {"memcpy", "lent", "ring", "fast", "ordinary", "kernel", "unix", "pipe"};
  out << "bytes";
  for (const char* key : peers) out << " \"" << peer_named(key).title << '"';
  out << '\n';
  for (const std::size_t size : stream_sizes) {
    out << size;
    for (const char* key : peers)
      out << ' ' << value_or_gap(all, "stream/" + std::to_string(size) + "/" + key + "/bytes_per_s", 1e9);
    out << '\n';
  }
}

// Columns: title, plain, listener for both families, with a request; thousands per second.
void write_connects(std::ostream& out, const figures& all) {
  for (const char* key : {"fast", "ordinary", "kernel"}) {
    out << '"' << peer_named(key).title << '"';
    for (const char* what : {"plain", "dual_stack", "request"})
      out << ' ' << value_or_gap(all, std::string("connect/") + what + "/" + key + "/per_s", 1e3);
    out << '\n';
  }
}

// Two blocks, the fast path and the ordinary one. Columns: connections, then what each figure costs beside one connection.
void write_many(std::ostream& out, const figures& all) {
  const auto block = [&](const std::string& path, std::span<const std::size_t> counts) {
    for (const std::size_t count : counts) {
      const std::string one = "many/" + path + "/1/", many = "many/" + path + "/" + std::to_string(count) + "/";
      if (!all.has(many + "round_trip_us")) continue;
      out << count << ' ' << all.times(many + "round_trip_us", one + "round_trip_us");
      for (const char* rate : {"stream_64_bytes_per_s", "stream_64k_bytes_per_s", "connect_per_s"})
        out << ' ' << all.times(one + rate, many + rate);
      out << '\n';
    }
  };
  block("fast", fast_counts);
  out << "\n\n";
  block("ordinary", ordinary_counts);
}

struct picture {
  const char* name;
  const char* needs;  // a figure without which there is nothing to draw
  void (*write)(std::ostream& out, const figures& all);
};

constexpr picture pictures[] = {
    {"round_trip", "round_trip/fast/p50_us", write_round_trips},
    {"stream", "stream/64/fast/bytes_per_s", write_streams},
    {"connect_rate", "connect/plain/fast/per_s", write_connects},
    {"many_connections", "many/fast/open", write_many},
};

// For a shell: within single quotes nothing means anything but the quote itself.
std::string quoted(const std::string& text) {
  std::string out = "'";
  for (const char c : text) out += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return out + "'";
}

// The picture's script reads these from the environment, where nothing has to be escaped a second time.
void run_gnuplot(const std::string& folder, const picture& what, const circumstances& of) {
  const std::string data = folder + "/" + what.name + ".dat", drawing = folder + "/" + what.name + ".svg";
  const std::string foot = of.processor + "; commit " + of.commit + "; " + of.command + "; " + of.date + " UTC";
  const std::string command = "BARS_DATA=" + quoted(data) + " BARS_DRAWING=" + quoted(drawing) +
                              " BARS_FOOT=" + quoted(foot) + " gnuplot " +
                              quoted(std::string(LOOPSOCK_SOURCE_DIR "/tests/bench/plots/") + what.name + ".gp");
  if (std::system(command.c_str()) != 0)
    std::fprintf(stderr, "loopsock_bars: %s was not drawn; is gnuplot (gnuplot-nox) installed?\n", drawing.c_str());
}

}  // namespace

void draw_plots(const std::string& folder, const circumstances& of, const figures& all) {
  std::error_code failure;
  std::filesystem::create_directories(folder, failure);
  for (const picture& what : pictures) {
    if (!all.has(what.needs)) continue;
    {
      std::ofstream out(folder + "/" + what.name + ".dat");
      what.write(out, all);
      if (!out.flush()) throw std::runtime_error("cannot write to " + folder);
    }
    run_gnuplot(folder, what, of);
  }
}

}  // namespace loopsock_bars
