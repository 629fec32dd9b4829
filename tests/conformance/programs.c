// SPDX-License-Identifier: MIT
/*
 * The interpreter of differential fuzzing. A program is a list of operations on a few tasklets,
 * softirq vectors and interrupts; what it logs is determined on any correct kernel, so that the
 * logs of two kernels can be compared. fuzz.py makes the programs.
 *
 * A file is a row of programs, each a length (2 bytes, little endian) and its operations. An
 * operation is 4 bytes, what and two arguments and the length of its sub-list, and the sub-list:
 * what a callback or a handler is to do when it runs.
 *
 * Every list of operations is a valid program: what is not allowed where it stands is skipped.
 * That keeps shrinking simple. What makes the outcome determined:
 *
 *  - Softirqs and tasklets are raised in atomic context only; from a plain task they would run
 *    whenever the next tick came.
 *  - In plain task context each operation waits until nothing more can run: no enabled tasklet
 *    is scheduled, no vector is raised. How many passes that takes and on whose stack is not
 *    logged, since the budget (2 ms) may end at any time.
 *  - It also waits until ksoftirqd sleeps: while that is awake, Linux 6.1 leaves the softirqs of
 *    an irq exit to it. (Not while one of high or normal tasklets is pending, which those that
 *    are disabled always are.)
 *  - Where interrupts are on, an operation waits until all self-interrupts have been handled.
 *  - Callbacks consume fuel; without any they raise nothing more. So every chain ends.
 */
#include <linux/irqflags.h>
#include <linux/preempt.h>
#include <linux/spinlock.h>

#include "case.h"

#define NR_TASKLETS 5
#define NR_BORROWED 4
#define NR_WORKS    3
#define NR_LOCKS    4
#define FUEL	    60
#define MAX_DISABLE 4

enum op {
	OP_BH_OFF,
	OP_BH_ON,
	OP_IRQ_OFF,
	OP_IRQ_ON,
	OP_SCHEDULE,
	OP_HI_SCHEDULE,
	OP_DISABLE_NOSYNC,
	OP_DISABLE_IN_ATOMIC,
	OP_DISABLE,
	OP_ENABLE,
	OP_KILL,
	OP_SCHEDULE_KILL,
	OP_RAISE,
	OP_INTERRUPT,
	OP_SET_CALLBACK,
	OP_SET_VECTOR,
	OP_LOOK,
	OP_UNLOCK_WAIT,
	NR_OPS,
};

#define OP_BYTES 4

/* What a callback does. */
struct script {
	const unsigned char *ops;
	size_t size;
};

struct tasklet {
	struct tasklet_struct t;
	struct script script;
	bool running;
};

struct vector {
	struct script script;
	bool raised; /* the vectors are borrowed: others' raises are not ours */
};

struct work {
	struct irq_work w;
	struct script script;
};

static struct tasklet tasklets[NR_TASKLETS];
static struct vector vectors[NR_BORROWED];
static struct work works[NR_WORKS];
static int fuel;
static bool killing; /* tasklet_kill() holds SCHED, from a moment on that is not determined */

static const unsigned int vector_softirq[NR_BORROWED] = {NET_TX_SOFTIRQ, NET_RX_SOFTIRQ,
							 BLOCK_SOFTIRQ, IRQ_POLL_SOFTIRQ};

/* Locks for sections of either kind, by depth; a depth is used by one context at a time. */
static spinlock_t locks[NR_LOCKS];

/* What a list has switched off, innermost last; undone at its end. */
struct nest {
	unsigned int depth;
	struct {
		enum { BH, IRQ } what;
		bool locked;
		unsigned long flags;
	} level[NR_LOCKS];
};

static void run_list(const struct script *script);

static bool plain(void)
{
	return !preempt_count() && !irqs_disabled();
}

static bool scheduled(const struct tasklet_struct *t)
{
	return READ_ONCE(t->state) & (1UL << TASKLET_STATE_SCHED);
}

static void event(char kind, unsigned int nr, const char *what)
{
	tc_log("%c%u %s: serving=%d hard=%d irqs_off=%d bh=%lx cpu=%d", kind, nr, what,
	       !!in_serving_softirq(), !!in_hardirq(), !!irqs_disabled(),
	       (preempt_count() & SOFTIRQ_MASK) >> SOFTIRQ_SHIFT, raw_smp_processor_id());
}

