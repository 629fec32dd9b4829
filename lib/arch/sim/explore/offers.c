// SPDX-License-Identifier: MIT
/*
 * The options at a point: what they are, which one is the default, and what they cost; see explore.h.
 */
#include <string.h>

#include <linux/kernel.h>

#include "arch/sim/explore/sched.h"
#include "arch/upcall.h"

__always_inline void ex_offer(struct ex_choice *c, enum ex_kind kind, unsigned int cpu,
			      unsigned int id)
{
	if (unlikely(c->n == EX_MAX_OPTIONS))
		ex_truncated("more than 64 options at one point");
	c->options[c->n++] =
		(struct ex_option){.kind = kind, .cpu = (uint16_t)cpu, .id = (uint16_t)id};
}

/* Has it given way to the others of its CPU, but always been taken again? */
static bool must_wait(const struct sim_cpu *cpu, const struct sim_task *yielder)
{
	const struct sim_task *task;

	if (yielder->ex.yields < MAX_YIELDS)
		return false;
	if (ex_can_go_on(cpu->curr))
		return true;
	TAILQ_FOREACH(task, &cpu->queue, node)
		if (task != yielder && ex_can_go_on(task))
			return true;
	return false;
}

/* Nobody reads what a task does next, but for a strategy that foresees. */
static __always_inline void offer_task(struct ex_choice *c, enum ex_kind kind,
				       const struct sim_task *task)
{
	ex_offer(c, kind, task->cpu->a.nr, task->ex.id);
	if (unlikely(ex.strategy->foresees))
		c->next[c->n - 1] = task->ex.at_point ? task->ex.next : (struct ex_next){0};
}

void ex_offer_only(struct ex_choice *c, const struct sim_task *task)
{
	c->n = 0;
	offer_task(c, EX_GO, task);
	c->nr_tasks = c->nr_sure = c->nr_soft = 1;
	c->dflt = 0;
}

static noinline void offer_queued(struct ex_choice *c, const struct sim_cpu *cpu)
{
	const struct sim_task *occupant = cpu->curr, *task;

	if (occupant && (ex_ctx_of(occupant) || ex_is_director(occupant)))
		return;
	TAILQ_FOREACH(task, &cpu->queue, node)
		if (ex_can_go_on(task) && !must_wait(cpu, task))
			offer_task(c, EX_TAKE, task);
}

static __always_inline void offer_tasks(struct ex_choice *c, const struct sim_cpu *cpu)
{
	if (ex_can_go_on(cpu->curr))
		offer_task(c, EX_GO, cpu->curr);
	if (cpu->queued)
		offer_queued(c, cpu);
}

static bool takes_interrupts(const struct sim_cpu *cpu)
{
	const struct sim_task *occupant = cpu->curr;

	return !occupant || (!ex_is_director(occupant) && !(ex_ctx_of(occupant) & ARCH_CTX_MASKED));
}

static void offer_interrupts(struct ex_choice *c, const struct sim_cpu *cpu)
{
	int irqs[EX_MAX_OPTIONS + 1]; /* one more is told of as too many */
	unsigned int n;

	if (!cpu->pending || !takes_interrupts(cpu))
		return;
	n = irq_upcall_waiting(cpu->a.nr, irqs, ARRAY_SIZE(irqs));
	for (unsigned int i = 0; i < n; i++)
		ex_offer(c, EX_DELIVER, cpu->a.nr, (unsigned int)irqs[i]);
}

static void offer_fires(struct ex_choice *c)
{
	for (unsigned int i = 0; i < ex.nr_spontaneous; i++) {
		const struct ex_spontaneous *s = &ex.spontaneous[i];

		if (s->left && takes_interrupts(&sim.cpus[s->cpu]) && irq_upcall_can_fire(s->irq))
			ex_offer(c, EX_FIRE, s->cpu, (unsigned int)s->irq);
	}
}

static bool is_last(const struct ex_option *o)
{
	return o->kind == EX_GO && o->cpu == ex.last_cpu && o->id == ex.last_id;
}

/* Who has gone on for very long, and comes first, lets the others. */
static void be_fair(struct ex_choice *c)
{
	if (ex.stays < SIM_SLICE || c->n < 2 || !is_last(&c->options[0]))
		return;
	c->n--;
	memmove(&c->options[0], &c->options[1], c->n * sizeof(c->options[0]));
	memmove(&c->next[0], &c->next[1], c->n * sizeof(c->next[0]));
}

