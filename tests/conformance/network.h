// network: the internet as Wine's tests expect to find it, inside the unit's own process, made with loopsock's own means.
//
//   this machine    10.77.0.2, besides loopback: the address that its name has
//   10.77.0.80      bears the names that the tests ask for, and answers at the port of http where a unit connects there
//   10.77.0.53      a DNS server that takes its time, for the unit that looks at a lookup while it is under way
//   192.0.2.0       never answers
//
// No traffic leaves the process. A test that wants more of the outside world than this is in expected_failures.txt.
#pragma once

#ifdef __cplusplus
extern "C" {
#endif

// Before the unit and after it. Names and the machine's address are there for all units, servers for those that need them, so that the
// others find Winsock not started.
void conformance_network_begin(const char *unit);
void conformance_network_end(void);

#ifdef __cplusplus
}
#endif
