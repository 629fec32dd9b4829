// SPDX-License-Identifier: MIT
/*
 * Spinning locks of readers and writers, the contended side.
 *
 *	readers r > 0	others may read; WAITING is set by a writer that spins: tasks wait behind it
 *	WRITER		the writer alone; WAITING was taken back by it, and is set anew by the next
 *
 * WAITING is never left behind: who sets it spins until it is the writer.
 */
#include <linux/sched.h>
#include <linux/spinlock.h>

#include "debug/stall.h"
#include "locking/locking.h"

static void report(const char *what, rwlock_t *lock, const struct lock_site *site)
{
	unsigned int owner_cpu = READ_ONCE(lock->owner_cpu);

	/* Fields of a former writer say nothing about readers. */
	lock_report_spin("rwlock", what, lock, owner_cpu ? READ_ONCE(lock->owner) : NULL, owner_cpu,
			 owner_cpu ? READ_ONCE(lock->site) : NULL, site);
}

static void check_recursion(rwlock_t *lock, const struct lock_site *site)
{
	/* Who writes on this CPU is below us on this very stack: it never gets on. */
	if (READ_ONCE(lock->owner_cpu) == arch_smp_processor_id() + 1)
		report("recursion", lock, site);
}

void __read_lock_slow(rwlock_t *lock, const struct lock_site *site)
{
	/* An interrupt may have come in on a reader, for whom the writer waits. */
	unsigned int keeps_out = in_interrupt() ? __RW_WRITER : __RW_WRITER | __RW_WAITING;
	struct stall stall = STALL_INIT;

	check_recursion(lock, site);
	do {
		while (READ_ONCE(lock->cnts) & keeps_out)
			if (stall_turn(&stall))
				report("lockup suspected", lock, site);
	} while (!__rw_try_read(lock, keeps_out));
}
EXPORT_SYMBOL(__read_lock_slow);

/* Nobody else holds it. Other writers that spin set WAITING again. */
static bool try_write(rwlock_t *lock, unsigned int cnts)
{
	/* RL1: acquire; pairs with RL2. */
	return !(cnts & ~__RW_WAITING) &&
	       arch_try_cmpxchg(&lock->cnts, &cnts, __RW_WRITER, __ATOMIC_ACQUIRE);
}

void __write_lock_slow(rwlock_t *lock, const struct lock_site *site)
{
	struct stall stall = STALL_INIT;
	unsigned int cnts;

	check_recursion(lock, site);
	while (!try_write(lock, cnts = READ_ONCE(lock->cnts))) {
		if (!(cnts & __RW_WAITING)) {
			(void)arch_fetch_or(&lock->cnts, __RW_WAITING, __ATOMIC_RELAXED);
			continue;
		}
		if (stall_turn(&stall))
			report("lockup suspected", lock, site);
	}
	__rw_owned(lock, site);
}
EXPORT_SYMBOL(__write_lock_slow);

void __rwlock_unlock_bug(rwlock_t *lock, const struct lock_site *site)
{
	report(READ_ONCE(lock->cnts) & ~__RW_WAITING ? "wrong CPU" : "already unlocked", lock,
	       site);
}
EXPORT_SYMBOL(__rwlock_unlock_bug);
