// SPDX-License-Identifier: MIT
/*
 * Waiting for tasklets: kill, disable, unlock_wait; and what one CPU does with a tasklet that
 * runs on another. The callbacks see for themselves that somebody waits for them, and end then.
 */
#include "machine.h"

static struct task_struct *me;

/* Runs on CPU 1 until told, or until it has seen what it waits for. */
struct runner {
	struct tasklet_struct t;
	bool (*until)(struct runner *r);
	bool told;
	bool ended;
	unsigned int started;
	unsigned int ran;
	int cpu;
	int inside; /* callbacks under way */
	bool overlapped;
};

static bool until_told(struct runner *r)
{
	return smp_load_acquire(&r->told);
}

static bool until_test_sleeps(struct runner *r)
{
	return is_asleep(me);
}

/* Once is enough: a second run may hold the CPU that the woken test wants. */
static bool until_test_has_slept(struct runner *r)
{
	return smp_load_acquire(&r->ended) || is_asleep(me);
}

static bool until_disabled(struct runner *r)
{
	return atomic_read(&r->t.count) != 0;
}

static void runner_fn(struct tasklet_struct *t)
{
	struct runner *r = from_tasklet(r, t, t);

	if (__atomic_add_fetch(&r->inside, 1, __ATOMIC_SEQ_CST) != 1)
		WRITE_ONCE(r->overlapped, true);
	r->cpu = smp_processor_id();
	smp_store_release(&r->started, r->started + 1);
	SPIN_UNTIL(r->until(r));
	for (int i = 0; i < 1000; i++)
		cpu_relax();
	smp_store_release(&r->ended, true);
	__atomic_sub_fetch(&r->inside, 1, __ATOMIC_SEQ_CST);
	smp_store_release(&r->ran, r->ran + 1);
}

/* Returns when the callback is under way on CPU 1. */
static void start_on_cpu1(struct runner *r, bool (*until)(struct runner *r))
{
	*r = (struct runner){.until = until, .cpu = -1};
	tasklet_setup(&r->t, runner_fn);
	me = current;
	interrupt_cpu1(fn_schedule, &r->t);
	WAIT_UNTIL(smp_load_acquire(&r->started));
}

static void kill_of_an_idle_one_returns_and_leaves_it_idle(void **state)
{
	struct runner r = {.until = until_told, .told = true};

	tasklet_setup(&r.t, runner_fn);
	tasklet_kill(&r.t);
	tasklet_kill(&r.t);
	assert_int_equal(r.ran, 0);
	assert_int_equal(r.t.state, 0);
}

static void kill_does_not_forbid_a_later_schedule(void **state)
{
	struct runner r = {.until = until_told, .told = true};

	tasklet_setup(&r.t, runner_fn);
	for (unsigned int i = 1; i <= 20; i++) {
		tasklet_kill(&r.t);
		tasklet_schedule(&r.t);
		tasklet_kill(&r.t);
		assert_int_equal(smp_load_acquire(&r.ran), i);
	}
}

static void kill_waits_for_a_running_one(void **state)
{
	struct runner r;

	start_on_cpu1(&r, until_test_sleeps);
	tasklet_kill(&r.t);
	assert_true(r.ended);
	assert_int_equal(r.ran, 1);
	assert_int_equal(r.t.state, 0);
}

/* Enables another as soon as the test sleeps. */
struct enabler {
	struct tasklet_struct t;
	struct runner *enables;
	unsigned int ran_before;
};

static void enabler_fn(struct tasklet_struct *t)
{
	struct enabler *e = from_tasklet(e, t, t);

	SPIN_UNTIL(is_asleep(me));
	e->ran_before = smp_load_acquire(&e->enables->started);
	tasklet_enable(&e->enables->t);
}

