// SPDX-License-Identifier: MIT
/*
 * The machine while it is explored: points, choices and steps. See explore.h for what they are, what
 * is the default, and what costs; spin.c for parties that spin.
 *
 * Every point comes here. The choice of who goes on is made on the stack of who arrives at one;
 * whoever goes on returns from its own. That is by few frames (all from pass() to choose() is inlined): a
 * processor that predicts where returns go does not know that stacks were switched, and is wrong
 * about each. An interrupt comes in on the stack of who occupies the CPU, who is then back at the
 * same point. The first point of a task that starts or that slept, and of a turn of a spin loop, is
 * not asked about: choosing it was choosing to go on there. Nor is that of a handler if it is
 * tl_point(); an access is, as others see that the handler has come in: its line may be raised
 * again, or be disabled too late.
 *
 * FAIRNESS. Who has made SIM_SLICE steps in a row lets the others go on, and so does ksoftirqd
 * after two passes in which no task of its CPU got a step. Schedules that starve somebody for ever
 * are not explored; one that never ends nevertheless is a livelock.
 *
 * THE DIRECTOR. The scenario's own task is never interrupted, and goes on when nobody else can.
 * Where the hardware may fire nevertheless, that is a choice.
 */
#include <errno.h>
#include <string.h>

#include <asm/memory.h>
#include <linux/errno.h>
#include <linux/preempt.h>
#include <linux/printk.h>
#include <tasklet/irq.h>

#include "arch/sim/explore/checkpoint.h"
#include "arch/sim/explore/sched.h"
#include "arch/upcall.h"

struct ex_machine ex __tl_keep;

/* Does code of another task of this CPU exist that could run instead? */
static bool shares_cpu(const struct sim_task *me)
{
	const struct sim_task *task;

	if (me->cpu->queued)
		return true;
	TAILQ_FOREACH(task, &sim.tasks, all) {
		if (task != me && task->cpu == me->cpu && task->where != SIM_ENDED &&
		    task != sim.main)
			return true;
	}
	return false;
}

/* --- steps --- */

/* The step that ended here is known in full. */
static __always_inline void finish_step(void)
{
	if (!ex.in_step)
		return;
	ex.in_step = false;
	if (arch_self.progress) {
		ex.progress = true;
		ex.vain = 0;
	}
	/* A plain store is no progress by itself, but may be what somebody waits for. */
	if (arch_self.progress || ex.stored) {
		ex.nr_stores++;
		sim.running->ex.stores++;
	}
	if (unlikely(ex.nr_spinning) && (arch_self.progress || ex.stored || ex.time_passed))
		ex_wake_spinners(false);
	ex.stored = ex.time_passed = false;
	if (ex.strategy_looks)
		ex.strategy->stepped(&ex.option, &ex.footprint);
	ex.looks = false;
}

static __always_inline void begin_step(const struct ex_choice *c, unsigned int taken)
{
	const struct ex_option o = c->options[taken];
	struct sim_task *party;

	ex.in_step = true;
	ex.option = o;
	ex.footprint.n = 0;
	ex.footprint.all = false;
	/* Who begins to spin in this step is not woken by it. */
	ex.looks = ex.strategy_looks || ex.nr_spinning;
	arch_self.progress = 0;
	ex.deviates = taken != c->dflt;
	ex.preemptions += o.costs;
	ex.deliveries += o.chosen_delivery;
	ex.deviations += ex.deviates;
	if (++ex.steps > ex.max_steps)
		ex_too_long();
	sim_note(SIM_EVENT_CHOICE, o.kind | (uint64_t)o.cpu << 8 | (uint64_t)o.id << 24);
	ex.stays = o.cpu == ex.last_cpu && o.id == ex.last_id ? ex.stays + 1 : 0;
	party = sim.cpus[o.cpu].curr;
	if (o.kind == EX_DELIVER || o.kind == EX_FIRE) {
		sim.cpus[o.cpu].home_cpu = ex.last_cpu;
		sim.cpus[o.cpu].home_id = ex.last_id;
		if (!party)
			party = sim_worker(&sim.cpus[o.cpu]);
		ex_touch(irq_upcall_object((int)o.id));
	} else if (o.kind == EX_TAKE || (o.kind == EX_TIMEOUT && party && party->ex.id != o.id)) {
		party = NULL; /* who is taken is counted by take() */
	}
	if (unlikely(ex.poller) && (party != ex.poller || o.kind != EX_GO))
		ex.poller = NULL;
	ex.last_cpu = o.cpu;
	ex.step_id = ex.last_id = party ? party->ex.id : o.id;
	ex.step_count = party ? ++party->ex.steps : 0;
}

static struct sim_task *find_queued(struct sim_cpu *cpu, unsigned int id)
{
	struct sim_task *task;

