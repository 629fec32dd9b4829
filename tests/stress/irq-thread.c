// SPDX-License-Identifier: MIT
/*
 * Threaded and shared handlers against disabling, enabling, freeing and synchronising, from several
 * threads at once. Counts are exact:
 *
 *  - every IRQ_WAKE_THREAD is followed by a run of the thread function that begins after it, also
 *    if free_irq() comes next; and neither runs when free_irq() has returned;
 *  - nothing of a line runs between the return of disable_irq() and enable_irq();
 *  - every edge is seen by the handler that is always there;
 *  - a level with IRQF_ONESHOT that its thread lowers comes once for each time it is raised.
 */
#include "../test.h"
#include "stress.h"

#include <linux/interrupt.h>
#include <tasklet/boot.h>
#include <tasklet/irq.h>

#define OPERATORS 3
#define SHARERS	  2

/* An edge line that is shared: by the handler that is always there, and those that come and go. */
struct line {
	int irq;
	unsigned int off; /* callers between disable_irq() and enable_irq() */
	unsigned long raised;
	unsigned long seen; /* as many raises when the handler that is always there began last */
};

struct user {
	struct line *line;
	bool there;
	unsigned long asked; /* by the handler */
	unsigned long answered; /* as many when the thread function began last */
	unsigned int in_handler, in_thread;
};

static struct line line;
static struct user always = {.line = &line}, sharers[SHARERS];

static void check_entry(struct user *user, unsigned int *inside)
{
	stress_check(get(&user->there), "called when it was freed");
	stress_check(!get(&user->line->off), "called when the line was disabled");
	stress_check(add(inside, 1) == 1, "called twice at once");
	add(&stress_progress, 1);
}

static irqreturn_t handler(int irq, void *dev)
{
	struct user *user = dev;

	check_entry(user, &user->in_handler);
	if (user == &always)
		set(&line.seen, get(&line.raised));
	add(&user->asked, 1);
	add(&user->in_handler, -1);
	return IRQ_WAKE_THREAD;
}

static irqreturn_t thread_fn(int irq, void *dev)
{
	struct user *user = dev;

	check_entry(user, &user->in_thread);
	set(&user->answered, get(&user->asked));
	if (!(get(&user->asked) % 8))
		sched_yield();
	add(&user->in_thread, -1);
	return IRQ_HANDLED;
}

static void request(struct user *user)
{
	set(&user->there, true);
	stress_check(!request_threaded_irq((unsigned int)user->line->irq, handler, thread_fn,
					   IRQF_SHARED, "user", user),
		     "request_threaded_irq() failed");
}

static void check_answered(struct user *user)
{
	stress_check(get(&user->answered) == get(&user->asked), "%lu of %lu wakes answered",
		     get(&user->answered), get(&user->asked));
}

static void release(struct user *user)
{
	free_irq((unsigned int)user->line->irq, user);
	stress_check(!get(&user->in_handler) && !get(&user->in_thread), "running after free_irq()");
	check_answered(user);
	set(&user->there, false);
}

/* --- the level --- */

static struct {
	int irq;
	unsigned long raised, asked, ran;
} level;

static irqreturn_t level_handler(int irq, void *dev)
{
	add(&level.asked, 1);
	return IRQ_WAKE_THREAD;
}

static irqreturn_t level_thread(int irq, void *dev)
{
	tl_irq_lower(irq);
	add(&level.ran, 1);
	add(&stress_progress, 1);
	return IRQ_HANDLED;
}

/* The device raises it again when it has been served. */
static void *raise_level(void *arg)
{
	unsigned long turns = *(unsigned long *)arg;

	for (unsigned long i = 1; i <= turns; i++) {
		set(&level.raised, i);
		tl_irq_raise(level.irq);
		while (get(&level.ran) != i)
			sched_yield();
	}
	return NULL;
}

/* --- those that act --- */

static bool stopping;

static void *raise_edges(void *arg)
{
	while (!get(&stopping)) {
		add(&line.raised, 1);
		tl_irq_raise(line.irq);
		sched_yield();
	}
	return NULL;
}

static void disable_and_enable(uint64_t *rng)
{
	disable_irq((unsigned int)line.irq);
	add(&line.off, 1);
	stress_check(!get(&always.in_handler) && !get(&always.in_thread),
		     "running after disable_irq()");
	if (rng_below(rng, 2))
		sched_yield();
	add(&line.off, -1);
	enable_irq((unsigned int)line.irq);
}

static void toggle_level(void)
{
	disable_irq_nosync((unsigned int)level.irq);
	enable_irq((unsigned int)level.irq);
}

/* What was asked for before has been answered after. */
static void synchronize(void)
{
	unsigned long asked = get(&always.asked);

	synchronize_irq((unsigned int)line.irq);
	stress_check(get(&always.answered) >= asked, "synchronize_irq() did not wait");
}

struct actor {
	uint64_t rng;
	unsigned long turns;
	struct user *own;
};

static void *operate(void *arg)
{
	struct actor *me = arg;

	for (unsigned long i = 0; i < me->turns; i++) {
		switch (rng_below(&me->rng, 4)) {
		case 0:
			disable_and_enable(&me->rng);
			break;
		case 1:
			synchronize();
			break;
		case 2:
			toggle_level();
			break;
		case 3:
			if (me->own && get(&me->own->there))
				release(me->own);
			else if (me->own)
				request(me->own);
			break;
		}
		add(&stress_progress, 1);
	}
	if (me->own && get(&me->own->there))
		release(me->own);
	return NULL;
}

static void run(unsigned long turns)
{
	struct actor operators[OPERATORS];
	pthread_t threads[OPERATORS], raiser, device;

	assert_int_equal(pthread_create(&raiser, NULL, raise_edges, NULL), 0);
	assert_int_equal(pthread_create(&device, NULL, raise_level, &turns), 0);
	for (unsigned int i = 0; i < OPERATORS; i++) {
		operators[i] = (struct actor){i + 1, turns, i < SHARERS ? &sharers[i] : NULL};
		assert_int_equal(pthread_create(&threads[i], NULL, operate, &operators[i]), 0);
	}
	for (unsigned int i = 0; i < OPERATORS; i++)
		pthread_join(threads[i], NULL);
	pthread_join(device, NULL);
	set(&stopping, true);
	pthread_join(raiser, NULL);
}

static void counts_are_exact_whoever_disables_frees_and_waits(void **state)
{
	assert_int_equal(tl_boot("nr_cpus=2 loglevel=4"), 0);
	line.irq = tl_irq_alloc("edge", TL_IRQ_RISING, TL_CPU_ANY);
	level.irq = tl_irq_alloc("level", TL_IRQ_HIGH, TL_CPU_ANY);
	for (unsigned int i = 0; i < SHARERS; i++)
		sharers[i].line = &line;
	request(&always);
	assert_int_equal(request_threaded_irq((unsigned int)level.irq, level_handler, level_thread,
					      IRQF_ONESHOT, "level", &level),
			 0);

	run(env_ul("STRESS_TURNS", 500));

	/* The last edge is seen, and what it asks for is answered. */
	while (get(&line.seen) != get(&line.raised))
		sched_yield();
	release(&always);
	free_irq((unsigned int)level.irq, &level);
	assert_int_equal(level.asked, level.raised);
	assert_int_equal(level.ran, level.raised);
	assert_int_equal(tl_shutdown(), 0);
	assert_int_equal(get(&stress_failures), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(counts_are_exact_whoever_disables_frees_and_waits),
	};
	int failed;

	stress_watchdog_start(NULL);
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	stress_watchdog_stop();
	return failed;
}
