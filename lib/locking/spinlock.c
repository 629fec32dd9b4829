// SPDX-License-Identifier: MIT
/*
 * Spinlocks, the contended side. The caller owns its CPU; with interrupts on, handlers still land
 * while it spins.
 */
#include <linux/printk.h>
#include <linux/sched.h>
#include <linux/spinlock.h>

#include "debug/report.h"
#include "debug/stall.h"

/* As CONFIG_DEBUG_SPINLOCK words it, and both places. The holder's fields are read unlocked:
 * while it does not get on, they don't change. */
static void report(const char *what, raw_spinlock_t *lock, const struct lock_site *site)
{
	struct task_struct *owner = READ_ONCE(lock->owner);
	const struct lock_site *taken = READ_ONCE(lock->site);
	unsigned int owner_cpu = READ_ONCE(lock->owner_cpu);
	struct report r;
	struct whoami who;

	whoami(&who);
	report_begin(&r, KERN_EMERG, "BUG: spinlock %s on CPU#%d, %s/%d", what, who.cpu, who.comm,
		     who.pid);
	printk(KERN_EMERG " lock: %pS, .owner: %s/%d, .owner_cpu: %d\n", lock,
	       owner ? owner->comm : "<none>", owner ? owner->pid : -1, (int)owner_cpu - 1);
	if (taken)
		printk(KERN_EMERG " taken at: %s:%u (%s)\n", taken->file, taken->line, taken->func);
	if (site)
		printk(KERN_EMERG " wanted at: %s:%u (%s)\n", site->file, site->line, site->func);
	report_end(&r);
}

void __raw_spin_lock_slow(raw_spinlock_t *lock, const struct lock_site *site)
{
	struct stall stall = STALL_INIT;

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
