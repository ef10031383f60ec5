/* bench_lwip: the door, on lwIP's side; see the header. */
#include "bench_lwip.h"

#include "lwip/sockets.h"
#include "lwip/tcpip.h"

static void started(void* semaphore) { sys_sem_signal((sys_sem_t*)semaphore); }

int bench_lwip_start(void) {
  static int done;
  sys_sem_t ready;
  if (done) return 0;
  if (sys_sem_new(&ready, 0) != ERR_OK) return -1;
  tcpip_init(started, &ready);
  sys_sem_wait(&ready);
  sys_sem_free(&ready);
  done = 1;
  return 0;
}

static int without_delay(int end) {
  const int on = 1;
  return lwip_setsockopt(end, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
}

int bench_lwip_pair(int ends[2]) {
  struct sockaddr_in at;
  struct sockaddr* const name = (struct sockaddr*)&at;
  socklen_t size = sizeof at;
  const int listener = lwip_socket(AF_INET, SOCK_STREAM, 0);
  ends[0] = lwip_socket(AF_INET, SOCK_STREAM, 0);
  ends[1] = -1;

  memset(&at, 0, sizeof at);
  at.sin_len = sizeof at;
  at.sin_family = AF_INET;
  at.sin_addr.s_addr = PP_HTONL(INADDR_LOOPBACK);
  /* The connection is complete once it waits in the backlog, so one thread can make both ends, one after the other. */
  if (listener >= 0 && ends[0] >= 0 && lwip_bind(listener, name, size) == 0 && lwip_listen(listener, 1) == 0 &&
      lwip_getsockname(listener, name, &size) == 0 && lwip_connect(ends[0], name, size) == 0)
    ends[1] = lwip_accept(listener, NULL, NULL);
  if (listener >= 0) lwip_close(listener);

  if (ends[1] >= 0 && without_delay(ends[0]) == 0 && without_delay(ends[1]) == 0) return 0;
  if (ends[0] >= 0) lwip_close(ends[0]);
  if (ends[1] >= 0) lwip_close(ends[1]);
  return -1;
}

long bench_lwip_send(int end, const void* bytes, size_t size) { return (long)lwip_send(end, bytes, size, 0); }

long bench_lwip_recv(int end, void* room, size_t size) { return (long)lwip_recv(end, room, size, 0); }

void bench_lwip_close(int end) { lwip_close(end); }
