/* SPDX-License-Identifier: MIT */
/*
 * Workqueues: private to lib/kernel/workqueue*.c.
 *
 *	workqueue.c		items: queueing, what an item's data says
 *	workqueue-alloc.c	queues: making, ending, the system's
 *	workqueue-pool.c	pools, and which worker takes what
 *	workqueue-worker.c	worker tasks
 *	workqueue-rescuer.c	workers of queues that must get on without new ones
 *	workqueue-bh.c		pools that are served in softirq context
 *	workqueue-cancel.c	cancel, disable, enable
 *	workqueue-flush.c	flush and drain
 *	workqueue-delayed.c	items with a timer
 *	workqueue-rcu.c		items that wait for a grace period
 *	workqueue-attrs.c	niceness and CPUs of unbound queues
 *	workqueue-cull.c	the end of idle workers
 *	workqueue-show.c	what workers do, for people; the watchdog
 *	workqueue-call.c	functions in workers
 *
 * A QUEUE (struct workqueue_struct) says how its items are to run. A POOL has the workers: two per
 * CPU (the second of high priority), two for unbound queues, and two per CPU that are no tasks but
 * softirqs. A queue meets a pool in a struct pwq, which counts and limits what it has under way
 * there. All of them are made when they are first needed.
 *
 * AN ITEM'S LIFE. All of it is decided under one lock, wq_lock(), so there are no states in between:
 *
 *	idle		0			queue: PENDING, or refused if it is disabled
 *	delayed		PENDING | DELAYED	its timer runs; on the list of delayed ones
 *	with RCU	PENDING			waits for a grace period
 *	inactive	PENDING | QUEUED | INACTIVE	waits in its pwq for max_active to allow it
 *	queued		PENDING | QUEUED	in its pool's worklist, or a worker's own
 *	running		0			a worker's current_work, which only compares the address:
 *						the function may free it, or queue it again
 *
 * The lock is a leaf but for a timer's: sections are some tens of instructions. On the simulated
 * machine a section is one step: no scheduling point is in it.
 */
#ifndef LIB_KERNEL_WORKQUEUE_H
#define LIB_KERNEL_WORKQUEUE_H

#include <linux/sched.h>
#include <linux/spinlock.h>
#include <linux/wait.h>
#include <linux/workqueue.h>

#include "host/call.h"

/* --- an item's data --- */

/*
 * Besides WORK_STRUCT_PENDING. While it is QUEUED the rest is the address of its pwq, else how often
 * it is disabled, and the number + 1 of the pool where it ran last.
 */
#define WORK_INACTIVE	   0x02ul
#define WORK_QUEUED	   0x04ul
#define WORK_DELAYED	   0x08ul
#define WORK_COLOR_SHIFT   4
#define WORK_NR_COLORS	   16
#define WORK_PWQ_ALIGN	   256
#define WORK_DISABLE_SHIFT 8
#define WORK_DISABLE_MAX   0xfffful
#define WORK_POOL_SHIFT	   24

/* The kinds of pools; those of NR_CPU_POOLS are there for each CPU. */
enum pool_kind {
	POOL_NORMAL,
	POOL_HIGHPRI,
	POOL_BH,
	POOL_BH_HIGHPRI,
	NR_CPU_POOLS,
	POOL_UNBOUND = NR_CPU_POOLS,
	POOL_UNBOUND_HIGHPRI,
	NR_POOLS,
};

/**
 * struct worker_pool - workers, and what they have to do
 * @kind: see enum pool_kind; constant
 * @cpu: whose it is, or -1; constant
 * @worklist: items to be taken, in turn
 * @idle: workers that sleep for want of work, the last to fall asleep first
 * @busy: workers with an item; the softirq's pretence of one, too
 * @workers: all of them, but for
 * @culled: those that are to end (workqueue-cull.c)
 * @nr_workers, @nr_idle: how many are in @workers, and in @idle
 * @nr_running: of a CPU's pool: workers that are neither idle, nor asleep, nor CPU_INTENSIVE
 * @making: a worker is being made
 * @bh: what stands for a worker where the softirq is one
 * @retry: tries again to make a worker when that failed
 * @cull: ends idle ones
 * @progress: when an item was last taken, or put where there was none; jiffies
 * @watchdog: looks whether it gets on
 *
 * All that is not constant is under wq_lock().
 */
struct worker_pool {
	enum pool_kind kind;
	int cpu;
	struct list_head worklist;
	struct list_head idle;
	struct list_head busy;
	struct list_head workers;
	struct list_head culled;
	unsigned int nr_workers;
	unsigned int nr_idle;
	unsigned int nr_running;
	bool making;
	struct worker *bh;
	struct timer_list retry;
	struct timer_list cull;
	unsigned long progress;
	struct timer_list watchdog;
};

