// SPDX-License-Identifier: MIT
/*
 * Per-CPU variables: every CPU has a copy of its own, also of a member, and this_cpu_*() work on
 * the copy of the CPU that they run on, from any context.
 */
#include "machine.h"

#include <linux/cpumask.h>
#include <linux/percpu.h>
#include <tasklet/fault.h>

struct counts {
	char pad[3];
	unsigned long in, out;
};

DECLARE_PER_CPU(int, number);
DEFINE_PER_CPU(int, number);
static DEFINE_PER_CPU(struct counts, counts);
static DEFINE_PER_CPU(u8, byte);
static DEFINE_PER_CPU(long[3], row);
static DEFINE_PER_CPU_ALIGNED(unsigned long, hits);

static int clear(void **state)
{
	unsigned int cpu;

	for_each_possible_cpu(cpu) {
		per_cpu(number, cpu) = 0;
		per_cpu(counts, cpu) = (struct counts){{0}, 0, 0};
		per_cpu(byte, cpu) = 0;
		memset(per_cpu(row, cpu), 0, sizeof(per_cpu(row, cpu)));
		per_cpu(hits, cpu) = 0;
	}
	return test_begin(state);
}

static void the_cpus_are_those_of_the_machine(void **state)
{
	unsigned int seen = 0, cpu;
	int online = 0, i;

	for_each_possible_cpu(cpu)
		seen |= 1u << cpu;
	for_each_online_cpu(i)
		online++;
	assert_int_equal(seen, 3);
	assert_int_equal(online, 2);
	assert_int_equal(num_online_cpus(), 2);
	assert_int_equal(nr_cpu_ids, 2);
	assert_true(cpu_online(1));
	assert_false(cpu_online(2));
}

static void every_cpu_has_its_copy(void **state)
{
	per_cpu(number, 0) = 10;
	per_cpu(number, 1) = 11;
	per_cpu(number, NR_CPUS - 1) = 12;
	per_cpu(row, 0)[2] = 20;
	per_cpu(row, 1)[2] = 21;
	assert_int_equal(per_cpu(number, 0), 10);
	assert_int_equal(*per_cpu_ptr(&number, 1), 11);
	assert_int_equal(per_cpu(number, NR_CPUS - 1), 12);
	assert_int_equal(per_cpu(row, 0)[2], 20);
	assert_int_equal(per_cpu(row, 1)[2], 21);
	assert_int_equal(per_cpu(row, 1)[1], 0);
	per_cpu(number, NR_CPUS - 1) = 0;
}

static void add_in_handler(void *arg)
{
	this_cpu_inc(number);
	this_cpu_add(counts.in, 2);
	this_cpu_ptr(&counts)->out += 3;
	__this_cpu_write(byte, 200);
}

static void operations_are_on_the_cpu_that_they_run_on(void **state)
{
	interrupt_cpu1(add_in_handler, NULL);
	interrupt_cpu1(add_in_handler, NULL);
	this_cpu_add(number, 7);
	this_cpu_dec(counts.in);
	assert_int_equal(per_cpu(number, 1), 2);
	assert_int_equal(per_cpu(counts, 1).in, 4);
	assert_int_equal(per_cpu(counts.out, 1), 6);
	assert_int_equal(per_cpu(byte, 1), 200);
	assert_int_equal(per_cpu(number, 0), 7);
	assert_int_equal(per_cpu(counts.in, 0), ULONG_MAX);
	assert_int_equal(per_cpu(byte, 0), 0);
}

static void each_operation_does_what_its_name_says(void **state)
{
	this_cpu_write(number, 12);
	assert_int_equal(this_cpu_read(number), 12);
	this_cpu_add(number, 8);
	this_cpu_sub(number, 3);
	this_cpu_inc(number);
	this_cpu_dec(number);
	assert_int_equal(this_cpu_read(number), 17);
	this_cpu_and(number, 0x10);
	this_cpu_or(number, 0x3);
	assert_int_equal(raw_cpu_read(number), 0x13);
	assert_int_equal(this_cpu_add_return(number, 1), 0x14);
	assert_int_equal(this_cpu_sub_return(number, 4), 0x10);
	assert_int_equal(this_cpu_inc_return(number), 0x11);
	assert_int_equal(this_cpu_dec_return(number), 0x10);
	assert_int_equal(this_cpu_xchg(number, 5), 0x10);
	assert_int_equal(this_cpu_cmpxchg(number, 4, 6), 5);
	assert_int_equal(this_cpu_read(number), 5);
	assert_int_equal(this_cpu_cmpxchg(number, 5, 6), 5);
	assert_int_equal(this_cpu_read(number), 6);

	/* Of its own width, and whatever stands in the arguments. */
	this_cpu_write(byte, 255);
	assert_int_equal(this_cpu_inc_return(byte), 0);
	this_cpu_add(number, this_cpu_xchg(byte, 9) + this_cpu_read(byte));
	assert_int_equal(this_cpu_read(number), 15);
	get_cpu_var(number)++;
	assert_int_equal(preempt_count(), PREEMPT_OFFSET);
	put_cpu_var(number);
	assert_int_equal(preempt_count(), 0);
	assert_int_equal(this_cpu_read(number), 16);
}

