// SPDX-License-Identifier: MIT
/*
 * Tasklets.
 *
 * A tasklet is in at most one queue, of the CPU that turned SCHED from 0 to 1. Its life:
 *
 *	idle            SCHED=0			schedule: SCHED=1, queued
 *	queued          SCHED=1			taken by tasklet_action() of its CPU
 *	  busy          RUN held elsewhere:	back to the tail, softirq raised
 *	  disabled      count != 0:		back to the tail; see parking
 *	  else          RUN=1, SCHED=0, callback, RUN=0
 *
 * SCHED is cleared before the callback, so the callback may schedule its own tasklet, and it runs
 * in a later pass.
 *
 * STARTING takes one step: SCHED alone becomes RUN alone. Whether it is disabled is looked at before,
 * so that SCHED of a disabled one does not flicker, and after, where it counts. In the rare case that
 * it was disabled in between the step is taken back, under RUN. Meanwhile SCHED was clear, and
 *
 *	nobody came		SCHED is set again, and it goes back to the queue
 *	it was scheduled	it stands in another queue now: two runs are due there, and OWED says so
 *	tasklet_kill() came	and took SCHED, with KILL beside it: KILL goes, and tasklet_kill() waits
 *
 * PARKING. DIVERGES: Linux serves the softirq over and over while a disabled tasklet is queued,
 * which would keep a CPU of the host busy. Here a CPU whose whole queue is disabled drops the
 * pending bit and flags the queue as parked; tasklet_enable() raises the softirq on the CPUs that
 * are flagged. Store buffering:
 *
 *	park()				tasklet_enable()
 *	parked = 1				count--
 *	  full barrier (P1)			  full barrier (E1)
 *	any count == 0? then raise		any parked? then raise there, if it is still
 *
 * When the raise gets there a pass may have been ahead of it, which unparked the queue and saw the
 * tasklet enabled, or will when it parks it again (P1); then nothing is raised.
 */
#include <linux/bug.h>
#include <linux/interrupt.h>
#include <linux/printk.h>
#include <linux/sched.h>
#include <linux/wait_bit.h>

#include "arch/upcall.h"
#include "debug/stall.h"
#include "kernel/softirq.h"
#include "kernel/workqueue-hooks.h"

/* CPUs and priorities with a parked queue; zero on the usual path of tasklet_enable(). */
static unsigned int nr_parked;

/* Tasks that wait for some tasklet to become idle, or not running. */
static unsigned int nr_waiters;

/* In the state, beside those of the API. */
#define STATE_SCHED BIT(TASKLET_STATE_SCHED)
#define STATE_RUN   BIT(TASKLET_STATE_RUN)
#define STATE_OWED  BIT(2) /* while SCHED: one more run is due after the next */
#define STATE_KILL  BIT(3) /* while SCHED: it is not queued, tasklet_kill() holds it */

static const unsigned int prio_softirq[TASKLET_PRIOS] = {HI_SOFTIRQ, TASKLET_SOFTIRQ};

/* With interrupts off. */
static void append(struct tasklet_queue *q, struct tasklet_struct *t)
{
	t->next = NULL;
	*q->tail = t;
	q->tail = &t->next;
}

static struct tasklet_struct *take_all(struct tasklet_queue *q)
{
	struct tasklet_struct *list = q->head;

	q->head = NULL;
	q->tail = &q->head;
	return list;
}

/* I1: seq_cst, before arch_worker_post(); pairs with I3. */
static void post(unsigned int cpu, struct tasklet_struct *t, enum tasklet_prio prio)
{
	struct tasklet_struct **posted = &softirq_cpus[cpu].posted[prio];

	t->next = arch_load(posted, __ATOMIC_RELAXED);
	while (!arch_try_cmpxchg(posted, &t->next, t, __ATOMIC_SEQ_CST))
		;
	arch_worker_post(cpu);
}