static void kill_lets_a_pending_run_happen(void **state)
{
	struct runner r = {.until = until_told, .told = true};
	struct enabler e = {.enables = &r};

	me = current;
	tasklet_setup(&r.t, runner_fn);
	tasklet_setup(&e.t, enabler_fn);
	tasklet_disable(&r.t);
	tasklet_schedule(&r.t);
	interrupt_cpu1(fn_schedule, &e.t);
	tasklet_kill(&r.t);
	assert_int_equal(e.ran_before, 0);
	assert_int_equal(r.ran, 1);
	assert_int_equal(r.t.state, 0);
	tasklet_kill(&e.t);
}

static void kill_of_one_running_and_scheduled_waits_for_both_runs(void **state)
{
	struct runner r;

	start_on_cpu1(&r, until_test_has_slept);
	tasklet_schedule(&r.t);
	assert_true(test_bit(TASKLET_STATE_SCHED, &r.t.state));
	tasklet_kill(&r.t);
	assert_int_equal(r.ran, 2);
	assert_int_equal(r.t.state, 0);
	assert_false(r.overlapped);
}

static void disable_waits_for_a_running_one(void **state)
{
	struct runner r;

	start_on_cpu1(&r, until_test_sleeps);
	tasklet_disable(&r.t);
	assert_true(r.ended);
	assert_int_equal(atomic_read(&r.t.count), 1);
	tasklet_enable(&r.t);
	WAIT_UNTIL(idle(&r.t));
}

static void disable_in_atomic_waits_for_a_running_one(void **state)
{
	struct runner r;

	for (int i = 0; i < 50; i++) {
		start_on_cpu1(&r, until_disabled);
		local_bh_disable();
		tasklet_disable_in_atomic(&r.t);
		assert_true(smp_load_acquire(&r.ended));
		local_bh_enable();
		tasklet_enable(&r.t);
		WAIT_UNTIL(idle(&r.t));
	}
}

static void disable_nosync_does_not_wait(void **state)
{
	struct runner r;

	start_on_cpu1(&r, until_told);
	tasklet_disable_nosync(&r.t);
	assert_false(smp_load_acquire(&r.ended));
	smp_store_release(&r.told, true);
	tasklet_enable(&r.t);
	tasklet_kill(&r.t);
	assert_true(r.ended);
}

static void unlock_wait_waits_for_the_run_only(void **state)
{
	struct runner r;

	start_on_cpu1(&r, until_test_sleeps);
	tasklet_unlock_wait(&r.t);
	assert_true(r.ended);
	WAIT_UNTIL(idle(&r.t));

	/* Scheduled and not running: nothing to wait for. */
	tasklet_disable(&r.t);
	tasklet_schedule(&r.t);
	tasklet_unlock_wait(&r.t);
	tasklet_unlock_spin_wait(&r.t);
	assert_true(test_bit(TASKLET_STATE_SCHED, &r.t.state));
	r.until = until_told;
	r.told = true;
	tasklet_enable(&r.t);
	tasklet_kill(&r.t);
	assert_int_equal(r.ran, 2);
}

static void unlock_spin_wait_waits_for_the_run(void **state)
{
	struct runner r;

	start_on_cpu1(&r, until_disabled);
	tasklet_disable_nosync(&r.t);
	tasklet_unlock_spin_wait(&r.t);
	assert_true(smp_load_acquire(&r.ended));
	tasklet_enable(&r.t);
	WAIT_UNTIL(idle(&r.t));
}

static void fn_kill(struct tasklet_struct *t)
{
	tasklet_kill((struct tasklet_struct *)t->data);
}

static void kill_in_interrupt_says_so(void **state)
{
	struct runner idle_one = {.until = until_told};
	struct tasklet_struct t;

	tasklet_setup(&idle_one.t, runner_fn);
	tasklet_setup(&t, fn_kill);
	t.data = (unsigned long)&idle_one.t;
	local_bh_disable();
	tasklet_schedule(&t);
	local_bh_enable();
	assert_int_equal(logged("Attempt to kill tasklet from interrupt"), 1);
	/* It may sleep, too. */
	reports_expected = tl_report_count() - reports_before;
	assert_int_equal(logged("sleeping function called from invalid context"), 1);
}

