// SPDX-License-Identifier: MIT
/*
 * Stacks: registers survive a switch, unwinders walk a fiber's stack to its end, and who runs over
 * it faults instead of writing to another's.
 */
#include "../test.h"

#include "arch/sim/fiber.h"

#include <signal.h>
#include <unwind.h>

static struct fiber host;
static struct fiber *a, *b;
static unsigned long sum_a, sum_b;
static double half;

static void adds(unsigned long *sum, struct fiber *from, struct fiber *to)
{
	unsigned long one = 1, two = 2, three = 3, four = 4, five = 5, six = 6;
	double x = 0.5;

	for (int i = 0; i < 1000; i++) {
		fiber_switch(from, to, false);
		*sum += one + two + three + four + five + six;
		half += x;
		__asm__ volatile("" : "+r"(one), "+r"(two), "+r"(three), "+r"(four));
	}
}

static void fiber_a(void *arg)
{
	adds(&sum_a, a, b);
	fiber_switch(a, &host, true);
}

static void fiber_b(void *arg)
{
	adds(&sum_b, b, a);
	fiber_switch(b, a, true);
}

static void registers_survive_a_switch(void **state)
{
	fiber_init_host(&host);
	a = fiber_create(fiber_a, NULL);
	b = fiber_create(fiber_b, NULL);
	assert_non_null(a);
	assert_non_null(b);
	fiber_switch(&host, a, false);
	assert_int_equal(sum_a, 21000);
	assert_true(sum_b >= 20979);
	fiber_destroy(a);
	fiber_destroy(b);
	fiber_free_spare();
}

static int frames;

static _Unwind_Reason_Code count_frame(struct _Unwind_Context *context, void *arg)
{
	return ++frames < 100 ? _URC_NO_REASON : _URC_NORMAL_STOP;
}

static _Unwind_Reason_Code unwound;

static __attribute__((__noinline__)) void unwind_here(int depth)
{
	if (depth)
		unwind_here(depth - 1);
	else
		unwound = _Unwind_Backtrace(count_frame, NULL);
	__asm__ volatile("");
}

static void fiber_unwinds(void *arg)
{
	unwind_here(10);
	fiber_switch(a, &host, true);
}

static void the_walk_up_a_stack_ends(void **state)
{
	fiber_init_host(&host);
	a = fiber_create(fiber_unwinds, NULL);
	fiber_switch(&host, a, false);
	assert_int_equal(unwound, _URC_END_OF_STACK);
	assert_in_range(frames, 13, 20);
	fiber_destroy(a);
	fiber_free_spare();
}

static __attribute__((__noinline__)) int eats_stack(int n)
{
	volatile char more[1024];

	more[n % 1024] = (char)n;
	return n ? eats_stack(n - 1) + more[n % 1024] : 0;
}

static void fiber_overflows(void *arg)
{
	(void)eats_stack(1 << 20);
	fiber_switch(a, &host, true);
}

static void overflow(void *arg)
{
	fiber_init_host(&host);
	b = fiber_create(fiber_b, NULL);
	a = fiber_create(fiber_overflows, NULL);
	fiber_switch(&host, a, false);
}

static void an_overflow_faults(void **state)
{
	struct child c;

	child_run(&c, overflow, NULL);
	if (TEST_ASAN || TEST_TSAN)
		assert_false(WIFEXITED(c.status) && WEXITSTATUS(c.status) == 0);
	else
		assert_child_signal(&c, SIGSEGV);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(registers_survive_a_switch),
		cmocka_unit_test(the_walk_up_a_stack_ends),
		cmocka_unit_test(an_overflow_faults),
	};

	/* To TSan these are threads that share plain data, and it is right. */
	if (TEST_TSAN)
		return 77;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
