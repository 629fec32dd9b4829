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
 *    another raises lands in a loop that calls nothing.
 *  - No kick cuts a sleep short after its section.
 *
 * STRESS_PATIENCE: turns after which a loop that calls nothing ends though its interrupt has not come;
 * by default it waits for ever. For valgrind: it blocks all signals but in some system calls and at
 * the end of a slice, so one of the re-kick timer stays pending for long; a kick that comes meanwhile
 * is one with it, and Linux 6.13 and on drop both when the timer is set again. (Without valgrind
 * nobody kicks then: PENDING is set for as long.) The end of the section serves it.
 *
 * STRESS_SEED, STRESS_OPS (operations per repetition) and STRESS_REPEAT say how much. The seed
 * chooses what each thread does, not how the host interleaves them.
 */
#include "../test.h"
#include "storm.h"

#include <limits.h>

#include <tasklet/boot.h>
#include <tasklet/irq.h>
#include <tasklet/report.h>

sem_t raiser_wake;
unsigned long storm_patience;
static bool raiser_end;

static void *task(void *arg)
{
	struct actor *me = arg;

	for (unsigned long i = 0; i < me->ops; i++) {
		storm_act(me);
		if (i % 64 == 0)
			add(&stress_progress, 1);
	}
	storm_drop_all(me);
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

/* Raises what op_be_interrupted() asks for. */
static void *raiser(void *arg)
{
	struct actor *actors = arg;

	while (!get(&raiser_end)) {
		while (sem_wait(&raiser_wake))
			stress_fail("the raiser's wait was interrupted: errno %d", errno);
		for (int i = 0; i < THREADS_MAX; i++) {
			/* Taken first: once it is raised the actor may come with its next wish. */
			int irq = exchange(&actors[i].wants, 0);

			if (irq)
				tl_irq_raise(irq);
		}
	}
	return NULL;
}

static void storm(uint64_t seed, unsigned long ops)
{
	static const unsigned int cpu_choices[] = {1, 2, 3, 5, 8};
	struct actor actors[THREADS_MAX + DEVICES] = {0};
	uint64_t rng = seed;
	unsigned int cpus = cpu_choices[rng_below(&rng, 5)];
	int threads = 2 + (int)rng_below(&rng, THREADS_MAX - 1), all = threads + DEVICES;
	pthread_t the_raiser;
	bool poll = cpus == 1 && rng_below(&rng, 2);
	char cmdline[64];

	snprintf(cmdline, sizeof(cmdline), "nr_cpus=%u loglevel=2%s", cpus,
		 poll ? " idle=poll" : "");
	print_message("# seed %llu: %s, %d tasks, %d devices, %lu operations\n",
		      (unsigned long long)seed, cmdline, threads, DEVICES, ops);
	assert_int_equal(tl_boot(cmdline), 0);
	storm_set_up(&rng, threads);
	sem_init(&raiser_wake, 0, 0);
	raiser_end = false;
	assert_int_equal(pthread_create(&the_raiser, NULL, raiser, actors), 0);
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
	set(&raiser_end, true);
	sem_post(&raiser_wake);
	pthread_join(the_raiser, NULL);
	sem_destroy(&raiser_wake);
	storm_tear_down();
	assert_int_equal(tl_shutdown(), 0);
}

static void no_schedule_is_lost_in_a_storm(void **state)
{
	unsigned long ops = env_ul("STRESS_OPS", TEST_TURNS(1000000));
	unsigned long repeat = env_ul("STRESS_REPEAT", 2), seed = env_ul("STRESS_SEED", 1);
	unsigned long reports = tl_report_count();

	(void)state;
	storm_patience = env_ul("STRESS_PATIENCE", ULONG_MAX);
	stress_watchdog_start(storm_describe);
	for (unsigned long i = 0; i < repeat; i++) {
		storm(seed + i, ops);
		assert_int_equal(stress_failures, 0);
	}
	stress_watchdog_stop();
	assert_int_equal(tl_report_count(), reports);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(no_schedule_is_lost_in_a_storm),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