/* In the order in which they were posted. With interrupts off. */
static void take_posted(struct softirq_cpu *sc, enum tasklet_prio prio)
{
	/* I3: seq_cst, after I2: pairs with I1. */
	struct tasklet_struct *newest = arch_xchg(&sc->posted[prio], NULL, __ATOMIC_SEQ_CST);
	struct tasklet_struct *oldest = NULL;

	while (newest) {
		struct tasklet_struct *t = newest;

		newest = t->next;
		t->next = oldest;
		oldest = t;
	}
	while (oldest) {
		struct tasklet_struct *t = oldest;

		oldest = t->next;
		append(&sc->queue[prio], t);
	}
	arch_softirq_pending |= 1U << prio_softirq[prio];
}

/* Both priorities' are in one line of the cache, as good as. */
void softirq_upcall_ahead(unsigned int cpu)
{
	__builtin_prefetch(&softirq_cpus[cpu].posted[TASKLET_NORMAL], 1);
}

void softirq_upcall_taken(void)
{
	struct softirq_cpu *sc = &softirq_cpus[arch_smp_processor_id()];

	for (unsigned int prio = 0; prio < TASKLET_PRIOS; prio++)
		/* I3: seq_cst, after I2. */
		if (arch_load(&sc->posted[prio], __ATOMIC_SEQ_CST))
			take_posted(sc, prio);
}

static __always_inline void schedule_on_this_cpu(struct tasklet_struct *t, enum tasklet_prio prio)
{
	unsigned long flags;
	int worker_cpu = arch_worker_cpu();

	if (unlikely(worker_cpu >= 0)) {
		post((unsigned int)worker_cpu, t, prio);
		return;
	}
	local_irq_save(flags);
	append(&softirq_cpus[arch_smp_processor_id()].queue[prio], t);
	softirq_raise_here(prio_softirq[prio]);
	local_irq_restore(flags);
}

void __tasklet_schedule(struct tasklet_struct *t)
{
	schedule_on_this_cpu(t, TASKLET_NORMAL);
}
EXPORT_SYMBOL(__tasklet_schedule);

void __tasklet_hi_schedule(struct tasklet_struct *t)
{
	schedule_on_this_cpu(t, TASKLET_HI);
}
EXPORT_SYMBOL(__tasklet_hi_schedule);

/*
 * X1: seq_cst, after a state bit was cleared by a full barrier. Pairs with the increment in
 * wait_for(): either the waiter sees the bit clear, or we see the waiter.
 */
static void wake_waiters(struct tasklet_struct *t)
{
	if (unlikely(arch_load(&nr_waiters, __ATOMIC_SEQ_CST))) {
		smp_mb();
		wake_up_var(&t->state);
	}
}

static void call(struct tasklet_struct *t)
{
	if (t->use_callback)
		t->callback(t);
	else
		t->func(t->data);
}

/*
 * F1: SCHED goes before the callback starts: a schedule from here on is a new run. Full barrier, pairs
 * with F2 in tasklet_schedule(): who found SCHED set there did so before this, and the callback sees
 * its data. Acquire, as A1 in tasklet_trylock().
 *
 * Return: false if there is more to it; nothing has changed then.
 */
static bool start(struct tasklet_struct *t)
{
	unsigned long state = STATE_SCHED;

	return !arch_load(&t->count.counter, __ATOMIC_RELAXED) &&
	       arch_try_cmpxchg(&t->state, &state, STATE_RUN, __ATOMIC_SEQ_CST);
}

/* It was disabled while it was started. Under RUN. Return: whether it is this CPU's to queue. */
static bool take_back(struct tasklet_struct *t)
{
	unsigned long old = STATE_RUN, new;

	do {
		if (!(old & STATE_SCHED))
			new = old | STATE_SCHED;
		else if (old & STATE_KILL)
			new = old & ~STATE_KILL;
		else
			new = old | STATE_OWED;
		/* F4: full barrier. The disable that was seen is seen by who starts it next (D2), and
		 * K2 in tasklet_kill() finds KILL gone. */
	} while (!arch_try_cmpxchg(&t->state, &old, new, __ATOMIC_SEQ_CST));
	return !(new &STATE_OWED);
}

