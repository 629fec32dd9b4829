/* SPDX-License-Identifier: MIT */
/*
 * For tests of workqueues: items that note that they ran, and where; and a gate at which they wait.
 */
#ifndef TESTS_SEMANTICS_WORKQUEUE_H
#define TESTS_SEMANTICS_WORKQUEUE_H

#include "machine.h"

#include <linux/spinlock.h>
#include <linux/wait.h>
#include <linux/workqueue.h>

/* Items of several CPUs note. */
static DEFINE_SPINLOCK(note_lock);

static inline void note_among_others(char what)
{
	unsigned long flags;

	spin_lock_irqsave(&note_lock, flags);
	note(what);
	spin_unlock_irqrestore(&note_lock, flags);
}

/* Items sleep here until it is opened. */
static DECLARE_WAIT_QUEUE_HEAD(gate_wait);
static bool gate_open;
/* How many have come to the gate. */
static atomic_t at_gate = ATOMIC_INIT(0);

static inline void gate_close(void)
{
	WRITE_ONCE(gate_open, false);
	atomic_set(&at_gate, 0);
}

static inline void gate_open_up(void)
{
	smp_store_release(&gate_open, true);
	smp_mb();
	wake_up_all(&gate_wait);
}

static inline void gate_pass(void)
{
	/* What was noted is seen by who waits for it. */
	atomic_inc_return(&at_gate);
	wait_event(gate_wait, smp_load_acquire(&gate_open));
}

#define WAIT_AT_GATE(n) WAIT_UNTIL(atomic_read_acquire(&at_gate) >= (n))

/* An item that notes its letter. */
struct item {
	struct work_struct work;
	char name;
	atomic_t runs;
	struct where where;
	struct workqueue_struct *again; /* it queues itself there, so often: */
	unsigned int more;
};

static inline void item_fn(struct work_struct *work)
{
	struct item *item = from_work(item, work, work);

	where_am_i(&item->where);
	note_among_others(item->name);
	if (item->more) {
		item->more--;
		queue_work(item->again, work);
	}
	atomic_inc_return(&item->runs);
}

/* Notes its letter before the gate, and a capital one behind it. */
static inline void gated_fn(struct work_struct *work)
{
	struct item *item = from_work(item, work, work);

	note_among_others(item->name);
	gate_pass();
	note_among_others((char)(item->name - 'a' + 'A'));
	atomic_inc_return(&item->runs);
}

static inline void item_init(struct item *item, char name)
{
	memset(item, 0, sizeof(*item));
	INIT_WORK(&item->work, item_fn);
	item->name = name;
}

static inline void gated_init(struct item *item, char name)
{
	item_init(item, name);
	INIT_WORK(&item->work, gated_fn);
}

static inline int runs_of(struct item *item)
{
	return atomic_read_acquire(&item->runs);
}

static inline void fn_queue_system(void *work)
{
	schedule_work(work);
}

#endif /* TESTS_SEMANTICS_WORKQUEUE_H */
