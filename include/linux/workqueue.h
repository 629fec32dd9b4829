/* SPDX-License-Identifier: MIT */
/*
 * Workqueues: functions called by worker tasks, which may sleep, or (WQ_BH) in softirq context.
 *
 * - queue_work() on an idle item: its function runs once some time later. Queued again before it
 *   has begun: still once, and queue_work() says so. Queued while it runs, from itself too: it
 *   runs again afterwards.
 * - What the caller did before queue_work() is seen by the function, also where queue_work()
 *   returned false.
 * - An item never runs twice at a time, on any CPU, as long as it stays with one queue.
 * - The function may free its item.
 * - A queue starts its items in the order in which they were queued (for a queue with workers per
 *   CPU: those of one CPU); an ordered queue has each of them end before the next begins.
 * - While a function sleeps, another worker takes the items behind it.
 */
#ifndef _LINUX_WORKQUEUE_H
#define _LINUX_WORKQUEUE_H

#include <linux/atomic.h>
#include <linux/bitops.h>
#include <linux/compiler.h>
#include <linux/container_of.h>
#include <linux/cpumask.h>
#include <linux/export.h>
#include <linux/list.h>
#include <linux/smp.h>
#include <linux/timer.h>
#include <linux/types.h>
#include <linux/workqueue_types.h>

struct workqueue_struct;

/* Bits of an item's data. The rest is the library's. */
enum work_bits {
	WORK_STRUCT_PENDING_BIT = 0, /* queued, or its timer runs */
	WORK_STRUCT_PENDING = 1 << WORK_STRUCT_PENDING_BIT,
};

/* What work_busy() says. */
enum wq_consts_busy {
	WORK_BUSY_PENDING = 1 << 0,
	WORK_BUSY_RUNNING = 1 << 1,
};

/* "Any CPU": the caller's, for a queue with workers per CPU. */
#define WORK_CPU_UNBOUND NR_CPUS

/* Flags of alloc_workqueue(). */
enum wq_flags {
	WQ_BH = 1 << 0, /* in softirq context */
	WQ_UNBOUND = 1 << 1, /* workers of no CPU; as many as there are items, up to max_active */
	WQ_FREEZABLE = 1 << 2, /* no effect: nothing freezes here */
	WQ_MEM_RECLAIM = 1 << 3, /* has a worker of its own for when no more can be made */
	WQ_HIGHPRI = 1 << 4, /* served by workers of their own; in HI_SOFTIRQ with WQ_BH */
	WQ_CPU_INTENSIVE = 1 << 5, /* a running item does not hold up others of its CPU */
	WQ_SYSFS = 1 << 6, /* no effect: there is no sysfs */
	WQ_POWER_EFFICIENT = 1 << 7, /* no effect, as on Linux without workqueue.power_efficient */
	WQ_PERCPU = 1 << 8, /* the opposite of WQ_UNBOUND; the default */

	__WQ_ORDERED = 1 << 17,
	__WQ_LEGACY = 1 << 18, /* of create_workqueue() and the like */
};

/* Of a queue's name, with its end. */
#define WQ_NAME_LEN	32
/* Of what set_worker_desc() says, with its end. */
#define WORKER_DESC_LEN 32

/* Items of a queue that may be under way at a time: per CPU, or in all with WQ_UNBOUND. */
enum wq_consts {
	WQ_MAX_ACTIVE = 512,
	WQ_UNBOUND_MAX_ACTIVE = WQ_MAX_ACTIVE,
	WQ_DFL_ACTIVE = WQ_MAX_ACTIVE / 2,
};

/**
 * struct delayed_work - an item that is queued when its time has come
 * @work: the item
 * @timer: runs until then
 * @wq: where it is going to be queued
 * @cpu: on which CPU, or WORK_CPU_UNBOUND
 */
struct delayed_work {
	struct work_struct work;
	struct timer_list timer;
	struct workqueue_struct *wq;
	int cpu;
};

/**
 * struct rcu_work - an item that is queued when a grace period of RCU is over
 * @work: the item
 * @rcu: RCU's until then
 * @wq: where it is going to be queued
 */
