// SPDX-License-Identifier: MIT
/*
 * SRCU: a domain counts its read sections, in one of two counters. (liburcu has nothing of the
 * kind: its readers are threads, not sections that sleep and may end elsewhere.)
 *
 * A GRACE PERIOD waits for the counter that is not current, makes it current, and waits for the
 * other. A reader that looked at `cur` and then was held up before it counted may count in the one
 * that is not current; the first half of the next grace period waits for that.
 *
 *	idle		running = false
 *	first half	running, !flipped	waits for readers[!cur]; then cur = !cur
 *	second half	running, flipped	waits for readers[!cur]; then it is over
 *
 * A COUNTER goes in twos; bit 0 (AWAITED) says that a grace period waits. It is set only while there
 * are readers, and the one whose end makes the counter 0 takes it away in the same operation: it
 * goes on with the grace period. Nobody else touches the domain behind its end: it may be gone.
 *
 * ORDERINGS. N1: a reader counts by a read-modify-write, and so does the grace period look, also at
 * a counter that it leaves as it is. Who counted before is seen; who counts later reads from that
 * look, and sees what the updater did. N2: the end of a section is a release, which that look, or
 * who ends last, acquires.
 *
 * srcu_lock protects all else, of all domains: it is held for a few instructions, and never by a
 * reader that nobody waits for.
 */
#include <linux/bug.h>
#include <linux/kernel.h>
#include <linux/sched.h>
#include <linux/srcu.h>

#include "arch/upcall.h"
#include "kernel/rcu.h"

#define AWAITED 1u
#define READER	2u

static struct host_lock srcu_lock;

int init_srcu_struct(struct srcu_struct *ssp)
{
	*ssp = (struct srcu_struct)__SRCU_STRUCT_INIT;
	return 0;
}
EXPORT_SYMBOL_GPL(init_srcu_struct);

void cleanup_srcu_struct(struct srcu_struct *ssp)
{
	unsigned long host = host_call_begin();
	bool waits, calls;

	/* Who ended the last grace period, of which poll_state_synchronize_srcu() told the caller,
	 * has left the domain when it has left this lock. */
	host_lock(&srcu_lock);
	waits = ssp->gp.running;
	calls = ssp->cbs.queued != ssp->cbs.invoked;
	host_unlock(&srcu_lock);
	host_call_end(host);
	/* They are leaked, as on Linux. */
	if (WARN_ON(srcu_read_lock_held(ssp)) || WARN_ON(waits) || WARN_ON(calls))
		return;
	/* N3: acquire, pairs with finish(): its callbacks may have been called by somebody else's
	 * schedule, before its own. */
	while (arch_load_quietly(&ssp->finishing, __ATOMIC_ACQUIRE))
		schedule_timeout_uninterruptible(1);
	tasklet_kill(&ssp->invoke);
}
EXPORT_SYMBOL_GPL(cleanup_srcu_struct);

int srcu_read_lock(struct srcu_struct *ssp)
{
	/* One scheduling point, not two: what was held up in between is as if it had come later. */
	unsigned int idx = arch_load_quietly(&ssp->cur, __ATOMIC_RELAXED);

	arch_fetch_add(&ssp->readers[idx], READER, __ATOMIC_SEQ_CST); /* N1 */
	return (int)idx;
}
EXPORT_SYMBOL_GPL(srcu_read_lock);

/* Return: whether there are readers, the last of whom goes on with the grace period. */
static bool await(unsigned int *readers)
{
	unsigned int old = arch_load(readers, __ATOMIC_RELAXED);

	/* N1 */
	while (!arch_try_cmpxchg(readers, &old, old ? old | AWAITED : 0, __ATOMIC_SEQ_CST))
		;
	return old != 0;
}

/**
 * struct outcome - what is to be done without the lock
 * @waiters: to be woken
 * @call: the domain has callbacks that are ready
 */
struct outcome {
	struct rcu_waiter *waiters;
	bool call;
};