static void letter(struct tasklet_struct *t)
{
	note((char)t->data);
}

static void busy_elsewhere_goes_to_this_cpu_s_tail(void **state)
{
	struct tasklet_struct other;
	struct runner r;

	start_on_cpu1(&r, until_told);
	tasklet_setup(&other, letter);
	other.data = 'o';
	local_bh_disable();
	tasklet_schedule(&r.t);
	tasklet_schedule(&other);
	local_bh_enable();
	assert_string_equal(noted, "o");
	assert_int_equal(smp_load_acquire(&r.ran), 0);
	assert_true(test_bit(TASKLET_STATE_SCHED, &r.t.state));
	smp_store_release(&r.told, true);
	tasklet_kill(&r.t);
	assert_int_equal(r.ran, 2);
	assert_int_equal(r.cpu, 0);
	assert_false(r.overlapped);
}

static void scheduled_while_running_elsewhere_runs_once_more(void **state)
{
	struct runner r;

	start_on_cpu1(&r, until_told);
	tasklet_schedule(&r.t);
	tasklet_schedule(&r.t);
	tasklet_hi_schedule(&r.t);
	smp_store_release(&r.told, true);
	tasklet_kill(&r.t);
	assert_int_equal(r.ran, 2);
}

static void trylock_by_hand_keeps_it_from_running(void **state)
{
	struct tasklet_struct t;

	tasklet_setup(&t, letter);
	t.data = 't';
	assert_int_equal(tasklet_trylock(&t), 1);
	assert_int_equal(tasklet_trylock(&t), 0);
	assert_int_equal(t.state, 1 << TASKLET_STATE_RUN);
	local_bh_disable();
	tasklet_schedule(&t);
	local_bh_enable();
	assert_int_equal(notes(), 0);
	tasklet_unlock(&t);
	tasklet_kill(&t);
	assert_string_equal(noted, "t");
	assert_int_equal(t.state, 0);
}

static void two_different_ones_run_at_once(void **state)
{
	struct runner a;
	struct tasklet_struct b;

	start_on_cpu1(&a, until_told);
	tasklet_setup(&b, letter);
	b.data = 'b';
	local_bh_disable();
	tasklet_schedule(&b);
	local_bh_enable();
	assert_string_equal(noted, "b");
	assert_false(smp_load_acquire(&a.ended));
	smp_store_release(&a.told, true);
	tasklet_kill(&a.t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		MACHINE_TEST(kill_of_an_idle_one_returns_and_leaves_it_idle),
		MACHINE_TEST(kill_does_not_forbid_a_later_schedule),
		MACHINE_TEST(kill_waits_for_a_running_one),
		MACHINE_TEST(kill_lets_a_pending_run_happen),
		MACHINE_TEST(kill_of_one_running_and_scheduled_waits_for_both_runs),
		MACHINE_TEST(disable_waits_for_a_running_one),
		MACHINE_TEST(disable_in_atomic_waits_for_a_running_one),
		MACHINE_TEST(disable_nosync_does_not_wait),
		MACHINE_TEST(unlock_wait_waits_for_the_run_only),
		MACHINE_TEST(unlock_spin_wait_waits_for_the_run),
		MACHINE_TEST(kill_in_interrupt_says_so),
		MACHINE_TEST(busy_elsewhere_goes_to_this_cpu_s_tail),
		MACHINE_TEST(scheduled_while_running_elsewhere_runs_once_more),
		MACHINE_TEST(trylock_by_hand_keeps_it_from_running),
		MACHINE_TEST(two_different_ones_run_at_once),
	};

	return cmocka_run_group_tests(tests, machine_up, machine_down);
}