	TAILQ_FOREACH(task, &cpu->queue, node)
		if (task->ex.id == id)
			return task;
	return NULL;
}

/* Whose stack an interrupt comes in on. */
static struct sim_task *host_of_interrupt(struct sim_cpu *cpu)
{
	struct sim_task *task = cpu->curr;

	if (!task) {
		task = sim_worker(cpu);
		sim_occupy(cpu, task);
		task->ex.skip = true;
	}
	return task;
}

static struct sim_task *take(struct sim_cpu *cpu, unsigned int id)
{
	struct sim_task *task = find_queued(cpu, id), *former = cpu->curr;

	ex.step_count = ++task->ex.steps;
	if (former) {
		sim_leave_cpu(former);
		sim_enqueue(former, false);
	}
	sim_occupy(cpu, task);
	return task;
}

static bool director_can(void)
{
	return sim.idler == sim.main || sim.main->where == SIM_QUEUED;
}

static struct sim_task *director(void)
{
	struct sim_task *me = sim.main;

	if (sim.idler == me)
		sim.idler = NULL;
	else
		sim_dequeue(me);
	me->where = SIM_OFF;
	if (!me->cpu->curr)
		sim_occupy(me->cpu, me);
	else
		me->where = SIM_FLOATING;
	return me;
}

/* Return: who goes on. */
static struct sim_task *carry_out(const struct ex_option *o)
{
	struct sim_cpu *cpu = &sim.cpus[o->cpu];
	struct sim_task *task, *other;
	unsigned char held;

	switch (o->kind) {
	case EX_FIRE:
		for (unsigned int i = 0; i < ex.nr_spontaneous; i++)
			if (ex.spontaneous[i].irq == o->id)
				ex.spontaneous[i].left--;
		trace_note(EX_EV_FIRE, 0, o->id, ex.deviates);
		/* It is no point of who happens to choose. */
		held = arch_self.hold;
		arch_self.hold = 1;
		(void)tl_irq_raise(o->id);
		arch_self.hold = held;
		/* fall through */
	case EX_DELIVER:
		task = host_of_interrupt(cpu);
		task->ex.deliver = true;
		task->ex.irq = o->id;
		break;
	case EX_TAKE:
		task = take(cpu, o->id);
		break;
	case EX_TIMEOUT:
		task = cpu->curr && cpu->curr->ex.id == o->id ? cpu->curr : take(cpu, o->id);
		ex_poll_begin(task);
		break;
	default:
		ex.director_runs = o->id == sim.main->ex.id && !ex.director_spins;
		task = ex.director_runs ? director() : cpu->curr;
	}
	if (o->kind != EX_DELIVER && o->kind != EX_FIRE) {
		TAILQ_FOREACH(other, &cpu->queue, node)
			other->ex.yields = 0;
		if (!task->ex.at_point)
			task->ex.skip = true;
		ex_stop_spinning(task);
	}
	return task;
}

/* --- choices --- */

/* Until there are options. Return: whether the director goes on, and nothing is to be chosen. */
static bool only_director_can(struct ex_choice *c)
{
	while (!c->nr_sure) {
		if (ex_try_again()) {
			ex_list_options(c);
		} else if (c->nr_soft) {
			/* Time passes with it, up to what is due next. */
			c->nr_sure = c->nr_soft;
			/* A director that slept, and has slept enough, is not let wait for a later time. */
		} else if (!sim.idler && !director_can() && sim_clock_jump()) {
			ex_list_options(c);
		} else if (director_can()) {
			if (!c->n)
				return true;
			ex_offer_director(c);
		} else if (c->n) {
			break; /* all that is left is that the hardware fires */
		} else if (ex_let_time_creep()) {
			ex_list_options(c);
		} else {
			ex_stuck();
		}
	}
	return false;
}

static __always_inline unsigned int pick(const struct ex_choice *c)
{
	unsigned int taken = ex.strategy->pick(c);

	if (taken == EX_CUT)
		ex_cut();
	if (taken != c->dflt)
		ex.recorder(c, taken);
	return taken;
}

static __always_inline void choose(void)
{
	struct ex_choice *c = &ex.choice;
	struct sim_task *next;
	unsigned int taken;

	finish_step();
	/* No step of the director's tells what it has written. */
	if (ex.director_runs) {
		ex.nr_stores++;
		ex.stored = false;
		arch_self.quiet = false;
		ex_wake_spinners(true);
	}
	ex_list_options(c);
	ex.director_runs = !c->nr_sure && only_director_can(c);
	if (ex.director_runs) {
		next = director();
		(next == sim.running ? &arch_self : &next->saved)->quiet = !next->ex.watch;
		sim_switch_to(next);
		return;
	}
	if (c->n > 1) {
		ex_price(c);
		checkpoint_offer();
	}
	taken = pick(c);
	begin_step(c, taken);
	next = carry_out(&c->options[taken]);
	sim.active = next->cpu;
	sim_switch_to(next);
	arch_self.progress = 0;
}

