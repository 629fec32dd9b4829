// SPDX-License-Identifier: MIT
/*
 * High-resolution timers: when, where and in which order their functions run, and what restarting
 * and cancelling do to that.
 */
#include "machine.h"

#include <linux/hrtimer.h>

#define MS 1000000

/* A timer whose function notes what it finds. */
struct probe {
	struct hrtimer timer;
	char name;
	struct where where;
	ktime_t at; /* of the timer's clock, in the function */
	bool queued, running; /* in the function */
	unsigned int again; /* times to be restarted */
	u64 steps; /* forwarded by */
	unsigned int runs; /* written by the function, released by the last thing it does */
};

static enum hrtimer_restart probe_fn(struct hrtimer *t)
{
	struct probe *p = container_of(t, struct probe, timer);
	bool again = p->again;

	p->at = hrtimer_cb_get_time(t);
	p->queued = hrtimer_is_queued(t);
	p->running = hrtimer_callback_running(t);
	where_am_i(&p->where);
	note(p->name);
	if (again) {
		p->again--;
		p->steps += hrtimer_forward_now(t, MS);
	}
	smp_store_release(&p->runs, p->runs + 1);
	return again ? HRTIMER_RESTART : HRTIMER_NORESTART;
}

static void probe_init(struct probe *p, char name, clockid_t clock, enum hrtimer_mode mode)
{
	memset(p, 0, sizeof(*p));
	p->name = name;
	hrtimer_setup(&p->timer, probe_fn, clock, mode);
}

static unsigned int runs(struct probe *p)
{
	return smp_load_acquire(&p->runs);
}

static void a_hard_one_runs_in_hardirq_context(void **state)
{
	ktime_t start = ktime_get();
	struct probe p;

	probe_init(&p, 'a', CLOCK_MONOTONIC, HRTIMER_MODE_REL);
	assert_false(hrtimer_active(&p.timer));
	hrtimer_start(&p.timer, MS, HRTIMER_MODE_REL);
	WAIT_UNTIL(runs(&p));
	assert_true(p.at >= start + MS);
	assert_int_equal(p.where.cpu, 0);
	assert_int_equal(p.where.count & HARDIRQ_MASK, HARDIRQ_OFFSET);
	assert_true(p.where.irqs_off);
	assert_false(p.queued);
	assert_true(p.running);
	assert_int_equal(hrtimer_cancel(&p.timer), 0);
	assert_false(hrtimer_active(&p.timer));
	assert_int_equal(runs(&p), 1);
}

static void a_soft_one_runs_in_softirq_context(void **state)
{
	struct probe p;

	probe_init(&p, 'a', CLOCK_MONOTONIC, HRTIMER_MODE_REL_SOFT);
	hrtimer_start(&p.timer, MS, HRTIMER_MODE_REL_SOFT);
	WAIT_UNTIL(runs(&p));
	assert_int_equal(p.where.count & HARDIRQ_MASK, 0);
	assert_int_equal(p.where.count & SOFTIRQ_MASK, SOFTIRQ_OFFSET);
	assert_false(p.where.irqs_off);
	assert_int_equal(hrtimer_cancel(&p.timer), 0);
}

static void every_clock_has_absolute_and_relative_times(void **state)
{
	static const clockid_t clocks[] = {CLOCK_MONOTONIC, CLOCK_REALTIME, CLOCK_BOOTTIME,
					   CLOCK_TAI};

	for (unsigned int i = 0; i < 2 * ARRAY_SIZE(clocks); i++) {
		enum hrtimer_mode mode = i % 2 ? HRTIMER_MODE_ABS : HRTIMER_MODE_REL;
		ktime_t start;
		struct probe p;

		probe_init(&p, 'a', clocks[i / 2], mode);
		start = hrtimer_cb_get_time(&p.timer);
		hrtimer_start(&p.timer, (i % 2 ? start : 0) + 2 * MS, mode);
		assert_true(hrtimer_get_expires(&p.timer) >= start + 2 * MS);
		WAIT_UNTIL(runs(&p));
		assert_true(p.at >= start + 2 * MS);
		hrtimer_cancel(&p.timer);
	}
}

static void what_has_come_already_fires_at_once(void **state)
{
	struct probe p;

	for (int soft = 0; soft < 2; soft++) {
		enum hrtimer_mode mode = soft ? HRTIMER_MODE_ABS_SOFT : HRTIMER_MODE_ABS;

		probe_init(&p, 'a', CLOCK_MONOTONIC, mode);
		hrtimer_start(&p.timer, 1, mode);
		WAIT_UNTIL(runs(&p));
		hrtimer_cancel(&p.timer);
	}
}

