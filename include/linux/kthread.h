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
 * Or a kthread worker, which runs work items one after the other:
 *
 *	struct kthread_worker *worker = kthread_create_worker(0, "mydev/%d", nr);
 *
 *	kthread_init_work(&dev->work, fn);
 *	kthread_queue_work(worker, &dev->work);		// from anywhere
 *	...
 *	kthread_destroy_worker(worker);
 *
 * A task_struct is there until the kthread has ended; who stops one that may end by itself holds a
 * reference (get_task_struct()).
 */
#ifndef _LINUX_KTHREAD_H
#define _LINUX_KTHREAD_H

#include <linux/err.h>
#include <linux/export.h>
#include <linux/list.h>
#include <linux/numa.h>
#include <linux/sched.h>
#include <linux/spinlock.h>
#include <linux/string.h>
#include <linux/timer.h>
#include <linux/version.h>

struct cpumask;

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
 * kthread_bind_mask() - have a kthread run on CPUs of a set
 * @k: made, and not woken yet; else it is left as it is, with a WARN_ON()
 * @mask: one of them, all of them, or some: then it stays on the first of these (DIVERGES: a task
 *	has one CPU or any)
 *
 * Context: any. Follows Linux 6.12.
 */
void kthread_bind_mask(struct task_struct *k, const struct cpumask *mask);

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
 * kthread_data() - what was given to kthread_create() for the function
 * @k: a kthread
 *
 * kthread_func() returns the function, and NULL for any other task.
 * Context: any. Follows Linux 6.12.
 */
void *kthread_data(struct task_struct *k);
/** kthread_func() - see kthread_data() */
void *kthread_func(struct task_struct *k);

/**
 * kthread_park() - ask a kthread to sleep in kthread_parkme(), and wait until it does
 * @k: the kthread; one that has not been woken yet is, and parks before it calls its function
 *
 * The calling kthread itself: it is only asked.
 *
 * Context: task; may sleep. Return: 0, -ENOSYS if it has ended, -EBUSY if it was asked before; both
 * with a WARN_ON() if that was so from the start. Follows Linux 6.12.
 */
int kthread_park(struct task_struct *k);
/**
 * kthread_unpark() - let a kthread go on that was asked to park
 * @k: the kthread; one that was not is left as it is
 *
 * Context: any. Follows Linux 6.12.
 */
void kthread_unpark(struct task_struct *k);
/**
 * kthread_should_park() - is this kthread asked to park?
 *
 * Context: the kthread; another task is told no, with a WARN_ON_ONCE(). Follows Linux 6.12.
 */
bool kthread_should_park(void);
/**
 * kthread_parkme() - sleep as long as this kthread is to be parked
 *
 * Only kthread_unpark() and kthread_stop() end it.
 * Context: the kthread; may sleep. Follows Linux 6.12.
 */
void kthread_parkme(void);

/**
 * kthread_exit() - end this kthread
 * @result: what kthread_stop() returns
 *
 * Context: the kthread. Follows Linux 6.12.
 */
void kthread_exit(long result) __attribute__((noreturn));
struct completion;
/**
 * kthread_complete_and_exit() - tell somebody, and end this kthread
 * @comp: completed first; may be NULL
 * @result: what kthread_stop() returns
 *
 * Context: the kthread. Follows Linux 6.12.
 */
void kthread_complete_and_exit(struct completion *comp, long result) __attribute__((noreturn));

__tl_api_end

/*
 * Names until 5.17, which linux/kernel.h had. DIVERGES: a task of the program's can't end by
 * do_exit(); BUG().
 */
#if TASKLET_LINUX_VERSION < KERNEL_VERSION(5, 17, 0)
#define do_exit(code)		      kthread_exit(code)
#define complete_and_exit(comp, code) kthread_complete_and_exit(comp, code)
#endif

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

/* --- workers --- */

struct kthread_work;

typedef void (*kthread_work_func_t)(struct kthread_work *work);

/* Makes no difference: nothing is ever frozen. */
#define KTW_FREEZABLE (1 << 0)

/**
 * struct kthread_worker - who runs work items
 * @flags: KTW_*
 * @lock: protects the rest
 * @work_list: items that are to be run, in this order
 * @delayed_work_list: those whose timer runs
 * @task: its kthread
 * @current_work: the item that it runs
 */
