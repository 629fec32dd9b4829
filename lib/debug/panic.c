// SPDX-License-Identifier: MIT
/*
 * WARN(), BUG() and panic(): the kernel's words for a broken invariant, a call trace, and for
 * the latter two the end of the process by abort(), where a debugger or a core dump finds it.
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <linux/bug.h>
#include <linux/panic.h>
#include <linux/printk.h>
#include <linux/sprintf.h>

#include "debug/report.h"
#include "debug/symbol.h"
#include "host/cmdline.h"
#include "kernel/printk.h"
#include "kernel/workqueue-hooks.h"

#define END_TRACE "---[ end trace 0000000000000000 ]---\n"

static unsigned long tainted; /* any thread; atomic */
static int panicking; /* any thread; atomic: the first panic() prints */

/* What Documentation/admin-guide/tainted-kernels lists: the letter when set, and when not. */
static const char taint_letters[TAINT_FLAGS_COUNT][2] = {
	{'P', 'G'}, {'F', ' '}, {'S', ' '}, {'R', ' '}, {'M', ' '}, {'B', ' '}, {'U', ' '},
	{'D', ' '}, {'A', ' '}, {'W', ' '}, {'C', ' '}, {'I', ' '}, {'O', ' '}, {'E', ' '},
	{'L', ' '}, {'K', ' '}, {'X', ' '}, {'T', ' '}, {'N', ' '},
};

void add_taint(unsigned int flag, enum lockdep_ok lockdep_ok)
{
	if (flag < TAINT_FLAGS_COUNT)
		__atomic_fetch_or(&tainted, 1UL << flag, __ATOMIC_RELAXED);
}
EXPORT_SYMBOL(add_taint);

unsigned long get_taint(void)
{
	return __atomic_load_n(&tainted, __ATOMIC_RELAXED);
}
EXPORT_SYMBOL(get_taint);

int test_taint(unsigned int flag)
{
	return flag < TAINT_FLAGS_COUNT && (get_taint() >> flag & 1);
}
EXPORT_SYMBOL(test_taint);

static void print_where(const char *level)
{
	char taint[sizeof("Tainted: ") + TAINT_FLAGS_COUNT] = "Not tainted";
	unsigned long mask = get_taint();
	struct whoami who;

	if (mask) {
		int n = scnprintf(taint, sizeof(taint), "Tainted: ");

		for (int i = 0; i < TAINT_FLAGS_COUNT; i++)
			taint[n++] = taint_letters[i][!(mask >> i & 1)];
		while (taint[n - 1] == ' ')
			n--;
		taint[n] = '\0';
	}
	whoami(&who);
	printk("%sCPU: %d PID: %d Comm: %s %s\n", level, who.cpu, who.pid, who.comm, taint);
}

void dump_stack_lvl(const char *log_lvl)
{
	print_where(log_lvl);
	wq_print_current(log_lvl);
	call_trace(log_lvl);
}
EXPORT_SYMBOL(dump_stack_lvl);

void dump_stack(void)
{
	dump_stack_lvl(KERN_DEFAULT);
}
EXPORT_SYMBOL(dump_stack);

void __warn(const char *file, int line, const char *func, unsigned int taint, const char *fmt, ...)
{
	const void *caller = __builtin_return_address(0);
	unsigned long size = 0;
	const char *start = symbol_start(caller, func, &size);
	struct report report;
	struct whoami who;
	char where[SYMBOL_TEXT_MAX];
	va_list args;

	if (start)
		scnprintf(where, sizeof(where), "%s+0x%lx/0x%lx", func,
			  (unsigned long)((const char *)caller - start), size);
	else
		scnprintf(where, sizeof(where), "%s", func);
	whoami(&who);

	printk(KERN_WARNING CUT_HERE);
	if (fmt) {
		struct va_format vaf = {.fmt = fmt, .va = &args};

		va_start(args, fmt);
		printk(KERN_WARNING "%pV", &vaf);
		va_end(args);
	}
	report_begin(&report, KERN_WARNING, "WARNING: CPU: %d PID: %d at %s:%d %s", who.cpu,
		     who.pid, file, line, where);
	if (boot_options.panic_on_warn)
		panic("kernel: panic_on_warn set ...\n");
	dump_stack_lvl(KERN_WARNING);
	printk(KERN_WARNING END_TRACE);
	add_taint(taint, LOCKDEP_STILL_OK);
	report_end(&report);
}
EXPORT_SYMBOL(__warn);

void __bug(const char *file, int line, const char *func)
{
	struct report report;

	printk(KERN_CRIT CUT_HERE);
	report_begin(&report, KERN_CRIT, "kernel BUG at %s:%d!", file, line);
	dump_stack_lvl(KERN_CRIT);
	printk(KERN_CRIT END_TRACE);
	add_taint(TAINT_DIE, LOCKDEP_NOW_UNRELIABLE);
	report_end(&report);
	if (boot_options.panic_on_oops)
		panic("Fatal exception");
	log_flush_on_death();
	abort();
}
EXPORT_SYMBOL(__bug);

void panic(const char *fmt, ...)
{
	char why[256];
	va_list args;
	int n;

	/* A second one, from a thread or a callback that the first has upset, adds nothing. */
	if (__atomic_exchange_n(&panicking, 1, __ATOMIC_RELAXED))
		abort();
	va_start(args, fmt);
	n = vscnprintf(why, sizeof(why), fmt, args);
	va_end(args);
	if (n && why[n - 1] == '\n')
		why[n - 1] = '\0';
	printk(KERN_EMERG "Kernel panic - not syncing: %s\n", why);
	dump_stack_lvl(KERN_EMERG);
	printk(KERN_EMERG "---[ end Kernel panic - not syncing: %s ]---\n", why);
	log_flush_on_death();
	abort();
}
EXPORT_SYMBOL(panic);
