/* SPDX-License-Identifier: MIT */
/*
 * A lock for what the library shares below the level of spinlocks: the log, the reports. It
 * works in any context and before boot, yields to the host while it waits (the holder may be off
 * its real CPU), and knows its holder, so that code which comes back in on the same thread (a
 * host signal handler that prints, a console hook that prints) is told instead of hanging.
 *
 * States of `holder`: 0 = free, else the identity of the thread that holds it. Only that thread
 * writes 0; only a compare-and-swap from 0 takes it.
 *
 * Take it between host_call_begin() and host_call_end(): no interrupt handler then runs on the
 * holder's thread, so holding is short and no handler waits for what it interrupted.
 */
#ifndef LIB_HOST_LOCK_H
#define LIB_HOST_LOCK_H

#include <stdbool.h>
#include <stdint.h>
#include <sched.h>

#include <asm/processor.h>

struct host_lock {
	uintptr_t holder;
};

/* An address that no two living threads share; costs no system call and is the same after fork. */
extern __thread char host_identity __attribute__((tls_model("initial-exec")));

static inline uintptr_t host_self(void)
{
	return (uintptr_t)&host_identity;
}

static inline bool host_lock_is_mine(const struct host_lock *lock)
{
	return __atomic_load_n(&lock->holder, __ATOMIC_RELAXED) == host_self();
}

static inline bool host_trylock(struct host_lock *lock)
{
	uintptr_t expected = 0;

	/* L1: seq_cst. Acquires what U1 released; and in the log it stands between publishing a
	 * record and looking for a holder who would print it. */
	return __atomic_compare_exchange_n(&lock->holder, &expected, host_self(), false,
					   __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST);
}

/**
 * host_lock() - take the lock, waiting for it
 *
 * Return: false when this thread holds it already; it is then not taken a second time.
 */
static inline bool host_lock(struct host_lock *lock)
{
	unsigned int turns = 0;

	if (host_lock_is_mine(lock))
		return false;
	while (!host_trylock(lock)) {
		if (++turns % 64)
			arch_pause();
		else
			sched_yield();
	}
	return true;
}

static inline void host_unlock(struct host_lock *lock)
{
	/* U1: seq_cst, pairs with L1. */
	__atomic_store_n(&lock->holder, 0, __ATOMIC_SEQ_CST);
}

#endif /* LIB_HOST_LOCK_H */
