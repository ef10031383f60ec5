// json: everything for a program to read: each figure under its name, with one value per round.
#include <cstdio>
#include <memory>
#include <stdexcept>

#include "report.hpp"

namespace loopsock_bars {
namespace {

// What comes from outside (the command line, the processor's name) may hold anything.
std::string quoted(const std::string& text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += static_cast<unsigned char>(c) < 0x20 ? ' ' : c;
  }
  return out + '"';
}

void write_circumstances(std::FILE* out, const circumstances& of) {
  std::fprintf(out,
               "  \"circumstances\": {\n    \"processor\": %s,\n    \"system\": %s,\n    \"compiler\": %s,\n"
               "    \"commit\": %s,\n    \"command\": %s,\n    \"date\": %s\n  },\n",
               quoted(of.processor).c_str(), quoted(of.system).c_str(), quoted(of.compiler).c_str(),
               quoted(of.commit).c_str(), quoted(of.command).c_str(), quoted(of.date).c_str());
}

void write_figures(std::FILE* out, const figures& all) {
  std::fprintf(out, "  \"figures\": {");
  const char* comma = "";
  for (const auto& [name, values] : all.all()) {
    std::fprintf(out, "%s\n    \"%s\": [", comma, name.c_str());
    for (std::size_t i = 0; i < values.size(); ++i) std::fprintf(out, "%s%.6g", i ? ", " : "", values[i]);
    std::fprintf(out, "]");
    comma = ",";
  }
  std::fprintf(out, "\n  },\n");
}

void write_bars(std::FILE* out, const std::vector<bar>& bars) {
  std::fprintf(out, "  \"bars\": [");
  const char* comma = "";
  for (const bar& b : bars) {
    std::fprintf(out, "%s\n    {\"bar\": \"%s\", \"measured\": %.6g, \"%s\": %g, \"unit\": \"%s\", \"holds\": %s}",
                 comma, b.key.c_str(), b.measured, b.at_least ? "at_least" : "at_most", b.bound, b.unit.c_str(),
                 b.holds() ? "true" : "false");
    comma = ",";
  }
  std::fprintf(out, "\n  ]\n");
}

}  // namespace

void write_json(const std::string& path, const circumstances& of, const figures& all, const std::vector<bar>& bars) {
  const auto closes = [](std::FILE* f) { std::fclose(f); };
  const std::unique_ptr<std::FILE, decltype(closes)> file(std::fopen(path.c_str(), "w"), closes);
  std::FILE* const out = file.get();
  if (!out) throw std::runtime_error("cannot write to " + path);
  std::fprintf(out, "{\n");
  write_circumstances(out, of);
  write_figures(out, all);
  write_bars(out, bars);
  std::fprintf(out, "}\n");
  if (std::fflush(out) != 0 || std::ferror(out)) throw std::runtime_error("cannot write to " + path);
}

}  // namespace loopsock_bars
