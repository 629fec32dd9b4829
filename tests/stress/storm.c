// SPDX-License-Identifier: MIT
/*
 * A storm from all sides: threads, handlers, tasklets and devices schedule, raise, disable,
 * enable, free, request and kill at random, on more and on fewer virtual CPUs than the host has.
 * What must hold is counted exactly:
 *
 *  - A tasklet runs once for each 0 -> 1 edge of its SCHED bit: `edges` is counted by whoever made
 *    one, `runs` by the callback. Never runs > edges; when all is quiet, runs == edges.
 *  - Whoever schedules has put a token into `work` before; a run takes all of them. When all is
 *    quiet, no token is left. (A schedule during tasklet_kill() has no effect, as on Linux; so
 *    the killer schedules once more if it finds a token afterwards.)
 *  - A run never overlaps another of the same tasklet, or the time between the return of
 *    tasklet_disable() and tasklet_enable().
 *  - With the gate closed (nobody schedules), no run starts after tasklet_kill() has returned.
 *  - The same for lines: a token before each raise, none left; no handler between the return of
 *    disable_irq() and enable_irq(), none after the return of free_irq(), no two at once.
 *  - A line raised on the own CPU with interrupts off is handled when they come back on; one that
 *    is raised on another CPU needs no help from the raiser.
 *
 * STRESS_SEED, STRESS_OPS (operations per repetition) and STRESS_REPEAT say how much. The seed
 * chooses what each thread does, not how the host interleaves them.
 */
#include "../test.h"
#include "stress.h"

#include <linux/interrupt.h>
#include <linux/spinlock.h>
#include <tasklet/boot.h>
#include <tasklet/cpu.h>
#include <tasklet/irq.h>
#include <tasklet/report.h>

#define JOBS	    6
#define LINES	    6
#define THREADS_MAX 7
#define DEVICES	    2
#define CPUS_MAX    8
#define HOLDS	    3
#define COOKIES	    64

struct job {
	struct tasklet_struct tasklet;
	unsigned long work, edges, runs;
	int running;
	int frozen; /* disables that have returned */
	int closed; /* the gate: nobody may schedule */
	int users; /* inside the gate */
	uint64_t rng; /* the callback's */
} __attribute__((aligned(64)));

/* A new one for each request_irq(), so that a handler knows whether its own is still there. */
struct cookie {
	struct line *line;
	bool alive;
};

struct line {
	int irq;
	bool level;
	int keeper; /* the thread that frees and requests it; -1: nobody does */
	unsigned long work, raised;
	int running;
	int off; /* disables that have returned */
	unsigned int turn;
	struct cookie cookies[COOKIES];
	uint64_t rng; /* the handler's */
} __attribute__((aligned(64)));

struct hold {
	struct job *job;
	struct line *line;
	bool sync;
};

struct actor {
	pthread_t thread;
	int nr;
	unsigned long ops;
	uint64_t rng;
	struct hold holds[HOLDS];
};

static struct job jobs[JOBS];
static struct line lines[LINES];
/* Two lines for each CPU that only count: one is raised by the CPU's owner, one by anybody. (Who
 * finds a line queued has no promise when: the raiser that queued it may not have got to kick.) */
enum { BY_OWNER, BY_ANYBODY, COUNTED };
static struct counted {
	int irq;
	unsigned long handled;
} counted[CPUS_MAX][COUNTED];
static DEFINE_SPINLOCK(lock);
static unsigned long locked_count, lock_uses;

static void describe(void)
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

static void schedule_job(struct job *job, unsigned int tokens, bool hi)
{
	add(&job->users, 1);
	if (!get(&job->closed)) {
		add(&job->work, tokens);
		schedule_edge(job, hi);
	}
	add(&job->users, -1);
}

static void raise_line(struct line *line)
{
	add(&line->raised, 1);
	add(&line->work, 1);
	tl_irq_raise(line->irq);
}

static struct job *any_job(uint64_t *rng)
{
	return &jobs[rng_below(rng, JOBS)];
}

static struct line *any_line(uint64_t *rng)
{
	return &lines[rng_below(rng, LINES)];
}

static void locked_add(void)
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

