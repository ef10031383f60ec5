// The names and numbers are those of the `protocol` file that Windows installs. Its 8 for egp is IANA's.
#include "stack/socket/protocol_table.hpp"

#include "stack/socket/same_name.hpp"

namespace loopsock {
namespace {

constexpr protocol_entry table[] = {
    {0, "ip", "IP"},
    {1, "icmp", "ICMP"},
    {3, "ggp", "GGP"},
    {6, "tcp", "TCP"},
    {8, "egp", "EGP"},
    {12, "pup", "PUP"},
    {17, "udp", "UDP"},
    {20, "hmp", "HMP"},
    {22, "xns-idp", "XNS-IDP"},
    {27, "rdp", "RDP"},
    {41, "ipv6", "IPv6"},
    {43, "ipv6-route", "IPv6-Route"},
    {44, "ipv6-frag", "IPv6-Frag"},
    {50, "esp", "ESP"},
    {51, "ah", "AH"},
    {58, "ipv6-icmp", "IPv6-ICMP"},
    {59, "ipv6-nonxt", "IPv6-NoNxt"},
    {60, "ipv6-opts", "IPv6-Opts"},
    {66, "rvd", "RVD"},
};

}  // namespace

const protocol_entry* find_protocol(std::string_view name) noexcept {
  for (const protocol_entry& entry : table)
    if (same_name(entry.name, name) || same_name(entry.alias, name)) return &entry;
  return nullptr;
}

const protocol_entry* find_protocol(int number) noexcept {
  for (const protocol_entry& entry : table)
    if (entry.number == number) return &entry;
  return nullptr;
}

}  // namespace loopsock
