/* arch/sys_arch.h: what lwIP calls threads, mutexes, semaphores and mailboxes here. All are pointers to objects of the .c file of the same
 * name, made by its sys_…_new() and freed by its sys_…_free(); NULL is what lwIP calls invalid.
 */
#pragma once

#include <pthread.h>

typedef struct bench_semaphore* sys_sem_t;
typedef struct bench_mailbox* sys_mbox_t;
typedef pthread_mutex_t* sys_mutex_t;
typedef pthread_t sys_thread_t;
typedef int sys_prot_t;

#define sys_sem_valid(s) (*(s) != NULL)
#define sys_sem_set_invalid(s) (*(s) = NULL)
#define sys_mbox_valid(m) (*(m) != NULL)
#define sys_mbox_set_invalid(m) (*(m) = NULL)
#define sys_mutex_valid(m) (*(m) != NULL)
#define sys_mutex_set_invalid(m) (*(m) = NULL)
