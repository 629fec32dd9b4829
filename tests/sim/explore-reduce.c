// SPDX-License-Identifier: MIT
/*
 * Reduction leaves out schedules, never outcomes. Small scenarios are generated from seeds, of
 * what drivers do: accesses, atomics, locks, tasklets, interrupts, masked sections, waiting. What
 * all runs of one come to is what a model says (explore-model.h), no more and no less. Each
 * is explored with and without reduction, and the final states of its runs have to be the same
 * set; so has whether some run fails. Likewise with runs that are taken up in their middle: there each
 * state is come to as often, too. What a final state is made of: all shared variables, and all
 * that was read, in the order of each reader.
 */
#include <unistd.h>

#include <linux/atomic.h>
#include <linux/delay.h>
#include <linux/ktime.h>
#include <linux/spinlock.h>
#include <linux/wait.h>

#include "explore-help.h"
#include "explore-model.h"

#define NR_SCENARIOS 220
#define NR_RESUMED   90
#define NR_MODELLED  220
#define NR_POLLED    60
#define MAX_RUNS     30000

static struct program program __tl_keep;

/* --- what is run --- */

struct variable {
	atomic_t v;
} __attribute__((aligned(8)));

static struct variable vars[NR_VARS];
static struct variable flag;
static uint64_t seen[NR_READERS];
static spinlock_t locks[NR_LOCKS];
static struct wait_queue_head queue;
static struct tasklet_struct tasklet;
static int irqs[NR_LINES];

static void do_simple(unsigned int who, const struct simple *s)
{
	int *v = &vars[s->var].v.counter;

	if (s->kind == OP_READ)
		seen[who] = seen[who] * 31 + (unsigned int)READ_ONCE(*v) + 1;
	else if (s->kind == OP_WRITE)
		WRITE_ONCE(*v, s->value);
	else
		atomic_inc(&vars[s->var].v);
}

static void do_body(unsigned int who, const struct body *body)
{
	for (unsigned int i = 0; i < body->n; i++)
		do_simple(who, &body->ops[i]);
}

static irqreturn_t handler(int irq, void *dev)
{
	unsigned int who = HANDLERS + (unsigned int)((int *)dev - irqs);
	const struct line *line = &program.lines[who - HANDLERS];

	seen[who] = seen[who] * 31 + 17;
	if (line->locks)
		spin_lock(&locks[0]);
	do_body(who, &line->handler);
	if (line->locks)
		spin_unlock(&locks[0]);
	if (line->schedules)
		tasklet_schedule(&tasklet);
	return IRQ_HANDLED;
}

static void tasklet_fn(struct tasklet_struct *t)
{
	seen[TASKLET] = seen[TASKLET] * 31 + 17;
	do_body(TASKLET, &program.tasklet);
}

#define POLL_TURNS 20
#define POLL_NS	   50000

static bool poll_by_delays(void)
{
	for (int i = 0; i < POLL_TURNS; i++) {
		if (atomic_read(&flag.v))
			return true;
		udelay(1);
	}
	return false;
}

static bool poll_by_clock(void)
{
	u64 end = ktime_get_ns() + POLL_NS;

	while (!atomic_read(&flag.v)) {
		if (ktime_get_ns() > end)
			return false;
		cpu_relax();
	}
	return true;
}

static void do_op(unsigned int who, const struct op *op)
{
	unsigned long flags;

	switch (op->kind) {
	case OP_LOCK:
		spin_lock(&locks[op->lock]);
		do_body(who, &op->body);
		spin_unlock(&locks[op->lock]);
		break;
	case OP_LOCK_IRQ:
		spin_lock_irqsave(&locks[op->lock], flags);
		do_body(who, &op->body);
		spin_unlock_irqrestore(&locks[op->lock], flags);
		break;
	case OP_LOCK_BH:
		spin_lock_bh(&locks[op->lock]);
		do_body(who, &op->body);
		spin_unlock_bh(&locks[op->lock]);
		break;
	case OP_IRQ_OFF:
		local_irq_disable();
		do_body(who, &op->body);
		local_irq_enable();
		break;
	case OP_BH_OFF:
		local_bh_disable();
		do_body(who, &op->body);
		local_bh_enable();
		break;
	case OP_TASKLET:
		tasklet_schedule(&tasklet);
		break;
	case OP_RAISE:
		tl_irq_raise(irqs[op->line]);
		break;
	case OP_SET:
		atomic_set(&flag.v, 1);
		break;
	case OP_WAKE:
		atomic_set(&flag.v, 1);
		wake_up(&queue);
		break;
	case OP_SPIN:
		while (!atomic_read(&flag.v))
			cpu_relax();
		break;
	case OP_WAIT:
		wait_event(queue, atomic_read(&flag.v));
		break;
	case OP_DELAYS:
		seen[who] = seen[who] * 31 + poll_by_delays();
		break;
	case OP_CLOCK:
		seen[who] = seen[who] * 31 + poll_by_clock();
		break;
	default:
		do_simple(who, &op->simple);
	}
}

