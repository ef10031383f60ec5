// ioctl_multicast: a group's whole filter by source at once, which setipv4sourcefilter and its relatives of <ws2tcpip.h> ask for (RFC 3678).
//
//   SIO_SET_MULTICAST_FILTER, SIO_GET_MULTICAST_FILTER   IP_MSFILTER: IPv4
//   SIOCSMSFILTER, SIOCGMSFILTER                         GROUP_FILTER: either family
//
// The structures end with a list as long as the caller says. A get writes what fits and tells how many there are.
//
// Threads  any.
#include <winsock2.h>
#include <ws2tcpip.h>

#include <algorithm>
#include <cstddef>

#include "compat/control_code.hpp"
#include "compat/error_map.hpp"
#include "compat/out_of_memory.hpp"
#include "compat/socket_address.hpp"

namespace loopsock::compat {
namespace {

ip_address address_of(const IN_ADDR& in) noexcept {
  ip_address out = ip_address::any_v4();
  std::memcpy(out.bytes.data(), &in, 4);
  return out;
}

/// 0.x.x.x is an index and no address (Microsoft's page of getipv4sourcefilter).
ip_address interface_of(const IN_ADDR& in) noexcept {
  const ip_address address = address_of(in);
  return address.bytes[0] == 0 ? ip_address::any_v4() : address;
}

// ------------------------------------------------------------------------------------------------- the two structures

struct v4_form {
  using structure = IP_MSFILTER;
  using source = IN_ADDR;
  static constexpr std::size_t head = offsetof(IP_MSFILTER, imsf_slist);

  static ULONG& count(structure& s) noexcept { return s.imsf_numsrc; }
  static MULTICAST_MODE_TYPE& mode(structure& s) noexcept { return s.imsf_fmode; }
  static int read(const structure& s, ip_family family, ip_address& group, ip_address& link) noexcept {
    if (family != ip_family::v4) return WSAEAFNOSUPPORT;
    group = address_of(s.imsf_multiaddr);
    link = interface_of(s.imsf_interface);
    return 0;
  }
  static bool read(const source& from, ip_address& out) noexcept {
    out = address_of(from);
    return true;
  }
  static void write(const ip_address& from, source& out) noexcept { std::memcpy(&out, from.bytes.data(), sizeof out); }
};

struct any_form {
  using structure = GROUP_FILTER;
  using source = SOCKADDR_STORAGE;
  static constexpr std::size_t head = offsetof(GROUP_FILTER, gf_slist);

  static ULONG& count(structure& s) noexcept { return s.gf_numsrc; }
  static MULTICAST_MODE_TYPE& mode(structure& s) noexcept { return s.gf_fmode; }
  static int read(const structure& s, ip_family family, ip_address& group, ip_address& link) noexcept {
    if (!read(s.gf_group, group)) return WSAEINVAL;
    if (group.family != family) return WSAEAFNOSUPPORT;
    link = group.is_v6() ? ip_address::any_v6() : ip_address::any_v4();
    return 0;
  }
  static bool read(const source& from, ip_address& out) noexcept {
    endpoint where;
    const int unfit = from_sockaddr(reinterpret_cast<const sockaddr*>(&from), sizeof from, where);
    out = where.address;
    return unfit == 0;
  }
  static void write(const ip_address& from, source& out) noexcept {
    any_sockaddr name;
    const int length = to_sockaddr({from, 0}, name);
    out = {};
    std::memcpy(&out, &name, static_cast<std::size_t>(length));
  }
};

// ------------------------------------------------------------------------------------------------------------- set and get

/// The fixed part of the input, and the group that it is about.
template <class Form>
int take_head(control_call& call, typename Form::structure& head, ip_address& group, ip_address& link) {
  if (call.in_bytes < Form::head || !readable(call.in, call.in_bytes)) return WSAEFAULT;
  std::memcpy(&head, call.in, Form::head);
  socket_facts facts;
  if (!facts_of(call.one, facts)) return WSAENOTSOCK;
  if (facts.spec.kind == socket_kind::stream) return WSAEOPNOTSUPP;
  if (const int unfit = Form::read(head, facts.spec.family, group, link)) return unfit;
  return group.is_multicast() ? 0 : WSAEADDRNOTAVAIL;
}

template <class Form>
int set_filter(control_call& call) {
  return or_out_of_memory(not_enough_memory, [&]() -> int {
    typename Form::structure head;
    ip_address group, link;
    if (const int unfit = take_head<Form>(call, head, group, link)) return unfit;
    const std::size_t count = Form::count(head);
    if ((call.in_bytes - Form::head) / sizeof(typename Form::source) < count) return WSAEFAULT;
    source_filter filter;
    filter.exclude = Form::mode(head) == MCAST_EXCLUDE;
    const char* at = static_cast<const char*>(call.in) + Form::head;
    for (std::size_t i = 0; i < count; ++i, at += sizeof(typename Form::source)) {
      typename Form::source from;
      std::memcpy(&from, at, sizeof from);
      ip_address source;
      if (!Form::read(from, source) || source.family != group.family) return WSAEINVAL;
      if (!filter.has(source)) filter.sources.push_back(source);
    }
    return wsa_error(call.one->set_source_filter(call.one.number, group, link, filter));
  });
}

template <class Form>
int get_filter(control_call& call) {
  return or_out_of_memory(not_enough_memory, [&]() -> int {
    typename Form::structure head;
    ip_address group, link;
    if (const int unfit = take_head<Form>(call, head, group, link)) return unfit;
    source_filter filter;
    const error failed = call.one->source_filter_of(call.one.number, group, filter);
    if (failed != error::none) return wsa_error(failed);
    if (call.out_bytes < Form::head || !writable(call.out, call.out_bytes)) return WSAEFAULT;
    const std::size_t room = (call.out_bytes - Form::head) / sizeof(typename Form::source);
    const std::size_t fitting = std::min(room, filter.sources.size());
    Form::count(head) = static_cast<ULONG>(filter.sources.size());
    Form::mode(head) = filter.exclude ? MCAST_EXCLUDE : MCAST_INCLUDE;
    std::memcpy(call.out, &head, Form::head);
    char* at = static_cast<char*>(call.out) + Form::head;
    for (std::size_t i = 0; i < fitting; ++i, at += sizeof(typename Form::source)) {
      typename Form::source out;
      Form::write(filter.sources[i], out);
      std::memcpy(at, &out, sizeof out);
    }
    call.returned = static_cast<DWORD>(at - static_cast<char*>(call.out));
    return 0;
  });
}

constexpr control_row rows[] = {
    {SIO_SET_MULTICAST_FILTER, set_filter<v4_form>},
    {SIO_GET_MULTICAST_FILTER, get_filter<v4_form>},
    {SIOCSMSFILTER, set_filter<any_form>},
    {SIOCGMSFILTER, get_filter<any_form>},
};

}  // namespace

std::span<const control_row> multicast_codes() noexcept { return rows; }

}  // namespace loopsock::compat