static void take_callbacks(struct srcu_struct *ssp, struct outcome *o)
{
	struct rcu_cblist ready;
	bool start = false;

	ready = rcu_segcblist_advance(&ssp->cbs, &ssp->gp, &start);
	while (ready.head) {
		struct rcu_head *next = ready.head->next;

		rcu_cblist_append(&ssp->ready, ready.head);
		ready.head = next;
		o->call = true;
	}
}

/* Under the lock, with a grace period under way: as far as it gets. */
static void go_on(struct srcu_struct *ssp, struct outcome *o)
{
	bool running = true;

	while (running) {
		unsigned int cur = arch_load(&ssp->cur, __ATOMIC_RELAXED);

		if (await(&ssp->readers[!cur]))
			return;
		if (!ssp->flipped) {
			ssp->flipped = true;
			arch_store(&ssp->cur, !cur, __ATOMIC_SEQ_CST);
			continue;
		}
		ssp->flipped = false;
		/* Callbacks behind ask for the next one while this is running still. */
		arch_store(&ssp->gp.completed, ssp->gp.started, __ATOMIC_RELEASE);
		take_callbacks(ssp, o);
		running = rcu_gp_next(&ssp->gp);
	}
}

/* Under the lock. */
static void prepare_finish(struct srcu_struct *ssp, struct outcome *o)
{
	o->waiters = rcu_waiters_take(&ssp->gp.waiters, ssp->gp.completed);
	if (o->call)
		arch_fetch_add(&ssp->finishing, 1U, __ATOMIC_RELAXED);
}

static void finish(struct srcu_struct *ssp, struct outcome *o, unsigned long host)
{
	if (o->call) {
		tasklet_schedule(&ssp->invoke);
		arch_fetch_sub(&ssp->finishing, 1U, __ATOMIC_RELEASE); /* N3 */
	}
	/* The last: then the domain may be gone. */
	rcu_waiters_wake(o->waiters);
	host_call_end(host);
}

/* The last reader that a grace period waited for has gone. */
static noinline void last_reader(struct srcu_struct *ssp)
{
	unsigned long host = host_call_begin();
	struct outcome o = {NULL, false};

	host_lock(&srcu_lock);
	go_on(ssp, &o);
	prepare_finish(ssp, &o);
	host_unlock(&srcu_lock);
	finish(ssp, &o, host);
}

void srcu_read_unlock(struct srcu_struct *ssp, int idx)
{
	unsigned int *readers = &ssp->readers[idx & 1];
	unsigned int old, new;

	WARN_ON_ONCE(idx & ~1);
	old = arch_load_quietly(readers, __ATOMIC_RELAXED);
	do {
		if (WARN_ON_ONCE(old < READER))
			return;
		new = old == (READER | AWAITED) ? 0 : old - READER;
	} while (!arch_try_cmpxchg(readers, &old, new, __ATOMIC_SEQ_CST)); /* N2 */
	if (unlikely(old == (READER | AWAITED)))
		last_reader(ssp);
}
EXPORT_SYMBOL_GPL(srcu_read_unlock);

/* Ask for a grace period, for the sake of @waiter, or of callback @head, or of neither. */
static unsigned long ask(struct srcu_struct *ssp, struct rcu_waiter *waiter, struct rcu_head *head)
{
	struct outcome o = {NULL, false};
	unsigned long host, number = 0;
	bool start = false;

	(void)current; /* boots, if nobody has */
	arch_api_point(ssp);
	host = host_call_begin();
	host_lock(&srcu_lock);
	if (head)
		rcu_segcblist_enqueue(&ssp->cbs, head, &ssp->gp, &start);
	else
		number = rcu_gp_request(&ssp->gp, &start);
	if (waiter)
		rcu_waiters_add(&ssp->gp.waiters, waiter, number);
	if (start)
		go_on(ssp, &o);
	prepare_finish(ssp, &o);
	host_unlock(&srcu_lock);
	finish(ssp, &o, host);
	return number;
}

