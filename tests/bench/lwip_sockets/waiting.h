/* waiting: a condition variable that goes by the monotonic clock, and a wait with lwIP's kind of time limit. */
#pragma once

#include <errno.h>
#include <pthread.h>
#include <stdint.h>
#include <time.h>

static inline void bench_condition_init(pthread_cond_t* condition) {
  pthread_condattr_t attributes;
  pthread_condattr_init(&attributes);
  pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
  pthread_cond_init(condition, &attributes);
  pthread_condattr_destroy(&attributes);
}

/* The moment `milliseconds` from now. */
static inline struct timespec bench_moment_in(uint32_t milliseconds) {
  struct timespec at;
  clock_gettime(CLOCK_MONOTONIC, &at);
  at.tv_sec += milliseconds / 1000;
  at.tv_nsec += (long)(milliseconds % 1000) * 1000000;
  if (at.tv_nsec >= 1000000000) {
    at.tv_sec += 1;
    at.tv_nsec -= 1000000000;
  }
  return at;
}

/* Waits with `mutex` held. `until` is NULL for as long as it takes. 0 when the moment has passed, else 1: woken, perhaps for nothing. */
static inline int bench_condition_wait(pthread_cond_t* condition, pthread_mutex_t* mutex, const struct timespec* until) {
  if (!until) return pthread_cond_wait(condition, mutex) == 0;
  return pthread_cond_timedwait(condition, mutex, until) != ETIMEDOUT;
}
