// SPDX-License-Identifier: MIT
/*
 * Kthreads, but for what they run on, which is the machine's (arch_kthread_create()).
 *
 *	made		sleeps, and has not called its function; @begun is false
 *	begun		woken for the first time
 *	done		@result is there, and who waits in kthread_stop() goes on; the task ends
 *
 * What belongs to a kthread lives as long as its task_struct. All of them are in a list, so that a
 * stale pointer is known for one, and shutdown finds what is left. kthreads_lock protects the list,
 * and nothing else.
 */
#include <stdarg.h>

#include <linux/bitops.h>
#include <linux/bug.h>
#include <linux/errno.h>
#include <linux/kthread.h>
#include <linux/might_sleep.h>
#include <linux/printk.h>
#include <linux/sprintf.h>
#include <linux/string.h>
#include <linux/wait.h>

#include "arch/upcall.h"
#include "host/call.h"
#include "host/lock.h"
#include "host/subsys.h"
#include "kernel/kthread.h"

/* Bits of struct kthread's flags. */
#define SHOULD_STOP 0

/**
 * struct kthread - what a kthread is besides a task
 * @flags: bits above; atomic
 * @begun: written by the kthread
 * @done: written by the kthread; releases @result
 * @result: what kthread_stop() returns
 * @threadfn, @data: what it runs; constant
 * @exited: who waits for @done
 * @task: the task; constant
 * @prev, @next: list of all
 */
struct kthread {
	unsigned long flags;
	bool begun;
	bool done;
	int result;
	int (*threadfn)(void *data);
	void *data;
	struct wait_queue_head exited;
	struct task_struct *task;
	struct kthread *prev, *next;
};

static struct host_lock kthreads_lock;
static struct kthread *kthreads;

/* --- the list --- */

static void list_insert(struct kthread *kthread)
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

/* Of @task, if its task_struct is there still, with a reference. */
static struct kthread *find(const struct task_struct *task)
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
	struct kthread *kthread = task->worker_private;

	list_remove(kthread);
	arch_object_free(kthread);
}

void kthread_upcall_forked(void)
{
	kthreads = NULL;
	kthreads_lock.holder = 0;
}

/* --- the kthread's own side --- */

/* Of the calling kthread; NULL with a report in any other task. */
static struct kthread *self(void)
{
	struct kthread *kthread = current->worker_private;

	WARN_ON_ONCE(!kthread);
	return kthread;
}

bool kthread_should_stop(void)
{
	struct kthread *kthread = self();

	if (!kthread)
		return false;
	arch_api_point(&kthread->flags);
	return test_bit(SHOULD_STOP, &kthread->flags);
}
EXPORT_SYMBOL(kthread_should_stop);

void kthread_exit(long result)
{
	struct kthread *kthread = current->worker_private;

	BUG_ON(!kthread);
	if (preempt_count() || irqs_disabled()) {
		sched_upcall_atomic_exit();
		(void)arch_section_break();
	}
	kthread->result = (int)result;
	arch_kthread_ending();
	/* E1: release, pairs with E2 in kthread_stop(): who sees @done sees the result. */
	smp_store_release(&kthread->done, true);
	wake_up_all(&kthread->exited);
	arch_kthread_exit();
}
EXPORT_SYMBOL(kthread_exit);

/* What a kthread runs once it is woken for the first time. */
static void kthread_main(void *arg)
{
	struct kthread *kthread = arg;
	int ret = -EINTR;

	WRITE_ONCE(kthread->begun, true);
	current->waits_describe = NULL;
	if (!test_bit(SHOULD_STOP, &kthread->flags))
		ret = kthread->threadfn(kthread->data);
	kthread_exit(ret);
}

/* --- its maker's --- */

static void describe_first_wake(const void *waits_for, char *buf, unsigned long size)
{
	(void)waits_for;
	scnprintf(buf, size, "its first wake_up_process()");
}

static struct task_struct *create(int (*threadfn)(void *data), void *data, const char *name)
{
	struct kthread *kthread = arch_object_alloc(sizeof(*kthread));
	struct task_struct *task;

	if (!kthread)
		return ERR_PTR(-ENOMEM);
	kthread->threadfn = threadfn;
	kthread->data = data;
	init_waitqueue_head(&kthread->exited);
	task = arch_kthread_create(name, kthread_main, kthread);
	if (IS_ERR(task)) {
		arch_object_free(kthread);
		return task;
	}
	/* It is asleep; what wakes it orders this before. */
	task->waits_describe = describe_first_wake;
	task->worker_private = kthread;
	kthread->task = task;
	list_insert(kthread);
	return task;
}

struct task_struct *kthread_create_anywhere(int (*threadfn)(void *data), void *data,
					    const char *name)
{
	return create(threadfn, data, name);
}

struct task_struct *kthread_create_on_node(int (*threadfn)(void *data), void *data, int node,
					   const char namefmt[], ...)
{
	char name[TASK_COMM_LEN];
	va_list args;

	(void)node;
	might_sleep();
	va_start(args, namefmt);
	vscnprintf(name, sizeof(name), namefmt, args);
	va_end(args);
	return create(threadfn, data, name);
}
EXPORT_SYMBOL(kthread_create_on_node);

struct task_struct *kthread_create_on_cpu(int (*threadfn)(void *data), void *data, unsigned int cpu,
					  const char *namefmt)
{
	char name[TASK_COMM_LEN];
	struct task_struct *task;

	might_sleep();
	scnprintf(name, sizeof(name), namefmt, cpu);
	task = create(threadfn, data, name);
	if (!IS_ERR(task))
		kthread_bind(task, cpu);
	return task;
}
EXPORT_SYMBOL(kthread_create_on_cpu);

void kthread_bind(struct task_struct *k, unsigned int cpu)
{
	struct kthread *kthread = k->worker_private;

	if (WARN_ON(!kthread || cpu >= arch_cpu_count()) ||
	    WARN_ON(READ_ONCE(kthread->begun) ||
		    (READ_ONCE(k->__state) & ~ARCH_TASK_ASLEEP) != TASK_UNINTERRUPTIBLE))
		return;
	arch_kthread_bind(k, cpu);
}
EXPORT_SYMBOL(kthread_bind);

static void describe_end(const void *waits_for, char *buf, unsigned long size)
{
	const struct task_struct *k = waits_for;

	scnprintf(buf, size, "the end of kthread %s:%d", k->comm, k->pid);
}

static int stop(struct kthread *kthread)
{
	struct task_struct *k = kthread->task, *me = current;

	set_bit(SHOULD_STOP, &kthread->flags);
	wake_up_process(k);
	me->waits_for = k;
	me->waits_describe = describe_end;
	/* E2: acquire, pairs with E1. */
	wait_event(kthread->exited, smp_load_acquire(&kthread->done));
	me->waits_describe = NULL;
	return kthread->result;
}

int kthread_stop(struct task_struct *k)
{
	struct kthread *kthread;
	int ret;

	might_sleep();
	arch_api_point(k);
	kthread = find(k);
	/* DIVERGES: Linux goes on with what is in that memory by now. */
	if (WARN(!kthread, "refcount_t: addition on 0; use-after-free.\n"))
		return -ESRCH;
	ret = stop(kthread);
	put_task_struct(k);
	return ret;
}
EXPORT_SYMBOL(kthread_stop);

int kthread_stop_put(struct task_struct *k)
{
	int ret = kthread_stop(k);

	put_task_struct(k);
	return ret;
}
EXPORT_SYMBOL(kthread_stop_put);

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
		stop(kthread);
		put_task_struct(kthread->task);
	}
}