static void task(void *nr)
{
	unsigned int who = (unsigned int)(uintptr_t)nr;

	for (unsigned int i = 0; i < program.nr_ops[who]; i++)
		do_op(who, &program.ops[who][i]);
}

/* --- final states --- */

#define TABLE 65536

/**
 * struct states - what runs have come to, told to the test
 * @pid: of the process that told the last one
 * @runs: that came to their end
 * @n, @hash, @times: different ones, and how often
 */
struct states {
	pid_t pid;
	uint64_t runs;
	unsigned int n;
	uint64_t hash[TABLE];
	uint32_t times[TABLE];
};

static struct states *states __tl_keep;
static uint64_t forbidden __tl_keep; /* a state that fails; 0: none */

static uint64_t state_of(const int *values, const uint64_t *read)
{
	uint64_t h = 1469598103934665603u;

	for (unsigned int i = 0; i < NR_VARS; i++)
		h = (h ^ (uint64_t)(unsigned int)values[i]) * 1099511628211u;
	for (unsigned int i = 0; i < NR_READERS; i++)
		h = (h ^ read[i]) * 1099511628211u;
	h ^= h >> 29;
	return h ? h : 1;
}

static uint64_t state_now(void)
{
	int values[NR_VARS];

	for (unsigned int i = 0; i < NR_VARS; i++)
		values[i] = vars[i].v.counter;
	return state_of(values, seen);
}

static unsigned int slot_of(const struct states *s, uint64_t hash)
{
	unsigned int slot = (unsigned int)(hash % TABLE);

	while (s->hash[slot] && s->hash[slot] != hash)
		slot = (slot + 1) % TABLE;
	return slot;
}

static void add_state(uint64_t hash)
{
	unsigned int slot;

	/* Another process: a phase with wider bounds, which has it all to itself. */
	if (states->pid != getpid())
		memset(states, 0, sizeof(*states));
	states->pid = getpid();
	states->runs++;
	slot = slot_of(states, hash);
	if (!states->hash[slot])
		states->n++;
	states->hash[slot] = hash;
	states->times[slot]++;
}

static void set_up_line(const struct line *line, int *irq)
{
	if (!line->used)
		return;
	*irq = make_line("line", (int)line->cpu, handler, irq);
	if (line->raised)
		tl_irq_raise(*irq);
	if (line->fires)
		tl_assert(!tl_irq_spontaneous(*irq, 1));
}

static void scenario(void *arg)
{
	for (unsigned int i = 0; i < NR_LOCKS; i++)
		spin_lock_init(&locks[i]);
	init_waitqueue_head(&queue);
	tasklet_setup(&tasklet, tasklet_fn);
	for (unsigned int i = 0; i < NR_LINES; i++)
		set_up_line(&program.lines[i], &irqs[i]);
	for (unsigned int i = 0; i < program.nr_tasks; i++)
		tl_spawn_on((int)program.cpus[i], "task", task, (void *)(uintptr_t)i);
	tl_run_until_idle();
	for (unsigned int i = 0; i < NR_LINES; i++)
		if (program.lines[i].used)
			end_line(irqs[i], &irqs[i]);
	tl_assert(state_now() != forbidden);
	add_state(state_now());
}

/* --- exploring --- */

struct result {
	bool complete;
	bool fails;
	struct states *states;
};

static struct result plain, reduced;
static uint64_t runs_plain, runs_reduced;

static void explore(struct result *r, const char *options, uint64_t forbid)
{
	struct tl_explored found;
	char all[160];
	int ret;

	memset(r->states, 0, sizeof(*r->states));
	states = r->states;
	forbidden = forbid;
	snprintf(all, sizeof(all),
		 "strategy=dfs jobs=1 nr_cpus=3 progress=off runs=%d points=2000 %s", MAX_RUNS,
		 options);
	ret = tl_explore("reduce", all, scenario, NULL, &found);
	r->fails = found.verdict == TL_FAILED;
	assert_int_equal(ret, r->fails);
	r->complete = r->fails || found.verdict == TL_EXHAUSTED;
}