struct rcu_work {
	struct work_struct work;
	struct rcu_head rcu;
	struct workqueue_struct *wq;
};

/**
 * struct workqueue_attrs - what the workers of an unbound queue are like
 * @nice: their niceness
 * @cpumask: the CPUs where they may run
 */
struct workqueue_attrs {
	int nice;
	cpumask_var_t cpumask;
};

/* For execute_in_process_context(). */
struct execute_work {
	struct work_struct work;
};

/* The delayed_work that an item is part of. */
static inline struct delayed_work *to_delayed_work(struct work_struct *work)
{
	return container_of(work, struct delayed_work, work);
}

/* The rcu_work that an item is part of. */
static inline struct rcu_work *to_rcu_work(struct work_struct *work)
{
	return container_of(work, struct rcu_work, work);
}

/**
 * from_work() - the structure that an item is part of
 * @var: pointer variable of the structure's type
 * @callback_work: what the function was given
 * @work_fieldname: name of the member
 *
 * Context: any. Return: pointer to the structure. Follows Linux 6.12.
 */
#define from_work(var, callback_work, work_fieldname) \
	container_of(callback_work, __typeof__(*var), work_fieldname)

#define __WORK_INITIALIZER(n, f)                                                              \
	{                                                                                     \
		.data = ATOMIC_LONG_INIT(0), .entry = LIST_HEAD_INIT((n).entry), .func = (f), \
	}
/* The timer's function takes the timer, whatever others take in this version. */
#define __DELAYED_WORK_INITIALIZER(n, f, tflags)                                            \
	{                                                                                   \
		.work = __WORK_INITIALIZER((n).work, (f)),                                  \
		.timer = {.function = (void (*)(__TIMER_ARG))(void *)delayed_work_timer_fn, \
			  .flags = (tflags) | TIMER_IRQSAFE,                                \
			  .state = __TIMER_SET_UP},                                         \
	}

#define DECLARE_WORK(n, f)	   struct work_struct n = __WORK_INITIALIZER(n, f)
#define DECLARE_DELAYED_WORK(n, f) struct delayed_work n = __DELAYED_WORK_INITIALIZER(n, f, 0)
#define DECLARE_DEFERRABLE_WORK(n, f) \
	struct delayed_work n = __DELAYED_WORK_INITIALIZER(n, f, TIMER_DEFERRABLE)

/**
 * INIT_WORK() - initialise an item
 * @_work: pointer to it; neither queued nor running
 * @_func: what it calls, with the item
 *
 * INIT_DELAYED_WORK() is for a struct delayed_work; INIT_DEFERRABLE_WORK() for one whose timer
 * wakes no idle CPU; INIT_RCU_WORK() for a struct rcu_work. Those with _ONSTACK are for items on the stack, which
 * destroy_work_on_stack() ends.
 *
 * Context: any. Follows Linux 6.12.
 */
#define INIT_WORK(_work, _func)                     \
	do {                                        \
		atomic_long_set(&(_work)->data, 0); \
		INIT_LIST_HEAD(&(_work)->entry);    \
		(_work)->func = (_func);            \
	} while (0)
#define INIT_WORK_ONSTACK(_work, _func) INIT_WORK((_work), (_func))

#define __INIT_DELAYED_WORK(_work, _func, _tflags)                                              \
	do {                                                                                    \
		INIT_WORK(&(_work)->work, (_func));                                             \
		timer_setup(&(_work)->timer, delayed_work_timer_fn, (_tflags) | TIMER_IRQSAFE); \
	} while (0)
#define INIT_DELAYED_WORK(_work, _func)		__INIT_DELAYED_WORK(_work, _func, 0)
#define INIT_DELAYED_WORK_ONSTACK(_work, _func) __INIT_DELAYED_WORK(_work, _func, 0)
#define INIT_DEFERRABLE_WORK(_work, _func)	__INIT_DELAYED_WORK(_work, _func, TIMER_DEFERRABLE)
#define INIT_DEFERRABLE_WORK_ONSTACK(_work, _func) \
	__INIT_DELAYED_WORK(_work, _func, TIMER_DEFERRABLE)

