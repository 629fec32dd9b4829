/* SPDX-License-Identifier: MIT */
/*
 * The library's own host threads: CPU workers, watchers of file descriptors.
 */
#ifndef LIB_HOST_THREAD_H
#define LIB_HOST_THREAD_H

#include <stdbool.h>
#include <pthread.h>

/**
 * host_thread_create() - start a joinable thread of the library's own
 * @thread: set on success, untouched otherwise
 * @name: as /proc/self/task/TID/comm shows it from the return on; cut to 15 bytes
 * @fn: runs in it, with every asynchronous signal blocked
 * @arg: given to @fn
 *
 * Blocked signals keep the host program's signals on the host program's threads. The ones that
 * report a fault of the thread itself (SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP, SIGSYS) stay
 * open: blocked, they would end the process past its handlers, sanitizers' and ours included.
 *
 * Context: task, preemptible.
 * Return: 0 or -errno; which host call failed is then host_error_text()'s (lib/host/error.h).
 */
int host_thread_create(pthread_t *thread, const char *name, void *(*fn)(void *), void *arg);

/* Is the caller a thread that host_thread_create() made? */
bool host_thread_is_ours(void);

#endif /* LIB_HOST_THREAD_H */
