// SPDX-License-Identifier: MIT
/*
 * might_sleep(): who owns its CPU must not sleep, since nothing else would run there meanwhile.
 *
 * As on Linux a place that does it in a loop must not drown the log: the place that was reported
 * last is left out for a second.
 */
#include <stdint.h>

#include <linux/irqflags.h>
#include <linux/might_sleep.h>
#include <linux/panic.h>
#include <linux/preempt.h>
#include <linux/printk.h>
#include <linux/rcupdate.h>

#include "debug/report.h"
#include "kernel/printk.h"

#define QUIET_NS 1000000000u

/* The place reported last, and when; any thread, atomic. A race means a report more or less. */
static const char *last_file;
static int last_line;
static uint64_t last_ns;

static bool just_reported(const char *file, int line)
{
	uint64_t now = log_now_ns();
	bool same = __atomic_load_n(&last_file, __ATOMIC_RELAXED) == file &&
		    __atomic_load_n(&last_line, __ATOMIC_RELAXED) == line;

	if (same && now - __atomic_load_n(&last_ns, __ATOMIC_RELAXED) < QUIET_NS)
		return true;
	__atomic_store_n(&last_file, file, __ATOMIC_RELAXED);
	__atomic_store_n(&last_line, line, __ATOMIC_RELAXED);
	__atomic_store_n(&last_ns, now, __ATOMIC_RELAXED);
	return false;
}

void __might_sleep(const char *file, int line)
{
	struct report report;
	struct whoami who;

	if (likely(!preempt_count() && !irqs_disabled() && !rcu_preempt_depth()))
		return;
	if (just_reported(file, line))
		return;
	whoami(&who);
	report_begin(&report, KERN_ERR,
		     "BUG: sleeping function called from invalid context at %s:%d", file, line);
	printk(KERN_ERR "in_atomic(): %d, irqs_disabled(): %d, non_block: 0, pid: %d, name: %s\n",
	       in_atomic(), irqs_disabled(), who.pid, who.comm);
	printk(KERN_ERR "preempt_count: %x, expected: 0\n", (unsigned int)preempt_count());
	printk(KERN_ERR "RCU nest depth: %d, expected: 0\n", rcu_preempt_depth());
	dump_stack_lvl(KERN_ERR);
	add_taint(TAINT_WARN, LOCKDEP_STILL_OK);
	report_end(&report);
}
EXPORT_SYMBOL(__might_sleep);

void __cant_sleep(const char *file, int line)
{
	struct report report;
	struct whoami who;

	if (likely(preempt_count() || irqs_disabled()))
		return;
	if (just_reported(file, line))
		return;
	whoami(&who);
	report_begin(&report, KERN_ERR, "BUG: assuming atomic context at %s:%d", file, line);
	printk(KERN_ERR "in_atomic(): %d, irqs_disabled(): %d, pid: %d, name: %s\n", in_atomic(),
	       irqs_disabled(), who.pid, who.comm);
	dump_stack_lvl(KERN_ERR);
	add_taint(TAINT_WARN, LOCKDEP_STILL_OK);
	report_end(&report);
}
EXPORT_SYMBOL(__cant_sleep);