#define INIT_RCU_WORK(_work, _func)	    INIT_WORK(&(_work)->work, (_func))
#define INIT_RCU_WORK_ONSTACK(_work, _func) INIT_RCU_WORK((_work), (_func))

#define destroy_work_on_stack(work)	    ((void)(work))
#define destroy_delayed_work_on_stack(work) ((void)(work))

/* The word whose bit WORK_STRUCT_PENDING_BIT says "pending". */
#define work_data_bits(work) ((unsigned long *)(&(work)->data))

/**
 * work_pending() - is an item queued, or its timer running?
 * @work: pointer to the item
 *
 * Context: any. Return: nonzero if so, at this moment. Follows Linux 6.12.
 */
#define work_pending(work)	test_bit(WORK_STRUCT_PENDING_BIT, work_data_bits(work))
#define delayed_work_pending(w) work_pending(&(w)->work)

__tl_api_begin

/*
 * The system's queues: without a flag, WQ_HIGHPRI, for long items, WQ_UNBOUND, WQ_FREEZABLE,
 * WQ_POWER_EFFICIENT, both of these, and WQ_BH without and with WQ_HIGHPRI. system_percpu_wq and
 * system_dfl_wq are what system_wq and system_unbound_wq are called since Linux 6.17.
 */
extern struct workqueue_struct *system_wq;
extern struct workqueue_struct *system_percpu_wq;
extern struct workqueue_struct *system_highpri_wq;
extern struct workqueue_struct *system_long_wq;
extern struct workqueue_struct *system_unbound_wq;
extern struct workqueue_struct *system_dfl_wq;
extern struct workqueue_struct *system_freezable_wq;
extern struct workqueue_struct *system_power_efficient_wq;
extern struct workqueue_struct *system_freezable_power_efficient_wq;
extern struct workqueue_struct *system_bh_wq;
extern struct workqueue_struct *system_bh_highpri_wq;

/**
 * alloc_workqueue() - make a queue
 * @fmt: printf format of its name
 * @flags: WQ_*
 * @max_active: items that may be under way at a time, per CPU, or in all with WQ_UNBOUND; 0:
 *	WQ_DFL_ACTIVE. What is out of range is said and clamped
 *
 * Workers are made when they are first needed; WQ_MEM_RECLAIM makes one of its own at once, named
 * kworker/R-NAME.
 *
 * Context: task; may sleep. Return: the queue, or NULL. Follows Linux 6.12.
 */
struct workqueue_struct *alloc_workqueue(const char *fmt, unsigned int flags, int max_active, ...)
	__attribute__((format(printf, 1, 4)));

/**
 * destroy_workqueue() - let all items of a queue run, and end it
 * @wq: the queue; no items may be queued any more, but by its own, which have an end
 *
 * Context: task; may sleep. Follows Linux 6.12.
 */
void destroy_workqueue(struct workqueue_struct *wq);

/**
 * workqueue_set_max_active() - change how many items may be under way at a time
 * @wq: the queue; not an ordered one
 * @max_active: as for alloc_workqueue()
 *
 * Context: task. Follows Linux 6.12.
 */
void workqueue_set_max_active(struct workqueue_struct *wq, int max_active);

/**
 * workqueue_set_min_active() - how many items must be able to run, as they wait for each other
 * @wq: an unbound queue
 * @min_active: their number
 *
 * Accepted, without an effect: max_active of them can always run here, as there is one node.
 * Context: task. Follows Linux 6.12.
 */
void workqueue_set_min_active(struct workqueue_struct *wq, int min_active);

/* alloc_workqueue_attrs() - attributes like those of a queue that was given none. Return: NULL
 * without memory. With or without the gfp_t that it took before Linux 5.3. */
#define alloc_workqueue_attrs(...) __tl_alloc_workqueue_attrs()
struct workqueue_attrs *__tl_alloc_workqueue_attrs(void);
/** free_workqueue_attrs() - undo alloc_workqueue_attrs(); of NULL too */
void free_workqueue_attrs(struct workqueue_attrs *attrs);

