// SPDX-License-Identifier: MIT
/*
 * Broken rules of RCU, in the words of lockdep (Documentation/RCU/lockdep-splat.rst) and of the
 * debugging of rcu_heads.
 *
 * HEADS. A head says nothing of itself before call_rcu(), not even what it is not: it may never
 * have been written. So those that are queued are noted beside, each in the one slot of a table
 * that its address hashes to; one whose slot is another's is not noted, and not found.
 */
#include <linux/panic.h>
#include <linux/printk.h>
#include <linux/rcupdate.h>
#include <linux/sched.h>

#include "arch/upcall.h"
#include "debug/report.h"
#include "kernel/rcu.h"

#define HEAD_BITS 9

/* Atomic, relaxed: an address stands for itself. */
static const struct rcu_head *heads[1 << HEAD_BITS];

static const struct rcu_head **slot_of(const struct rcu_head *head)
{
	return &heads[((unsigned long)head * 0x9e3779b97f4a7c15UL) >> (64 - HEAD_BITS)];
}

bool rcu_head_claim(struct rcu_head *head, rcu_callback_t func, const char *who)
{
	const struct rcu_head **slot = slot_of(head), *found = NULL;
	struct report report;

	if (__atomic_compare_exchange_n(slot, &found, head, false, __ATOMIC_RELAXED,
					__ATOMIC_RELAXED) ||
	    found != head)
		return true;
	report_begin(&report, KERN_ERR, "%s(): Double-freed CB %p->%pS()!!!", who, head,
		     (void *)func);
	dump_stack_lvl(KERN_ERR);
	report_end(&report);
	return false;
}

void rcu_head_release(const struct rcu_head *head)
{
	const struct rcu_head *expected = head;

	(void)__atomic_compare_exchange_n(slot_of(head), &expected, NULL, false, __ATOMIC_RELAXED,
					  __ATOMIC_RELAXED);
}

void rcu_heads_reset(void)
{
	for (unsigned int i = 0; i < 1 << HEAD_BITS; i++)
		__atomic_store_n(&heads[i], NULL, __ATOMIC_RELAXED);
}

void __rcu_unlock_unbalanced(void)
{
	struct report report;
	struct whoami who;

	whoami(&who);
	report_begin(&report, KERN_WARNING, "WARNING: bad unlock balance detected!");
	printk(KERN_WARNING "%s/%d is trying to release lock (rcu_read_lock) at: %pS\n", who.comm,
	       who.pid, __builtin_return_address(0));
	printk(KERN_WARNING "but there are no more locks to release!\n");
	dump_stack_lvl(KERN_WARNING);
	report_end(&report);
}
EXPORT_SYMBOL(__rcu_unlock_unbalanced);

void __rcu_suspicious(const char *file, int line, const char *what)
{
	struct report report;
	struct whoami who;

	whoami(&who);
	report_begin(&report, KERN_WARNING, "WARNING: suspicious RCU usage: %s:%d %s!", file, line,
		     what);
	printk(KERN_WARNING "%s/%d: rcu_read_lock depth %d, preempt_count %08x, irqs_disabled %d\n",
	       who.comm, who.pid, rcu_preempt_depth(), (unsigned int)preempt_count(),
	       irqs_disabled());
	dump_stack_lvl(KERN_WARNING);
	report_end(&report);
}
EXPORT_SYMBOL(__rcu_suspicious);

void sched_upcall_reader_exit(void)
{
	const struct lock_site *site = arch_rcu_site();
	struct report report;
	struct whoami who;

	whoami(&who);
	report_begin(&report, KERN_WARNING, "WARNING: %s/%d still has locks held!", who.comm,
		     who.pid);
	printk(KERN_WARNING "1 lock held by %s/%d: rcu_read_lock, at: %s:%u (%s)\n", who.comm,
	       who.pid, site->file, site->line, site->func);
	report_end(&report);
	(void)rcu_section_break();
}
