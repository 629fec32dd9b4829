// SPDX-License-Identifier: MIT
/*
 * What a thread of the storm may do.
 */
#include "storm.h"

#include <tasklet/cpu.h>
#include <tasklet/irq.h>

static void drop(struct hold *hold)
{
	if (hold->sync)
		add(hold->job ? &hold->job->frozen : &hold->line->off, -1);
	if (hold->job)
		tasklet_enable(&hold->job->tasklet);
	if (hold->line)
		enable_irq((unsigned int)hold->line->irq);
	*hold = (struct hold){0};
}

void storm_drop_all(struct actor *me)
{
	for (int i = 0; i < HOLDS; i++)
		if (me->holds[i].job || me->holds[i].line)
			drop(&me->holds[i]);
}

static void hold_job(struct actor *me, struct hold *hold)
{
	struct job *job = any_job(&me->rng);
	unsigned int how = rng_below(&me->rng, 4);

	if (how == 0) {
		tasklet_disable_nosync(&job->tasklet);
	} else if (how == 1) {
		local_bh_disable();
		tasklet_disable_in_atomic(&job->tasklet);
		local_bh_enable();
	} else {
		tasklet_disable(&job->tasklet);
	}
	if (how) {
		add(&job->frozen, 1);
		stress_check(!get(&job->running), "running when tasklet_disable() returned");
	}
	*hold = (struct hold){.job = job, .sync = how};
}

static void hold_line(struct actor *me, struct hold *hold)
{
	struct line *line = any_line(&me->rng);
	bool sync = rng_below(&me->rng, 2);

	if (line->keeper >= 0 && line->keeper != me->nr)
		return; /* its depth is reset by free_irq() and request_irq() */
	if (sync) {
		disable_irq((unsigned int)line->irq);
		add(&line->off, 1);
		stress_check(!get(&line->running), "irq %d: running when disable_irq() returned",
			     line->irq);
	} else {
		disable_irq_nosync((unsigned int)line->irq);
	}
	*hold = (struct hold){.line = line, .sync = sync};
}

/* Take one, or let go of one. */
static void op_hold(struct actor *me)
{
	struct hold *hold = &me->holds[rng_below(&me->rng, HOLDS)];

	if (hold->job || hold->line)
		drop(hold);
	else if (rng_below(&me->rng, 2))
		hold_job(me, hold);
	else
		hold_line(me, hold);
}

/* For a moment: a CPU that finds it disabled and one that enables it have to notice each other. */
static void op_blink(struct actor *me)
{
	struct job *job = any_job(&me->rng);

	tasklet_disable_nosync(&job->tasklet);
	schedule_job(job, 1, false);
	for (unsigned int n = rng_below(&me->rng, 2000); n; n--)
		barrier();
	tasklet_enable(&job->tasklet);
}

static void op_simple(struct actor *me)
{
	switch (rng_below(&me->rng, 5)) {
	case 0 ... 2:
		schedule_job(any_job(&me->rng), 1, rng_below(&me->rng, 4) == 0);
		break;
	case 3:
		raise_line(any_line(&me->rng));
		break;
	case 4:
		locked_add();
		break;
	}
}

static void op_section(struct actor *me)
{
	unsigned int kind = rng_below(&me->rng, 3), n = 1 + rng_below(&me->rng, 3);
	unsigned long flags = 0;

	if (kind == 0)
		local_bh_disable();
	else if (kind == 1)
		preempt_disable();
	else
		local_irq_save(flags);
	while (n--)
		op_simple(me);
	if (kind == 0)
		local_bh_enable();
	else if (kind == 1)
		preempt_enable();
	else
		local_irq_restore(flags);
}

static void op_reconnect(struct actor *me)
{
	for (int i = 0; i < LINES; i++) {
		struct line *line = &lines[i];

		if (line->keeper != me->nr)
			continue;
		storm_drop_all(me);
		release_line(line);
		if (rng_below(&me->rng, 2))
			op_simple(me);
		request_line(line);
	}
}

/* Nobody else may be blocked by a hold of ours, which we can't drop while we wait. */
static void op_kill(struct actor *me)
{
	struct job *job = any_job(&me->rng);

	storm_drop_all(me);
	tasklet_kill(&job->tasklet);
	if (get(&job->work))
		schedule_job(job, 0, false);
}

