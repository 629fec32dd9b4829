// SPDX-License-Identifier: MIT
/*
 * A tasklet is enabled in plain task context while queues of both priorities are parked, and others
 * want the CPU: which tasklet runs in which pass is as if nobody else were there.
 */
#include "../semantics/machine.h"

#include <pthread.h>

#define NR_CONTENDERS 2
#define PASSES	      24 /* more than one turn of softirqs serves, so the CPU is given back between */

static struct tasklet_struct held, first, hi, normal;
static unsigned int passes, wrong;
static bool was_scheduled; /* `normal`, when `hi` ran last */
static bool over;

/* In each pass. What it schedules at normal priority runs in the next one, behind it. */
static void hi_fn(struct tasklet_struct *t)
{
	bool scheduled = test_bit(TASKLET_STATE_SCHED, &normal.state);

	if (passes && scheduled == was_scheduled)
		wrong++;
	was_scheduled = scheduled;
	tasklet_schedule(&normal);
	if (passes + 1 < PASSES)
		tasklet_hi_schedule(t);
	smp_store_release(&passes, passes + 1);
}

/* So that `normal` is not scheduled when the first turn of 10 passes is over. */
static void first_fn(struct tasklet_struct *t)
{
	tasklet_hi_schedule(&hi);
	tasklet_schedule(&normal);
}

static void nothing(struct tasklet_struct *t)
{
}

/* Whoever gives the CPU back gives it to one of these, who serves what is pending. */
static void *contend(void *unused)
{
	while (!smp_load_acquire(&over)) {
		local_bh_disable();
		for (unsigned int i = 0; i < 1000; i++)
			cpu_relax();
		local_bh_enable();
	}
	return NULL;
}

static void enable_once(void)
{
	passes = 0;
	tasklet_disable(&held);
	tasklet_disable(&first);
	local_bh_disable();
	tasklet_hi_schedule(&held);
	tasklet_schedule(&first);
	local_bh_enable();
	tasklet_enable(&first);
	WAIT_UNTIL(smp_load_acquire(&passes) == PASSES);
	tasklet_kill(&hi);
	tasklet_kill(&normal);
	tasklet_enable(&held);
	tasklet_kill(&held);
}

static void the_enable_does_not_add_to_a_later_pass(void **state)
{
	pthread_t contenders[NR_CONTENDERS];

	tasklet_setup(&held, nothing);
	tasklet_setup(&first, first_fn);
	tasklet_setup(&hi, hi_fn);
	tasklet_setup(&normal, nothing);
	over = false;
	wrong = 0;
	for (unsigned int i = 0; i < NR_CONTENDERS; i++)
		assert_int_equal(pthread_create(&contenders[i], NULL, contend, NULL), 0);
	for (unsigned int turn = 0; turn < 200; turn++)
		enable_once();
	smp_store_release(&over, true);
	for (unsigned int i = 0; i < NR_CONTENDERS; i++)
		pthread_join(contenders[i], NULL);
	assert_int_equal(wrong, 0);
}

static int up(void **state)
{
	return tl_boot("nr_cpus=1");
}

static int down(void **state)
{
	return tl_shutdown();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_enable_does_not_add_to_a_later_pass),
	};

	return cmocka_run_group_tests(tests, up, down);
}
