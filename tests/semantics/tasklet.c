// SPDX-License-Identifier: MIT
/*
 * Tasklets: scheduling, and the order in which they run.
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

static void struct_is_laid_out_as_on_linux(void **state)
{
	struct tasklet_struct t;

	assert_int_equal(TASKLET_STATE_SCHED, 0);
	assert_int_equal(TASKLET_STATE_RUN, 1);
	assert_int_equal(offsetof(struct tasklet_struct, next), 0);
	assert_int_equal(offsetof(struct tasklet_struct, state), 8);
	assert_int_equal(offsetof(struct tasklet_struct, count), 16);
	assert_int_equal(offsetof(struct tasklet_struct, use_callback), 20);
	assert_int_equal(offsetof(struct tasklet_struct, func), 24);
	assert_int_equal(offsetof(struct tasklet_struct, callback), 24);
	assert_int_equal(offsetof(struct tasklet_struct, data), 32);
	assert_int_equal(sizeof(t), 40);
	assert_int_equal(sizeof(t.state), sizeof(unsigned long));
	assert_int_equal(sizeof(t.count), sizeof(atomic_t));
}

static void setup_fills_every_field(void **state)
{
	struct tasklet_struct t;

	memset(&t, 0xff, sizeof(t));
	tasklet_setup(&t, letter);
	assert_null(t.next);
	assert_int_equal(t.state, 0);
	assert_int_equal(atomic_read(&t.count), 0);
	assert_true(t.use_callback);
	assert_ptr_equal(t.callback, letter);
	assert_int_equal(t.data, 0);
}

static void scheduled_once_runs_once(void **state)
{
	struct tasklet_struct t;

	init_letter(&t, 'a');
	local_bh_disable();
	tasklet_schedule(&t);
	assert_int_equal(t.state, 1 << TASKLET_STATE_SCHED);
	assert_int_equal(notes(), 0);
	local_bh_enable();
	assert_string_equal(noted, "a");
	assert_int_equal(t.state, 0);
	local_bh_disable();
	local_bh_enable();
	assert_string_equal(noted, "a");
}

static void scheduled_twice_runs_once(void **state)
{
	struct tasklet_struct t;

	init_letter(&t, 'a');
	local_bh_disable();
	tasklet_schedule(&t);
	tasklet_schedule(&t);
	tasklet_hi_schedule(&t);
	local_bh_enable();
	assert_string_equal(noted, "a");
}

static void each_edge_is_one_run(void **state)
{
	struct tasklet_struct t;

	init_letter(&t, 'a');
	for (unsigned int i = 1; i <= 100; i++) {
		local_bh_disable();
		tasklet_schedule(&t);
		local_bh_enable();
		assert_int_equal(notes(), i);
	}
}

static void sched_bit_set_by_hand_keeps_it_out_of_the_queue(void **state)
{
	struct tasklet_struct t;

	init_letter(&t, 'a');
	local_bh_disable();
	assert_false(test_and_set_bit(TASKLET_STATE_SCHED, &t.state));
	tasklet_schedule(&t);
	local_bh_enable();
	assert_int_equal(notes(), 0);
	clear_bit(TASKLET_STATE_SCHED, &t.state);
	local_bh_disable();
	tasklet_schedule(&t);
	local_bh_enable();
	assert_string_equal(noted, "a");
}

static void they_run_in_the_order_of_scheduling(void **state)
{
	struct tasklet_struct t[26];

	local_bh_disable();
	for (int i = 0; i < 26; i++)
		init_letter(&t[i], (char)('a' + i));
	/* Neither by address nor by age: 7 is prime to 26. */
	for (int i = 0; i < 26; i++)
		tasklet_schedule(&t[i * 7 % 26]);
	local_bh_enable();
	assert_string_equal(noted, "ahovcjqxelszgnubipwdkryfmt");
}

static void hi_runs_before_normal(void **state)
{
	struct tasklet_struct n1, n2, h1, h2;

	init_letter(&n1, 'n');
	init_letter(&n2, 'm');
	init_letter(&h1, 'H');
	init_letter(&h2, 'I');
	local_bh_disable();
	tasklet_schedule(&n1);
	tasklet_hi_schedule(&h1);
	tasklet_schedule(&n2);
	tasklet_hi_schedule(&h2);
	local_bh_enable();
	assert_string_equal(noted, "HInm");
}