/* Nothing of ours can run any more before the next operation. */
static bool settled(void)
{
	bool settled = true;

	/* Not in the middle of a callback, which ksoftirqd may be running. */
	local_bh_disable();
	for (unsigned int i = 0; i < NR_TASKLETS; i++)
		if (scheduled(&tasklets[i].t) && !atomic_read(&tasklets[i].t.count))
			settled = false;
	for (unsigned int i = 0; i < NR_BORROWED; i++)
		if (READ_ONCE(vectors[i].raised))
			settled = false;
	local_bh_enable();
	return settled;
}

static bool any_scheduled(void)
{
	for (unsigned int i = 0; i < NR_TASKLETS; i++)
		if (scheduled(&tasklets[i].t))
			return true;
	return false;
}

static void settle(void)
{
	unsigned int turns = 0;

	if (!in_hardirq() && !irqs_disabled())
		for (unsigned int i = 0; i < NR_WORKS; i++)
			while (irq_work_is_busy(&works[i].w))
				cpu_relax();
	if (!plain())
		return;
	while (!settled()) {
		/* ksoftirqd may have been asked to. */
		if (++turns > 2)
			tc_nap();
		if (turns > 10000) {
			tc_log("never settles");
			return;
		}
	}
	if (!any_scheduled())
		tc_wait_ksoftirqd();
}

static void look(void)
{
	char line[NR_TASKLETS * 8 + 1];
	int n = 0;

	if (READ_ONCE(killing))
		return;
	for (unsigned int i = 0; i < NR_TASKLETS; i++)
		n += scnprintf(line + n, sizeof(line) - n, " %lx/%d",
			       READ_ONCE(tasklets[i].t.state), atomic_read(&tasklets[i].t.count));
	tc_log("look%s", line);
}

static void run_tasklet(struct tasklet *tasklet)
{
	unsigned int nr = tasklet - tasklets;

	fuel--;
	tasklet->running = true;
	event('T', nr, "runs");
	look();
	run_list(&tasklet->script);
	event('T', nr, "ends");
	tasklet->running = false;
}

static void new_callback(struct tasklet_struct *t)
{
	struct tasklet *tasklet = from_tasklet(tasklet, t, t);

	run_tasklet(tasklet);
}

static void old_callback(unsigned long data)
{
	run_tasklet((struct tasklet *)data);
}

static void vector_action(struct softirq_action *action, unsigned int nr)
{
	if (!vectors[nr].raised)
		return;
	vectors[nr].raised = false;
	fuel--;
	event('V', nr, "runs");
	run_list(&vectors[nr].script);
	event('V', nr, "ends");
}

static void vector0(struct softirq_action *action)
{
	vector_action(action, 0);
}

static void vector1(struct softirq_action *action)
{
	vector_action(action, 1);
}

static void vector2(struct softirq_action *action)
{
	vector_action(action, 2);
}

static void vector3(struct softirq_action *action)
{
	vector_action(action, 3);
}

static void work_fn(struct irq_work *w)
{
	struct work *work = container_of(w, struct work, w);
	unsigned int nr = work - works;

	fuel--;
	event('I', nr, "runs");
	run_list(&work->script);
	event('I', nr, "ends");
}

static void off(struct nest *nest, bool irq, bool locked)
{
	unsigned int d = nest->depth;

	/* Interrupts off are not worth a level twice; no bh inside of them (enabling warns). */
	if (d == NR_LOCKS || irqs_disabled())
		return;
	tc_log(irq ? "irq_off" : "bh_off");
	nest->level[d].what = irq ? IRQ : BH;
	/* Only tasks lock: a softirq would meet the lock of its own depth. */
	nest->level[d].locked = locked && !in_serving_softirq();
	nest->depth++;
	if (irq && nest->level[d].locked)
		spin_lock_irqsave(&locks[d], nest->level[d].flags);
	else if (irq)
		local_irq_save(nest->level[d].flags);
	else if (nest->level[d].locked)
		spin_lock_bh(&locks[d]);
	else
		local_bh_disable();
}