static void op_kill_for_good(struct actor *me)
{
	struct job *job = any_job(&me->rng);
	unsigned long runs;

	storm_drop_all(me);
	if (exchange(&job->closed, 1))
		return; /* another's */
	while (get(&job->users))
		sched_yield();
	tasklet_kill(&job->tasklet);
	runs = get(&job->runs);
	stress_check(!get(&job->running), "running when tasklet_kill() returned");
	stress_check(runs == get(&job->edges), "%lu schedules, %lu runs after tasklet_kill()",
		     get(&job->edges), runs);
	for (unsigned int n = rng_below(&me->rng, 4); n; n--)
		op_simple(me);
	stress_check(runs == get(&job->runs), "a run after tasklet_kill() returned");
	set(&job->closed, 0);
	if (get(&job->work))
		schedule_job(job, 0, false);
}

static void op_raise_own(struct actor *me)
{
	unsigned long flags, before;
	struct counted *line;

	local_bh_disable();
	local_irq_save(flags);
	line = &counted[smp_processor_id()][BY_OWNER];
	before = get(&line->handled);
	tl_irq_raise(line->irq);
	if (rng_below(&me->rng, 2))
		raise_line(any_line(&me->rng));
	stress_check(get(&line->handled) == before, "a handler with interrupts off");
	local_irq_restore(flags);
	stress_check(get(&line->handled) != before, "not handled when interrupts came on");
	local_bh_enable();
}

/* The waiting loop is no point where the library could look for what it lost. */
static void op_raise_other(struct actor *me)
{
	unsigned int cpu = rng_below(&me->rng, tl_nr_cpus());
	struct counted *line = &counted[cpu][BY_ANYBODY];
	unsigned long before, turns = 0;

	local_bh_disable();
	before = get(&line->handled);
	tl_irq_raise(line->irq);
	if (cpu == (unsigned int)smp_processor_id())
		cpu_relax();
	while (get(&line->handled) == before && turns < storm_patience)
		if (++turns % 256 == 0)
			sched_yield();
	local_bh_enable();
}

/* Another thread raises, while this one owns the CPU: before or after its interrupts come on. Then
 * it waits in a loop that calls nothing, so that the kick alone has to get through. */
static void op_be_interrupted(struct actor *me)
{
	unsigned int patience = rng_below(&me->rng, 3000);
	unsigned long flags, before, turns = 0;
	struct counted *line;

	local_bh_disable();
	line = &counted[smp_processor_id()][BY_ANYBODY];
	local_irq_save(flags);
	before = get(&line->handled);
	set(&me->wants, line->irq);
	sem_post(&raiser_wake);
	/* Some of them land in here. */
	while (get(&me->wants) && turns < patience)
		turns++;
	stress_check(get(&line->handled) == before, "a handler with interrupts off");
	local_irq_restore(flags);
	for (turns = 1; get(&line->handled) == before && turns < storm_patience; turns++)
		if (turns % 4096 == 0)
			sched_yield();
	local_bh_enable();
}

/* Whoever takes a CPU for which something waits has it served at once: here by its worker, which the
 * raise has woken, or by the section that comes before that. */
static void op_take_pending(struct actor *me)
{
	struct counted *line = &own[me->nr];
	unsigned long before = get(&line->handled);

	tl_cpu_bind((int)line->cpu);
	tl_irq_raise(line->irq);
	local_bh_disable();
	stress_check(get(&line->handled) != before, "the CPU was taken, its interrupt not served");
	local_bh_enable();
	tl_cpu_bind(-1);
}

/* A kick belongs to the section in which it was sent, and ends nobody's sleep after it. */
static void op_sleep(struct actor *me)
{
	struct timespec ts = {.tv_nsec = 1};

	op_section(me);
	stress_check(!nanosleep(&ts, NULL), "a sleep after a section: errno %d", errno);
}

void storm_act(struct actor *me)
{
	switch (rng_below(&me->rng, 64)) {
	case 0 ... 3:
		op_hold(me);
		break;
	case 4:
		op_kill(me);
		break;
	case 5:
		op_kill_for_good(me);
		break;
	case 6:
		op_reconnect(me);
		break;
	case 7 ... 9:
		op_raise_own(me);
		break;
	case 10:
		op_raise_other(me);
		break;
	case 11:
		tl_cpu_bind((int)rng_below(&me->rng, tl_nr_cpus() + 1) - 1);
		break;
	case 12 ... 19:
		op_section(me);
		break;
	case 20:
		op_sleep(me);
		break;
	case 21:
		/* It takes a switch of the host's threads. */
		if (rng_below(&me->rng, 8) == 0)
			op_be_interrupted(me);
		break;
	case 22:
		op_take_pending(me);
		break;
	case 23 ... 26:
		op_blink(me);
		break;
	default:
		op_simple(me);
	}
}