static void earlier_ones_run_first_and_equal_ones_as_they_were_armed(void **state)
{
	static const int at[] = {3, 1, 2, 1, 0, 3, 2, 5, 4};

	for (int soft = 0; soft < 2; soft++) {
		enum hrtimer_mode mode = soft ? HRTIMER_MODE_ABS_SOFT : HRTIMER_MODE_ABS;
		ktime_t start = ktime_get() + MS;
		unsigned long flags;
		struct probe p[9];

		forget_notes();
		/* So that none comes before all are armed. */
		local_irq_save(flags);
		for (int i = 0; i < 9; i++) {
			probe_init(&p[i], (char)('a' + i), CLOCK_MONOTONIC, mode);
			hrtimer_start(&p[i].timer, start + at[i], mode);
		}
		/* Armed anew, it is the last of its time. */
		hrtimer_start(&p[1].timer, start + at[1], mode);
		local_irq_restore(flags);
		WAIT_UNTIL(notes() == 9);
		assert_string_equal(noted, "edbcgafih");
		for (int i = 0; i < 9; i++)
			hrtimer_cancel(&p[i].timer);
	}
}

static void clocks_share_one_order(void **state)
{
	ktime_t mono = ktime_get() + 2 * MS, real = ktime_mono_to_real(mono);
	unsigned long flags;
	struct probe p[3];

	probe_init(&p[0], 'a', CLOCK_REALTIME, HRTIMER_MODE_ABS);
	probe_init(&p[1], 'b', CLOCK_MONOTONIC, HRTIMER_MODE_ABS);
	probe_init(&p[2], 'c', CLOCK_REALTIME, HRTIMER_MODE_ABS);
	local_irq_save(flags);
	hrtimer_start(&p[0].timer, real + 4 * MS, HRTIMER_MODE_ABS);
	hrtimer_start(&p[1].timer, mono + 2 * MS, HRTIMER_MODE_ABS);
	hrtimer_start(&p[2].timer, real, HRTIMER_MODE_ABS);
	local_irq_restore(flags);
	WAIT_UNTIL(notes() == 3);
	assert_string_equal(noted, "cba");
	for (int i = 0; i < 3; i++)
		hrtimer_cancel(&p[i].timer);
}

static void restarted_it_runs_again_at_its_new_time(void **state)
{
	for (int soft = 0; soft < 2; soft++) {
		enum hrtimer_mode mode = soft ? HRTIMER_MODE_REL_SOFT : HRTIMER_MODE_REL;
		unsigned long flags;
		ktime_t first;
		struct probe p;

		probe_init(&p, 'a', CLOCK_MONOTONIC, mode);
		p.again = 3;
		local_irq_save(flags);
		hrtimer_start(&p.timer, MS, mode);
		first = hrtimer_get_expires(&p.timer);
		local_irq_restore(flags);
		WAIT_UNTIL(runs(&p) == 4);
		hrtimer_cancel(&p.timer);
		assert_true(p.steps >= 3);
		/* In step with the first, and none too early. */
		assert_true(hrtimer_get_expires(&p.timer) == first + (ktime_t)p.steps * MS);
		assert_true(p.at >= hrtimer_get_expires(&p.timer));
	}
}

static void forward_steps_past_a_time(void **state)
{
	struct probe p;

	probe_init(&p, 'a', CLOCK_MONOTONIC, HRTIMER_MODE_ABS);
	hrtimer_set_expires(&p.timer, 1000);
	assert_int_equal(hrtimer_forward(&p.timer, 999, 100), 0);
	assert_true(hrtimer_get_expires(&p.timer) == 1000);
	assert_int_equal(hrtimer_forward(&p.timer, 1000, 100), 1);
	assert_true(hrtimer_get_expires(&p.timer) == 1100);
	assert_int_equal(hrtimer_forward(&p.timer, 1350, 100), 3);
	assert_true(hrtimer_get_expires(&p.timer) == 1400);
}

static void the_time_that_is_left_is_told(void **state)
{
	struct probe p;

	probe_init(&p, 'a', CLOCK_MONOTONIC, HRTIMER_MODE_REL);
	hrtimer_start(&p.timer, ktime_set(1000, 0), HRTIMER_MODE_REL);
	assert_true(hrtimer_get_remaining(&p.timer) > 0);
	assert_true(hrtimer_get_remaining(&p.timer) <= ktime_set(1000, 0));
	assert_true(hrtimer_is_queued(&p.timer));
	assert_true(hrtimer_active(&p.timer));
	assert_int_equal(hrtimer_cancel(&p.timer), 1);
	assert_false(hrtimer_is_queued(&p.timer));
}

static void a_range_is_kept(void **state)
{
	struct probe p;

	probe_init(&p, 'a', CLOCK_MONOTONIC, HRTIMER_MODE_ABS);
	hrtimer_start_range_ns(&p.timer, KTIME_MAX / 2, 5, HRTIMER_MODE_ABS);
	assert_true(hrtimer_get_softexpires(&p.timer) == KTIME_MAX / 2);
	assert_true(hrtimer_get_expires(&p.timer) == KTIME_MAX / 2 + 5);
	assert_int_equal(hrtimer_try_to_cancel(&p.timer), 1);
	assert_int_equal(hrtimer_try_to_cancel(&p.timer), 0);
}