static void request(struct line *line)
{
	struct cookie *cookie = &line->cookies[++line->turn % COOKIES];

	cookie->line = line;
	set(&cookie->alive, true);
	stress_check(!request_irq((unsigned int)line->irq, handler, 0, "storm", cookie),
		     "request_irq(%d)", line->irq);
}

static void release(struct line *line)
{
	struct cookie *cookie = &line->cookies[line->turn % COOKIES];

	stress_check(free_irq((unsigned int)line->irq, cookie) != NULL, "free_irq(%d)", line->irq);
	set(&cookie->alive, false);
}

/* --- what a thread may do --- */

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

static void drop_all(struct actor *me)
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
		drop_all(me);
		release(line);
		if (rng_below(&me->rng, 2))
			op_simple(me);
		request(line);
	}
}

/* Nobody else may be blocked by a hold of ours, which we can't drop while we wait. */
static void op_kill(struct actor *me)
{
	struct job *job = any_job(&me->rng);

	drop_all(me);
	tasklet_kill(&job->tasklet);
	if (get(&job->work))
		schedule_job(job, 0, false);
}

static void op_kill_for_good(struct actor *me)
{
	struct job *job = any_job(&me->rng);
	unsigned long runs;

	drop_all(me);
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
	unsigned int cpu = rng_below(&me->rng, tl_nr_cpus()), turns = 0;
	struct counted *line = &counted[cpu][BY_ANYBODY];
	unsigned long before;

	local_bh_disable();
	before = get(&line->handled);
	tl_irq_raise(line->irq);
	if (cpu == (unsigned int)smp_processor_id())
		cpu_relax();
	while (get(&line->handled) == before)
		if (++turns % 256 == 0)
			sched_yield();
	local_bh_enable();
}

/* A kick belongs to the section in which it was sent, and ends nobody's sleep after it. */
static void op_sleep(struct actor *me)
{
	struct timespec ts = {.tv_nsec = 1};

	op_section(me);
	stress_check(!nanosleep(&ts, NULL), "a sleep after a section: errno %d", errno);
}

static void act(struct actor *me)
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
	default:
		op_simple(me);
	}
}

static void *task(void *arg)
{
	struct actor *me = arg;

	for (unsigned long i = 0; i < me->ops; i++) {
		act(me);
		if (i % 64 == 0)
			add(&stress_progress, 1);
	}
	drop_all(me);
	return NULL;
}

/* Never becomes a task. */
static void *device(void *arg)
{
	struct actor *me = arg;

	for (unsigned long i = 0; i < me->ops; i++) {
		raise_line(any_line(&me->rng));
		if (rng_below(&me->rng, 32) == 0)
			sched_yield();
		if (i % 64 == 0)
			add(&stress_progress, 1);
	}
	return NULL;
}