/**
 * struct worker - who calls functions
 * @pool: whose
 * @task: its task; NULL: a softirq
 * @id: in its name
 * @node: in @pool's idle or busy
 * @all: in @pool's workers, or its culled ones
 * @scheduled: items that it must take itself, since it runs them already
 * @current_work: what it runs; only its address means anything
 * @current_func: of that, before it could be freed
 * @current_pwq: through which it came
 * @color: of that
 * @counted: it is one of @pool's nr_running
 * @uncounted: it must not be: its item is CPU_INTENSIVE, or it is a rescuer, or of no CPU
 * @asleep: it sleeps within its item
 * @culled: it does not become idle any more, but ends
 * @idle_since: in jiffies
 * @attrs_number: of the attributes that it has (workqueue-attrs.c)
 * @desc: what set_worker_desc() says of what it runs; written by itself
 * @flushers: who waits for the end of what it runs
 */
struct worker {
	struct worker_pool *pool;
	struct task_struct *task;
	unsigned int id;
	struct list_head node;
	struct list_head all;
	struct list_head scheduled;
	struct work_struct *current_work;
	work_func_t current_func;
	struct pwq *current_pwq;
	unsigned int color;
	bool counted;
	bool uncounted;
	bool asleep;
	bool culled;
	unsigned long idle_since;
	u64 attrs_number;
	char desc[WORKER_DESC_LEN];
	struct list_head flushers;
};

/**
 * struct pwq - a queue in a pool
 * @wq, @pool: constant
 * @memory: what it was cut from, to be freed
 * @nr_active: items in the worklist, or running
 * @inactive: items that wait until nr_active falls below the queue's max_active
 * @nr_in_flight: items that were queued and have not run to their end, by color
 * @color: of what is queued now; grows, and is used modulo WORK_NR_COLORS
 * @drained: all colors below are gone
 *
 * Under wq_lock().
 */
struct pwq {
	struct workqueue_struct *wq;
	struct worker_pool *pool;
	void *memory;
	unsigned int nr_active;
	struct list_head inactive;
	unsigned int nr_in_flight[WORK_NR_COLORS];
	u64 color;
	u64 drained;
};

/**
 * struct workqueue_struct - a queue
 * @name: for reports
 * @flags: WQ_*; constant
 * @max_active: see alloc_workqueue(); INT_MAX for those in softirqs
 * @pwqs: by CPU, or the one of an unbound queue; each made when it is first needed
 * @nr_pwqs: how many there may be; 0 before the first is made
 * @nr_drainers: tasks in drain_workqueue(), and one in destroy_workqueue(), for good
 * @flush_wait: woken when a color is gone that somebody waits for
 * @nr_flushers: tasks that wait there
 * @rescuer: of WQ_MEM_RECLAIM
 * @attrs: of an unbound queue, if it was given any
 * @attrs_number: theirs, else 0
 * @all: in the list of queues in use, or of ended ones
 * @is_system: one of the system's; constant
 *
 * What is not constant is under wq_lock(), but for @rescuer: nothing is queued when that changes.
 */
struct workqueue_struct {
	char name[WQ_NAME_LEN];
	unsigned int flags;
	int max_active;
	struct pwq **pwqs;
	unsigned int nr_pwqs;
	unsigned int nr_drainers;
	struct wait_queue_head flush_wait;
	unsigned int nr_flushers;
	struct worker *rescuer;
	struct workqueue_attrs *attrs;
	u64 attrs_number;
	struct list_head all;
	bool is_system;
};

/* --- the lock --- */

/**
 * struct wq_section - a section under wq_lock()
 * @flags, @host: for its end
 * @make: a pool that needs one more worker, which is made when the lock is free
 * @raise: a pool whose softirq is to be raised then
 * @bad_cpu: a CPU was asked for that there is not; said then
 */
struct wq_section {
	unsigned long flags;
	unsigned long host;
	struct worker_pool *make;
	struct worker_pool *raise;
	bool bad_cpu;
};

void wq_lock(struct wq_section *s);
void wq_unlock(struct wq_section *s);

/* --- items --- */

static inline unsigned long work_data(const struct work_struct *work)
{
	return (unsigned long)arch_load(&work->data.counter, __ATOMIC_RELAXED);
}

/* work_pending() looks without the lock. */
static inline void work_set_data(struct work_struct *work, unsigned long data)
{
	arch_store(&work->data.counter, (long)data, __ATOMIC_RELAXED);
}

