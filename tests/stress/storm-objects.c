// SPDX-License-Identifier: MIT
/*
 * The storm's tasklets and lines: their callbacks check what must hold while it blows, and
 * storm_tear_down() what must hold when all is quiet.
 */
#include "storm.h"

#include <linux/spinlock.h>
#include <tasklet/cpu.h>
#include <tasklet/irq.h>

struct job jobs[JOBS];
struct line lines[LINES];
struct counted counted[CPUS_MAX][COUNTED];
struct counted own[THREADS_MAX];
static DEFINE_SPINLOCK(lock);
static unsigned long locked_count, lock_uses;

void storm_describe(void)
{
	for (int i = 0; i < JOBS; i++)
		fprintf(stderr,
			"job %d: work %lu edges %lu runs %lu state %lx count %d closed %d\n", i,
			get(&jobs[i].work), get(&jobs[i].edges), get(&jobs[i].runs),
			get(&jobs[i].tasklet.state), atomic_read(&jobs[i].tasklet.count),
			get(&jobs[i].closed));
	for (int i = 0; i < LINES; i++)
		fprintf(stderr, "line %d (irq %d %s): work %lu raised %lu off %d\n", i,
			lines[i].irq, lines[i].level ? "level" : "edge", get(&lines[i].work),
			get(&lines[i].raised), get(&lines[i].off));
}

/* What tasklet_schedule() is, with its edge counted. */
static void schedule_edge(struct job *job, bool hi)
{
	if (test_and_set_bit(TASKLET_STATE_SCHED, &job->tasklet.state))
		return;
	add(&job->edges, 1);
	if (hi)
		__tasklet_hi_schedule(&job->tasklet);
	else
		__tasklet_schedule(&job->tasklet);
}

void schedule_job(struct job *job, unsigned int tokens, bool hi)
{
	add(&job->users, 1);
	if (!get(&job->closed)) {
		add(&job->work, tokens);
		schedule_edge(job, hi);
	}
	add(&job->users, -1);
}

void raise_line(struct line *line)
{
	add(&line->raised, 1);
	add(&line->work, 1);
	tl_irq_raise(line->irq);
}

void locked_add(void)
{
	unsigned long flags;

	spin_lock_irqsave(&lock, flags);
	locked_count++;
	spin_unlock_irqrestore(&lock, flags);
	add(&lock_uses, 1);
}

static void callback(struct tasklet_struct *t)
{
	struct job *job = from_tasklet(job, t, tasklet);
	unsigned long runs;

	stress_check(!exchange(&job->running, 1), "a tasklet runs twice at once");
	stress_check(!get(&job->frozen), "a run after tasklet_disable() returned");
	runs = add(&job->runs, 1);
	stress_check(runs <= get(&job->edges), "run %lu of %lu schedules", runs, get(&job->edges));
	exchange(&job->work, 0);
	switch (rng_below(&job->rng, 16)) {
	case 0:
		schedule_job(job, 1, false);
		break;
	case 1:
		schedule_job(any_job(&job->rng), 1, true);
		break;
	case 2:
		raise_line(any_line(&job->rng));
		break;
	case 3:
		locked_add();
		break;
	}
	set(&job->running, 0);
}

static irqreturn_t handler(int irq, void *dev_id)
{
	struct cookie *cookie = dev_id;
	struct line *line = cookie->line;

	stress_check(get(&cookie->alive), "irq %d: a handler after free_irq() returned", irq);
	stress_check(!get(&line->off), "irq %d: a handler after disable_irq() returned", irq);
	stress_check(!exchange(&line->running, 1), "irq %d: two handlers at once", irq);
	if (line->level)
		tl_irq_lower(irq); /* before the tokens: who raises after it has them seen again */
	exchange(&line->work, 0);
	switch (rng_below(&line->rng, 8)) {
	case 0:
		raise_line(any_line(&line->rng));
		break;
	case 1:
		locked_add();
		break;
	case 2 ... 5:
		schedule_job(any_job(&line->rng), 1, false);
		break;
	case 6:
		/* Long enough for who does not wait for it. */
		for (unsigned int n = rng_below(&line->rng, 4000); n; n--)
			barrier();
		break;
	}
	set(&line->running, 0);
	return IRQ_HANDLED;
}

