/* mailbox: lwIP's queue of pointers between threads: a ring under a mutex, and a condition variable for either end. The kernel is called only
 * when somebody sleeps, so a reader that keeps up is never woken.
 *
 *     post ───►  [ . . m m m m . . ]  ───► fetch        head: the next to fetch · used: how many there are
 */
#include "lwip/sys.h"

#include "waiting.h"

struct bench_mailbox {
  pthread_mutex_t mutex;
  pthread_cond_t filled;
  pthread_cond_t emptied;
  unsigned readers_asleep;
  unsigned writers_asleep;
  unsigned capacity;
  unsigned head;
  unsigned used;
  void* messages[];
};

err_t sys_mbox_new(sys_mbox_t* mbox, int size) {
  const unsigned capacity = size > 0 ? (unsigned)size : 64; /* 0 is lwIP's way to leave it to us */
  struct bench_mailbox* m = calloc(1, sizeof *m + capacity * sizeof m->messages[0]);
  if (!m) return ERR_MEM;
  pthread_mutex_init(&m->mutex, NULL);
  bench_condition_init(&m->filled);
  bench_condition_init(&m->emptied);
  m->capacity = capacity;
  *mbox = m;
  return ERR_OK;
}

static void put(struct bench_mailbox* m, void* message) {
  m->messages[(m->head + m->used) % m->capacity] = message;
  m->used++;
  if (m->readers_asleep) pthread_cond_signal(&m->filled);
}

static void take(struct bench_mailbox* m, void** message) {
  if (message) *message = m->messages[m->head];
  m->head = (m->head + 1) % m->capacity;
  m->used--;
  if (m->writers_asleep) pthread_cond_signal(&m->emptied);
}

void sys_mbox_post(sys_mbox_t* mbox, void* message) {
  struct bench_mailbox* m = *mbox;
  pthread_mutex_lock(&m->mutex);
  m->writers_asleep++;
  while (m->used == m->capacity) bench_condition_wait(&m->emptied, &m->mutex, NULL);
  m->writers_asleep--;
  put(m, message);
  pthread_mutex_unlock(&m->mutex);
}

err_t sys_mbox_trypost(sys_mbox_t* mbox, void* message) {
  struct bench_mailbox* m = *mbox;
  err_t answer = ERR_MEM;
  pthread_mutex_lock(&m->mutex);
  if (m->used < m->capacity) {
    put(m, message);
    answer = ERR_OK;
  }
  pthread_mutex_unlock(&m->mutex);
  return answer;
}

err_t sys_mbox_trypost_fromisr(sys_mbox_t* mbox, void* message) { return sys_mbox_trypost(mbox, message); }

u32_t sys_arch_mbox_fetch(sys_mbox_t* mbox, void** message, u32_t timeout) {
  struct bench_mailbox* m = *mbox;
  struct timespec until;
  u32_t answer = 0;
  if (timeout) until = bench_moment_in(timeout);
  pthread_mutex_lock(&m->mutex);
  m->readers_asleep++;
  while (m->used == 0) {
    if (!bench_condition_wait(&m->filled, &m->mutex, timeout ? &until : NULL) && m->used == 0) {
      answer = SYS_ARCH_TIMEOUT;
      break;
    }
  }
  m->readers_asleep--;
  if (answer != SYS_ARCH_TIMEOUT) take(m, message);
  pthread_mutex_unlock(&m->mutex);
  return answer;
}

u32_t sys_arch_mbox_tryfetch(sys_mbox_t* mbox, void** message) {
  struct bench_mailbox* m = *mbox;
  u32_t answer = SYS_MBOX_EMPTY;
  pthread_mutex_lock(&m->mutex);
  if (m->used > 0) {
    take(m, message);
    answer = 0;
  }
  pthread_mutex_unlock(&m->mutex);
  return answer;
}

void sys_mbox_free(sys_mbox_t* mbox) {
  struct bench_mailbox* m = *mbox;
  pthread_cond_destroy(&m->filled);
  pthread_cond_destroy(&m->emptied);
  pthread_mutex_destroy(&m->mutex);
  free(m);
}
