// SPDX-License-Identifier: MIT
/*
 * Timers: when, where and how often their functions run, and what arming and deleting do to that.
 */
#include "machine.h"

#include <linux/slab.h>
#include <linux/timer.h>

/* A timer whose function notes what it finds. */
struct probe {
	struct timer_list timer;
	char name;
	struct where where;
	unsigned long at; /* jiffies in the function */
	bool pending; /* in the function */
	unsigned int again; /* times to arm itself again */
	unsigned int runs; /* written by the function, released by the last thing it does */
};

static void probe_fn(struct timer_list *t)
{
	struct probe *p = timer_container_of(p, t, timer);

	p->at = jiffies;
	p->pending = timer_pending(t);
	where_am_i(&p->where);
	note(p->name);
	if (p->again) {
		p->again--;
		mod_timer(t, jiffies + 1);
	}
	smp_store_release(&p->runs, p->runs + 1);
}

static void probe_init(struct probe *p, char name)
{
	memset(p, 0, sizeof(*p));
	p->name = name;
	timer_setup(&p->timer, probe_fn, 0);
}

static unsigned int runs(struct probe *p)
{
	return smp_load_acquire(&p->runs);
}

/* All that is due by now on this CPU has run: a timer for the next jiffy has. */
static void let_a_jiffy_pass(void)
{
	struct probe last;

	probe_init(&last, '.');
	mod_timer(&last.timer, jiffies + 1);
	WAIT_UNTIL(runs(&last));
	timer_delete_sync(&last.timer);
}

static void runs_once_and_not_before_its_jiffy(void **state)
{
	unsigned long flags, expires;
	struct probe p;

	probe_init(&p, 'a');
	assert_false(timer_pending(&p.timer));
	local_irq_save(flags);
	expires = jiffies + 3;
	assert_int_equal(mod_timer(&p.timer, expires), 0);
	assert_true(timer_pending(&p.timer));
	local_irq_restore(flags);
	WAIT_UNTIL(runs(&p));
	assert_true(time_after_eq(p.at, expires));
	assert_false(p.pending);
	assert_false(timer_pending(&p.timer));
	let_a_jiffy_pass();
	assert_int_equal(runs(&p), 1);
	assert_int_equal(timer_delete(&p.timer), 0);
}

static void a_jiffy_that_has_begun_means_the_next(void **state)
{
	static const long past[] = {0, -1, -1000, LONG_MIN / 2};

	for (unsigned int i = 0; i < ARRAY_SIZE(past); i++) {
		unsigned long armed = jiffies;
		struct probe p;

		probe_init(&p, 'a');
		mod_timer(&p.timer, armed + (unsigned long)past[i]);
		WAIT_UNTIL(runs(&p));
		assert_true(time_after(p.at, armed));
		timer_delete_sync(&p.timer);
	}
}

static void runs_in_softirq_context_of_the_cpu_that_armed_it(void **state)
{
	struct probe p;

	probe_init(&p, 'a');
	mod_timer(&p.timer, jiffies + 1);
	WAIT_UNTIL(runs(&p));
	assert_int_equal(p.where.cpu, 0);
	assert_int_equal(p.where.count & SOFTIRQ_MASK, SOFTIRQ_OFFSET);
	assert_int_equal(p.where.count & HARDIRQ_MASK, 0);
	assert_false(p.where.irqs_off);
	timer_delete_sync(&p.timer);
}

static void fn_arm(void *timer)
{
	mod_timer(timer, jiffies + 2);
}

static void armed_by_a_handler_of_cpu_1_runs_there(void **state)
{
	struct probe p;

	probe_init(&p, 'a');
	interrupt_cpu1(fn_arm, &p.timer);
	WAIT_UNTIL(runs(&p));
	assert_int_equal(p.where.cpu, 1);
	/* And armed here, it comes back. */
	mod_timer(&p.timer, jiffies + 1);
	WAIT_UNTIL(runs(&p) == 2);
	assert_int_equal(p.where.cpu, 0);
	timer_delete_sync(&p.timer);
}

static void add_timer_on_runs_on_that_cpu(void **state)
{
	struct probe p;

	probe_init(&p, 'a');
	p.timer.expires = jiffies + 1;
	add_timer_on(&p.timer, 1);
	WAIT_UNTIL(runs(&p));
	assert_int_equal(p.where.cpu, 1);
	timer_delete_sync(&p.timer);
}

static void an_irqsafe_function_has_interrupts_off(void **state)
{
	struct probe p;

	probe_init(&p, 'a');
	timer_setup(&p.timer, probe_fn, TIMER_IRQSAFE);
	mod_timer(&p.timer, jiffies + 1);
	WAIT_UNTIL(runs(&p));
	assert_true(p.where.irqs_off);
	assert_true(p.where.count & SOFTIRQ_OFFSET);
	timer_delete_sync(&p.timer);
}