/**
 * apply_workqueue_attrs() - say what the workers of an unbound queue are like
 * @wq: the queue; another one warns
 * @attrs: copied; a mask without a CPU of the machine's stands for all
 *
 * Items that begin from now on run so (DIVERGES: on Linux those that are queued from now on). How
 * nice the host lets a worker be is its matter; task_nice() says what was asked for.
 *
 * Context: task. Return: 0, -EINVAL, -ENOMEM. Follows Linux 6.12.
 */
int apply_workqueue_attrs(struct workqueue_struct *wq, const struct workqueue_attrs *attrs);

/**
 * queue_work_on() - queue an item on a CPU
 * @cpu: its number, or WORK_CPU_UNBOUND
 * @wq: the queue
 * @work: the item
 *
 * Context: any. Return: false if it was pending already, or is disabled. Follows Linux 6.12.
 */
bool queue_work_on(int cpu, struct workqueue_struct *wq, struct work_struct *work);

/**
 * queue_delayed_work_on() - queue an item on a CPU, later
 * @cpu: its number, or WORK_CPU_UNBOUND
 * @wq: the queue
 * @dwork: the item
 * @delay: jiffies; 0: at once
 *
 * Context: any. Return: false if it was pending already, or is disabled. Follows Linux 6.12.
 */
bool queue_delayed_work_on(int cpu, struct workqueue_struct *wq, struct delayed_work *dwork,
			   unsigned long delay);

/**
 * mod_delayed_work_on() - queue an item later, whether or not it is pending now
 * @cpu: number of a CPU, or WORK_CPU_UNBOUND
 * @wq: the queue
 * @dwork: the item
 * @delay: jiffies from now; 0: at once
 *
 * Context: any. Return: true if it was pending. Follows Linux 6.12.
 */
bool mod_delayed_work_on(int cpu, struct workqueue_struct *wq, struct delayed_work *dwork,
			 unsigned long delay);

/**
 * queue_rcu_work() - queue an item when a grace period of RCU is over
 * @wq: the queue
 * @rwork: the item
 *
 * The grace period is a whole one only if the return is true: one that was pending already may be
 * about to run. It can't be taken off before it is queued: who cancels its @work meanwhile waits
 * for that (DIVERGES: Linux spins for it, and 6.1 was seen to lock up so). An item that is disabled
 * warns.
 *
 * Context: any. Return: false if it was pending already. Follows Linux 6.12.
 */
bool queue_rcu_work(struct workqueue_struct *wq, struct rcu_work *rwork);

/**
 * __flush_workqueue() - what flush_workqueue() calls
 * @wq: the queue
 */
void __flush_workqueue(struct workqueue_struct *wq);

/**
 * drain_workqueue() - wait until a queue is empty
 * @wq: the queue
 *
 * Meanwhile only its own items may queue more.
 * Context: task; may sleep. Follows Linux 6.12.
 */
void drain_workqueue(struct workqueue_struct *wq);

/**
 * flush_work() - wait until an item has run, as last queued
 * @work: the item
 *
 * Context: task; may sleep. Return: false if it was idle. Follows Linux 6.12.
 */
bool flush_work(struct work_struct *work);

/**
 * flush_delayed_work() - queue an item now whose timer runs, and wait as flush_work()
 * @dwork: the item
 *
 * Context: task; may sleep. Return: false if it was idle. Follows Linux 6.12.
 */
bool flush_delayed_work(struct delayed_work *dwork);

/**
 * flush_rcu_work() - wait for the grace period of an item, and until it has run
 * @rwork: the item
 *
 * Context: task; may sleep. Return: false if it was idle. Follows Linux 6.12.
 */
bool flush_rcu_work(struct rcu_work *rwork);

/**
 * cancel_work() - take an item off its queue, if it has not begun
 * @work: the item
 *
 * Context: any. Return: true if it was pending. Follows Linux 6.12.
 */
bool cancel_work(struct work_struct *work);
/** cancel_delayed_work() - cancel_work() of an item whose timer may run */
bool cancel_delayed_work(struct delayed_work *dwork);

