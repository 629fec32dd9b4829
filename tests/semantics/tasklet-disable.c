// SPDX-License-Identifier: MIT
/*
 * Disabled tasklets: their place in the queue, nesting, parking, and waiting for a run.
 */
#include "machine.h"

static void letter(struct tasklet_struct *t)
{
	note((char)t->data);
}

static void init_letter(struct tasklet_struct *t, char name)
{
	tasklet_setup(t, letter);
	t->data = (unsigned long)name;
}

/* A pass over this CPU's tasklets, if there is anything for one. */
static void bh_off_on(void)
{
	local_bh_disable();
	local_bh_enable();
}

/* Disabled, scheduled, and looked at once by this CPU. */
static void park(struct tasklet_struct *t)
{
	tasklet_disable(t);
	local_bh_disable();
	tasklet_schedule(t);
	local_bh_enable();
}

static void disabled_stays_scheduled_and_runs_after_enable(void **state)
{
	struct tasklet_struct t;

	init_letter(&t, 'a');
	park(&t);
	bh_off_on();
	assert_int_equal(notes(), 0);
	assert_int_equal(t.state, 1 << TASKLET_STATE_SCHED);
	local_bh_disable();
	tasklet_enable(&t);
	local_bh_enable();
	assert_string_equal(noted, "a");
	assert_int_equal(t.state, 0);
}

static void enabled_from_preemptible_code_runs_without_a_schedule(void **state)
{
	struct tasklet_struct t;

	init_letter(&t, 'a');
	park(&t);
	tasklet_enable(&t);
	WAIT_UNTIL(notes() == 1);
	tasklet_kill(&t);
	assert_string_equal(noted, "a");
}

static void all_disabled_leaves_no_softirq_pending(void **state)
{
	struct tasklet_struct n, h;

	init_letter(&n, 'n');
	init_letter(&h, 'h');
	tasklet_disable(&n);
	tasklet_disable(&h);
	local_bh_disable();
	tasklet_schedule(&n);
	tasklet_hi_schedule(&h);
	assert_int_equal(local_softirq_pending(), 1 << TASKLET_SOFTIRQ | 1 << HI_SOFTIRQ);
	local_bh_enable();
	local_irq_disable();
	assert_int_equal(local_softirq_pending(), 0);
	local_irq_enable();
	assert_true(test_bit(TASKLET_STATE_SCHED, &n.state));
	assert_true(test_bit(TASKLET_STATE_SCHED, &h.state));

	/* The normal one has had its pass first, but both wait again: HI before normal. */
	local_bh_disable();
	tasklet_enable(&n);
	tasklet_enable(&h);
	local_bh_enable();
	assert_string_equal(noted, "hn");
}

static void parked_keeps_its_place_in_the_queue(void **state)
{
	struct tasklet_struct t1, t2, t3;

	init_letter(&t1, '1');
	init_letter(&t2, '2');
	init_letter(&t3, '3');
	park(&t1);
	local_bh_disable();
	tasklet_schedule(&t2);
	tasklet_enable(&t1);
	tasklet_schedule(&t3);
	local_bh_enable();
	assert_string_equal(noted, "123");
}

static void parked_hi_keeps_its_place_in_the_queue(void **state)
{
	struct tasklet_struct t1, t2, t3;

	init_letter(&t1, '1');
	init_letter(&t2, '2');
	init_letter(&t3, '3');
	tasklet_disable(&t1);
	local_bh_disable();
	tasklet_hi_schedule(&t1);
	local_bh_enable();
	local_bh_disable();
	tasklet_hi_schedule(&t2);
	tasklet_enable(&t1);
	tasklet_hi_schedule(&t3);
	local_bh_enable();
	assert_string_equal(noted, "123");
}

static void several_parked_keep_their_order_whatever_the_order_of_enabling(void **state)
{
	struct tasklet_struct t[4];

	for (int i = 0; i < 4; i++) {
		init_letter(&t[i], (char)('1' + i));
		park(&t[i]);
	}
	local_bh_disable();
	for (int i = 3; i >= 0; i--)
		tasklet_enable(&t[i]);
	local_bh_enable();
	assert_string_equal(noted, "1234");
}

static void enabling_one_leaves_the_others_parked(void **state)
{
	struct tasklet_struct t[3];

	for (int i = 0; i < 3; i++) {
		init_letter(&t[i], (char)('1' + i));
		park(&t[i]);
	}
	for (int i = 2; i >= 0; i--) {
		local_bh_disable();
		tasklet_enable(&t[i]);
		local_bh_enable();
		assert_int_equal(notes(), 3 - i);
	}
	assert_string_equal(noted, "321");
}

static void others_run_past_a_parked_one(void **state)
{
	struct tasklet_struct t, other;

	init_letter(&t, 't');
	init_letter(&other, 'o');
	park(&t);
	for (int i = 0; i < 3; i++) {
		local_bh_disable();
		tasklet_schedule(&other);
		local_bh_enable();
	}
	assert_string_equal(noted, "ooo");
	local_irq_disable();
	assert_int_equal(local_softirq_pending(), 0);
	local_irq_enable();
	local_bh_disable();
	tasklet_enable(&t);
	local_bh_enable();
	assert_string_equal(noted, "ooot");
}

