// SPDX-License-Identifier: MIT
/*
 * Reports: counting them, and the host program's choice of what they do.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <sys/prctl.h>
#include <sys/syscall.h>

#include <linux/printk.h>
#include <linux/sched.h>
#include <linux/smp.h>
#include <linux/sprintf.h>
#include <tasklet/report.h>

#include "debug/report.h"
#include "host/call.h"
#include "host/lock.h"
#include "kernel/printk.h"

static struct host_lock action_lock; /* the three below */
static enum tl_report_action report_action;
static tl_report_fn report_cb;
static void *report_arg;

static unsigned long report_count; /* any thread; atomic */

void report_begin(struct report *report, const char *level, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	vscnprintf(report->line, sizeof(report->line), fmt, args);
	va_end(args);
	__atomic_fetch_add(&report_count, 1, __ATOMIC_RELAXED);
	printk("%s%s\n", level, report->line);
}

void report_end(const struct report *report)
{
	unsigned long state = host_call_begin();
	bool taken = host_lock(&action_lock);
	enum tl_report_action action = report_action;
	tl_report_fn cb = report_cb;
	void *arg = report_arg;

	if (taken)
		host_unlock(&action_lock);
	host_call_end(state);

	if (action == TL_REPORT_CALLBACK)
		cb(report->line, arg);
	if (action == TL_REPORT_ABORT) {
		log_flush_on_death();
		abort();
	}
}

void tl_report(const char *fmt, ...)
{
	struct va_format vaf = {.fmt = fmt};
	struct report report;
	va_list args;

	va_start(args, fmt);
	vaf.va = &args;
	report_begin(&report, KERN_ERR, "%pV", &vaf);
	va_end(args);
	report_end(&report);
}

unsigned long tl_report_count(void)
{
	return __atomic_load_n(&report_count, __ATOMIC_RELAXED);
}
EXPORT_SYMBOL(tl_report_count);

int tl_set_report_action(enum tl_report_action action, tl_report_fn cb, void *arg)
{
	unsigned long state;
	bool taken;

	if (action > TL_REPORT_CALLBACK || (action == TL_REPORT_CALLBACK && !cb)) {
		printk(KERN_ERR "tl_set_report_action: %s\n",
		       action > TL_REPORT_CALLBACK ? "action: no such action" :
						     "cb: TL_REPORT_CALLBACK needs a function");
		return -EINVAL;
	}
	state = host_call_begin();
	taken = host_lock(&action_lock);
	report_action = action;
	report_cb = cb;
	report_arg = arg;
	if (taken)
		host_unlock(&action_lock);
	host_call_end(state);
	return 0;
}
EXPORT_SYMBOL(tl_set_report_action);

void whoami(struct whoami *who)
{
	struct task_struct *task = arch_current_or_null;

	memset(who, 0, sizeof(*who));
	who->cpu = (int)raw_smp_processor_id();
	if (task) {
		who->pid = task->pid;
		memcpy(who->comm, task->comm, sizeof(who->comm) - 1);
	} else {
		who->pid = (pid_t)syscall(SYS_gettid);
		prctl(PR_GET_NAME, who->comm);
	}
}
