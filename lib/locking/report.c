// SPDX-License-Identifier: MIT
/*
 * Reports of locks that are used wrongly, as lockdep, CONFIG_DEBUG_MUTEXES and
 * CONFIG_DEBUG_SPINLOCK word them, and the places in the source.
 */
#include <linux/panic.h>
#include <linux/printk.h>
#include <linux/string.h>

#include "arch/upcall.h"
#include "debug/report.h"
#include "locking/locking.h"

static void print_site(const char *level, const char *what, const struct lock_site *site)
{
	if (site)
		printk("%s %s: %s:%u (%s)\n", level, what, site->file, site->line, site->func);
}

void lock_report_spin(const char *kind, const char *what, const void *lock,
		      struct task_struct *owner, unsigned int owner_cpu,
		      const struct lock_site *taken, const struct lock_site *wanted)
{
	char comm[TASK_COMM_LEN] = "<none>";
	struct report r;
	struct whoami who;
	pid_t pid = -1;

	whoami(&who);
	/* Memory that was never set up names no task, and no place. */
	if (owner_cpu > NR_CPUS) {
		what = "bad magic";
		owner = NULL;
		taken = NULL;
	}
	if (owner && !arch_task_name(owner, comm, &pid))
		strscpy(comm, "<exited>", sizeof(comm));
	report_begin(&r, KERN_EMERG, "BUG: %s %s on CPU#%d, %s/%d", kind, what, who.cpu, who.comm,
		     who.pid);
	printk(KERN_EMERG " lock: %pS, .owner: %s/%d, .owner_cpu: %d\n", lock, comm, pid,
	       (int)owner_cpu - 1);
	print_site(KERN_EMERG, "taken at", taken);
	print_site(KERN_EMERG, "wanted at", wanted);
	report_end(&r);
}

static const char *name_of(const char *name, const char *kind)
{
	return name ? name : kind;
}

void lock_report_recursion(const struct lock_waiter *waiter)
{
	struct report r;
	struct whoami who;

	whoami(&who);
	printk(KERN_WARNING "============================================\n");
	report_begin(&r, KERN_WARNING, "WARNING: possible recursive locking detected");
	printk(KERN_WARNING "--------------------------------------------\n");
	printk(KERN_WARNING "%s/%d is trying to acquire lock:\n", who.comm, who.pid);
	printk(KERN_WARNING "%pS (%s)\n", waiter->lock, name_of(waiter->name, waiter->kind));
	print_site(KERN_WARNING, "at", waiter->wanted);
	printk(KERN_WARNING "but task is already holding lock:\n");
	printk(KERN_WARNING "%pS (%s)\n", waiter->lock, name_of(waiter->name, waiter->kind));
	print_site(KERN_WARNING, "at", arch_peek(*waiter->taken));
	printk(KERN_WARNING " *** DEADLOCK ***\n");
	dump_stack_lvl(KERN_WARNING);
	report_end(&r);
}

void lock_report_unlock(const char *kind, const void *lock, const char *name,
			struct task_struct *owner, const struct lock_site *site)
{
	char comm[TASK_COMM_LEN];
	struct report r;
	struct whoami who;
	pid_t pid;

	whoami(&who);
	printk(KERN_WARNING "=====================================\n");
	report_begin(&r, KERN_WARNING, "WARNING: bad unlock balance detected!");
	printk(KERN_WARNING "-------------------------------------\n");
	printk(KERN_WARNING "%s/%d is trying to release lock (%s) %pS\n", who.comm, who.pid,
	       name_of(name, kind), lock);
	print_site(KERN_WARNING, "at", site);
	if (owner && arch_task_name(owner, comm, &pid))
		printk(KERN_WARNING "but it is held by %s/%d!\n", comm, pid);
	else
		printk(KERN_WARNING "but there are no more locks to release!\n");
	dump_stack_lvl(KERN_WARNING);
	report_end(&r);
}

void lock_report_misuse(const char *what, const void *lock, const struct lock_site *site)
{
	struct report r;

	report_begin(&r, KERN_WARNING, "DEBUG_LOCKS_WARN_ON(%s)", what);
	printk(KERN_WARNING " lock: %pS\n", lock);
	print_site(KERN_WARNING, "at", site);
	dump_stack_lvl(KERN_WARNING);
	report_end(&r);
}