static void expect_same_states(uint64_t seed, const char *bounds)
{
	unsigned int missing = 0, more = 0;

	for (unsigned int i = 0; i < TABLE; i++) {
		uint64_t p = plain.states->hash[i], r = reduced.states->hash[i];

		missing += p && !reduced.states->hash[slot_of(reduced.states, p)];
		more += r && !plain.states->hash[slot_of(plain.states, r)];
	}
	if (!missing && !more)
		return;
	printf("# seed %llu, %s: of %u states %u are missing, %u new; %llu runs, reduced %llu\n",
	       (unsigned long long)seed, bounds, plain.states->n, missing, more,
	       (unsigned long long)plain.states->runs, (unsigned long long)reduced.states->runs);
	print_program(&program);
	fail();
}

/* The one that the fewest runs come to is the easiest to lose. */
static uint64_t rarest(void)
{
	unsigned int slot = TABLE;

	for (unsigned int i = 0; i < TABLE; i++)
		if (plain.states->hash[i] &&
		    (slot == TABLE || plain.states->times[i] < plain.states->times[slot]))
			slot = i;
	return plain.states->hash[slot];
}

/*
 * Explore a scenario in two ways, @options and then @other in addition to @bounds: the states are to be
 * the same. Return: whether it was compared: not too large, and not one where a run fails by itself.
 */
static bool compare(uint64_t seed, const char *bounds, const char *options, const char *other)
{
	char all[64];

	snprintf(all, sizeof(all), "%s %s", bounds, options);
	explore(&plain, all, 0);
	if (!plain.complete)
		return false;
	snprintf(all, sizeof(all), "%s %s", bounds, other);
	explore(&reduced, all, 0);
	assert_int_equal(reduced.fails, plain.fails);
	if (plain.fails)
		return false;
	assert_true(reduced.complete);
	expect_same_states(seed, bounds);
	return true;
}

static bool compare_reduced(uint64_t seed, unsigned int q)
{
	char bounds[32], options[64];

	snprintf(bounds, sizeof(bounds), q ? "p=inf q=%u" : "p=inf q=inf", q);
	if (!compare(seed, bounds, "reduce=none", "reduce=marked"))
		return false;
	runs_plain += plain.states->runs;
	runs_reduced += reduced.states->runs;
	if (seed % 4 == 0) {
		snprintf(options, sizeof(options), "%s reduce=marked", bounds);
		explore(&reduced, options, rarest());
		assert_true(reduced.fails);
	}
	return true;
}

/* Each state as often as by whole runs. */
static bool compare_resumed(uint64_t seed, const char *bounds)
{
	const struct states *whole = plain.states, *resumed = reduced.states;

	if (!compare(seed, bounds, "resume=never", "resume=always"))
		return false;
	assert_int_equal(resumed->runs, whole->runs);
	for (unsigned int i = 0; i < TABLE; i++)
		if (whole->hash[i])
			assert_int_equal(resumed->times[slot_of(resumed, whole->hash[i])],
					 whole->times[i]);
	return true;
}

static void add_end_of_model(const int *values, const uint64_t *read)
{
	add_state(state_of(values, read));
}

/* The machine and the model. Return: whether they were compared: neither was too large. */
static bool compare_with_model(uint64_t seed)
{
	struct model_result model;

	explore(&reduced, "p=inf q=inf reduce=none", 0);
	if (!reduced.complete)
		return false;
	memset(plain.states, 0, sizeof(*plain.states));
	states = plain.states;
	model = model_run(&program, add_end_of_model);
	if (!model.complete)
		return false;
	if (reduced.fails != model.stuck) {
		printf("# seed %llu: %s\n", (unsigned long long)seed,
		       model.stuck ? "not seen to get stuck" : "fails, and the model does not");
		print_program(&program);
	}
	assert_int_equal(reduced.fails, model.stuck);
	if (!model.stuck)
		expect_same_states(seed, "of the model");
	return true;
}

/* --- tests --- */

static void outcomes_are_those_of_a_model(void **state)
{
	unsigned int compared = 0;

	for (uint64_t seed = 1; compared < NR_MODELLED; seed++) {
		generate_program(&program, seed);
		compared += compare_with_model(seed);
		assert_true(seed < NR_MODELLED + 50);
	}
}

static void so_are_those_of_who_polls(void **state)
{
	unsigned int compared = 0;

	for (uint64_t seed = 1; compared < NR_POLLED; seed++) {
		generate_program(&program, seed);
		if (poll_instead(&program) && compare_with_model(seed)) {
			(void)compare_reduced(seed, 0);
			compared++;
		}
		assert_true(seed < 20 * NR_POLLED);
	}
}