static irqreturn_t count(int irq, void *dev_id)
{
	struct counted *line = dev_id;

	(void)irq;
	add(&line->handled, 1);
	return IRQ_HANDLED;
}

void request_line(struct line *line)
{
	struct cookie *cookie = &line->cookies[++line->turn % COOKIES];

	cookie->line = line;
	set(&cookie->alive, true);
	stress_check(!request_irq((unsigned int)line->irq, handler, 0, "storm", cookie),
		     "request_irq(%d)", line->irq);
}

void release_line(struct line *line)
{
	struct cookie *cookie = &line->cookies[line->turn % COOKIES];

	stress_check(free_irq((unsigned int)line->irq, cookie) != NULL, "free_irq(%d)", line->irq);
	set(&cookie->alive, false);
}

static void request_counted(struct counted *line, unsigned int cpu)
{
	*line = (struct counted){.irq = tl_irq_alloc("counted", TL_IRQ_RISING, (int)cpu),
				 .cpu = cpu};
	stress_check(!request_irq((unsigned int)line->irq, count, 0, "counted", line),
		     "request_irq(%d)", line->irq);
}

void storm_set_up(uint64_t *rng, int threads)
{
	locked_count = lock_uses = 0;
	for (int i = 0; i < JOBS; i++) {
		jobs[i] = (struct job){.rng = rng_next(rng)};
		tasklet_setup(&jobs[i].tasklet, callback);
	}
	for (unsigned int cpu = 0; cpu < tl_nr_cpus(); cpu++) {
		for (int by = 0; by < COUNTED; by++)
			request_counted(&counted[cpu][by], cpu);
	}
	for (unsigned int i = 0; i < THREADS_MAX; i++)
		request_counted(&own[i], i % tl_nr_cpus());
	for (int i = 0; i < LINES; i++) {
		bool level = rng_below(rng, 3) == 0;

		lines[i] = (struct line){
			.irq = tl_irq_alloc("storm", level ? TL_IRQ_HIGH : TL_IRQ_RISING,
					    (int)rng_below(rng, tl_nr_cpus())),
			.level = level,
			.keeper = i < LINES / 2 ? i % threads : -1,
			.rng = rng_next(rng),
		};
		request_line(&lines[i]);
	}
}

static bool quiet(void)
{
	for (int i = 0; i < JOBS; i++)
		if (get(&jobs[i].work) || get(&jobs[i].runs) != get(&jobs[i].edges) ||
		    get(&jobs[i].running))
			return false;
	for (int i = 0; i < LINES; i++)
		if (get(&lines[i].work) || get(&lines[i].running))
			return false;
	return true;
}

void storm_tear_down(void)
{
	/* A token that was lost is waited for until the watchdog says which. */
	while (!quiet())
		sched_yield();
	for (int i = 0; i < LINES; i++)
		release_line(&lines[i]);
	for (unsigned int cpu = 0; cpu < tl_nr_cpus(); cpu++)
		for (int by = 0; by < COUNTED; by++)
			free_irq((unsigned int)counted[cpu][by].irq, &counted[cpu][by]);
	for (int i = 0; i < THREADS_MAX; i++)
		free_irq((unsigned int)own[i].irq, &own[i]);
	for (int i = 0; i < JOBS; i++) {
		tasklet_kill(&jobs[i].tasklet);
		stress_check(jobs[i].tasklet.state == 0 && !atomic_read(&jobs[i].tasklet.count),
			     "tasklet left with state %lx, count %d", jobs[i].tasklet.state,
			     atomic_read(&jobs[i].tasklet.count));
	}
	stress_check(quiet(), "not quiet after all were killed and freed");
	stress_check(locked_count == get(&lock_uses), "%lu of %lu under the lock", locked_count,
		     lock_uses);
}
