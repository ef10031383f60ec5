// Ports as IANA registered them, with the aliases under which Windows knows them. Where a service has both transports, tcp
// stands first: it is what a caller gets who does not say which.
#include "stack/socket/service_table.hpp"

#include "stack/socket/same_name.hpp"

namespace loopsock {
namespace {

constexpr service_entry table[] = {
    {"echo", 7, "tcp", {}},
    {"echo", 7, "udp", {}},
    {"discard", 9, "tcp", {"sink", "null"}},
    {"discard", 9, "udp", {"sink", "null"}},
    {"systat", 11, "tcp", {"users"}},
    {"systat", 11, "udp", {"users"}},
    {"daytime", 13, "tcp", {}},
    {"daytime", 13, "udp", {}},
    {"qotd", 17, "tcp", {"quote"}},
    {"qotd", 17, "udp", {"quote"}},
    {"chargen", 19, "tcp", {"ttytst", "source"}},
    {"chargen", 19, "udp", {"ttytst", "source"}},
    {"ftp-data", 20, "tcp", {}},
    {"ftp", 21, "tcp", {}},
    {"ssh", 22, "tcp", {}},
    {"telnet", 23, "tcp", {}},
    {"smtp", 25, "tcp", {"mail"}},
    {"time", 37, "tcp", {"timserver"}},
    {"time", 37, "udp", {"timserver"}},
    {"rlp", 39, "udp", {"resource"}},
    {"nameserver", 42, "tcp", {"name"}},
    {"nameserver", 42, "udp", {"name"}},
    {"nicname", 43, "tcp", {"whois"}},
    {"domain", 53, "tcp", {}},
    {"domain", 53, "udp", {}},
    {"bootps", 67, "udp", {"dhcps"}},
    {"bootpc", 68, "udp", {"dhcpc"}},
    {"tftp", 69, "udp", {}},
    {"gopher", 70, "tcp", {}},
    {"finger", 79, "tcp", {}},
    {"http", 80, "tcp", {"www", "www-http"}},
    {"kerberos", 88, "tcp", {"krb5", "kerberos-sec"}},
    {"kerberos", 88, "udp", {"krb5", "kerberos-sec"}},
    {"hostname", 101, "tcp", {"hostnames"}},
    {"iso-tsap", 102, "tcp", {}},
    {"pop2", 109, "tcp", {"postoffice"}},
    {"pop3", 110, "tcp", {}},
    {"sunrpc", 111, "tcp", {"rpcbind", "portmap"}},
    {"sunrpc", 111, "udp", {"rpcbind", "portmap"}},
    {"auth", 113, "tcp", {"ident", "tap"}},
    {"nntp", 119, "tcp", {"usenet"}},
    {"ntp", 123, "udp", {}},
    {"epmap", 135, "tcp", {"loc-srv"}},
    {"epmap", 135, "udp", {"loc-srv"}},
    {"netbios-ns", 137, "tcp", {"nbname"}},
    {"netbios-ns", 137, "udp", {"nbname"}},
    {"netbios-dgm", 138, "udp", {"nbdatagram"}},
    {"netbios-ssn", 139, "tcp", {"nbsession"}},
    {"imap", 143, "tcp", {"imap4"}},
    {"snmp", 161, "udp", {}},
    {"snmptrap", 162, "udp", {"snmp-trap"}},
    {"bgp", 179, "tcp", {}},
    {"irc", 194, "tcp", {}},
    {"ldap", 389, "tcp", {}},
    {"https", 443, "tcp", {}},
    {"https", 443, "udp", {}},
    {"microsoft-ds", 445, "tcp", {}},
    {"microsoft-ds", 445, "udp", {}},
    {"isakmp", 500, "udp", {"ike"}},
    {"exec", 512, "tcp", {}},
    {"biff", 512, "udp", {"comsat"}},
    {"login", 513, "tcp", {}},
    {"who", 513, "udp", {"whod"}},
    {"cmd", 514, "tcp", {"shell"}},
    {"syslog", 514, "udp", {}},
    {"printer", 515, "tcp", {"spooler"}},
    {"talk", 517, "udp", {}},
    {"router", 520, "udp", {"route", "routed"}},
    {"submission", 587, "tcp", {}},
    {"ipp", 631, "tcp", {}},
    {"ldaps", 636, "tcp", {"sldap"}},
    {"ftps-data", 989, "tcp", {}},
    {"ftps", 990, "tcp", {}},
    {"telnets", 992, "tcp", {}},
    {"imaps", 993, "tcp", {}},
    {"pop3s", 995, "tcp", {"spop3"}},
    {"socks", 1080, "tcp", {}},
    {"ms-sql-s", 1433, "tcp", {}},
    {"ms-sql-s", 1433, "udp", {}},
    {"ms-sql-m", 1434, "tcp", {}},
    {"ms-sql-m", 1434, "udp", {}},
    {"l2tp", 1701, "udp", {}},
    {"pptp", 1723, "tcp", {}},
    {"radius", 1812, "udp", {}},
    {"radacct", 1813, "udp", {}},
    {"nfs", 2049, "tcp", {}},
    {"nfs", 2049, "udp", {}},
    {"mysql", 3306, "tcp", {}},
    {"ms-wbt-server", 3389, "tcp", {}},
    {"sip", 5060, "tcp", {}},
    {"sip", 5060, "udp", {}},
    {"mdns", 5353, "udp", {}},
    {"postgresql", 5432, "tcp", {"postgres"}},
};

bool has_name(const service_entry& entry, std::string_view name) noexcept {
  if (same_name(entry.name, name)) return true;
  for (const char* alias : entry.aliases)
    if (alias != nullptr && same_name(alias, name)) return true;
  return false;
}

bool has_protocol(const service_entry& entry, std::string_view protocol) noexcept {
  return protocol.empty() || same_name(entry.protocol, protocol);
}

}  // namespace

const service_entry* find_service(std::string_view name, std::string_view protocol) noexcept {
  for (const service_entry& entry : table)
    if (has_protocol(entry, protocol) && has_name(entry, name)) return &entry;
  return nullptr;
}

const service_entry* find_service(std::uint16_t port, std::string_view protocol) noexcept {
  for (const service_entry& entry : table)
    if (entry.port == port && has_protocol(entry, protocol)) return &entry;
  return nullptr;
}

}  // namespace loopsock