/**
 * cancel_work_sync() - cancel an item and wait until it does not run
 * @work: the item
 *
 * It can't be queued meanwhile, from itself either.
 * Context: task; may sleep. For items of a WQ_BH queue also atomic, but not hardirq: it spins
 * then. Return: true if it was pending. Follows Linux 6.12.
 */
bool cancel_work_sync(struct work_struct *work);
/** cancel_delayed_work_sync() - cancel_work_sync() of an item whose timer may run */
bool cancel_delayed_work_sync(struct delayed_work *dwork);

/**
 * disable_work() - cancel an item, and keep it from being queued
 * @work: the item
 *
 * Nests. queue_work() returns false meanwhile.
 * Context: any. Return: true if it was pending. Follows Linux 6.12.
 */
bool disable_work(struct work_struct *work);
/** disable_delayed_work() - disable_work() of an item whose timer may run */
bool disable_delayed_work(struct delayed_work *dwork);
/**
 * disable_work_sync() - disable an item, and wait until it does not run
 * @work: the item
 *
 * Context: as for cancel_work_sync(). Return: true if it was pending. Follows Linux 6.12.
 */
bool disable_work_sync(struct work_struct *work);
/** disable_delayed_work_sync() - disable_work_sync() of an item whose timer may run */
bool disable_delayed_work_sync(struct delayed_work *dwork);
/**
 * enable_work() - undo one disable_work()
 * @work: the item
 *
 * One too many warns. Context: any. Return: true if it can be queued now. Follows Linux 6.12.
 */
bool enable_work(struct work_struct *work);
/** enable_delayed_work() - enable_work() of a struct delayed_work */
bool enable_delayed_work(struct delayed_work *dwork);

/**
 * work_busy() - is an item pending, or running?
 * @work: the item
 *
 * Context: any. Return: WORK_BUSY_* bits, at this moment. Follows Linux 6.12.
 */
unsigned int work_busy(struct work_struct *work);

/**
 * workqueue_congested() - would an item have to wait for others of its queue?
 * @cpu: number of a CPU, or WORK_CPU_UNBOUND
 * @wq: the queue
 *
 * Context: any. Return: true if so, at this moment. Follows Linux 6.12.
 */
bool workqueue_congested(int cpu, struct workqueue_struct *wq);

/**
 * current_work() - the item whose function the calling worker runs
 *
 * Context: any. Return: the item, NULL for other tasks and in interrupts. Follows Linux 6.12.
 */
struct work_struct *current_work(void);

/**
 * schedule_on_each_cpu() - run a function on every CPU, and wait until all are done
 * @func: called with an item of no further use
 *
 * Context: task; may sleep. Return: 0, -ENOMEM. Follows Linux 6.12.
 */
int schedule_on_each_cpu(work_func_t func);

/**
 * work_on_cpu() - call a function in a worker of a CPU, and wait for it
 * @cpu: its number
 * @fn: the function
 * @arg: given to it
 *
 * Context: task; may sleep. Return: what @fn returned. Follows Linux 6.12.
 */
long work_on_cpu(int cpu, long (*fn)(void *), void *arg);
/** work_on_cpu_safe() - work_on_cpu(), or -ENODEV if there is no such CPU */
long work_on_cpu_safe(int cpu, long (*fn)(void *), void *arg);

/**
 * execute_in_process_context() - call a function now, or in a worker if the caller may not sleep
 * @fn: the function
 * @ew: whose item it is given; the caller's until it has run
 *
 * Context: any. Return: 0 if it was called, 1 if it was queued, in interrupts. Follows Linux 6.12.
 */
int execute_in_process_context(work_func_t fn, struct execute_work *ew);

/**
 * set_worker_desc() - say what the current item is about
 * @fmt: printf format; cut to WORKER_DESC_LEN
 *
 * Call traces of the worker show it until the item ends. Nothing happens in other tasks.
 * Context: any. Follows Linux 6.12.
 */