void ex_choose(void)
{
	choose();
}

void ex_serve(struct sim_task *me)
{
	struct sim_cpu *cpu = me->cpu;
	bool at_point = me->ex.at_point;
	struct ex_next next = me->ex.next;
	unsigned int home_cpu = cpu->home_cpu, home_id = cpu->home_id;
	bool polls_clock = me->ex.polls_clock, paused = me->ex.paused;
	int saved_errno = errno;

	/* The handler can go on, and may write what the loop waits for: this turn is over. */
	ex_stop_spinning(me);
	me->ex.deliver = false;
	me->ex.at_point = false;
	me->ex.skip = false;
	me->ex.enters = true;
	me->ex.paused = false;
	me->ex.serving++;
	trace_note(EX_EV_IRQ_ENTER, 0, me->ex.irq, ex.deviates);
	sim_serve(me->ex.irq);
	trace_note(EX_EV_IRQ_EXIT, 0, me->ex.irq, false);
	me->ex.serving--;
	if (ex.poller == me)
		ex.poller = NULL;
	me->ex.skip = me->ex.enters = false;
	me->ex.at_point = at_point;
	me->ex.next = next;
	me->ex.polls_clock = polls_clock;
	me->ex.paused = paused;
	errno = saved_errno;
	/* Whoever was at work before, if it was elsewhere. */
	if (home_cpu != cpu->a.nr) {
		ex.last_cpu = home_cpu;
		ex.last_id = home_id;
	}
}

bool ex_is_alone(const struct sim_task *me)
{
	return sim.nr_ready == 1 && me->where == SIM_OCCUPYING && !me->cpu->queued &&
	       !me->cpu->pending && !ex.nr_spontaneous;
}

/* What ex_choose() comes to then. */
static void choose_alone(const struct sim_task *me)
{
	struct ex_choice *c = &ex.choice;

	finish_step();
	ex_offer_only(c, me);
	begin_step(c, pick(c));
}

static __always_inline void choose_at_point(struct sim_task *me)
{
	me->ex.at_point = true;
	for (;;) {
		if (ex_is_alone(me) && me != sim.main)
			choose_alone(me);
		else
			choose();
		if (!me->ex.deliver)
			break;
		ex_serve(me);
	}
	me->ex.at_point = false;
}

/* --- what the machine calls --- */

/* Is what begins here a read section of RCU, which is there or not when a grace period begins? */
static bool begins_reading(void)
{
	return arch_self.rcu_reader && !arch_self.ctx && !arch_self.rcu_depth;
}

/* Could another task of this CPU go on here, and not behind a point of ours or in the section? */
static bool keeps_others_out(const struct sim_task *me, bool ours)
{
	return !ours && !arch_self.ctx && (shares_cpu(me) || ex_is_reached(me->cpu, EX_BY_TASK));
}

/* @ours: in code of the library itself, whose sections are parts of calls that have a point. */
static bool asks(const struct sim_task *me, unsigned int kind, bool ours)
{
	if (ex_is_director(me))
		return false;
	if (kind <= ARCH_POINT_RMW)
		return true;
	if (kind == ARCH_POINT_FENCE || kind == ARCH_POINT_ENABLE)
		return false; /* what comes next has a point of its own */
	if ((kind == ARCH_POINT_MASK || kind == ARCH_POINT_PREEMPT) && begins_reading())
		return true;
	if (kind == ARCH_POINT_MASK)
		return !(arch_self.ctx & ARCH_CTX_MASKED) &&
		       (me->cpu->pending || irq_upcall_lines_on(me->cpu->a.nr) ||
			keeps_others_out(me, ours) || ex_is_reached(me->cpu, EX_BY_IRQ));
	return kind != ARCH_POINT_PREEMPT || keeps_others_out(me, ours);
}

static __always_inline void pass(unsigned int kind, uintptr_t obj, size_t size, const void *pc,
				 bool ours)
{
	struct sim_task *me = sim.running;

	if (asks(me, kind, ours) && !(unlikely(ex.poller == me) && ex_poll_point(pc, obj))) {
		if (me->ex.skip || (me->ex.enters && kind == ARCH_POINT_MARK)) {
			me->ex.skip = me->ex.enters = false;
		} else {
			me->ex.enters = false;
			ex_note_next(&me->ex.next, kind, obj, size);
			choose_at_point(me);
		}
		trace_note(EX_EV_STEP, (uint8_t)kind, obj, ex.deviates);
	}
	ex_add(kind, obj, size);
}

void tl_point(void)
{
	if (unlikely(!sim.exploring || !sim_is_here()))
		arch_point_slow(ARCH_POINT_MARK, 0);
	else if (likely(!arch_self.hold))
		pass(ARCH_POINT_MARK, 0, 0, NULL, false);
}
EXPORT_SYMBOL(tl_point);

