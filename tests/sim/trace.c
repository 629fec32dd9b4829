// SPDX-License-Identifier: MIT
/*
 * The trace of a run: who it was, where, and by which functions it came there, on fibers' stacks.
 */
#include "../test.h"

#include <linux/interrupt.h>
#include <linux/spinlock.h>
#include <tasklet/boot.h>
#include <tasklet/cpu.h>
#include <tasklet/irq.h>
#include <tasklet/sim.h>

#include "arch/sim/explore/explore.h"

static noinline irqreturn_t handler(int irq, void *dev)
{
	trace_note(EX_EV_IRQ_ENTER, 0, (uintptr_t)irq, false);
	trace_note(EX_EV_STEP, 1, 4711, true);
	trace_note(EX_EV_IRQ_EXIT, 0, (uintptr_t)irq, false);
	return IRQ_HANDLED;
}

static noinline void driver(int irq)
{
	trace_note(EX_EV_STEP, 0, 0, false);
	local_irq_disable();
	(void)tl_irq_raise(irq);
	local_irq_enable();
	__asm__ volatile("");
}

static void task(void *arg)
{
	child_assert(tl_cpu_bind(1) == 0);
	driver(*(int *)arg);
	preempt_disable();
	trace_note(EX_EV_STEP, 0, 0, false);
	preempt_enable();
}

/* A task and a handler that interrupts it. */
static void run(void)
{
	static int irq;

	assert_int_equal(tl_boot("nr_cpus=2"), 0);
	irq = tl_irq_alloc("card", TL_IRQ_RISING, 1);
	assert_int_equal(request_irq((unsigned int)irq, handler, 0, "card", &irq), 0);
	assert_non_null(tl_spawn("fiber", task, &irq));
	assert_int_equal(tl_run_until_idle(), 0);
	free_irq((unsigned int)irq, &irq);
	assert_int_equal(tl_shutdown(), 0);
}

/* The frame that lies in @function; -1: none. */
static int frame_of(const struct ex_trace_entry *e, const char *function)
{
	for (int i = 0; i < e->nr_frames; i++) {
		struct ex_symbol s[8];
		unsigned int n = symbol_lookup(e->frames[i], true, s, 8);

		for (unsigned int j = 0; j < n; j++)
			if (!strcmp(s[j].function, function))
				return i;
	}
	return -1;
}

static void entries_tell_who_and_where(void **state)
{
	const struct ex_trace_entry *e;
	size_t n;

	trace_start();
	run();
	trace_stop();
	e = trace_entries(&n);
	assert_int_equal(n, 5);
	for (size_t i = 0; i < n; i++) {
		assert_int_equal(e[i].cpu, 1);
		assert_int_equal(e[i].pid, 2);
		assert_string_equal(e[i].comm, "fiber");
	}
	assert_int_equal(e[0].what, EX_EV_STEP);
	assert_int_equal(e[0].depth, 0);
	assert_int_equal(e[0].preempt_count, 0);
	assert_false(e[0].irqs_off);
	assert_int_equal(e[1].depth, 1);
	assert_int_equal(e[2].depth, 1);
	assert_int_equal(e[2].kind, 1);
	assert_int_equal(e[2].obj, 4711);
	assert_true(e[2].deviation);
	assert_true(e[2].irqs_off);
	assert_int_equal(e[3].depth, 1);
	assert_int_equal(e[4].depth, 0);
	assert_int_equal(e[4].preempt_count, 1);
}

static void stacks_of_fibers_are_walked_to_their_ends(void **state)
{
	const struct ex_trace_entry *e;
	size_t n;

	trace_start();
	run();
	trace_stop();
	e = trace_entries(&n);
	assert_int_equal(n, 5);
	/* trace_note() may be a function of its own. */
	assert_in_range(frame_of(&e[0], "driver"), 0, 1);
	assert_int_equal(frame_of(&e[0], "task"), frame_of(&e[0], "driver") + 1);
	assert_in_range(e[0].nr_frames, 3, 6);
	/* A handler's stack goes on into whom it interrupts. */
	assert_in_range(frame_of(&e[2], "handler"), 0, 1);
	assert_true(frame_of(&e[2], "irq_upcall_serve") > 0);
	assert_true(frame_of(&e[2], "driver") > frame_of(&e[2], "irq_upcall_serve"));
	assert_true(frame_of(&e[2], "task") > frame_of(&e[2], "driver"));
	assert_in_range(e[2].nr_frames, 6, EX_FRAMES);
}

static void nothing_is_noted_while_it_is_off(void **state)
{
	size_t n;

	trace_start();
	trace_stop();
	run();
	(void)trace_entries(&n);
	assert_int_equal(n, 0);
}

static int give_back(void **state)
{
	trace_free();
	symbol_free();
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(entries_tell_who_and_where),
		cmocka_unit_test(stacks_of_fibers_are_walked_to_their_ends),
		cmocka_unit_test(nothing_is_noted_while_it_is_off),
	};

	return cmocka_run_group_tests(tests, NULL, give_back);
}