static void deferrable_and_pinned_ones_run_too(void **state)
{
	struct probe p;

	probe_init(&p, 'a');
	timer_setup(&p.timer, probe_fn, TIMER_DEFERRABLE | TIMER_PINNED);
	mod_timer(&p.timer, jiffies + 1);
	WAIT_UNTIL(runs(&p));
	assert_int_equal(p.where.cpu, 0);
	timer_delete_sync(&p.timer);
}

static void a_function_may_arm_its_timer_again(void **state)
{
	struct probe p;

	probe_init(&p, 'a');
	p.again = 4;
	mod_timer(&p.timer, jiffies + 1);
	WAIT_UNTIL(runs(&p) == 5);
	assert_false(timer_pending(&p.timer));
	timer_delete_sync(&p.timer);
}

static void frees_fn(struct timer_list *t)
{
	struct probe *p = from_timer(p, t, timer);

	kfree(p);
	note('f');
}

static void a_function_may_free_its_timer(void **state)
{
	struct probe *p = kmalloc(sizeof(*p), GFP_KERNEL);

	assert_non_null(p);
	timer_setup(&p->timer, frees_fn, 0);
	mod_timer(&p->timer, jiffies + 1);
	WAIT_UNTIL(notes() == 1);
	let_a_jiffy_pass();
}

static void those_of_a_jiffy_run_in_the_order_of_arming(void **state)
{
	unsigned long flags, at;
	struct probe p[6];

	/* So that none comes before all are armed. */
	local_irq_save(flags);
	at = jiffies + 4;
	for (int i = 0; i < 6; i++) {
		probe_init(&p[i], (char)('a' + i));
		mod_timer(&p[i].timer, at);
	}
	/* Armed anew, it is the last. */
	mod_timer(&p[1].timer, at + 5);
	mod_timer(&p[1].timer, at);
	local_irq_restore(flags);
	WAIT_UNTIL(notes() == 6);
	assert_string_equal(noted, "acdefb");
	for (int i = 0; i < 6; i++)
		timer_delete_sync(&p[i].timer);
}

static void earlier_ones_run_first(void **state)
{
	static const int after[] = {70, 5, 3, 64, 4, 1};
	unsigned long flags, now;
	struct probe p[6];

	for (int i = 0; i < 6; i++)
		probe_init(&p[i], (char)('a' + i));
	local_irq_save(flags);
	/* What is armed too late comes in another order. */
	do {
		now = jiffies;
		for (int i = 0; i < 6; i++)
			mod_timer(&p[i].timer, now + (unsigned long)after[i]);
	} while (jiffies != now);
	local_irq_restore(flags);
	WAIT_UNTIL(notes() == 6);
	assert_string_equal(noted, "fcebda");
	for (int i = 0; i < 6; i++)
		timer_delete_sync(&p[i].timer);
}

static void moving_a_pending_timer_moves_it(void **state)
{
	unsigned long now = jiffies;
	struct probe p;

	probe_init(&p, 'a');
	assert_int_equal(mod_timer(&p.timer, now + 1000 * HZ), 0);
	assert_int_equal(mod_timer(&p.timer, now + 1000 * HZ), 1);
	assert_int_equal(mod_timer(&p.timer, now + 2), 1);
	assert_true(p.timer.expires == now + 2);
	WAIT_UNTIL(runs(&p));
	let_a_jiffy_pass();
	assert_int_equal(runs(&p), 1);
}

static void mod_timer_pending_does_not_arm(void **state)
{
	struct probe p;

	probe_init(&p, 'a');
	assert_int_equal(mod_timer_pending(&p.timer, jiffies + 1), 0);
	assert_false(timer_pending(&p.timer));
	mod_timer(&p.timer, jiffies + 1000 * HZ);
	assert_int_equal(mod_timer_pending(&p.timer, jiffies + 1), 1);
	WAIT_UNTIL(runs(&p));
	timer_delete_sync(&p.timer);
}

static void timer_reduce_never_puts_off(void **state)
{
	unsigned long now = jiffies;
	struct probe p;

	probe_init(&p, 'a');
	assert_int_equal(timer_reduce(&p.timer, now + 1000 * HZ), 0);
	assert_int_equal(timer_reduce(&p.timer, now + 2000 * HZ), 1);
	assert_true(p.timer.expires == now + 1000 * HZ);
	assert_int_equal(timer_reduce(&p.timer, now + 500 * HZ), 1);
	assert_true(p.timer.expires == now + 500 * HZ);
	assert_int_equal(timer_delete(&p.timer), 1);
}