static void on(struct nest *nest, bool irq)
{
	unsigned int d = nest->depth - 1;

	if (!nest->depth || nest->level[d].what != (irq ? IRQ : BH))
		return;
	nest->depth--;
	tc_log(irq ? "irq_on" : "bh_on");
	if (irq && nest->level[d].locked)
		spin_unlock_irqrestore(&locks[d], nest->level[d].flags);
	else if (irq)
		local_irq_restore(nest->level[d].flags);
	else if (nest->level[d].locked)
		spin_unlock_bh(&locks[d]);
	else
		local_bh_enable();
}

static void schedule_one(unsigned int nr, bool hi)
{
	if (!in_interrupt() || fuel <= 0)
		return;
	tc_log("%sschedule %u", hi ? "hi_" : "", nr);
	if (hi)
		tasklet_hi_schedule(&tasklets[nr].t);
	else
		tasklet_schedule(&tasklets[nr].t);
}

static void disable(enum op op, unsigned int nr)
{
	struct tasklet_struct *t = &tasklets[nr].t;

	if (atomic_read(&t->count) == MAX_DISABLE)
		return;
	if (op != OP_DISABLE_NOSYNC && tasklets[nr].running)
		return; /* would wait for itself */
	if (op == OP_DISABLE && !plain())
		return; /* sleeps */
	tc_log("disable %u", nr);
	if (op == OP_DISABLE_NOSYNC)
		tasklet_disable_nosync(t);
	else if (op == OP_DISABLE_IN_ATOMIC)
		tasklet_disable_in_atomic(t);
	else
		tasklet_disable(t);
}

static void enable(unsigned int nr)
{
	if (!atomic_read(&tasklets[nr].t.count))
		return;
	tc_log("enable %u", nr);
	tasklet_enable(&tasklets[nr].t);
}

static void kill(unsigned int nr, bool schedule_it)
{
	struct tasklet *tasklet = &tasklets[nr];

	/* Disabled and scheduled it would wait for ever. */
	if (!plain() || scheduled(&tasklet->t))
		return;
	if (schedule_it) {
		/* A callback that schedules itself may or may not get away with it. */
		if (tasklet->script.size || atomic_read(&tasklet->t.count))
			return;
		tc_log("schedule and kill %u", nr);
		WRITE_ONCE(killing, true);
		tasklet_schedule(&tasklet->t);
	} else {
		tc_log("kill %u", nr);
	}
	tasklet_kill(&tasklet->t);
	WRITE_ONCE(killing, false);
	tc_log("killed: state=%lx", READ_ONCE(tasklet->t.state));
}

static void raise(unsigned int nr, bool masked)
{
	unsigned long flags;

	if (!in_interrupt() || fuel <= 0)
		return;
	tc_log("raise %u", nr);
	vectors[nr].raised = true;
	if (masked) {
		local_irq_save(flags);
		raise_softirq_irqoff(vector_softirq[nr]);
		local_irq_restore(flags);
	} else {
		raise_softirq(vector_softirq[nr]);
	}
}

static void interrupt(unsigned int nr, struct script script)
{
	if (fuel <= 0)
		return;
	/* Running, it may be queued again, to do the same. */
	if (!irq_work_is_busy(&works[nr].w))
		works[nr].script = script;
	tc_log("interrupt %u", nr);
	if (!irq_work_queue(&works[nr].w))
		tc_log("pending already");
}

