/* thread: lwIP's one thread, and its clock. The thread has no end: it is detached and goes with the process. */
#include "lwip/sys.h"

#include <time.h>

struct beginning {
  lwip_thread_fn run;
  void* argument;
};

static void* run(void* raw) {
  const struct beginning begin = *(struct beginning*)raw;
  free(raw);
  begin.run(begin.argument);
  return NULL;
}

sys_thread_t sys_thread_new(const char* name, lwip_thread_fn thread, void* arg, int stacksize, int prio) {
  struct beginning* begin = malloc(sizeof *begin);
  pthread_t id;
  (void)name;
  (void)stacksize; /* the system's default is large and costs nothing until it is used */
  (void)prio;
  if (!begin) abort();
  begin->run = thread;
  begin->argument = arg;
  if (pthread_create(&id, NULL, run, begin) != 0) abort(); /* lwIP knows no failure here */
  pthread_detach(id);
  return id;
}

void sys_init(void) {}

u32_t sys_now(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (u32_t)((uint64_t)now.tv_sec * 1000u + (uint64_t)now.tv_nsec / 1000000u);
}