static void set_up(uint64_t *rng, int threads)
{
	locked_count = lock_uses = 0;
	for (int i = 0; i < JOBS; i++) {
		jobs[i] = (struct job){.rng = rng_next(rng)};
		tasklet_setup(&jobs[i].tasklet, callback);
	}
	for (unsigned int cpu = 0; cpu < tl_nr_cpus(); cpu++) {
		for (int by = 0; by < COUNTED; by++) {
			struct counted *line = &counted[cpu][by];

			line->irq = tl_irq_alloc("counted", TL_IRQ_RISING, (int)cpu);
			stress_check(!request_irq((unsigned int)line->irq, count, 0, "counted",
						  line),
				     "request_irq");
		}
	}
	for (int i = 0; i < LINES; i++) {
		bool level = rng_below(rng, 3) == 0;

		lines[i] = (struct line){
			.irq = tl_irq_alloc("storm", level ? TL_IRQ_HIGH : TL_IRQ_RISING,
					    (int)rng_below(rng, tl_nr_cpus())),
			.level = level,
			.keeper = i < LINES / 2 ? i % threads : -1,
			.rng = rng_next(rng),
		};
		request(&lines[i]);
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

static void tear_down(void)
{
	/* A token that was lost is waited for until the watchdog says which. */
	while (!quiet())
		sched_yield();
	for (int i = 0; i < LINES; i++)
		release(&lines[i]);
	for (unsigned int cpu = 0; cpu < tl_nr_cpus(); cpu++)
		for (int by = 0; by < COUNTED; by++)
			free_irq((unsigned int)counted[cpu][by].irq, &counted[cpu][by]);
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

static void storm(uint64_t seed, unsigned long ops)
{
	static const unsigned int cpu_choices[] = {1, 2, 3, 5, 8};
	struct actor actors[THREADS_MAX + DEVICES] = {0};
	uint64_t rng = seed;
	unsigned int cpus = cpu_choices[rng_below(&rng, 5)];
	int threads = 2 + (int)rng_below(&rng, THREADS_MAX - 1), all = threads + DEVICES;
	bool poll = cpus == 1 && rng_below(&rng, 2);
	char cmdline[64];

	snprintf(cmdline, sizeof(cmdline), "nr_cpus=%u loglevel=2%s", cpus,
		 poll ? " idle=poll" : "");
	print_message("# seed %llu: %s, %d tasks, %d devices, %lu operations\n",
		      (unsigned long long)seed, cmdline, threads, DEVICES, ops);
	assert_int_equal(tl_boot(cmdline), 0);
	set_up(&rng, threads);
	for (int i = 0; i < all; i++) {
		actors[i].nr = i;
		actors[i].rng = rng_next(&rng);
		actors[i].ops = ops / (unsigned long)all;
		assert_int_equal(pthread_create(&actors[i].thread, NULL,
						i < threads ? task : device, &actors[i]),
				 0);
	}
	for (int i = 0; i < all; i++)
		pthread_join(actors[i].thread, NULL);
	tear_down();
	assert_int_equal(tl_shutdown(), 0);
}

static void no_schedule_is_lost_in_a_storm(void **state)
{
	unsigned long ops = env_ul("STRESS_OPS", TEST_TURNS(1000000));
	unsigned long repeat = env_ul("STRESS_REPEAT", 2), seed = env_ul("STRESS_SEED", 1);
	unsigned long reports = tl_report_count();

	(void)state;
	stress_watchdog_start(describe);
	for (unsigned long i = 0; i < repeat; i++) {
		storm(seed + i, ops);
		assert_int_equal(stress_failures, 0);
	}
	stress_watchdog_stop();
	assert_int_equal(tl_report_count(), reports);
}

/* --- a line that is freed while it waits for its CPU --- */

static int hold_step, freed;

static void *hold_cpu_0(void *arg)
{
	(void)arg;
	tl_cpu_bind(0);
	local_irq_disable();
	set(&hold_step, 1);
	while (get(&hold_step) == 1)
		sched_yield();
	local_irq_enable();
	return NULL;
}

static void *free_it(void *arg)
{
	if (tl_irq_free(*(int *)arg))
		abort();
	set(&freed, 1);
	return NULL;
}

/* Either the free waits for the CPU to let go of the line, or another one is used meanwhile. */
static void a_line_freed_while_queued_is_not_handed_out(void **state)
{
	pthread_t holder, freer;
	int old, new;

	(void)state;
	stress_watchdog_start(NULL);
	assert_int_equal(tl_boot("nr_cpus=2 loglevel=2"), 0);
	old = tl_irq_alloc("old", TL_IRQ_RISING, 0);
	assert_int_equal(pthread_create(&holder, NULL, hold_cpu_0, NULL), 0);
	while (!get(&hold_step))
		sched_yield();
	assert_int_equal(tl_irq_raise(old), 0);
	assert_int_equal(pthread_create(&freer, NULL, free_it, &old), 0);
	/* Long enough for a free that does not wait; a wait ends when the CPU serves. */
	for (int i = 0; i < 1000 && !get(&freed); i++)
		sched_yield();
	new = tl_irq_alloc("new", TL_IRQ_RISING, 0);
	assert_int_equal(request_irq((unsigned int)new, count, 0, "new", &counted[0][0]), 0);
	counted[0][0].handled = 0;
	assert_int_equal(tl_irq_raise(new), 0);
	set(&hold_step, 2);
	while (!get(&counted[0][0].handled))
		sched_yield();
	pthread_join(holder, NULL);
	pthread_join(freer, NULL);
	free_irq((unsigned int)new, &counted[0][0]);
	assert_int_equal(tl_shutdown(), 0);
	assert_int_equal(counted[0][0].handled, 1);
	stress_watchdog_stop();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_line_freed_while_queued_is_not_handed_out),
		cmocka_unit_test(no_schedule_is_lost_in_a_storm),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