static void a_deleted_timer_does_not_run(void **state)
{
	unsigned int before;
	struct probe p;

	probe_init(&p, 'a');
	assert_int_equal(timer_delete(&p.timer), 0);
	mod_timer(&p.timer, jiffies + 1);
	if (timer_delete(&p.timer)) {
		assert_false(timer_pending(&p.timer));
		let_a_jiffy_pass();
		let_a_jiffy_pass();
		assert_int_equal(runs(&p), 0);
	}
	/* It can be armed again; it may have been too late to delete it. */
	timer_delete_sync(&p.timer);
	before = runs(&p);
	mod_timer(&p.timer, jiffies + 1);
	WAIT_UNTIL(runs(&p) != before);
	assert_int_equal(timer_delete_sync(&p.timer), 0);
}

/* A function that says it has begun, and ends when it is told to. */
struct gate {
	struct timer_list timer;
	bool begun, may_end, ended, arm_again;
};

static void gate_fn(struct timer_list *t)
{
	struct gate *g = from_timer(g, t, timer);

	smp_store_release(&g->begun, true);
	SPIN_UNTIL(smp_load_acquire(&g->may_end));
	if (g->arm_again)
		mod_timer(t, jiffies + 1);
	smp_store_release(&g->ended, true);
}

static void gate_begin(struct gate *g)
{
	memset(g, 0, sizeof(*g));
	timer_setup(&g->timer, gate_fn, 0);
	g->timer.expires = jiffies + 1;
	add_timer_on(&g->timer, 1);
	WAIT_UNTIL(smp_load_acquire(&g->begun));
}

/* Ends a gate of CPU 1, from CPU 0. */
struct ender {
	struct timer_list timer;
	struct gate *gate;
};

static void fn_end_gate(struct timer_list *t)
{
	struct ender *e = from_timer(e, t, timer);

	smp_store_release(&e->gate->may_end, true);
}

static void delete_sync_waits_for_the_function(void **state)
{
	struct ender e = {};
	struct gate g;

	gate_begin(&g);
	/* Not pending any more, so there is nothing to delete but to wait for. */
	assert_false(timer_pending(&g.timer));
	assert_int_equal(timer_delete(&g.timer), 0);
	assert_int_equal(try_to_del_timer_sync(&g.timer), -1);
	e.gate = &g;
	timer_setup(&e.timer, fn_end_gate, 0);
	mod_timer(&e.timer, jiffies + 2);
	assert_int_equal(del_timer_sync(&g.timer), 0);
	assert_true(g.ended);
	assert_int_equal(try_to_del_timer_sync(&g.timer), 0);
	timer_delete_sync(&e.timer);
}

static void delete_sync_takes_back_what_the_function_armed(void **state)
{
	struct ender e = {};
	struct gate g;

	gate_begin(&g);
	g.arm_again = true;
	e.gate = &g;
	timer_setup(&e.timer, fn_end_gate, 0);
	mod_timer(&e.timer, jiffies + 1);
	assert_int_equal(timer_delete_sync(&g.timer), 1);
	assert_true(g.ended);
	assert_false(timer_pending(&g.timer));
	timer_delete_sync(&e.timer);
}

static void armed_elsewhere_while_it_runs_it_stays_on_its_cpu(void **state)
{
	struct gate g;

	gate_begin(&g);
	mod_timer(&g.timer, jiffies + 1);
	/* From CPU 0; were it moved here, it would run on two CPUs at once. */
	let_a_jiffy_pass();
	let_a_jiffy_pass();
	assert_true(timer_pending(&g.timer));
	smp_store_release(&g.may_end, true);
	WAIT_UNTIL(!timer_pending(&g.timer));
	timer_delete_sync(&g.timer);
	assert_true(g.ended);
}

static void a_shut_down_timer_is_not_armed(void **state)
{
	struct probe p;

	probe_init(&p, 'a');
	mod_timer(&p.timer, jiffies + 1000 * HZ);
	assert_int_equal(timer_shutdown(&p.timer), 1);
	assert_false(timer_pending(&p.timer));
	assert_int_equal(mod_timer(&p.timer, jiffies + 1), 0);
	add_timer(&p.timer);
	assert_false(timer_pending(&p.timer));
	assert_int_equal(timer_shutdown_sync(&p.timer), 0);
	timer_setup(&p.timer, probe_fn, 0);
	mod_timer(&p.timer, jiffies + 1);
	WAIT_UNTIL(runs(&p));
	timer_delete_sync(&p.timer);
}

static void arms_when_shut_down_fn(struct timer_list *t)
{
	struct gate *g = from_timer(g, t, timer);

	smp_store_release(&g->begun, true);
	SPIN_UNTIL(!READ_ONCE(t->function));
	mod_timer(t, jiffies + 1);
	smp_store_release(&g->ended, true);
}