void set_worker_desc(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/**
 * show_all_workqueues() - log what runs and waits in all queues
 *
 * For a debugger, too. A pool whose items wait for longer than a spinning wait may last
 * (watchdog_thresh) behind one that keeps its CPU is reported, with this, by itself: "BUG:
 * workqueue lockup".
 *
 * Context: any. Follows Linux 6.12.
 */
void show_all_workqueues(void);

/* The function of every delayed_work's timer. */
void delayed_work_timer_fn(struct timer_list *t);

__tl_api_end

/**
 * alloc_ordered_workqueue() - make a queue that runs one item at a time, in the order of queueing
 * @fmt: printf format of its name
 * @flags: WQ_*; only WQ_FREEZABLE and WQ_MEM_RECLAIM mean something
 *
 * Context: task; may sleep. Return: the queue, or NULL. Follows Linux 6.12.
 */
#define alloc_ordered_workqueue(fmt, flags, args...) \
	alloc_workqueue(fmt, WQ_UNBOUND | __WQ_ORDERED | (flags), 1, ##args)

#define create_workqueue(name) alloc_workqueue("%s", __WQ_LEGACY | WQ_MEM_RECLAIM, 1, (name))
#define create_freezable_workqueue(name) \
	alloc_workqueue("%s", __WQ_LEGACY | WQ_FREEZABLE | WQ_UNBOUND | WQ_MEM_RECLAIM, 1, (name))
#define create_singlethread_workqueue(name) \
	alloc_ordered_workqueue("%s", __WQ_LEGACY | WQ_MEM_RECLAIM, name)

/**
 * flush_workqueue() - wait until all that is in a queue now has run
 * @wq: the queue
 *
 * What is queued after the call has begun is not waited for.
 * Context: task; may sleep. Follows Linux 6.12.
 */
#define flush_workqueue(wq)    __flush_workqueue(wq)
#define flush_scheduled_work() __flush_workqueue(system_wq)

/**
 * queue_work() - queue an item, on the caller's CPU
 * @wq: the queue
 * @work: the item
 *
 * Context: any. Return: false if it was pending already, or is disabled. Follows Linux 6.12.
 */
static inline bool queue_work(struct workqueue_struct *wq, struct work_struct *work)
{
	return queue_work_on(WORK_CPU_UNBOUND, wq, work);
}

/**
 * queue_delayed_work() - queue an item later
 * @wq: the queue
 * @dwork: the item
 * @delay: jiffies; 0: at once
 *
 * Context: any. Return: false if it was pending already, or is disabled. Follows Linux 6.12.
 */
static inline bool queue_delayed_work(struct workqueue_struct *wq, struct delayed_work *dwork,
				      unsigned long delay)
{
	return queue_delayed_work_on(WORK_CPU_UNBOUND, wq, dwork, delay);
}

/** mod_delayed_work() - mod_delayed_work_on() on any CPU */
static inline bool mod_delayed_work(struct workqueue_struct *wq, struct delayed_work *dwork,
				    unsigned long delay)
{
	return mod_delayed_work_on(WORK_CPU_UNBOUND, wq, dwork, delay);
}

/** schedule_work() - queue_work() on the system's queue; and so the others of the family */
static inline bool schedule_work(struct work_struct *work)
{
	return queue_work(system_wq, work);
}

static inline bool schedule_work_on(int cpu, struct work_struct *work)
{
	return queue_work_on(cpu, system_wq, work);
}

static inline bool schedule_delayed_work(struct delayed_work *dwork, unsigned long delay)
{
	return queue_delayed_work(system_wq, dwork, delay);
}

static inline bool schedule_delayed_work_on(int cpu, struct delayed_work *dwork,
					    unsigned long delay)
{
	return queue_delayed_work_on(cpu, system_wq, dwork, delay);
}

/**
 * enable_and_queue_work() - enable_work(), and queue the item if it can be now
 * @wq: the queue
 * @work: the item
 *
 * Whether or not a queue_work() was turned away meanwhile, so the function must not mind.
 * Context: any. Return: true if it is enabled now. Follows Linux 6.12.
 */
static inline bool enable_and_queue_work(struct workqueue_struct *wq, struct work_struct *work)
{
	if (!enable_work(work))
		return false;
	queue_work(wq, work);
	return true;
}

#endif /* _LINUX_WORKQUEUE_H */
