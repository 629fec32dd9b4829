/* SPDX-License-Identifier: MIT */
/*
 * The host's futex and the two system calls of the kick protocol, made directly: they are
 * used where nothing of the C library may be entered.
 */
#ifndef LIB_ARCH_THREADS_FUTEX_H
#define LIB_ARCH_THREADS_FUTEX_H

#include <linux/futex.h>
#include <stddef.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

/* 0, or -1 with errno: EAGAIN (another value), EINTR, ETIMEDOUT. @timeout is relative. */
static inline int futex_wait(unsigned int *word, unsigned int val, const struct timespec *timeout)
{
	return (int)syscall(SYS_futex, word, FUTEX_WAIT_PRIVATE, val, timeout, NULL, 0);
}

static inline void futex_wake(unsigned int *word, int nr)
{
	(void)syscall(SYS_futex, word, FUTEX_WAKE_PRIVATE, nr, NULL, NULL, 0);
}

#endif /* LIB_ARCH_THREADS_FUTEX_H */