struct kthread_worker {
	unsigned int flags;
	raw_spinlock_t lock;
	struct list_head work_list;
	struct list_head delayed_work_list;
	struct task_struct *task;
	struct kthread_work *current_work;
};

/**
 * struct kthread_work - a work item
 * @node: in a list of its worker's
 * @func: what to run
 * @worker: the one that it was queued to last; it must have left that before it goes to another
 * @canceling: by how many it is cancelled just now
 */
struct kthread_work {
	struct list_head node;
	kthread_work_func_t func;
	struct kthread_worker *worker;
	int canceling;
};

/**
 * struct kthread_delayed_work - an item that is queued when its time has come
 * @work: the item
 * @timer: does it
 */
struct kthread_delayed_work {
	struct kthread_work work;
	struct timer_list timer;
};

#define KTHREAD_WORKER_INIT(worker)                                              \
	{                                                                        \
		.lock = __RAW_SPIN_LOCK_UNLOCKED((worker).lock),                 \
		.work_list = LIST_HEAD_INIT((worker).work_list),                 \
		.delayed_work_list = LIST_HEAD_INIT((worker).delayed_work_list), \
	}
#define KTHREAD_WORK_INIT(work, fn)                                \
	{                                                          \
		.node = LIST_HEAD_INIT((work).node), .func = (fn), \
	}
#define DEFINE_KTHREAD_WORKER(worker) struct kthread_worker worker = KTHREAD_WORKER_INIT(worker)
#define DEFINE_KTHREAD_WORK(work, fn) struct kthread_work work = KTHREAD_WORK_INIT(work, fn)

/* The timer is set up in the same way under each version. */
#define KTHREAD_DELAYED_WORK_INIT(dwork, fn)                                                      \
	{                                                                                         \
		.work = KTHREAD_WORK_INIT((dwork).work, (fn)),                                    \
		.timer = {                                                                        \
			.function = (void (*)(__TIMER_ARG))(void *)kthread_delayed_work_timer_fn, \
			.flags = TIMER_IRQSAFE,                                                   \
			.state = __TIMER_SET_UP,                                                  \
		},                                                                                \
	}
#define DEFINE_KTHREAD_DELAYED_WORK(dwork, fn) \
	struct kthread_delayed_work dwork = KTHREAD_DELAYED_WORK_INIT(dwork, fn)

/** kthread_init_work() - make an item ready for use; not one that is queued */
#define kthread_init_work(work, fn)                             \
	do {                                                    \
		memset((work), 0, sizeof(struct kthread_work)); \
		INIT_LIST_HEAD(&(work)->node);                  \
		(work)->func = (fn);                            \
	} while (0)

/** kthread_init_delayed_work() - the same for one that can be delayed */
#define kthread_init_delayed_work(dwork, fn)                                         \
	do {                                                                         \
		kthread_init_work(&(dwork)->work, (fn));                             \
		__timer_init(&(dwork)->timer, (void *)kthread_delayed_work_timer_fn, \
			     TIMER_IRQSAFE, __TIMER_SET_UP, 0);                      \
	} while (0)

__tl_api_begin

/* What the timer of a delayed item calls. */
void kthread_delayed_work_timer_fn(struct timer_list *t);

/**
 * kthread_init_worker() - make a worker that has no kthread yet
 * @worker: of the caller's; kthread_run(kthread_worker_fn, worker, ...) gives it one
 *
 * Context: any. Follows Linux 6.12.
 */
void kthread_init_worker(struct kthread_worker *worker);
/**
 * kthread_worker_fn() - what a worker's kthread runs
 * @worker_ptr: the worker
 *
 * Context: the kthread. Return: 0, when it is stopped. Follows Linux 6.12.
 */
int kthread_worker_fn(void *worker_ptr);

/* What the macros below call. @cpu: -1 for any. */
struct kthread_worker *__tl_kthread_make_worker(bool wake, int cpu, unsigned int flags,
						const char namefmt[], ...)
	__attribute__((format(printf, 4, 5)));