static void run_op(struct nest *nest, const unsigned char *p)
{
	struct script sub = {p + OP_BYTES, p[3]};
	enum op op = p[0];
	unsigned int a = p[1];
	unsigned int t = a % NR_TASKLETS;

	switch (op) {
	case OP_BH_OFF:
	case OP_IRQ_OFF:
		off(nest, op == OP_IRQ_OFF, p[2] & 1);
		break;
	case OP_BH_ON:
	case OP_IRQ_ON:
		on(nest, op == OP_IRQ_ON);
		break;
	case OP_SCHEDULE:
	case OP_HI_SCHEDULE:
		schedule_one(t, op == OP_HI_SCHEDULE);
		break;
	case OP_DISABLE_NOSYNC:
	case OP_DISABLE_IN_ATOMIC:
	case OP_DISABLE:
		disable(op, t);
		break;
	case OP_ENABLE:
		enable(t);
		break;
	case OP_KILL:
	case OP_SCHEDULE_KILL:
		kill(t, op == OP_SCHEDULE_KILL);
		break;
	case OP_RAISE:
		raise(a % NR_BORROWED, p[2] & 1);
		break;
	case OP_INTERRUPT:
		interrupt(a % NR_WORKS, sub);
		break;
	case OP_SET_CALLBACK:
		tasklets[t].script = sub;
		break;
	case OP_SET_VECTOR:
		vectors[a % NR_BORROWED].script = sub;
		break;
	case OP_LOOK:
		look();
		break;
	case OP_UNLOCK_WAIT:
		if (plain())
			tasklet_unlock_wait(&tasklets[t].t);
		break;
	default:
		break;
	}
	settle();
}

static void run_list(const struct script *script)
{
	const struct script copy = *script; /* a callback may get another one while it runs */
	struct nest nest = {0};

	for (size_t i = 0; i + OP_BYTES <= copy.size; i += OP_BYTES + copy.ops[i + 3])
		run_op(&nest, copy.ops + i);
	while (nest.depth) {
		on(&nest, nest.level[nest.depth - 1].what == IRQ);
		settle();
	}
}

static void init(void)
{
	for (unsigned int i = 0; i < NR_TASKLETS; i++) {
		memset(&tasklets[i], 0, sizeof(tasklets[i]));
		if (i & 1)
			tasklet_init(&tasklets[i].t, old_callback, (unsigned long)&tasklets[i]);
		else
			tasklet_setup(&tasklets[i].t, new_callback);
	}
	memset(vectors, 0, sizeof(vectors));
	for (unsigned int i = 0; i < NR_WORKS; i++) {
		init_irq_work(&works[i].w, work_fn);
		works[i].script.size = 0;
	}
	for (unsigned int i = 0; i < NR_LOCKS; i++)
		spin_lock_init(&locks[i]);
	fuel = FUEL;
}

/* Whatever is still disabled is enabled, which lets it run. */
static void finish(void)
{
	tc_log("finish");
	for (unsigned int i = 0; i < NR_TASKLETS; i++) {
		while (atomic_read(&tasklets[i].t.count)) {
			enable(i);
			settle();
		}
	}
	/* An enabled one may have disabled another. */
	for (unsigned int i = 0; i < NR_TASKLETS; i++)
		tasklets[i].script.size = 0;
	for (unsigned int i = 0; i < NR_TASKLETS; i++) {
		while (atomic_read(&tasklets[i].t.count)) {
			enable(i);
			settle();
		}
		tasklet_kill(&tasklets[i].t);
	}
	look();
}

static unsigned long long hash(const char *text, size_t len)
{
	unsigned long long h = 0xcbf29ce484222325ULL; /* FNV-1a */

	while (len--)
		h = (h ^ (unsigned char)*text++) * 0x100000001b3ULL;
	return h;
}

int tc_run_programs(const unsigned char *data, size_t size, bool verbose)
{
	struct tc_log *log = &tc_the_log;
	unsigned int nr = 0;

	open_softirq(NET_TX_SOFTIRQ, vector0);
	open_softirq(NET_RX_SOFTIRQ, vector1);
	open_softirq(BLOCK_SOFTIRQ, vector2);
	open_softirq(IRQ_POLL_SOFTIRQ, vector3);
	while (size >= 2) {
		struct script script = {data + 2, data[0] | data[1] << 8};
		size_t begin;

		if (script.size > size - 2)
			return -EINVAL;
		if (verbose)
			tc_log("== program %u", nr);
		begin = log->len;
		init();
		run_list(&script);
		finish();
		if (!verbose) {
			size_t len = log->len - begin;

			log->len = begin;
			tc_log("%u %016llx %zu", nr, hash(log->buf + begin, len), len);
		}
		data += 2 + script.size;
		size -= 2 + script.size;
		nr++;
		cond_resched();
	}
	return 0;
}