static void hit(void *arg)
{
	this_cpu_inc(hits);
}

/* Task and handler of one CPU count in one variable, and no count is lost. */
static void an_interrupt_never_splits_an_operation(void **state)
{
	const unsigned long turns = TEST_TURNS(20000);

	line0.fn = hit;
	for (unsigned long i = 0; i < turns; i++) {
		preempt_disable();
		this_cpu_inc(hits);
		(void)tl_irq_raise(line0.irq);
		this_cpu_inc(hits);
		preempt_enable();
	}
	assert_int_equal(per_cpu(hits, 0), 3 * turns);
	assert_int_equal(per_cpu(hits, 1), 0);
}

static void this_cpu_leaves_the_context_as_it_was(void **state)
{
	unsigned long flags;

	this_cpu_inc(number);
	assert_false(irqs_disabled());
	local_irq_save(flags);
	this_cpu_inc(number);
	assert_true(irqs_disabled());
	local_irq_restore(flags);
	assert_int_equal(this_cpu_read(number), 2);
}

static void try_cmpxchg_stores_what_it_found(void **state)
{
	__typeof__(number) old = 1;

	this_cpu_write(number, 2);
	assert_false(this_cpu_try_cmpxchg(number, &old, 9));
	assert_true(old == 2 && this_cpu_read(number) == 2);
	assert_true(this_cpu_try_cmpxchg(number, &old, 9));
	assert_true(old == 2 && this_cpu_read(number) == 9);
	preempt_disable();
	assert_false(__this_cpu_try_cmpxchg(number, &old, 3));
	assert_true(old == 9);
	preempt_enable();
}

static void allocated_ones_are_zero_and_apart(void **state)
{
	struct counts __percpu *a = alloc_percpu(struct counts), *b = alloc_percpu(struct counts);
	unsigned int cpu;

	assert_non_null(a);
	assert_non_null(b);
	for_each_possible_cpu(cpu) {
		assert_int_equal(per_cpu_ptr(a, cpu)->out, 0);
		per_cpu_ptr(a, cpu)->out = cpu + 1;
	}
	this_cpu_inc(a->in);
	this_cpu_add(a->out, 5);
	for_each_possible_cpu(cpu)
		assert_int_equal(per_cpu_ptr(b, cpu)->out, 0);
	assert_int_equal(per_cpu_ptr(a, 0)->in, 1);
	assert_int_equal(per_cpu_ptr(a, 0)->out, 6);
	assert_int_equal(per_cpu_ptr(a, 1)->in, 0);
	assert_int_equal(per_cpu_ptr(a, 1)->out, 2);
	free_percpu(a);
	free_percpu(b);
	free_percpu(NULL);
}

static void an_allocation_may_fail(void **state)
{
	tl_fail_alloc_after(0);
	assert_null(alloc_percpu(int));
	assert_false(tl_fail_alloc_armed());
}

#define PERCPU_TEST(f) cmocka_unit_test_setup_teardown(f, clear, test_end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		PERCPU_TEST(the_cpus_are_those_of_the_machine),
		PERCPU_TEST(every_cpu_has_its_copy),
		PERCPU_TEST(operations_are_on_the_cpu_that_they_run_on),
		PERCPU_TEST(each_operation_does_what_its_name_says),
		PERCPU_TEST(an_interrupt_never_splits_an_operation),
		PERCPU_TEST(this_cpu_leaves_the_context_as_it_was),
		PERCPU_TEST(try_cmpxchg_stores_what_it_found),
		PERCPU_TEST(allocated_ones_are_zero_and_apart),
		PERCPU_TEST(an_allocation_may_fail),
	};

	return cmocka_run_group_tests_name("percpu", tests, machine_up, machine_down);
}