/* @size: 0 where it is not known; footprints take that for a word. */
void ex_point(unsigned int kind, uintptr_t obj, size_t size, const void *pc)
{
	bool ours = kind & ARCH_POINT_LIBRARY;
	size_t touched = obj && !size ? 8 : size;

	arch_self.budget = 0;
	kind &= ~(unsigned int)ARCH_POINT_LIBRARY;
	if (arch_self.hold)
		ex_add(kind, obj, touched);
	else
		pass(kind, obj, touched, pc, ours);
	if (obj)
		arena_check(obj, size, ex_writes(kind), pc);
}

/* A block is about to be freed: whoever uses it comes before that, or too late. */
void ex_freeing(const void *p, size_t size)
{
	if (!sim.exploring)
		return;
	if (arch_self.hold)
		ex_add(ARCH_POINT_STORE, (uintptr_t)p, size ? size : 1);
	else
		pass(ARCH_POINT_STORE, (uintptr_t)p, size ? size : 1, NULL, true);
}

/* An allocation that may fail: the step ends here, and another of the same party begins. */
bool arch_alloc_fails(void)
{
	struct sim_task *me = sim.running;
	struct ex_choice *c = &ex.choice;
	unsigned int taken;

	if (!sim.exploring || !ex.alloc_left || arch_self.hold)
		return false;
	/* Nobody else may come in between, so who sleeps for the former half must wake up for what
	 * conflicts with the latter, too, which is not known yet. */
	ex.footprint.all = true;
	finish_step();
	c->n = 0;
	ex_offer(c, EX_GO, me->cpu->a.nr, me->ex.id);
	ex_offer(c, EX_FAIL, me->cpu->a.nr, me->ex.id);
	c->next[0] = c->next[1] = (struct ex_next){0};
	c->nr_tasks = c->nr_sure = c->nr_soft = c->n;
	c->dflt = 0;
	taken = pick(c);
	begin_step(c, taken);
	arch_self.quiet = false;
	if (!taken)
		return false;
	ex.alloc_left--;
	trace_note(EX_EV_ALLOC_FAIL, 0, 0, true);
	return true;
}

void arch_host_memory(int change)
{
	ex.host_memory += change;
}

/* The caller is off its CPU, asleep or at its end. */
void ex_away(void)
{
	struct sim_task *me = sim.running;

	me->ex.at_point = false;
	me->ex.skip = false;
	if (ex.poller == me)
		ex.poller = NULL;
	/* Still runnable: ksoftirqd between two passes. */
	me->ex.yields = me->where == SIM_QUEUED ? me->ex.yields + 1 : 0;
	/* Whoever spins tries once more before it counts for nothing. */
	if (!sim_is_worker(me))
		ex.progress = true;
	choose();
}

/* The worker was given the CPU, maybe for an interrupt. */
void ex_worker_serves(struct sim_task *worker)
{
	if (worker->ex.deliver)
		ex_serve(worker);
}

/* --- what a run begins with --- */

void ex_machine_reset(const struct ex_strategy *strategy)
{
	ex.strategy = strategy;
	ex.strategy_looks = true;
	ex.looks = false;
	ex.last_cpu = 0;
	ex.last_id = 0;
	ex.step_id = 0;
	ex.step_count = 0;
	ex.stays = 0;
	ex.steps = 0;
	ex.in_step = false;
	ex.preemptions = ex.deliveries = ex.deviations = 0;
	ex.nr_spinning = 0;
	ex.nr_spontaneous = 0;
	ex.host_memory = 0;
	ex.progress = false;
	ex.stored = ex.time_passed = false;
	ex.nr_stores = 0;
	ex.vain = 0;
	ex.director_turns = 0;
	ex.poller = NULL;
	ex.director_spins = false;
	ex.director_runs = true;
	arch_self.quiet = true;
}

int tl_irq_spontaneous(int irq, unsigned int budget)
{
	int cpu = irq_upcall_edge_cpu(irq);

	if (cpu < 0) {
		pr_err("tl_irq_spontaneous: irq %d: %s\n", irq,
		       irq_upcall_object(irq) ?
			       "a level line fires as long as it is raised; use an edge line" :
			       "no such line");
		return -EINVAL;
	}
	if (!sim.exploring)
		return 0;
	if (ex.nr_spontaneous == EX_MAX_SPONTANEOUS) {
		pr_err("tl_irq_spontaneous: irq %d: %d lines at most\n", irq, EX_MAX_SPONTANEOUS);
		return -EINVAL;
	}
	ex.spontaneous[ex.nr_spontaneous++] =
		(struct ex_spontaneous){irq, (unsigned int)cpu, budget};
	return 0;
}
EXPORT_SYMBOL(tl_irq_spontaneous);
