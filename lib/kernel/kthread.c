// SPDX-License-Identifier: MIT
/*
 * Kthreads, but for what they run on, which is the machine's (arch_kthread_create()).
 *
 *	made		sleeps, and has not called its function; @begun is false
 *	begun		woken for the first time
 *	done		@result is there, and who waits in kthread_stop() goes on; the task ends
 *
 * What belongs to a kthread lives as long as its task_struct.
 */
#include <stdarg.h>

#include <linux/bitops.h>
#include <linux/bug.h>
#include <linux/completion.h>
#include <linux/errno.h>
#include <linux/might_sleep.h>
#include <linux/sprintf.h>

#include "arch/upcall.h"
#include "kernel/kthread.h"

/* --- the kthread's own side --- */

struct kthread *kthread_self(void)
{
	struct kthread *kthread = to_kthread(current);

	WARN_ON_ONCE(!kthread);
	return kthread;
}

bool kthread_should_stop(void)
{
	struct kthread *kthread = kthread_self();

	if (!kthread)
		return false;
	arch_api_point(&kthread->flags);
	return test_bit(KTHREAD_SHOULD_STOP, &kthread->flags);
}
EXPORT_SYMBOL(kthread_should_stop);

void kthread_exit(long result)
{
	struct kthread *kthread = to_kthread(current);

	BUG_ON(!kthread);
	if (preempt_count() || irqs_disabled()) {
		sched_upcall_atomic_exit();
		(void)arch_section_break();
	}
	kthread->result = (int)result;
	arch_kthread_ending();
	/* E1: release, pairs with E2 in kthread_stop(): who sees @done sees the result. */
	smp_store_release(&kthread->done, true);
	wake_up_all(&kthread->changed);
	arch_kthread_exit();
}
EXPORT_SYMBOL(kthread_exit);

void kthread_complete_and_exit(struct completion *comp, long result)
{
	if (comp)
		complete(comp);
	kthread_exit(result);
}
EXPORT_SYMBOL(kthread_complete_and_exit);

/* What a kthread runs once it is woken for the first time. */
static void kthread_main(void *arg)
{
	struct kthread *kthread = arg;
	int ret = -EINTR;

	WRITE_ONCE(kthread->begun, true);
	current->waits_describe = NULL;
	if (!test_bit(KTHREAD_SHOULD_STOP, &kthread->flags)) {
		if (test_bit(KTHREAD_SHOULD_PARK, &kthread->flags))
			kthread_park_self(kthread);
		ret = kthread->threadfn(kthread->data);
	}
	kthread_exit(ret);
}

/* --- its maker's --- */

void *kthread_data(struct task_struct *k)
{
	return to_kthread(k)->data;
}
EXPORT_SYMBOL_GPL(kthread_data);

void *kthread_func(struct task_struct *k)
{
	struct kthread *kthread = to_kthread(k);

	return kthread ? (void *)kthread->threadfn : NULL;
}
EXPORT_SYMBOL_GPL(kthread_func);

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
	init_waitqueue_head(&kthread->changed);
	task = arch_kthread_create(name, kthread_main, kthread);
	if (IS_ERR(task)) {
		arch_object_free(kthread);
		return task;
	}
	/* It is asleep; what wakes it orders this before, but for its own report of a long sleep. */
	arch_poke(task->waits_describe, describe_first_wake);
	task->worker_private = kthread;
	kthread->task = task;
	kthread_list_insert(kthread);
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

/* A kthread that has not been woken yet, and a CPU of the machine's? */
static bool may_bind(struct task_struct *k, unsigned int cpu)
{
	struct kthread *kthread = to_kthread(k);

	return kthread && cpu < arch_cpu_count() && !READ_ONCE(kthread->begun) &&
	       (READ_ONCE(k->__state) & ~TASK__ASLEEP) == TASK_UNINTERRUPTIBLE;
}

void kthread_bind(struct task_struct *k, unsigned int cpu)
{
	if (!WARN_ON(!may_bind(k, cpu)))
		arch_kthread_bind(k, cpu);
}
EXPORT_SYMBOL(kthread_bind);

/* A mask begins with a bit for each CPU. */
void kthread_bind_mask(struct task_struct *k, const struct cpumask *mask)
{
	unsigned int cpus = arch_cpu_count();
	unsigned int first = (unsigned int)find_first_bit((const unsigned long *)mask, cpus);

	if (!WARN_ON(!may_bind(k, first)) &&
	    find_first_zero_bit((const unsigned long *)mask, cpus) < cpus)
		arch_kthread_bind(k, first);
}
EXPORT_SYMBOL(kthread_bind_mask);

static void describe_end(const void *waits_for, char *buf, unsigned long size)
{
	const struct task_struct *k = waits_for;

	scnprintf(buf, size, "the end of kthread %s:%d", k->comm, k->pid);
}

int kthread_end(struct kthread *kthread)
{
	struct task_struct *k = kthread->task, *me = current;

	set_bit(KTHREAD_SHOULD_STOP, &kthread->flags);
	if (test_bit(KTHREAD_SHOULD_PARK, &kthread->flags))
		kthread_unpark_it(kthread);
	WRITE_ONCE(k->stopping, true);
	wake_up_process(k);
	me->waits_for = k;
	me->waits_describe = describe_end;
	/* E2: acquire, pairs with E1. */
	wait_event(kthread->changed, smp_load_acquire(&kthread->done));
	me->waits_describe = NULL;
	return kthread->result;
}

int kthread_stop(struct task_struct *k)
{
	struct kthread *kthread;
	int ret;

	might_sleep();
	arch_api_point(k);
	kthread = kthread_find(k);
	/* DIVERGES: Linux goes on with what is in that memory by now. */
	if (WARN(!kthread, "refcount_t: addition on 0; use-after-free.\n"))
		return -ESRCH;
	ret = kthread_end(kthread);
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
