/* semaphore: lwIP's counting semaphore out of a mutex and a condition variable. Any thread may signal; the kernel is called only when
 * somebody sleeps.
 */
#include "lwip/sys.h"

#include "waiting.h"

struct bench_semaphore {
  pthread_mutex_t mutex;
  pthread_cond_t signalled;
  unsigned count;
  unsigned asleep;
};

err_t sys_sem_new(sys_sem_t* sem, u8_t count) {
  struct bench_semaphore* s = calloc(1, sizeof *s);
  if (!s) return ERR_MEM;
  pthread_mutex_init(&s->mutex, NULL);
  bench_condition_init(&s->signalled);
  s->count = count;
  *sem = s;
  return ERR_OK;
}

void sys_sem_signal(sys_sem_t* sem) {
  struct bench_semaphore* s = *sem;
  pthread_mutex_lock(&s->mutex);
  s->count++;
  /* Under the mutex, because the waiter may free the semaphore as soon as it has the count. */
  if (s->asleep) pthread_cond_signal(&s->signalled);
  pthread_mutex_unlock(&s->mutex);
}

u32_t sys_arch_sem_wait(sys_sem_t* sem, u32_t timeout) {
  struct bench_semaphore* s = *sem;
  struct timespec until;
  u32_t answer = 0;
  if (timeout) until = bench_moment_in(timeout);
  pthread_mutex_lock(&s->mutex);
  s->asleep++;
  while (s->count == 0) {
    if (!bench_condition_wait(&s->signalled, &s->mutex, timeout ? &until : NULL) && s->count == 0) {
      answer = SYS_ARCH_TIMEOUT;
      break;
    }
  }
  s->asleep--;
  if (answer != SYS_ARCH_TIMEOUT) s->count--;
  pthread_mutex_unlock(&s->mutex);
  return answer;
}

void sys_sem_free(sys_sem_t* sem) {
  struct bench_semaphore* s = *sem;
  pthread_cond_destroy(&s->signalled);
  pthread_mutex_destroy(&s->mutex);
  free(s);
}
