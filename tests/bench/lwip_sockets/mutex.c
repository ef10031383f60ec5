/* mutex: lwIP's mutexes, of which the core lock is one, and its "lightweight protection" of a few instructions, which may be entered twice by
 * one thread. Both spin a little before they sleep.
 */
#include "lwip/sys.h"

err_t sys_mutex_new(sys_mutex_t* mutex) {
  pthread_mutex_t* m = malloc(sizeof *m);
  pthread_mutexattr_t attributes;
  if (!m) return ERR_MEM;
  pthread_mutexattr_init(&attributes);
  pthread_mutexattr_settype(&attributes, PTHREAD_MUTEX_ADAPTIVE_NP);
  pthread_mutex_init(m, &attributes);
  pthread_mutexattr_destroy(&attributes);
  *mutex = m;
  return ERR_OK;
}

void sys_mutex_lock(sys_mutex_t* mutex) { pthread_mutex_lock(*mutex); }

void sys_mutex_unlock(sys_mutex_t* mutex) { pthread_mutex_unlock(*mutex); }

void sys_mutex_free(sys_mutex_t* mutex) {
  pthread_mutex_destroy(*mutex);
  free(*mutex);
}

static pthread_mutex_t protection = PTHREAD_ADAPTIVE_MUTEX_INITIALIZER_NP;
static _Thread_local int depth; /* how often this thread is inside */

sys_prot_t sys_arch_protect(void) {
  if (depth++ == 0) pthread_mutex_lock(&protection);
  return 0;
}

void sys_arch_unprotect(sys_prot_t before) {
  (void)before;
  if (--depth == 0) pthread_mutex_unlock(&protection);
}
