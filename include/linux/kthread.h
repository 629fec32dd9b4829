/* SPDX-License-Identifier: MIT */
/*
 * Kthreads: tasks that a driver makes, each with a stack of its own.
 *
 *	struct task_struct *t = kthread_run(fn, dev, "mydev/%d", nr);
 *
 *	static int fn(void *data)
 *	{
 *		while (!kthread_should_stop())
 *			...
 *		return 0;		// what kthread_stop(t) returns
 *	}
 *
 * A task_struct is there until the kthread has ended; who stops one that may end by itself holds a
 * reference (get_task_struct()).
 */
#ifndef _LINUX_KTHREAD_H
#define _LINUX_KTHREAD_H

#include <linux/err.h>
#include <linux/export.h>
#include <linux/numa.h>
#include <linux/sched.h>

__tl_api_begin

/**
 * kthread_create_on_node() - make a kthread that sleeps until its first wake_up_process()
 * @threadfn: what it runs; its return ends the kthread, and is what kthread_stop() returns
 * @data: given to @threadfn
 * @node: NUMA_NO_NODE, or any node: there is one
 * @namefmt: printf-style format of its name, cut off at 15 characters
 *
 * Context: task; may sleep. Boots if nobody has.
 * Return: the kthread, or ERR_PTR(): -ENOMEM, -EAGAIN if the host has no more threads.
 * Follows Linux 6.12.
 */
struct task_struct *kthread_create_on_node(int (*threadfn)(void *data), void *data, int node,
					   const char namefmt[], ...)
	__attribute__((format(printf, 4, 5)));

/**
 * kthread_create_on_cpu() - make a kthread that is bound to a CPU
 * @threadfn: what it runs
 * @data: given to @threadfn
 * @cpu: where it stays
 * @namefmt: format of its name, with one %u for the CPU
 *
 * Context: task; may sleep. Return: as kthread_create_on_node(). Follows Linux 6.12.
 */
struct task_struct *kthread_create_on_cpu(int (*threadfn)(void *data), void *data, unsigned int cpu,
					  const char *namefmt);

/**
 * kthread_bind() - have a kthread run on one CPU only
 * @k: made, and not woken yet; else it is left as it is, with a WARN_ON()
 * @cpu: of the machine's
 *
 * Context: any. Follows Linux 6.12.
 */
void kthread_bind(struct task_struct *k, unsigned int cpu);

/**
 * kthread_stop() - ask a kthread to end, wake it, and wait for its end
 * @k: the kthread
 *
 * One that has not been woken yet ends without calling its function. A signal is pending in it from
 * here on, so that its interruptible waits end. Who stops itself waits for ever, and the hung-task
 * report says so.
 *
 * Context: task; may sleep.
 * Return: what its function returned, -EINTR if that was not called. Follows Linux 6.12; but one
 * whose task_struct is gone is reported in the words of Linux' refcount_t, with -ESRCH.
 */
int kthread_stop(struct task_struct *k);
/**
 * kthread_stop_put() - kthread_stop(), and drop the caller's reference
 * @k: the kthread
 *
 * Context: task; may sleep. Return: as kthread_stop(). Follows Linux 6.12.
 */
int kthread_stop_put(struct task_struct *k);
/**
 * kthread_should_stop() - has somebody called kthread_stop() for this kthread?
 *
 * Context: the kthread; another task is told no, with a WARN_ON_ONCE().
 * Follows Linux 6.12.
 */
bool kthread_should_stop(void);

/**
 * kthread_exit() - end this kthread
 * @result: what kthread_stop() returns
 *
 * Context: the kthread. Follows Linux 6.12.
 */
void kthread_exit(long result) __attribute__((noreturn));

__tl_api_end

/** kthread_create() - kthread_create_on_node(), on any node */
#define kthread_create(threadfn, data, namefmt, arg...) \
	kthread_create_on_node(threadfn, data, NUMA_NO_NODE, namefmt, ##arg)

/** kthread_run() - kthread_create() and its first wake_up_process() */
#define kthread_run(threadfn, data, namefmt, ...)                                                 \
	__extension__({                                                                           \
		struct task_struct *__k = kthread_create(threadfn, data, namefmt, ##__VA_ARGS__); \
		if (!IS_ERR(__k))                                                                 \
			wake_up_process(__k);                                                     \
		__k;                                                                              \
	})

/** kthread_run_on_cpu() - kthread_create_on_cpu() and its first wake_up_process() */
static inline struct task_struct *kthread_run_on_cpu(int (*threadfn)(void *data), void *data,
						     unsigned int cpu, const char *namefmt)
{
	struct task_struct *k = kthread_create_on_cpu(threadfn, data, cpu, namefmt);

	if (!IS_ERR(k))
		wake_up_process(k);
	return k;
}

#endif /* _LINUX_KTHREAD_H */