/* One that RUN was taken for, and whose state is not SCHED alone. Return: whether to queue it again. */
static bool run_unusual(struct tasklet_struct *t)
{
	bool owed = READ_ONCE(t->state) & STATE_OWED;

	if (owed) {
		/* Under RUN, so nobody else looks. SCHED stays, for the next run. */
		arch_fetch_and(&t->state, ~STATE_OWED, __ATOMIC_SEQ_CST);
	} else if (!test_and_clear_bit(TASKLET_STATE_SCHED, &t->state)) {
		WARN_ONCE(1, "tasklet SCHED state not set: %s %pS\n",
			  t->use_callback ? "callback" : "func",
			  t->use_callback ? (void *)t->callback : (void *)t->func);
		return false;
	} else {
		wake_waiters(t);
	}
	call(t);
	return owed;
}

/* P2: seq_cst. The flag goes before the count, so that a parked queue is never uncounted: pairs
 * with E2, which looks at the count first. */
static void unpark(struct softirq_cpu *sc, enum tasklet_prio prio)
{
	if (READ_ONCE(sc->parked[prio]) && arch_xchg(&sc->parked[prio], 0, __ATOMIC_SEQ_CST))
		arch_fetch_sub(&nr_parked, 1, __ATOMIC_SEQ_CST);
}

/**
 * tasklet_unpark() - a pass over the softirqs begins
 * @sc: this CPU's, with interrupts off
 *
 * On Linux the softirqs of parked queues are pending all the time, so each pass serves them; here
 * they cause none, but take part in one that happens anyway. Else what an earlier vector of the
 * pass enables would run a pass later than on Linux. As there, a queue counts as pending no more
 * when the pass begins, not when its turn comes.
 *
 * Return: the softirqs whose queues were parked.
 */
unsigned int tasklet_unpark(struct softirq_cpu *sc)
{
	unsigned int softirqs = 0;

	for (unsigned int prio = 0; prio < TASKLET_PRIOS; prio++) {
		if (unlikely(READ_ONCE(sc->parked[prio]))) {
			unpark(sc, prio);
			softirqs |= 1U << prio_softirq[prio];
		}
	}
	return softirqs;
}

/*
 * Everything left in the queue was found disabled: stop serving it until one is enabled. With
 * interrupts off; what is queued stays queued (its SCHED is set), so the walk is safe.
 */
static void park(struct softirq_cpu *sc, enum tasklet_prio prio)
{
	/* P1: full barrier between the flags and the counts, see the top of this file. */
	arch_fetch_add(&nr_parked, 1, __ATOMIC_SEQ_CST);
	arch_xchg(&sc->parked[prio], 1, __ATOMIC_SEQ_CST);
	for (struct tasklet_struct *t = sc->queue[prio].head; t; t = t->next) {
		if (arch_load(&t->count.counter, __ATOMIC_SEQ_CST) == 0) {
			unpark(sc, prio);
			__raise_softirq_irqoff(prio_softirq[prio]);
			return;
		}
	}
}

enum outcome { DONE, BUSY, DISABLED };

static enum outcome try_run(struct tasklet_struct *t)
{
	bool again;

	if (likely(start(t))) {
		/* D2: under RUN. Pairs with D1 in tasklet_disable_nosync(). */
		if (likely(!arch_load(&t->count.counter, __ATOMIC_SEQ_CST))) {
			wake_waiters(t);
			call(t);
			tasklet_unlock(t);
			return DONE;
		}
		again = take_back(t);
		tasklet_unlock(t);
		return again ? DISABLED : DONE;
	}
	if (!tasklet_trylock(t))
		return BUSY;
	/* D2: as above. */
	if (arch_load(&t->count.counter, __ATOMIC_SEQ_CST)) {
		tasklet_unlock(t);
		return DISABLED;
	}
	again = run_unusual(t);
	tasklet_unlock(t);
	/* As if it were busy: it is to run in the next pass. */
	return again ? BUSY : DONE;
}