static void scheduled_normal_stays_normal(void **state)
{
	struct tasklet_struct n, h;

	init_letter(&n, 'n');
	init_letter(&h, 'h');
	local_bh_disable();
	tasklet_schedule(&n);
	tasklet_hi_schedule(&n);
	tasklet_hi_schedule(&h);
	local_bh_enable();
	assert_string_equal(noted, "hn");
}

/* Schedules others from within. */
struct chain {
	struct tasklet_struct t;
	char name;
	struct tasklet_struct *normal, *hi;
	unsigned int times;
};

static void chain_fn(struct tasklet_struct *t)
{
	struct chain *c = from_tasklet(c, t, t);

	note(c->name);
	if (c->times) {
		c->times--;
		if (c->normal)
			tasklet_schedule(c->normal);
		if (c->hi)
			tasklet_hi_schedule(c->hi);
	}
}

static void rescheduled_by_itself_runs_in_a_later_pass(void **state)
{
	struct chain c = {.name = 'a', .times = 2, .normal = &c.t};
	struct tasklet_struct b;

	tasklet_setup(&c.t, chain_fn);
	init_letter(&b, 'b');
	local_bh_disable();
	tasklet_schedule(&c.t);
	tasklet_schedule(&b);
	local_bh_enable();
	assert_noted_after_passes("abaa");
	tasklet_kill(&c.t);
}

static void hi_rescheduled_by_itself_lets_normal_run_first(void **state)
{
	struct chain c = {.name = 'H', .times = 1, .hi = &c.t};
	struct tasklet_struct n;

	tasklet_setup(&c.t, chain_fn);
	init_letter(&n, 'n');
	local_bh_disable();
	tasklet_schedule(&n);
	tasklet_hi_schedule(&c.t);
	local_bh_enable();
	assert_noted_after_passes("HnH");
	tasklet_kill(&c.t);
}

static void hi_scheduled_by_normal_runs_before_the_next_normal_pass(void **state)
{
	struct tasklet_struct n, h;
	struct chain c = {.name = 'a', .times = 1, .normal = &n, .hi = &h};

	tasklet_setup(&c.t, chain_fn);
	init_letter(&n, 'n');
	init_letter(&h, 'H');
	local_bh_disable();
	tasklet_schedule(&c.t);
	local_bh_enable();
	assert_noted_after_passes("aHn");
	tasklet_kill(&n);
}

static void rescheduled_several_times_in_its_callback_runs_once_more(void **state)
{
	struct chain c = {.name = 'a', .times = 1, .normal = &c.t, .hi = &c.t};

	tasklet_setup(&c.t, chain_fn);
	local_bh_disable();
	tasklet_schedule(&c.t);
	local_bh_enable();
	assert_noted_after_passes("aa");
	tasklet_kill(&c.t);
}

static void fn_free(struct tasklet_struct *t)
{
	note('f');
	memset(t, 0x5a, sizeof(*t));
	/* RUN is dropped on it afterwards, as on Linux: it may be reused, not unmapped. */
	tasklet_setup(t, letter);
}

static void next_is_not_read_after_the_callback(void **state)
{
	struct tasklet_struct t, b;

	tasklet_setup(&t, fn_free);
	init_letter(&b, 'b');
	local_bh_disable();
	tasklet_schedule(&t);
	tasklet_schedule(&b);
	local_bh_enable();
	assert_string_equal(noted, "fb");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		MACHINE_TEST(struct_is_laid_out_as_on_linux),
		MACHINE_TEST(setup_fills_every_field),
		MACHINE_TEST(scheduled_once_runs_once),
		MACHINE_TEST(scheduled_twice_runs_once),
		MACHINE_TEST(each_edge_is_one_run),
		MACHINE_TEST(sched_bit_set_by_hand_keeps_it_out_of_the_queue),
		MACHINE_TEST(they_run_in_the_order_of_scheduling),
		MACHINE_TEST(hi_runs_before_normal),
		MACHINE_TEST(scheduled_normal_stays_normal),
		MACHINE_TEST(rescheduled_by_itself_runs_in_a_later_pass),
		MACHINE_TEST(hi_rescheduled_by_itself_lets_normal_run_first),
		MACHINE_TEST(hi_scheduled_by_normal_runs_before_the_next_normal_pass),
		MACHINE_TEST(rescheduled_several_times_in_its_callback_runs_once_more),
		MACHINE_TEST(next_is_not_read_after_the_callback),
	};

	return cmocka_run_group_tests(tests, machine_up, machine_down);
}
