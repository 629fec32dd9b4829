// SPDX-License-Identifier: MIT
/*
 * The timer API of Linux 4.14: functions are given a number, and timers are filled in by hand.
 */
#define TASKLET_LINUX_VERSION 0x040e00

#include "machine.h"

#include <linux/timer.h>

static unsigned long data_of_run;

static void old_fn(unsigned long data)
{
	smp_store_release(&data_of_run, data);
}

static DEFINE_TIMER(defined, old_fn, 0, 1);
static struct timer_list initialised = TIMER_INITIALIZER(old_fn, 0, 2);

static void expect_run(struct timer_list *timer, unsigned long data)
{
	mod_timer(timer, jiffies + 1);
	WAIT_UNTIL(smp_load_acquire(&data_of_run) == data);
	del_timer_sync(timer);
}

static void timers_of_the_old_kind_are_given_their_data(void **state)
{
	struct timer_list timer;

	expect_run(&defined, 1);
	expect_run(&initialised, 2);

	setup_timer(&timer, old_fn, 3);
	expect_run(&timer, 3);

	init_timer(&timer);
	timer.function = old_fn;
	timer.data = 4;
	timer.expires = jiffies + 1;
	add_timer(&timer);
	WAIT_UNTIL(smp_load_acquire(&data_of_run) == 4);
	del_timer_sync(&timer);
}

static void new_fn(struct timer_list *t)
{
	struct timer_list *timer = t;

	smp_store_release(&data_of_run, (unsigned long)timer);
}

static void timer_setup_is_there_too(void **state)
{
	struct timer_list timer;

	timer_setup(&timer, new_fn, 0);
	expect_run(&timer, (unsigned long)&timer);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		MACHINE_TEST(timers_of_the_old_kind_are_given_their_data),
		MACHINE_TEST(timer_setup_is_there_too),
	};

	return cmocka_run_group_tests(tests, machine_up, machine_down);
}