static void tasklet_action(enum tasklet_prio prio)
{
	struct softirq_cpu *sc = &softirq_cpus[arch_smp_processor_id()];
	struct tasklet_queue *q = &sc->queue[prio];
	struct tasklet_struct *list;
	bool disabled = false;

	local_irq_disable();
	list = take_all(q);
	local_irq_enable();

	while (list) {
		struct tasklet_struct *t = list;
		enum outcome outcome;

		/* Before it runs: the callback may schedule it again, or free it. */
		list = t->next;
		outcome = try_run(t);
		if (likely(outcome == DONE))
			continue;
		local_irq_disable();
		append(q, t);
		if (outcome == BUSY)
			__raise_softirq_irqoff(prio_softirq[prio]);
		else
			disabled = true;
		local_irq_enable();
	}

	if (disabled) {
		local_irq_disable();
		/* If anything else is queued, the next pass sees. */
		if (!(arch_softirq_pending & (1U << prio_softirq[prio])))
			park(sc, prio);
		local_irq_enable();
	}
}

static void hi_action(struct softirq_action *action)
{
	(void)action;
	wq_serve_softirq(TASKLET_HI);
	tasklet_action(TASKLET_HI);
}

static void normal_action(struct softirq_action *action)
{
	(void)action;
	wq_serve_softirq(TASKLET_NORMAL);
	tasklet_action(TASKLET_NORMAL);
}

void __tasklet_enable_parked(struct tasklet_struct *t)
{
	(void)t;
	/* E2: seq_cst, after E1, the caller's full barrier. Pairs with P1: a park() that still saw
	 * the tasklet disabled set its flags before, and they are seen here. */
	if (likely(!arch_load(&nr_parked, __ATOMIC_SEQ_CST)))
		return;
	for (unsigned int cpu = 0; cpu < arch_cpu_count(); cpu++)
		for (unsigned int prio = 0; prio < TASKLET_PRIOS; prio++)
			if (arch_load(&softirq_cpus[cpu].parked[prio], __ATOMIC_SEQ_CST))
				softirq_wake_parked_on(cpu, prio);
}
EXPORT_SYMBOL(__tasklet_enable_parked);

void tasklet_setup(struct tasklet_struct *t, void (*callback)(struct tasklet_struct *))
{
	t->next = NULL;
	t->state = 0;
	atomic_set(&t->count, 0);
	t->callback = callback;
	t->use_callback = true;
	t->data = 0;
}
EXPORT_SYMBOL(tasklet_setup);

void tasklet_init(struct tasklet_struct *t, void (*func)(unsigned long), unsigned long data)
{
	t->next = NULL;
	t->state = 0;
	atomic_set(&t->count, 0);
	t->func = func;
	t->use_callback = false;
	t->data = data;
}
EXPORT_SYMBOL(tasklet_init);

void tasklet_unlock(struct tasklet_struct *t)
{
	/* A2: full barrier, so also a release: pairs with A1 in tasklet_trylock(), D1. */
	test_and_clear_bit(TASKLET_STATE_RUN, &t->state);
	wake_waiters(t);
}
EXPORT_SYMBOL_GPL(tasklet_unlock);

static void describe(const void *waits_for, char *buf, unsigned long size)
{
	const struct tasklet_struct *t = waits_for;

	scnprintf(buf, size, "tasklet %pS (%s%s, disabled %d times)",
		  t->use_callback ? (void *)t->callback : (void *)t->func,
		  test_bit(TASKLET_STATE_SCHED, &t->state) ? "scheduled" : "not scheduled",
		  test_bit(TASKLET_STATE_RUN, &t->state) ? ", running" : "",
		  atomic_read(&t->count));
}

void tasklet_unlock_spin_wait(struct tasklet_struct *t)
{
	struct stall stall = STALL_INIT;
	char what[128];

	/* A3: acquire, pairs with A2 in tasklet_unlock(): what the run did is seen. */
	while (test_bit_acquire(TASKLET_STATE_RUN, &t->state)) {
		if (stall_turn(&stall)) {
			describe(t, what, sizeof(what));
			stall_report(&stall, "wait for %s", what);
		}
	}
}
EXPORT_SYMBOL(tasklet_unlock_spin_wait);