static void describe_gp(const void *what, char *buf, unsigned long size)
{
	const struct srcu_struct *ssp = what;

	scnprintf(buf, size, "a grace period of SRCU domain %pS (%u readers)", ssp,
		  READ_ONCE(ssp->readers[0]) / READER + READ_ONCE(ssp->readers[1]) / READER);
}

void synchronize_srcu(struct srcu_struct *ssp)
{
	struct rcu_waiter waiter;
	unsigned int depth;

	RCU_LOCKDEP_WARN(
		rcu_read_lock_held(),
		"Illegal synchronize_srcu() in same-type SRCU (or in RCU) read-side critical section");
	depth = rcu_section_break();
	might_sleep();
	(void)ask(ssp, &waiter, NULL);
	rcu_wait(&waiter, describe_gp, ssp);
	rcu_section_resume(depth);
}
EXPORT_SYMBOL_GPL(synchronize_srcu);

void call_srcu(struct srcu_struct *ssp, struct rcu_head *head, rcu_callback_t func)
{
	if (!rcu_head_claim(head, func, "call_srcu"))
		return;
	head->func = func;
	(void)ask(ssp, NULL, head);
}
EXPORT_SYMBOL_GPL(call_srcu);

unsigned long start_poll_synchronize_srcu(struct srcu_struct *ssp)
{
	return ask(ssp, NULL, NULL);
}
EXPORT_SYMBOL_GPL(start_poll_synchronize_srcu);

unsigned long get_state_synchronize_srcu(struct srcu_struct *ssp)
{
	unsigned long host, number;

	arch_api_point(ssp);
	host = host_call_begin();
	host_lock(&srcu_lock);
	number = arch_load(&ssp->gp.started, __ATOMIC_RELAXED) + 1;
	host_unlock(&srcu_lock);
	host_call_end(host);
	return number;
}
EXPORT_SYMBOL_GPL(get_state_synchronize_srcu);

bool poll_state_synchronize_srcu(struct srcu_struct *ssp, unsigned long cookie)
{
	/* V4: acquire, pairs with V3 in rcu_gp_next(). */
	if (cookie && !rcu_reached(arch_load(&ssp->gp.completed, __ATOMIC_ACQUIRE), cookie))
		return false;
	smp_mb();
	return true;
}
EXPORT_SYMBOL_GPL(poll_state_synchronize_srcu);

void __srcu_invoke(struct tasklet_struct *t)
{
	struct srcu_struct *ssp = container_of(t, struct srcu_struct, invoke);
	unsigned long host = host_call_begin(), n;
	struct rcu_waiter *waiters;
	struct rcu_cblist ready;

	host_lock(&srcu_lock);
	ready = ssp->ready;
	ssp->ready.head = NULL;
	host_unlock(&srcu_lock);
	host_call_end(host);
	n = rcu_cblist_invoke(&ready);
	host = host_call_begin();
	host_lock(&srcu_lock);
	ssp->cbs.invoked += n;
	waiters = rcu_waiters_take(&ssp->cbs.waiters, ssp->cbs.invoked);
	host_unlock(&srcu_lock);
	rcu_waiters_wake(waiters);
	host_call_end(host);
}
EXPORT_SYMBOL(__srcu_invoke);

static void describe_callbacks(const void *what, char *buf, unsigned long size)
{
	int n = scnprintf(buf, size, "callbacks of call_srcu(), ");

	describe_gp(what, buf + n, size - (unsigned long)n);
}

void srcu_barrier(struct srcu_struct *ssp)
{
	struct rcu_waiter waiter;
	unsigned long host;
	bool wait;

	might_sleep();
	arch_api_point(ssp);
	host = host_call_begin();
	host_lock(&srcu_lock);
	wait = !rcu_reached(ssp->cbs.invoked, ssp->cbs.queued);
	if (wait)
		rcu_waiters_add(&ssp->cbs.waiters, &waiter, ssp->cbs.queued);
	host_unlock(&srcu_lock);
	host_call_end(host);
	if (wait)
		rcu_wait(&waiter, describe_callbacks, ssp);
}
EXPORT_SYMBOL_GPL(srcu_barrier);