/* A function that says it has begun, and ends when it is told to. */
struct gate {
	struct hrtimer timer;
	enum hrtimer_restart restart;
	bool begun, may_end, ended;
};

static enum hrtimer_restart gate_fn(struct hrtimer *t)
{
	struct gate *g = container_of(t, struct gate, timer);

	smp_store_release(&g->begun, true);
	SPIN_UNTIL(smp_load_acquire(&g->may_end));
	hrtimer_forward_now(t, ktime_set(1000, 0));
	smp_store_release(&g->ended, true);
	return g->restart;
}

static enum hrtimer_mode gate_mode;

static void fn_start_gate(void *gate)
{
	struct gate *g = gate;

	hrtimer_setup(&g->timer, gate_fn, CLOCK_MONOTONIC, gate_mode);
	hrtimer_start(&g->timer, MS, gate_mode);
}

/* Ends a gate of CPU 1, from CPU 0. */
struct ender {
	struct hrtimer timer;
	struct gate *gate;
};

static enum hrtimer_restart end_gate_fn(struct hrtimer *t)
{
	struct ender *e = container_of(t, struct ender, timer);

	smp_store_release(&e->gate->may_end, true);
	return HRTIMER_NORESTART;
}

static void cancel_waits_for_the_function(void **state)
{
	for (int i = 0; i < 4; i++) {
		struct gate g = {.restart = i & 1 ? HRTIMER_RESTART : HRTIMER_NORESTART};
		struct ender e = {.gate = &g};

		gate_mode = i & 2 ? HRTIMER_MODE_REL_SOFT : HRTIMER_MODE_REL;
		interrupt_cpu1(fn_start_gate, &g);
		WAIT_UNTIL(smp_load_acquire(&g.begun));
		assert_true(hrtimer_active(&g.timer));
		assert_true(hrtimer_callback_running(&g.timer));
		assert_false(hrtimer_is_queued(&g.timer));
		assert_int_equal(hrtimer_try_to_cancel(&g.timer), -1);
		hrtimer_setup(&e.timer, end_gate_fn, CLOCK_MONOTONIC, HRTIMER_MODE_REL);
		hrtimer_start(&e.timer, MS, HRTIMER_MODE_REL);
		/* What it restarts is taken back. */
		assert_int_equal(hrtimer_cancel(&g.timer), g.restart == HRTIMER_RESTART);
		assert_true(g.ended);
		assert_false(hrtimer_active(&g.timer));
		hrtimer_cancel(&e.timer);
	}
}

static void hrtimer_init_leaves_the_function_to_the_caller(void **state)
{
	struct probe p = {.name = 'a'};

	hrtimer_init(&p.timer, CLOCK_MONOTONIC, HRTIMER_MODE_REL);
	p.timer.function = probe_fn;
	hrtimer_start(&p.timer, MS, HRTIMER_MODE_REL);
	WAIT_UNTIL(runs(&p));
	hrtimer_cancel(&p.timer);
}

static void a_sleeper_wakes_its_task(void **state)
{
	struct hrtimer_sleeper sl;

	hrtimer_setup_sleeper_on_stack(&sl, CLOCK_MONOTONIC, HRTIMER_MODE_REL);
	hrtimer_set_expires(&sl.timer, MS);
	hrtimer_sleeper_start_expires(&sl, HRTIMER_MODE_REL);
	for (;;) {
		set_current_state(TASK_UNINTERRUPTIBLE);
		if (!READ_ONCE(sl.task))
			break;
		schedule();
	}
	__set_current_state(TASK_RUNNING);
	hrtimer_cancel(&sl.timer);
	destroy_hrtimer_on_stack(&sl.timer);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		MACHINE_TEST(a_hard_one_runs_in_hardirq_context),
		MACHINE_TEST(a_soft_one_runs_in_softirq_context),
		MACHINE_TEST(every_clock_has_absolute_and_relative_times),
		MACHINE_TEST(what_has_come_already_fires_at_once),
		MACHINE_TEST(earlier_ones_run_first_and_equal_ones_as_they_were_armed),
		MACHINE_TEST(clocks_share_one_order),
		MACHINE_TEST(restarted_it_runs_again_at_its_new_time),
		MACHINE_TEST(forward_steps_past_a_time),
		MACHINE_TEST(the_time_that_is_left_is_told),
		MACHINE_TEST(a_range_is_kept),
		MACHINE_TEST(cancel_waits_for_the_function),
		MACHINE_TEST(hrtimer_init_leaves_the_function_to_the_caller),
		MACHINE_TEST(a_sleeper_wakes_its_task),
	};

	return cmocka_run_group_tests(tests, machine_up, machine_down);
}
