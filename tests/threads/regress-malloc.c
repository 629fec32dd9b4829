// SPDX-License-Identifier: MIT
/*
 * Once wrong: a program that brings its own malloc(), such as jemalloc linked statically. That is
 * no more re-entrant than libc's, and where an interrupted instruction lies does not tell.
 */
#include "regress.h"

/* A sanitizer brings its own, and does not want another. */
#if TEST_TSAN || TEST_ASAN
#define OWN_MALLOC 0
#else
#define OWN_MALLOC 1
#endif

static unsigned long handled; /* atomic */

#if OWN_MALLOC
extern void *__libc_malloc(size_t size);
extern void __libc_free(void *p);

/* volatile: the compiler knows that malloc() looks at no variable of ours. */
static __thread volatile bool armed;
static bool raise_it, raised; /* atomic */
static unsigned long handled_in_malloc;

void *malloc(size_t size)
{
	if (armed) {
		set(raise_it, true);
		while (!get(raised))
			;
		/* A signal that is under way is here when this returns. */
		(void)syscall(SYS_getppid);
		handled_in_malloc = get(handled);
	}
	return __libc_malloc(size);
}

void free(void *p)
{
	__libc_free(p);
}

static irqreturn_t count_handled(int irq, void *dev_id)
{
	count(handled);
	return IRQ_HANDLED;
}

static void *raiser(void *arg)
{
	const int *irq = arg;

	yield_until(get(raise_it));
	(void)tl_irq_raise(*irq);
	set(raised, true);
	return NULL;
}

static void a_program_with_its_own_malloc_is_interrupted_at_calls_only(void **state)
{
	int irq = line_alloc(TL_IRQ_RISING, 0);
	pthread_t thread;
	void *volatile p;

	assert_int_equal(request_irq((unsigned int)irq, count_handled, 0, "test", &handled), 0);
	thread = start(raiser, &irq);
	local_bh_disable();
	armed = true;
	p = malloc(10);
	armed = false;
	local_bh_enable();
	free(p);
	join(thread);
	assert_int_equal(handled_in_malloc, 0);
	assert_int_equal(get(handled), 1);
	free_irq((unsigned int)irq, &handled);
}
#else
static void a_program_with_its_own_malloc_is_interrupted_at_calls_only(void **state)
{
	(void)handled;
	skip();
}
#endif

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			a_program_with_its_own_malloc_is_interrupted_at_calls_only, boot_one_cpu,
			shut_down),
	};

	return cmocka_run_group_tests_name("regress-malloc", tests, NULL, NULL);
}