static void a_function_can_not_arm_what_is_being_shut_down(void **state)
{
	struct gate g = {};

	timer_setup(&g.timer, arms_when_shut_down_fn, 0);
	g.timer.expires = jiffies + 1;
	add_timer_on(&g.timer, 1);
	WAIT_UNTIL(smp_load_acquire(&g.begun));
	assert_int_equal(timer_shutdown_sync(&g.timer), 0);
	assert_true(g.ended);
	assert_false(timer_pending(&g.timer));
}

static void held_off_while_interrupts_are_off(void **state)
{
	struct probe p;
	unsigned long flags, until;

	probe_init(&p, 'a');
	local_irq_save(flags);
	mod_timer(&p.timer, jiffies + 1);
	until = jiffies + 3;
	SPIN_UNTIL(time_after_eq(jiffies, until));
	assert_int_equal(runs(&p), 0);
	assert_true(timer_pending(&p.timer));
	local_irq_restore(flags);
	WAIT_UNTIL(runs(&p));
	timer_delete_sync(&p.timer);
}

static void held_off_while_bottom_halves_are(void **state)
{
	unsigned long until;
	struct probe p;

	probe_init(&p, 'a');
	local_bh_disable();
	mod_timer(&p.timer, jiffies + 1);
	until = jiffies + 3;
	SPIN_UNTIL(time_after_eq(jiffies, until));
	assert_int_equal(runs(&p), 0);
	local_bh_enable();
	WAIT_UNTIL(runs(&p));
	timer_delete_sync(&p.timer);
}

static void lands_on_a_cpu_that_is_busy(void **state)
{
	struct probe p;

	probe_init(&p, 'a');
	preempt_disable();
	mod_timer(&p.timer, jiffies + 1);
	SPIN_UNTIL(runs(&p));
	preempt_enable();
	assert_ptr_equal(p.where.task, current);
	timer_delete_sync(&p.timer);
}

static struct probe defined;

static void defined_fn(struct timer_list *t)
{
	smp_store_release(&defined.runs, defined.runs + 1);
}
static DEFINE_TIMER(defined_timer, defined_fn);

static unsigned long old_data;

static void old_fn(unsigned long data)
{
	smp_store_release(&old_data, data);
}
static DEFINE_TIMER(old_defined_timer, old_fn, 0, 4711);

static void defined_ones_need_no_setup(void **state)
{
	mod_timer(&defined_timer, jiffies + 1);
	WAIT_UNTIL(runs(&defined));
	mod_timer(&old_defined_timer, jiffies + 1);
	WAIT_UNTIL(smp_load_acquire(&old_data) == 4711);
}

static void an_old_function_is_given_its_data(void **state)
{
	struct timer_list timer;

	setup_timer(&timer, old_fn, 4712);
	mod_timer(&timer, jiffies + 1);
	WAIT_UNTIL(smp_load_acquire(&old_data) == 4712);
	timer_delete_sync(&timer);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		MACHINE_TEST(runs_once_and_not_before_its_jiffy),
		MACHINE_TEST(a_jiffy_that_has_begun_means_the_next),
		MACHINE_TEST(runs_in_softirq_context_of_the_cpu_that_armed_it),
		MACHINE_TEST(armed_by_a_handler_of_cpu_1_runs_there),
		MACHINE_TEST(add_timer_on_runs_on_that_cpu),
		MACHINE_TEST(an_irqsafe_function_has_interrupts_off),
		MACHINE_TEST(deferrable_and_pinned_ones_run_too),
		MACHINE_TEST(a_function_may_arm_its_timer_again),
		MACHINE_TEST(a_function_may_free_its_timer),
		MACHINE_TEST(those_of_a_jiffy_run_in_the_order_of_arming),
		MACHINE_TEST(earlier_ones_run_first),
		MACHINE_TEST(moving_a_pending_timer_moves_it),
		MACHINE_TEST(mod_timer_pending_does_not_arm),
		MACHINE_TEST(timer_reduce_never_puts_off),
		MACHINE_TEST(a_deleted_timer_does_not_run),
		MACHINE_TEST(delete_sync_waits_for_the_function),
		MACHINE_TEST(delete_sync_takes_back_what_the_function_armed),
		MACHINE_TEST(armed_elsewhere_while_it_runs_it_stays_on_its_cpu),
		MACHINE_TEST(a_shut_down_timer_is_not_armed),
		MACHINE_TEST(a_function_can_not_arm_what_is_being_shut_down),
		MACHINE_TEST(held_off_while_interrupts_are_off),
		MACHINE_TEST(held_off_while_bottom_halves_are),
		MACHINE_TEST(lands_on_a_cpu_that_is_busy),
		MACHINE_TEST(defined_ones_need_no_setup),
		MACHINE_TEST(an_old_function_is_given_its_data),
	};

	return cmocka_run_group_tests(tests, machine_up, machine_down);
}