static inline struct pwq *work_pwq(const struct work_struct *work)
{
	unsigned long data = work_data(work);

	return data & WORK_QUEUED ? (struct pwq *)(data & -(unsigned long)WORK_PWQ_ALIGN) : NULL;
}

/* Its timer runs, or it waits for a grace period. */
static inline bool work_is_on_its_way(const struct work_struct *work)
{
	unsigned long data = work_data(work);

	return (data & WORK_STRUCT_PENDING) && !(data & WORK_QUEUED);
}

static inline unsigned int work_color(const struct work_struct *work)
{
	return (unsigned int)(work_data(work) >> WORK_COLOR_SHIFT) % WORK_NR_COLORS;
}

static inline unsigned long work_disabled(const struct work_struct *work)
{
	return work_data(work) >> WORK_DISABLE_SHIFT & WORK_DISABLE_MAX;
}

unsigned long work_pool_number(const struct worker_pool *pool);
struct worker_pool *work_last_pool(const struct work_struct *work);
struct worker *work_runner(const struct work_struct *work);
bool work_is_idle(const struct work_struct *work);
void work_insert(struct wq_section *s, int cpu, struct workqueue_struct *wq,
		 struct work_struct *work);
struct pwq *work_begin(struct work_struct *work, unsigned int *color);
void work_take_off(struct wq_section *s, struct work_struct *work);
void work_left_pwq(struct pwq *pwq, unsigned int color, bool active);
void pwq_activate(struct pwq *pwq);

/* --- queues: workqueue-alloc.c --- */

extern bool wq_down;

struct list_head *wq_queues(void);
unsigned int wq_nr_pwqs(const struct workqueue_struct *wq);
struct pwq *wq_pwq(struct workqueue_struct *wq, int cpu);
bool wq_is_closed(const struct workqueue_struct *wq);
void wq_warn_closed(const struct workqueue_struct *wq, work_func_t func);

/* --- pools and workers --- */

struct worker_pool *pool_get(enum pool_kind kind, int cpu);
struct worker_pool *pool_find(enum pool_kind kind, int cpu);
struct worker_pool *pool_next(struct worker_pool *pool);
void pool_kick(struct wq_section *s, struct worker_pool *pool);
void pool_retry(struct worker_pool *pool);
struct worker *pool_runner(struct worker_pool *pool, const struct work_struct *work);
struct work_struct *pool_take(struct worker *worker);
unsigned int pool_id(const struct worker_pool *pool);
void pool_free_all(void);

void pool_watch(struct worker_pool *pool);
void pool_watchdog(struct timer_list *t);

void worker_init(struct worker *worker, struct worker_pool *pool);
void worker_make(struct worker_pool *pool);
void worker_run_one(struct wq_section *s, struct worker *worker, struct work_struct *work);
struct worker *worker_current(void);
struct worker *wq_bh_current(void);
void workers_stop_all(struct worker_pool *pool);

extern unsigned long wq_idle_jiffies;

void worker_becomes_idle(struct worker *worker);
void worker_leaves_idle(struct worker *worker);
void worker_end(struct worker *worker);
void workers_reap(struct wq_section *s, struct worker *me);
void pool_cull(struct timer_list *t);

/**
 * struct worker_ways - what a worker has to be for an item
 * @change: it is not so now
 * @nice, @cpu: its niceness, and CPU or -1
 */
struct worker_ways {
	bool change;
	int nice;
	int cpu;
};

struct worker_ways worker_ways(struct worker *worker, const struct workqueue_struct *wq);
void worker_take_on(const struct worker_ways *ways);

int rescuer_make(struct workqueue_struct *wq);
void rescuer_stop(struct workqueue_struct *wq);
void rescuers_call(struct worker_pool *pool);

/* --- cancelling and flushing --- */

/**
 * struct work_flusher - who waits for an item
 * @node: in the list of those whose item has not begun, or of the worker that runs it
 * @work: the item, until it has begun
 * @func: its function, to say what is waited for
 * @task: who waits
 * @done: it has come to its end
 */
struct work_flusher {
	struct list_head node;
	struct work_struct *work;
	work_func_t func;
	struct task_struct *task;
	bool done;
};

void flushers_follow(struct work_struct *work, struct worker *worker);
void flushers_done(struct list_head *flushers);
void pwq_note_drained(struct pwq *pwq);
bool work_wait(struct work_struct *work, bool from_cancel);
bool work_lock_idle(struct wq_section *s, struct work_struct *work);

/* --- delayed items --- */

bool delayed_lock(struct wq_section *s, struct work_struct *work);
void delayed_exit(void);
void rcu_works_exit(void);

#endif /* LIB_KERNEL_WORKQUEUE_H */