/**
 * kthread_destroy_worker() - let a worker finish what is queued, and end it
 * @worker: of kthread_create_worker()
 *
 * Nobody may queue to it any more: what an item queues behind that is lost, with a WARN_ON().
 * Context: task; may sleep. Follows Linux 6.12.
 */
void kthread_destroy_worker(struct kthread_worker *worker);

/**
 * kthread_queue_work() - have a worker run an item
 * @worker: who
 * @work: the item; it may be queued again as soon as it runs
 *
 * Context: any. Return: false if it is queued already, or being cancelled. Follows Linux 6.12.
 */
bool kthread_queue_work(struct kthread_worker *worker, struct kthread_work *work);
/**
 * kthread_flush_work() - wait until an item has run that is queued or runs now
 * @work: the item
 *
 * Context: task; may sleep. Follows Linux 6.12.
 */
void kthread_flush_work(struct kthread_work *work);
/**
 * kthread_flush_worker() - wait until all has run that is queued now
 * @worker: the worker
 *
 * Context: task; may sleep. Follows Linux 6.12.
 */
void kthread_flush_worker(struct kthread_worker *worker);
/**
 * kthread_cancel_work_sync() - take an item back, and wait for its end if it runs
 * @work: the item; it can't be queued while this waits
 *
 * Context: task; may sleep. Return: whether it was queued. Follows Linux 6.12.
 */
bool kthread_cancel_work_sync(struct kthread_work *work);

/**
 * kthread_queue_delayed_work() - have a worker run an item in a while
 * @worker: who
 * @dwork: the item
 * @delay: in jiffies; 0: it is queued at once
 *
 * Context: any. Return: false if it waits, is queued, or is being cancelled. Follows Linux 6.12.
 */
bool kthread_queue_delayed_work(struct kthread_worker *worker, struct kthread_delayed_work *dwork,
				unsigned long delay);
/**
 * kthread_mod_delayed_work() - kthread_queue_delayed_work(), whether it waits already or not
 * @worker: who; the one that it waits for, if it does
 * @dwork: the item
 * @delay: from now, in jiffies
 *
 * Context: any but hard interrupts. Return: whether it waited or was queued; also true, with
 * nothing done, if it is being cancelled. Follows Linux 6.12.
 */
bool kthread_mod_delayed_work(struct kthread_worker *worker, struct kthread_delayed_work *dwork,
			      unsigned long delay);
/**
 * kthread_cancel_delayed_work_sync() - kthread_cancel_work_sync() of one that can be delayed
 * @dwork: the item
 *
 * Context: task; may sleep. Return: whether it waited or was queued. Follows Linux 6.12.
 */
bool kthread_cancel_delayed_work_sync(struct kthread_delayed_work *dwork);

__tl_api_end

/**
 * kthread_run_worker() - make a worker and start its kthread
 * @flags: 0 or KTW_FREEZABLE
 * @...: printf-style format of the kthread's name, and its arguments
 *
 * kthread_create_worker() does the same; from Linux 6.14 on it only makes them. The kinds with
 * _on_cpu bind the kthread.
 *
 * Context: task; may sleep. Return: the worker, or ERR_PTR(). Follows Linux 6.12.
 */
#define kthread_run_worker(flags, ...) __tl_kthread_make_worker(true, -1, flags, __VA_ARGS__)
/** kthread_run_worker_on_cpu() - the same; one %u in the format is for the CPU */
#define kthread_run_worker_on_cpu(cpu, flags, namefmt) \
	__tl_kthread_make_worker(true, (int)(cpu), flags, namefmt, cpu)

#if TASKLET_LINUX_VERSION >= KERNEL_VERSION(6, 14, 0)
#define kthread_create_worker(flags, ...) __tl_kthread_make_worker(false, -1, flags, __VA_ARGS__)
#define kthread_create_worker_on_cpu(cpu, flags, namefmt) \
	__tl_kthread_make_worker(false, (int)(cpu), flags, namefmt, cpu)
#else
#define kthread_create_worker(flags, ...) kthread_run_worker(flags, __VA_ARGS__)
#define kthread_create_worker_on_cpu(cpu, flags, ...) \
	__tl_kthread_make_worker(true, (int)(cpu), flags, __VA_ARGS__)
#endif

#endif /* _LINUX_KTHREAD_H */
