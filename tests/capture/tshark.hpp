// tshark: what Wireshark's own dissectors make of a capture file. Absent, the tests that need it say so and pass.
#pragma once

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <sstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace capture_test {

/// The standard output of a command. Throws where it fails: a filter with a mistake in it would find nothing.
inline std::string output_of(const std::string& command) {
  std::string text;
  std::FILE* const out = popen((command + " 2>/dev/null").c_str(), "r");
  if (out == nullptr) throw std::runtime_error(command);
  char part[4096];
  for (std::size_t count; (count = std::fread(part, 1, sizeof part, out)) != 0;) text.append(part, count);
  if (pclose(out) != 0) throw std::runtime_error(command);
  return text;
}

inline bool have_tshark() {
  static const bool there = std::system("command -v tshark >/dev/null") == 0;
  if (!there) std::puts("skipped: tshark is not installed");
  return there;
}

inline std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> list;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) list.push_back(line);
  return list;
}

struct seen_packet {
  std::map<std::string, std::string> fields;  // those that it has, by tshark's names

  const std::string& operator[](const std::string& name) const {
    static const std::string none;
    const auto at = fields.find(name);
    return at == fields.end() ? none : at->second;
  }
  unsigned long number(const std::string& name) const { return std::stoul("0" + (*this)[name]); }
  bool has(unsigned flag) const {
    const std::string& flags = (*this)["tcp.flags"];  // "0x0012"
    return !flags.empty() && (std::stoul(flags, nullptr, 16) & flag) != 0;
  }
};
enum flag : unsigned { fin = 1, syn = 2, rst = 4, ack = 16, urg = 32 };

/// One file. It is read once for everything that the tests look at, since tshark takes long to start. Payload of every port is plain data, or
/// heuristics see protocols in it; all checksums are checked.
class tshark {
 public:
  explicit tshark(std::string file) : file_(std::move(file)) {
    std::string wanted = "-T fields";
    for (const std::string& name : looked_at()) wanted += " -e " + name;
    for (const std::string& line : lines_of(run(wanted))) {
      seen_packet one;
      std::size_t begin = 0;
      for (const std::string& name : looked_at()) {
        const std::size_t end = std::min(line.find('\t', begin), line.size());
        if (end > begin) one.fields[name] = line.substr(begin, end - begin);
        begin = end + 1;
      }
      packets_.push_back(one);
    }
  }

  std::string run(const std::string& arguments) const {
    return output_of("tshark -n -r '" + file_ + "' -o tcp.check_checksum:TRUE -o ip.check_checksum:TRUE" +
                     " -o udp.check_checksum:TRUE -d tcp.port==0-65535,data -d udp.port==0-65535,data " + arguments);
  }

  const std::vector<seen_packet>& packets() const { return packets_; }
  template <class Test>
  std::size_t count(Test which) const {
    return static_cast<std::size_t>(std::count_if(packets_.begin(), packets_.end(), which));
  }
  std::size_t count(flag one) const {
    return count([one](const seen_packet& p) { return p.has(one); });
  }
  /// One field of each packet that has it.
  std::vector<std::string> field(const std::string& name) const {
    std::vector<std::string> list;
    for (const seen_packet& one : packets_)
      if (!one[name].empty()) list.push_back(one[name]);
    return list;
  }
  /// What a port has sent in all, by the lengths of its segments.
  std::size_t bytes_from(unsigned port) const {
    std::size_t sum = 0;
    for (const seen_packet& one : packets_) sum += one.number("tcp.srcport") == port ? one.number("tcp.len") : 0;
    return sum;
  }
  /// The first `count` streams put together; of each, [0] is what who sent first has sent, [1] what the other has.
  std::vector<std::array<std::string, 2>> follow(unsigned count) const {
    std::string wanted = "-q";
    for (unsigned i = 0; i < count; ++i) wanted += " -z follow,tcp,raw," + std::to_string(i);
    std::map<unsigned, std::array<std::string, 2>> streams;
    unsigned now = 0;
    for (const std::string& line : lines_of(run(wanted))) {
      constexpr std::string_view head = "Filter: tcp.stream eq ";
      if (line.starts_with(head)) now = static_cast<unsigned>(std::stoul(line.substr(head.size())));
      const bool other = line.starts_with("\t");
      const std::string hex = line.substr(other ? 1 : 0);
      if (hex.empty() || hex.find_first_not_of("0123456789abcdef") != std::string::npos) continue;
      for (std::size_t i = 0; i + 1 < hex.size(); i += 2)
        streams[now][other ? 1 : 0] += static_cast<char>(std::stoi(hex.substr(i, 2), nullptr, 16));
    }
    std::vector<std::array<std::string, 2>> list;
    for (unsigned i = 0; i < count; ++i) list.push_back(streams[i]);
    return list;
  }
  /// What is wrong, a line each. (A window that is full, or 0, is nothing wrong.)
  std::string complaints() const {
    std::string text;
    for (const seen_packet& one : packets_) {
      for (const std::string& name : wrong_where_there())
        if (!one[name].empty()) text += "packet " + one["frame.number"] + ": " + name + "\n";
      for (const char* name : {"ip.checksum.status", "tcp.checksum.status", "udp.checksum.status"})
        if (one[name] == "0") text += "packet " + one["frame.number"] + ": " + name + " is bad\n";
    }
    return text;
  }

 private:
  static const std::vector<std::string>& wrong_where_there() {
    static const std::vector<std::string> list{"_ws.malformed",
                                               "tcp.analysis.retransmission",
                                               "tcp.analysis.fast_retransmission",
                                               "tcp.analysis.spurious_retransmission",
                                               "tcp.analysis.out_of_order",
                                               "tcp.analysis.lost_segment",
                                               "tcp.analysis.ack_lost_segment",
                                               "tcp.analysis.duplicate_ack",
                                               "tcp.analysis.keep_alive",
                                               "tcp.analysis.zero_window_probe",
                                               "tcp.options.mss.absent"};
    return list;
  }
  static const std::vector<std::string>& looked_at() {
    static const std::vector<std::string> list = [] {
      std::vector<std::string> all{"frame.number",
                                   "tcp.srcport",
                                   "tcp.seq",
                                   "tcp.len",
                                   "tcp.flags",
                                   "tcp.hdr_len",
                                   "ip.ttl",
                                   "tcp.options.mss_val",
                                   "tcp.options.wscale.shift",
                                   "tcp.urgent_pointer",
                                   "tcp.window_size",
                                   "tcp.analysis.window_full",
                                   "tcp.completeness",
                                   "udp.length",
                                   "tcp.payload",
                                   "ip.checksum.status",
                                   "tcp.checksum.status",
                                   "udp.checksum.status"};
      all.insert(all.end(), wrong_where_there().begin(), wrong_where_there().end());
      return all;
    }();
    return list;
  }

  std::string file_;
  std::vector<seen_packet> packets_;
};

}  // namespace capture_test
