// SPDX-License-Identifier: MIT
/*
 * A lock that a handler wants and that its own CPU holds with interrupts on is a deadlock, as on
 * Linux; so the report that names both places is all that such a program has left. Each runs in
 * a child, which ends itself once the report is out.
 */
#include "irq.h"

#include <linux/spinlock.h>

#include "debug/stall.h"

static DEFINE_SPINLOCK(lock);
static int irq;
static const char *awaited; /* what the report that ends the child begins with */
static int taken_line, wanted_line;
static bool holding;

static void end_at_report(const char *line, void *arg)
{
	if (strncmp(line, awaited, strlen(awaited)))
		return;
	/* After the report's own lines, which went out already. */
	fprintf(stderr, "expect: taken at: %s:%d (\n", __FILE__, taken_line);
	fprintf(stderr, "expect: wanted at: %s:%d (\n", __FILE__, wanted_line);
	_exit(0);
}

/* No spin_lock_irqsave() anywhere: that is the mistake. */
static irqreturn_t wants_the_lock(int line, void *dev)
{
	wanted_line = __LINE__ + 1;
	spin_lock(&lock);
	spin_unlock(&lock);
	return IRQ_HANDLED;
}

static void prepare(const char *text)
{
	awaited = text;
	/* Kills a child that has nothing to say. */
	alarm(60);
	child_assert(tl_boot("nr_cpus=2") == 0);
	child_assert(tl_cpu_bind(0) == 0);
	stall_set_thresholds(100, 0);
	child_assert(tl_set_report_action(TL_REPORT_CALLBACK, end_at_report, NULL) == 0);
	irq = tl_irq_alloc("test", TL_IRQ_RISING, 0);
	child_assert(request_irq((unsigned int)irq, wants_the_lock, 0, "test", &irq) == 0);
}

static void raise_in_section(void *arg)
{
	prepare(arg);
	taken_line = __LINE__ + 1;
	spin_lock(&lock);
	tl_irq_raise(irq);
	cpu_relax();
	child_assert(!"the handler got a lock that is held");
}

static void *raise_when_held(void *arg)
{
	yield_until(get(holding));
	tl_irq_raise(irq);
	return NULL;
}

static void land_in_section(void *arg)
{
	pthread_t thread;

	prepare(arg);
	child_assert(pthread_create(&thread, NULL, raise_when_held, NULL) == 0);
	pthread_detach(thread);
	taken_line = __LINE__ + 1;
	spin_lock(&lock);
	set(holding, true);
	spin_until(!get(holding)); /* never */
}

static void *want_on_another_cpu(void *arg)
{
	tl_cpu_bind(1);
	yield_until(get(holding));
	wanted_line = __LINE__ + 1;
	spin_lock(&lock);
	return NULL;
}

static void never_unlock(void *arg)
{
	pthread_t thread;

	prepare(arg);
	child_assert(pthread_create(&thread, NULL, want_on_another_cpu, NULL) == 0);
	pthread_detach(thread);
	taken_line = __LINE__ + 1;
	spin_lock(&lock);
	set(holding, true);
	spin_until(!get(holding)); /* never */
}

/* The lines that the report must have, as the child wrote them after it. */
static void assert_names_both_places(const struct child *c)
{
	const char *at = c->err;
	int n = 0;

	while ((at = strstr(at, "expect: "))) {
		char text[256];
		size_t len;

		at += strlen("expect: ");
		len = strcspn(at, "\n");
		assert_true(len < sizeof(text));
		memcpy(text, at, len);
		text[len] = '\0';
		/* Before this line, that is in the report. */
		child_check_(c, strstr(c->err, text) < at);
		n++;
	}
	assert_int_equal(n, 2);
}

static void run_and_check(void (*fn)(void *), const char *report)
{
	struct child c;

	child_run(&c, fn, (void *)report);
	assert_child_ok(&c);
	assert_child_said(&c, report);
	assert_names_both_places(&c);
}

static void own_raise_deadlocks_with_its_handler_and_both_places_are_named(void **state)
{
	run_and_check(raise_in_section, "BUG: spinlock recursion on CPU#0");
}

static void landing_interrupt_deadlocks_and_both_places_are_named(void **state)
{
	run_and_check(land_in_section, "BUG: spinlock recursion on CPU#0");
}

/* It stays one: the handler does not come back, and that is said as well. */
static void deadlock_with_the_own_handler_lasts(void **state)
{
	run_and_check(land_in_section, "BUG: spinlock lockup suspected on CPU#0");
}

static void lock_that_another_cpu_never_gives_back_is_named(void **state)
{
	run_and_check(never_unlock, "BUG: spinlock lockup suspected on CPU#1");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(own_raise_deadlocks_with_its_handler_and_both_places_are_named),
		cmocka_unit_test(landing_interrupt_deadlocks_and_both_places_are_named),
		cmocka_unit_test(deadlock_with_the_own_handler_lasts),
		cmocka_unit_test(lock_that_another_cpu_never_gives_back_is_named),
	};

	return cmocka_run_group_tests_name("irq-deadlock", tests, NULL, NULL);
}