/* Sleep until @bit of the state is clear, which is acquired as in A3. X2: the increment is a full
 * barrier, see X1; the decrement orders nothing. */
static void wait_for_clear(struct tasklet_struct *t, int bit)
{
	if (!test_bit_acquire(bit, &t->state))
		return;
	arch_fetch_add(&nr_waiters, 1, __ATOMIC_SEQ_CST);
	current->waits_for = t;
	current->waits_describe = describe;
	wait_var_event(&t->state, !test_bit_acquire(bit, &t->state));
	current->waits_describe = NULL;
	arch_fetch_sub(&nr_waiters, 1, __ATOMIC_SEQ_CST);
}

void tasklet_unlock_wait(struct tasklet_struct *t)
{
	might_sleep();
	wait_for_clear(t, TASKLET_STATE_RUN);
}
EXPORT_SYMBOL(tasklet_unlock_wait);

/* Take SCHED, as tasklet_schedule() would. Return: false if it is set. */
static bool claim(struct tasklet_struct *t)
{
	unsigned long old = 0;

	do {
		if (old & STATE_SCHED)
			return false;
		/* F3: acquire, pairs with F1. */
	} while (!arch_try_cmpxchg(&t->state, &old, old | STATE_SCHED | STATE_KILL,
				   __ATOMIC_SEQ_CST));
	return true;
}

/*
 * Give SCHED back when nobody runs it. Return: false if there is no claim any more: take_back() wanted
 * SCHED again, or another tasklet_kill(), which claimed it after that, was done first.
 */
static bool unclaim(struct tasklet_struct *t)
{
	unsigned long old = STATE_SCHED | STATE_KILL;

	do {
		if (!(old & STATE_KILL))
			return false;
		if (old & STATE_RUN) {
			tasklet_unlock_wait(t);
			old &= ~STATE_RUN;
		}
		/* K2: seq_cst, pairs with F4 and A2; and the full barrier that X1 wants. */
	} while (!arch_try_cmpxchg(&t->state, &old, old & ~(STATE_SCHED | STATE_KILL),
				   __ATOMIC_SEQ_CST));
	wake_waiters(t);
	return true;
}

void tasklet_kill(struct tasklet_struct *t)
{
	if (in_interrupt())
		pr_notice("Attempt to kill tasklet from interrupt\n");
	/* A pending run is waited for, and no other starts until we are done. */
	might_sleep();
	do {
		while (!claim(t))
			wait_for_clear(t, TASKLET_STATE_SCHED);
	} while (!unclaim(t));
}
EXPORT_SYMBOL(tasklet_kill);

/* What is still queued won't run; but it can be scheduled again in the next machine. */
static void forget(struct tasklet_struct *list)
{
	while (list) {
		struct tasklet_struct *t = list;

		list = t->next;
		pr_notice("tasklet %pS is still scheduled at shutdown\n",
			  t->use_callback ? (void *)t->callback : (void *)t->func);
		arch_fetch_and(&t->state, ~(STATE_SCHED | STATE_OWED), __ATOMIC_SEQ_CST);
	}
}

void tasklet_exit_cpus(void)
{
	for (unsigned int cpu = 0; cpu < NR_CPUS; cpu++) {
		struct softirq_cpu *sc = &softirq_cpus[cpu];

		for (unsigned int prio = 0; prio < TASKLET_PRIOS; prio++) {
			forget(take_all(&sc->queue[prio]));
			forget(arch_xchg(&sc->posted[prio], NULL, __ATOMIC_SEQ_CST));
		}
	}
}

void tasklet_init_cpus(void)
{
	nr_parked = 0;
	for (unsigned int cpu = 0; cpu < NR_CPUS; cpu++)
		for (unsigned int prio = 0; prio < TASKLET_PRIOS; prio++)
			take_all(&softirq_cpus[cpu].queue[prio]);
	open_softirq(HI_SOFTIRQ, hi_action);
	open_softirq(TASKLET_SOFTIRQ, normal_action);
}
