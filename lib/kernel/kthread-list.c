// SPDX-License-Identifier: MIT
/*
 * All kthreads whose task_struct is there, in a list: so a stale pointer is known for one, and
 * shutdown finds what is left. kthreads_lock protects the list, and nothing else.
 */
#include <linux/printk.h>
#include <linux/string.h>

#include "arch/upcall.h"
#include "host/call.h"
#include "host/lock.h"
#include "host/subsys.h"
#include "kernel/kthread.h"

static struct host_lock kthreads_lock;
static struct kthread *kthreads;

void kthread_list_insert(struct kthread *kthread)
{
	unsigned long host = host_call_begin();

	host_lock(&kthreads_lock);
	kthread->prev = NULL;
	kthread->next = kthreads;
	if (kthreads)
		kthreads->prev = kthread;
	kthreads = kthread;
	host_unlock(&kthreads_lock);
	host_call_end(host);
}

static void list_remove(struct kthread *kthread)
{
	unsigned long host = host_call_begin();

	host_lock(&kthreads_lock);
	if (kthread->prev)
		kthread->prev->next = kthread->next;
	else
		kthreads = kthread->next;
	if (kthread->next)
		kthread->next->prev = kthread->prev;
	host_unlock(&kthreads_lock);
	host_call_end(host);
}

struct kthread *kthread_find(const struct task_struct *task)
{
	unsigned long host = host_call_begin();
	struct kthread *kthread;

	host_lock(&kthreads_lock);
	for (kthread = kthreads; kthread; kthread = kthread->next)
		if (kthread->task == task)
			break;
	if (kthread && !tryget_task_struct(kthread->task))
		kthread = NULL;
	host_unlock(&kthreads_lock);
	host_call_end(host);
	return kthread;
}

void kthread_upcall_free(struct task_struct *task)
{
	struct kthread *kthread = to_kthread(task);

	list_remove(kthread);
	arch_object_free(kthread);
}

void kthread_upcall_forked(void)
{
	kthreads = NULL;
	kthreads_lock.holder = 0;
}

/* --- shutdown --- */

int kthread_subsys_init(void)
{
	return 0;
}

/* One that has never been woken, with a reference. */
static struct kthread *find_unbegun(void)
{
	unsigned long host = host_call_begin();
	struct kthread *kthread;

	host_lock(&kthreads_lock);
	for (kthread = kthreads; kthread; kthread = kthread->next)
		if (!READ_ONCE(kthread->begun) && tryget_task_struct(kthread->task))
			break;
	host_unlock(&kthreads_lock);
	host_call_end(host);
	return kthread;
}

/* The @n-th that has not ended, into @copy. */
static bool find_left(unsigned int n, struct task_struct *copy)
{
	unsigned long host = host_call_begin();
	struct kthread *kthread;

	host_lock(&kthreads_lock);
	for (kthread = kthreads; kthread; kthread = kthread->next)
		if (!READ_ONCE(kthread->done) && !n--)
			break;
	if (kthread) {
		copy->pid = kthread->task->pid;
		memcpy(copy->comm, kthread->task->comm, sizeof(copy->comm));
	}
	host_unlock(&kthreads_lock);
	host_call_end(host);
	return kthread;
}

/*
 * Who has not begun ends. The others are in the driver's code: as the program's own threads they
 * stay as long as they like, and find the next machine, if there is one, at their next call.
 */
void kthread_subsys_exit(void)
{
	struct task_struct left;
	struct kthread *kthread;

	for (unsigned int n = 0; find_left(n, &left); n++)
		pr_notice("kthread %s:%d was still there at shutdown\n", left.comm, left.pid);
	while ((kthread = find_unbegun())) {
		kthread_end(kthread);
		put_task_struct(kthread->task);
	}
}
