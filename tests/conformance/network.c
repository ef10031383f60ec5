// network: see network.h.
#include "network.h"

#include <winsock2.h>
#include <ws2tcpip.h>

#include <loopsock/stack.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define OWN_ADDRESS "10.77.0.2"
#define WEB_ADDRESS "10.77.0.80"
#define SILENT_ADDRESS "192.0.2.0"
#define SILENT_PORT 0xff00  // the tests write 255 in the order of this machine

static const char *const names[] = {
    "winehq.org", "www.winehq.org", "test.winehq.org", "source.winehq.org", "www.kernel.org",
    "xn--zckzah.winehq.org",  // IDNA for a test's name in katakana
};

static SOCKET server = INVALID_SOCKET;

static void must(int holds, const char *what)
{
    if (holds) return;
    fprintf(stderr, "the tests' network: %s failed, error %d\n", what, WSAGetLastError());
    exit(2);
}

static void listen_at(const char *address, unsigned short port, int silent)
{
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_port = htons(port)};
    BOOL yes = TRUE;
    WSADATA data;

    must(WSAStartup(MAKEWORD(2, 2), &data) == 0, "WSAStartup");
    must(loopsock_add_address(address) == 0, "a further address");
    must(inet_pton(AF_INET, address, &at.sin_addr) == 1, "inet_pton");
    server = socket(AF_INET, SOCK_STREAM, IPPROTO_TCP);
    // A SYN is not answered before the listener's application has decided, which it never does.
    if (silent)
        must(setsockopt(server, SOL_SOCKET, SO_CONDITIONAL_ACCEPT, (const char *)&yes, sizeof yes) == 0, "SO_CONDITIONAL_ACCEPT");
    must(bind(server, (struct sockaddr *)&at, sizeof at) == 0, "bind");
    // Nobody accepts: the tests only connect.
    must(listen(server, SOMAXCONN) == 0, "listen");
}

void conformance_network_begin(const char *unit)
{
    must(loopsock_add_address(OWN_ADDRESS) == 0, "the machine's address");
    for (size_t i = 0; i < sizeof names / sizeof *names; ++i) must(loopsock_add_host(names[i], WEB_ADDRESS) == 0, "a name");

    if (strcmp(unit, "test_WSAConnectByName") == 0) listen_at(WEB_ADDRESS, 80, 0);
    if (strcmp(unit, "test_connecting_socket") == 0) listen_at(SILENT_ADDRESS, SILENT_PORT, 1);
    WSASetLastError(0);
}

void conformance_network_end(void)
{
    if (server == INVALID_SOCKET) return;
    closesocket(server);
    WSACleanup();
}