static void scheduling_a_parked_one_again_changes_nothing(void **state)
{
	struct tasklet_struct t;

	init_letter(&t, 't');
	park(&t);
	local_bh_disable();
	tasklet_schedule(&t);
	tasklet_hi_schedule(&t);
	local_bh_enable();
	assert_int_equal(notes(), 0);
	local_bh_disable();
	tasklet_enable(&t);
	local_bh_enable();
	assert_string_equal(noted, "t");
}

static void disable_nests(void **state)
{
	struct tasklet_struct t;

	init_letter(&t, 't');
	tasklet_disable(&t);
	tasklet_disable_nosync(&t);
	tasklet_disable_in_atomic(&t);
	assert_int_equal(atomic_read(&t.count), 3);
	local_bh_disable();
	tasklet_schedule(&t);
	local_bh_enable();
	for (int left = 2; left >= 0; left--) {
		assert_int_equal(notes(), 0);
		local_bh_disable();
		tasklet_enable(&t);
		local_bh_enable();
		assert_int_equal(atomic_read(&t.count), left);
	}
	assert_string_equal(noted, "t");
}

static void disabled_and_enabled_before_its_turn_runs_in_its_turn(void **state)
{
	struct tasklet_struct t1, t2;

	init_letter(&t1, '1');
	init_letter(&t2, '2');
	local_bh_disable();
	tasklet_schedule(&t1);
	tasklet_schedule(&t2);
	tasklet_disable_in_atomic(&t1);
	tasklet_enable(&t1);
	local_bh_enable();
	assert_string_equal(noted, "12");
}

static void enable_without_a_schedule_runs_nothing(void **state)
{
	struct tasklet_struct t;

	init_letter(&t, 't');
	tasklet_disable(&t);
	local_bh_disable();
	tasklet_enable(&t);
	assert_int_equal(local_softirq_pending(), 0);
	local_bh_enable();
	assert_int_equal(notes(), 0);
}

/* A callback that changes another tasklet. */
struct meddler {
	struct tasklet_struct t;
	struct tasklet_struct *disables, *enables;
};

static void meddle(struct tasklet_struct *t)
{
	struct meddler *m = from_tasklet(m, t, t);

	note('m');
	if (m->disables)
		tasklet_disable_nosync(m->disables);
	if (m->enables)
		tasklet_enable(m->enables);
}

static void disabled_nosync_by_a_callback_before_it_does_not_run(void **state)
{
	struct tasklet_struct t;
	struct meddler m = {.disables = &t};

	tasklet_setup(&m.t, meddle);
	init_letter(&t, 't');
	local_bh_disable();
	tasklet_schedule(&m.t);
	tasklet_schedule(&t);
	local_bh_enable();
	assert_string_equal(noted, "m");
	assert_true(test_bit(TASKLET_STATE_SCHED, &t.state));
	local_bh_disable();
	tasklet_enable(&t);
	local_bh_enable();
	assert_string_equal(noted, "mt");
}

static void enabled_by_a_callback_after_it_runs_in_a_later_pass(void **state)
{
	struct tasklet_struct t, u;
	struct meddler m = {.enables = &t};

	tasklet_setup(&m.t, meddle);
	init_letter(&t, 't');
	init_letter(&u, 'u');
	tasklet_disable(&t);
	local_bh_disable();
	tasklet_schedule(&t);
	tasklet_schedule(&m.t);
	tasklet_schedule(&u);
	local_bh_enable();
	assert_noted_after_passes("mut");
	tasklet_kill(&t);
}

static void disabling_itself_keeps_the_next_run_back(void **state)
{
	struct meddler m = {.disables = &m.t};

	tasklet_setup(&m.t, meddle);
	local_bh_disable();
	tasklet_schedule(&m.t);
	local_bh_enable();
	local_bh_disable();
	tasklet_schedule(&m.t);
	local_bh_enable();
	assert_string_equal(noted, "m");
	m.disables = NULL;
	local_bh_disable();
	tasklet_enable(&m.t);
	local_bh_enable();
	assert_string_equal(noted, "mm");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		MACHINE_TEST(disabled_stays_scheduled_and_runs_after_enable),
		MACHINE_TEST(enabled_from_preemptible_code_runs_without_a_schedule),
		MACHINE_TEST(all_disabled_leaves_no_softirq_pending),
		MACHINE_TEST(parked_keeps_its_place_in_the_queue),
		MACHINE_TEST(parked_hi_keeps_its_place_in_the_queue),
		MACHINE_TEST(several_parked_keep_their_order_whatever_the_order_of_enabling),
		MACHINE_TEST(enabling_one_leaves_the_others_parked),
		MACHINE_TEST(others_run_past_a_parked_one),
		MACHINE_TEST(scheduling_a_parked_one_again_changes_nothing),
		MACHINE_TEST(disable_nests),
		MACHINE_TEST(disabled_and_enabled_before_its_turn_runs_in_its_turn),
		MACHINE_TEST(enable_without_a_schedule_runs_nothing),
		MACHINE_TEST(disabled_nosync_by_a_callback_before_it_does_not_run),
		MACHINE_TEST(enabled_by_a_callback_after_it_runs_in_a_later_pass),
		MACHINE_TEST(disabling_itself_keeps_the_next_run_back),
	};

	return cmocka_run_group_tests(tests, machine_up, machine_down);
}