typedef void (*offer_fn)(struct ex_choice *c, const struct sim_cpu *cpu);

static __always_inline bool offer_of(struct ex_choice *c, unsigned int nr, offer_fn offer)
{
	const struct sim_cpu *cpu = &sim.cpus[nr];

	offer(c, cpu);
	return cpu->pending;
}

static noinline bool offer_of_range(struct ex_choice *c, unsigned int from, unsigned int to,
				    offer_fn offer)
{
	bool pending = false;

	for (; from < to; from++) {
		uint64_t ready = sim.ready[from / 64] >> from % 64;

		if (!ready)
			from |= 63;
		else if ((from += (unsigned int)__builtin_ctzll(ready)) < to)
			pending |= offer_of(c, from, offer);
	}
	return pending;
}

/*
 * Offer what the CPUs have where anything could go on, from @first on and round. Return: whether one
 * of them has an interrupt that waits.
 */
static __always_inline bool offer_of_all(struct ex_choice *c, unsigned int first, offer_fn offer)
{
	uint64_t ready;
	bool pending = false;

	if (unlikely(sim.nr_cpus > 64)) {
		pending = offer_of_range(c, first, sim.nr_cpus, offer);
		pending |= offer_of_range(c, 0, first, offer);
		return pending;
	}
	/* Bit 0 is the first's. */
	ready = sim.ready[0] >> first | sim.ready[0] << (-first % 64);
	for (; ready; ready &= ready - 1)
		pending |= offer_of(c, (first + (unsigned int)__builtin_ctzll(ready)) % 64, offer);
	return pending;
}

static void offer_timeout(struct ex_choice *c, const struct sim_task *task, bool alone)
{
	if (ex_may_time_out(task, !c->nr_sure, alone))
		offer_task(c, EX_TIMEOUT, task);
}

static void offer_timeouts(struct ex_choice *c, bool alone)
{
	const struct sim_task *task;

	for (unsigned int nr = 0; nr < sim.nr_cpus; nr++) {
		const struct sim_cpu *cpu = &sim.cpus[nr];

		if (cpu->curr)
			offer_timeout(c, cpu->curr, alone);
		if (cpu->curr && (ex_ctx_of(cpu->curr) || ex_is_director(cpu->curr)))
			continue;
		TAILQ_FOREACH(task, &cpu->queue, node)
			offer_timeout(c, task, alone);
	}
}

/* If nobody else can go on, who polled in vain beside another poll may do so once more. */
static void offer_all_timeouts(struct ex_choice *c)
{
	if (likely(!ex.nr_spinning))
		return;
	offer_timeouts(c, false);
	if (!c->n)
		offer_timeouts(c, true);
}

/* CPUs from that of the last step on, so that the first task's option is the default one. */
void ex_list_options(struct ex_choice *c)
{
	bool pending;

	c->n = c->dflt = 0;
	pending = offer_of_all(c, ex.last_cpu, offer_tasks);
	be_fair(c);
	c->nr_tasks = c->n;
	if (pending)
		(void)offer_of_all(c, ex.last_cpu, offer_interrupts);
	c->nr_sure = c->n;
	offer_all_timeouts(c);
	c->nr_soft = c->n;
	offer_fires(c);
}

/* What the others cost. The default is the first, and he who made the last step, if he can go on. */
void ex_price(struct ex_choice *c)
{
	bool last_can = c->nr_tasks && is_last(&c->options[0]);

	for (unsigned int i = 1; last_can && i < c->nr_tasks; i++)
		c->options[i].costs = 1;
	for (unsigned int i = c->nr_tasks; i < c->n; i++) {
		struct ex_option *o = &c->options[i];

		if (o->kind == EX_TIMEOUT)
			o->costs = i >= c->nr_sure;
		else
			o->chosen_delivery = c->nr_tasks || (i >= c->nr_sure && c->nr_sure);
	}
}

/* By default the director goes on; before that the hardware may still fire. */
void ex_offer_director(struct ex_choice *c)
{
	unsigned int n = c->n;

	ex_offer(c, EX_GO, sim.main->cpu->a.nr, sim.main->ex.id);
	memmove(&c->options[1], &c->options[0], n * sizeof(c->options[0]));
	c->options[0] = (struct ex_option){.kind = EX_GO,
					   .cpu = (uint16_t)sim.main->cpu->a.nr,
					   .id = (uint16_t)sim.main->ex.id};
	c->next[0] = (struct ex_next){0};
	c->nr_tasks = c->nr_sure = c->nr_soft = 1;
}
