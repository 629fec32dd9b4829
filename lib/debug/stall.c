// SPDX-License-Identifier: MIT
/*
 * Waits that say what they wait for.
 */
#include <linux/panic.h>
#include <linux/printk.h>
#include <linux/sprintf.h>

#include "arch/upcall.h"
#include "debug/report.h"
#include "debug/stall.h"

/* Turns between two looks at the clock. */
#define TURNS_PER_CLOCK 64

/* Any thread; atomic. */
static unsigned int watchdog_ms = 2 * 10 * 1000;
static unsigned int hung_task_ms = 120 * 1000;

bool stall_turn(struct stall *stall)
{
	unsigned int limit = __atomic_load_n(&watchdog_ms, __ATOMIC_RELAXED);

	arch_relax(++stall->turns);
	if (stall->turns % TURNS_PER_CLOCK)
		return false;
	if (!stall->start_ns) {
		stall->start_ns = arch_clock_coarse_ns();
		return false;
	}
	if (stall->reported || !limit ||
	    arch_clock_coarse_ns() - stall->start_ns < limit * 1000000ull)
		return false;
	stall->reported = true;
	return true;
}

unsigned int stall_seconds(const struct stall *stall)
{
	return stall->start_ns ?
		       (unsigned int)((arch_clock_coarse_ns() - stall->start_ns) / 1000000000u) :
		       0;
}

void stall_set_thresholds(unsigned int new_watchdog_ms, unsigned int new_hung_task_ms)
{
	__atomic_store_n(&watchdog_ms, new_watchdog_ms, __ATOMIC_RELAXED);
	__atomic_store_n(&hung_task_ms, new_hung_task_ms, __ATOMIC_RELAXED);
}

uint64_t stall_watchdog_ns(void)
{
	return __atomic_load_n(&watchdog_ms, __ATOMIC_RELAXED) * 1000000ull;
}

uint64_t stall_hung_task_ns(void)
{
	return __atomic_load_n(&hung_task_ms, __ATOMIC_RELAXED) * 1000000ull;
}

void stall_report_spinlock(const void *lock, const char *owner_comm, pid_t owner_pid, int owner_cpu,
			   const void *site)
{
	struct report report;
	struct whoami who;

	whoami(&who);
	report_begin(&report, KERN_EMERG, "BUG: spinlock lockup suspected on CPU#%d, %s/%d",
		     who.cpu, who.comm, who.pid);
	printk(KERN_EMERG " lock: %pS, .owner: %s/%d, .owner_cpu: %d\n", lock,
	       owner_comm ? owner_comm : "<none>", owner_comm ? owner_pid : -1, owner_cpu);
	if (site)
		printk(KERN_EMERG " taken at: %pB\n", site);
	dump_stack_lvl(KERN_EMERG);
	report_end(&report);
}

void stall_report_cpu(int cpu, unsigned int seconds, const char *comm, pid_t pid)
{
	struct report report;

	report_begin(&report, KERN_EMERG,
		     "watchdog: BUG: soft lockup - CPU#%d stuck for %us! [%s:%d]", cpu, seconds,
		     comm, pid);
	dump_stack_lvl(KERN_EMERG);
	add_taint(TAINT_SOFTLOCKUP, LOCKDEP_STILL_OK);
	report_end(&report);
}

void stall_report_task(const char *comm, pid_t pid, unsigned int seconds, const char *what)
{
	struct report report;

	report_begin(&report, KERN_ERR, "INFO: task %s:%d blocked for more than %u seconds.", comm,
		     pid, seconds);
	if (what)
		printk(KERN_ERR " waiting for: %s\n", what);
	dump_stack_lvl(KERN_ERR);
	report_end(&report);
}

void stall_report(const struct stall *stall, const char *fmt, ...)
{
	struct va_format vaf = {.fmt = fmt};
	struct report report;
	struct whoami who;
	va_list args;

	whoami(&who);
	va_start(args, fmt);
	vaf.va = &args;
	report_begin(&report, KERN_ERR, "BUG: %pV stalled for %us on CPU#%d, %s/%d", &vaf,
		     stall_seconds(stall), who.cpu, who.comm, who.pid);
	va_end(args);
	dump_stack_lvl(KERN_ERR);
	report_end(&report);
}
