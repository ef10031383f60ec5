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
#define DNS_ADDRESS "10.77.0.53"
#define DNS_DELAY 30  // milliseconds, as over a wire
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

static struct sockaddr_in name_of(const char *address, unsigned short port)
{
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_port = htons(port)};
    must(inet_pton(AF_INET, address, &at.sin_addr) == 1, "inet_pton");
    return at;
}

static void start_with(const char *address)
{
    WSADATA data;
    must(WSAStartup(MAKEWORD(2, 2), &data) == 0, "WSAStartup");
    must(loopsock_add_address(address) == 0, "a further address");
}

static void listen_at(const char *address, unsigned short port, int silent)
{
    struct sockaddr_in at = name_of(address, port);
    BOOL yes = TRUE;

    start_with(address);
    server = socket(AF_INET, SOCK_STREAM, IPPROTO_TCP);
    // A SYN is not answered before the listener's application has decided, which it never does.
    if (silent)
        must(setsockopt(server, SOL_SOCKET, SO_CONDITIONAL_ACCEPT, (const char *)&yes, sizeof yes) == 0, "SO_CONDITIONAL_ACCEPT");
    must(bind(server, (struct sockaddr *)&at, sizeof at) == 0, "bind");
    // Nobody accepts: the tests only connect.
    must(listen(server, SOMAXCONN) == 0, "listen");
}

// RFC 1035: test.winehq.org has one IPv4 address, WEB_ADDRESS; nothing else exists. Ends when the socket is closed.
static DWORD WINAPI answer_questions(LPVOID unused)
{
    static const char known[] = "\4test\6winehq\3org";  // with the empty label of the root
    struct sockaddr_in web = name_of(WEB_ADDRESS, 0), from;
    unsigned char message[512];
    int length, size;

    (void)unused;
    while (size = sizeof from, (length = recvfrom(server, (char *)message, 480, 0, (struct sockaddr *)&from, &size)) > 16)
    {
        // The question is the last of the message: a name, a type, a class. (lwIP asks so.)
        int exists = length >= 16 + (int)sizeof known && memcmp(message + length - 4 - sizeof known, known, sizeof known) == 0;
        int has_answer = exists && message[length - 3] == 1;
        unsigned char answer[16] = {0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 0, 0, 4};

        Sleep(DNS_DELAY);
        memcpy(answer + 12, &web.sin_addr, 4);
        memcpy(message + length, answer, sizeof answer);
        message[2] = 0x81;                      // an answer
        message[3] = exists ? 0x80 : 0x83;      // no error; no such name
        message[6] = 0;
        message[7] = (unsigned char)has_answer; // how many
        memset(message + 8, 0, 4);              // and nothing further
        if (has_answer) length += sizeof answer;
        sendto(server, (const char *)message, length, 0, (struct sockaddr *)&from, size);
    }
    return 0;
}

static void serve_names(void)
{
    struct sockaddr_in at = name_of(DNS_ADDRESS, 53);
    const char *const servers[] = {DNS_ADDRESS};

    start_with(DNS_ADDRESS);
    server = socket(AF_INET, SOCK_DGRAM, IPPROTO_UDP);
    must(bind(server, (struct sockaddr *)&at, sizeof at) == 0, "bind");
    must(loopsock_set_dns_servers(servers, 1) == 0, "a DNS server");
    CloseHandle(CreateThread(NULL, 0, answer_questions, NULL, 0, NULL));
}

void conformance_network_begin(const char *unit)
{
    must(loopsock_add_address(OWN_ADDRESS) == 0, "the machine's address");

    if (strcmp(unit, "test_GetAddrInfoExW") == 0)
        serve_names();
    else
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
