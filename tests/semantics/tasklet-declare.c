// SPDX-License-Identifier: MIT
/*
 * The old API, the DECLARE_ macros, and tasklets that are used before anything is booted: each
 * test runs in a child, whose first call of the library is what it is about.
 */
#include "machine.h"

#include <linux/wait.h>

static DECLARE_WAIT_QUEUE_HEAD(ran);
static unsigned int runs;
static unsigned long last_data;
static void *last_tasklet;

static void new_fn(struct tasklet_struct *t)
{
	last_tasklet = t;
	smp_store_release(&runs, runs + 1);
	wake_up(&ran);
}

static void old_fn(unsigned long data)
{
	last_data = data;
	smp_store_release(&runs, runs + 1);
	wake_up(&ran);
}

static DECLARE_TASKLET(declared, new_fn);
static DECLARE_TASKLET(declared3, old_fn, 4711);
static DECLARE_TASKLET_OLD(declared_old, old_fn);
static DECLARE_TASKLET_DISABLED(disabled, new_fn);
static DECLARE_TASKLET_DISABLED(disabled3, old_fn, 4712);
static DECLARE_TASKLET_DISABLED_OLD(disabled_old, old_fn);

static void in_child(void (*fn)(void *arg), void *arg)
{
	struct child c;

	child_run(&c, fn, arg);
	assert_child_ok(&c);
	assert_child_silent(&c);
}

static void declared_ones_have_the_fields_that_setup_gives(void **state)
{
	assert_int_equal(declared.state, 0);
	assert_int_equal(atomic_read(&declared.count), 0);
	assert_true(declared.use_callback);
	assert_ptr_equal(declared.callback, new_fn);
	assert_int_equal(atomic_read(&disabled.count), 1);
	assert_true(disabled.use_callback);

	assert_false(declared_old.use_callback);
	assert_ptr_equal(declared_old.func, old_fn);
	assert_int_equal(declared_old.data, 0);
	assert_int_equal(atomic_read(&disabled_old.count), 1);

	assert_false(declared3.use_callback);
	assert_int_equal(declared3.data, 4711);
	assert_int_equal(atomic_read(&declared3.count), 0);
	assert_int_equal(disabled3.data, 4712);
	assert_int_equal(atomic_read(&disabled3.count), 1);
}

static void schedule_new(void *tasklet)
{
	struct tasklet_struct *t = tasklet;

	tasklet_schedule(t);
	wait_event(ran, smp_load_acquire(&runs) == 1);
	child_assert(last_tasklet == t);
	tasklet_kill(t);
	child_assert(runs == 1 && t->state == 0);
}

static void a_static_one_works_before_boot(void **state)
{
	in_child(schedule_new, &declared);
}

static void hi_schedule_new(void *arg)
{
	tasklet_hi_schedule(&declared);
	wait_event(ran, smp_load_acquire(&runs) == 1);
	tasklet_kill(&declared);
}

static void a_static_one_hi_works_before_boot(void **state)
{
	in_child(hi_schedule_new, NULL);
}

static void schedule_old(void *tasklet)
{
	struct tasklet_struct *t = tasklet;

	last_data = 1;
	tasklet_schedule(t);
	wait_event(ran, smp_load_acquire(&runs) == 1);
	tasklet_kill(t);
	child_assert(last_data == t->data);
}

static void a_static_old_one_works_before_boot(void **state)
{
	in_child(schedule_old, &declared_old);
}

static void a_static_one_with_data_works_before_boot(void **state)
{
	in_child(schedule_old, &declared3);
}

static void schedule_disabled(void *tasklet)
{
	struct tasklet_struct *t = tasklet;

	child_assert(tl_boot("nr_cpus=1") == 0);
	local_bh_disable();
	tasklet_schedule(t);
	local_bh_enable();
	child_assert(runs == 0 && test_bit(TASKLET_STATE_SCHED, &t->state));
	local_bh_disable();
	tasklet_enable(t);
	local_bh_enable();
	child_assert(runs == 1 && t->state == 0);
}

static void disabled_ones_run_once_enabled(void **state)
{
	in_child(schedule_disabled, &disabled);
	in_child(schedule_disabled, &disabled3);
	in_child(schedule_disabled, &disabled_old);
}

static void enable_before_boot(void *arg)
{
	tasklet_disable(&declared);
	tasklet_disable_nosync(&declared);
	tasklet_enable(&declared);
	tasklet_enable(&declared);
	tasklet_enable(&disabled);
	tasklet_schedule(&disabled);
	wait_event(ran, smp_load_acquire(&runs) == 1);
	tasklet_kill(&disabled);
	child_assert(last_tasklet == &disabled);
}

static void disable_and_enable_work_before_boot(void **state)
{
	in_child(enable_before_boot, NULL);
}

static void kill_first(void *arg)
{
	tasklet_kill(&declared);
	child_assert(declared.state == 0);
}

static void kill_works_before_boot(void **state)
{
	in_child(kill_first, NULL);
}

static void init_old(void *arg)
{
	struct tasklet_struct t;

	memset(&t, 0xff, sizeof(t));
	tasklet_init(&t, old_fn, 0xfedcba9876543210UL);
	child_assert(!t.next && !t.state && !atomic_read(&t.count) && !t.use_callback);
	child_assert(t.func == old_fn && t.data == 0xfedcba9876543210UL);
	local_bh_disable();
	tasklet_schedule(&t);
	local_bh_enable();
	child_assert(runs == 1 && last_data == 0xfedcba9876543210UL);
	/* Read at each run, not kept from the schedule. */
	local_bh_disable();
	tasklet_schedule(&t);
	t.data = 5;
	local_bh_enable();
	child_assert(runs == 2 && last_data == 5);
}

static void init_gives_func_its_data(void **state)
{
	in_child(init_old, NULL);
}

static void across_boots(void *arg)
{
	for (unsigned int i = 1; i <= 5; i++) {
		child_assert(tl_boot("nr_cpus=2") == 0);
		tasklet_schedule(&declared);
		tasklet_kill(&declared);
		child_assert(runs == i);
		child_assert(tl_shutdown() == 0);
	}
}

static void a_static_one_works_in_every_boot(void **state)
{
	in_child(across_boots, NULL);
}

struct owner {
	long before;
	struct tasklet_struct inner;
	struct owner *seen;
};

static void owner_fn(struct tasklet_struct *t)
{
	struct owner *o = from_tasklet(o, t, inner);

	o->seen = o;
}

static void find_owner(void *arg)
{
	struct owner o = {0};

	tasklet_setup(&o.inner, owner_fn);
	local_bh_disable();
	tasklet_schedule(&o.inner);
	local_bh_enable();
	child_assert(o.seen == &o);
}

static void from_tasklet_gives_the_structure_around_it(void **state)
{
	in_child(find_owner, NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(declared_ones_have_the_fields_that_setup_gives),
		cmocka_unit_test(a_static_one_works_before_boot),
		cmocka_unit_test(a_static_one_hi_works_before_boot),
		cmocka_unit_test(a_static_old_one_works_before_boot),
		cmocka_unit_test(a_static_one_with_data_works_before_boot),
		cmocka_unit_test(disabled_ones_run_once_enabled),
		cmocka_unit_test(disable_and_enable_work_before_boot),
		cmocka_unit_test(kill_works_before_boot),
		cmocka_unit_test(init_gives_func_its_data),
		cmocka_unit_test(a_static_one_works_in_every_boot),
		cmocka_unit_test(from_tasklet_gives_the_structure_around_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