/* A task is preempted right before it turns interrupts off, on a CPU without lines. A line is raised
 * again between its handler's coming in and the handler's first access. */
static void outcomes_that_were_once_missing_are_there(void **state)
{
	static const uint64_t seeds[] = {228, 737, 2361};

	for (size_t i = 0; i < sizeof(seeds) / sizeof(seeds[0]); i++) {
		generate_program(&program, seeds[i]);
		assert_true(compare_with_model(seeds[i]));
	}
}

static void generated_scenarios(unsigned int q)
{
	unsigned int compared = 0;

	runs_plain = runs_reduced = 0;
	for (uint64_t seed = 1; compared < NR_SCENARIOS; seed++) {
		generate_program(&program, seed);
		compared += compare_reduced(seed, q);
		assert_true(seed < NR_SCENARIOS + 50);
	}
}

static void outcomes_are_the_same_and_runs_fewer(void **state)
{
	generated_scenarios(0);
	assert_true(runs_reduced * 2 < runs_plain);
}

static void outcomes_are_the_same_with_one_delivery_by_choice(void **state)
{
	generated_scenarios(1);
}

static void runs_that_are_taken_up_again_come_to_the_same(void **state)
{
	static const char *const bounds[] = {"p=inf q=inf reduce=none", "p=2 q=1 reduce=none",
					     "p=inf q=inf reduce=marked"};
	unsigned int compared = 0;

	for (uint64_t seed = 1; compared < NR_RESUMED; seed++) {
		generate_program(&program, seed);
		compared += compare_resumed(seed, bounds[seed % 3]);
		assert_true(seed < NR_RESUMED + 50);
	}
}

/* What the handler that comes in while the task is at work does is seen by it; the other line's is
 * independent of both. */
static void a_delivery_that_is_free_later_is_not_left_out(void **state)
{
	program = (struct program){
		.nr_tasks = 1,
		.cpus = {2},
		.nr_ops = {3},
		.ops = {{{.kind = OP_READ}, {.kind = OP_READ}, {.kind = OP_READ}}},
		.lines = {{.used = true, .raised = true, .handler = {1, {{OP_INC, 1, 0}}}},
			  {.used = true,
			   .raised = true,
			   .cpu = 1,
			   .handler = {1, {{OP_INC, 0, 0}}}}},
	};
	for (unsigned int i = 0; i < 3; i++)
		program.ops[0][i].simple.kind = OP_READ;
	assert_true(compare_reduced(1, 1));
	/* It comes in before each read, or behind all. */
	assert_int_equal(reduced.states->n, 4);
}

/*
 * {x = 1; y = 3} against {r = y; y = 1}, with one preemption: r = 3, and r = 0 with y = 1 or 3. The
 * last takes a preemption right before y = 3. Sleep sets that do not know of the bound lose it: they
 * take x = 1 for independent, and the other order costs more.
 */
static void a_bound_on_preemptions_loses_nothing_to_reduction(void **state)
{
	struct result *both[] = {&plain, &reduced};

	program = (struct program){
		.nr_tasks = 2,
		.cpus = {0, 1},
		.nr_ops = {2, 2},
		.ops = {{{.kind = OP_WRITE, .simple = {OP_WRITE, 0, 1}},
			 {.kind = OP_WRITE, .simple = {OP_WRITE, 1, 3}}},
			{{.kind = OP_READ, .simple = {OP_READ, 1, 0}},
			 {.kind = OP_WRITE, .simple = {OP_WRITE, 1, 1}}}},
	};
	for (unsigned int i = 0; i < 2; i++) {
		explore(both[i], i ? "p=1 reduce=marked" : "p=1 reduce=none", 0);
		assert_true(both[i]->complete);
		assert_int_equal(both[i]->states->n, 3);
	}
	expect_same_states(0, "p=1");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(outcomes_are_those_of_a_model),
		cmocka_unit_test(so_are_those_of_who_polls),
		cmocka_unit_test(outcomes_that_were_once_missing_are_there),
		cmocka_unit_test(outcomes_are_the_same_and_runs_fewer),
		cmocka_unit_test(outcomes_are_the_same_with_one_delivery_by_choice),
		cmocka_unit_test(runs_that_are_taken_up_again_come_to_the_same),
		cmocka_unit_test(a_delivery_that_is_free_later_is_not_left_out),
		cmocka_unit_test(a_bound_on_preemptions_loses_nothing_to_reduction),
	};

	plain.states = share(sizeof(struct states));
	reduced.states = share(sizeof(struct states));
	return cmocka_run_group_tests(tests, enter_directory, leave_directory);
}
