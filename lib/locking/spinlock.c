// SPDX-License-Identifier: MIT
/*
 * Spinlocks, the contended side. The caller owns its CPU; with interrupts on, handlers still land
 * while it spins.
 */
#include <linux/sched.h>
#include <linux/spinlock.h>

#include "debug/stall.h"
#include "locking/locking.h"

/* The holder's fields are read unlocked: while it does not get on, they don't change. */
static void report(const char *what, raw_spinlock_t *lock, const struct lock_site *site)
{
	lock_report_spin("spinlock", what, lock, READ_ONCE(lock->owner), READ_ONCE(lock->owner_cpu),
			 READ_ONCE(lock->site), site);
}

void __raw_spin_lock_slow(raw_spinlock_t *lock, const struct lock_site *site)
{
	struct stall stall = STALL_INIT;

	if (unlikely(READ_ONCE(lock->owner_cpu) > NR_CPUS))
		report("bad magic", lock, site);
	/* Who holds it on this CPU is below us on this very stack: it never gets on. */
	if (READ_ONCE(lock->owner_cpu) == arch_smp_processor_id() + 1 && READ_ONCE(lock->locked))
		report("recursion", lock, site);
	do {
		while (READ_ONCE(lock->locked))
			if (stall_turn(&stall))
				report("lockup suspected", lock, site);
	} while (!__raw_spin_try(lock, site));
}
EXPORT_SYMBOL(__raw_spin_lock_slow);

void __raw_spin_unlock_bug(raw_spinlock_t *lock, const struct lock_site *site)
{
	if (!READ_ONCE(lock->locked))
		report("already unlocked", lock, site);
	else
		report("wrong CPU", lock, site);
}
EXPORT_SYMBOL(__raw_spin_unlock_bug);
