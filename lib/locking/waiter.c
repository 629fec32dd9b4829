// SPDX-License-Identifier: MIT
/*
 * Waiters of sleeping locks: see locking.h.
 */
#include <linux/errno.h>
#include <linux/sprintf.h>
#include <linux/string.h>

#include "arch/upcall.h"
#include "locking/locking.h"

/* Reports of all who are stuck stand in one line: no folders. */
static int describe_site(const char *what, const struct lock_site *site, char *buf, size_t size)
{
	const char *slash = strrchr(site->file, '/');

	return scnprintf(buf, size, ", %s at %s:%u", what, slash ? slash + 1 : site->file,
			 site->line);
}

/* The owner may have exited, and its task_struct be gone: the machine looks whether it is there. */
static int describe_owner(const struct lock_waiter *waiter, char *buf, size_t size)
{
	const struct task_struct *owner = LOCK_OWNER(arch_peek(*waiter->owner));
	const struct lock_site *taken = arch_peek(*waiter->taken);
	char comm[TASK_COMM_LEN];
	pid_t pid;
	int n;

	if (!owner)
		return 0;
	if (arch_task_name(owner, comm, &pid))
		n = scnprintf(buf, size, ", held by %s/%d", comm, pid);
	else
		n = scnprintf(buf, size, ", held by a task that has exited");
	if (taken)
		n += describe_site("taken", taken, buf + n, size - (size_t)n);
	return n;
}

static void describe(const void *waits_for, char *buf, unsigned long size)
{
	const struct lock_waiter *waiter = waits_for;
	int n;

	if (waiter->name)
		n = scnprintf(buf, size, "%s %s", waiter->kind, waiter->name);
	else
		n = scnprintf(buf, size, "%s %pS", waiter->kind, waiter->lock);
	if (waiter->owner)
		n += describe_owner(waiter, buf + n, size - (size_t)n);
	(void)describe_site("wanted", waiter->wanted, buf + n, size - (size_t)n);
}

void lock_waiter_begin(struct lock_waiter *waiter)
{
	struct task_struct *me = current;

	waiter->task = me;
	me->waits_for = waiter;
	me->waits_describe = describe;
}

void lock_waiter_end(struct lock_waiter *waiter)
{
	waiter->task->waits_describe = NULL;
	waiter->task->waits_for = NULL;
}

int lock_wait(struct lock_waiter *waiter, raw_spinlock_t *wait_lock, unsigned int state,
	      long timeout)
{
	while (!waiter->granted) {
		if (signal_pending_state(state, waiter->task))
			return -EINTR;
		if (timeout <= 0)
			return -ETIME;
		/* Who grants it holds wait_lock, as we do until here. */
		__set_current_state(state);
		raw_spin_unlock_irq(wait_lock);
		timeout = schedule_timeout(timeout);
		raw_spin_lock_irq(wait_lock);
	}
	return 0;
}

void lock_grant(struct lock_waiter *waiter)
{
	waiter->granted = true;
	wake_up_process(waiter->task);
}
