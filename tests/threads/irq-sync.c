// SPDX-License-Identifier: MIT
/*
 * free_irq(), disable_irq() and synchronize_irq() against handlers on other CPUs: they wait for
 * one that runs, and none is entered after they have returned.
 */
#include "irq.h"

static int irq;
static bool stop;

static int machine_up(void **state)
{
	stop = false;
	/* Not on the line's CPU: who wants that one waits for its handlers anyway. */
	if (tl_boot("nr_cpus=4 loglevel=0") || tl_cpu_bind(0))
		return -1;
	irq = tl_irq_alloc("test", TL_IRQ_RISING, 1);
	return irq < 0;
}

static int machine_down(void **state)
{
	return tl_shutdown();
}

/* A handler that stays inside while somebody waits for it. Before it returns it gives the waiter
 * much more time than a waiter that does not wait would need, and looks whether that is back. */
static bool inside, waiting, waiter_back, back_too_early;

static irqreturn_t lingers(int line, void *dev)
{
	set(inside, true);
	yield_until(get(waiting));
	for (int i = 0; i < 2000; i++)
		sched_yield();
	set(back_too_early, get(waiter_back));
	set(inside, false);
	return IRQ_HANDLED;
}

static void waits_for_the_handler(void (*wait)(void))
{
	inside = waiting = waiter_back = back_too_early = false;
	assert_int_equal(request_irq((unsigned int)irq, lingers, 0, "test", &irq), 0);
	tl_irq_raise(irq);
	yield_until(get(inside));
	set(waiting, true);
	wait();
	set(waiter_back, true);
	assert_false(get(inside));
	assert_false(get(back_too_early));
}

static void call_free(void)
{
	free_irq((unsigned int)irq, &irq);
}

static void call_disable(void)
{
	disable_irq((unsigned int)irq);
}

static void call_disable_hardirq(void)
{
	disable_hardirq((unsigned int)irq);
}

static void call_synchronize(void)
{
	synchronize_irq((unsigned int)irq);
}

static void free_irq_waits_for_a_running_handler(void **state)
{
	waits_for_the_handler(call_free);
}

static void disable_irq_waits_for_a_running_handler(void **state)
{
	waits_for_the_handler(call_disable);
	call_free();
}

static void disable_hardirq_waits_for_a_running_handler(void **state)
{
	waits_for_the_handler(call_disable_hardirq);
	call_free();
}

static void synchronize_irq_waits_for_a_running_handler(void **state)
{
	waits_for_the_handler(call_synchronize);
	call_free();
}

static irqreturn_t until_told(int line, void *dev)
{
	set(inside, true);
	yield_until(get(waiting));
	set(inside, false);
	return IRQ_HANDLED;
}

static void disable_irq_nosync_does_not_wait(void **state)
{
	inside = waiting = false;
	assert_int_equal(request_irq((unsigned int)irq, until_told, 0, "test", &irq), 0);
	tl_irq_raise(irq);
	yield_until(get(inside));
	disable_irq_nosync((unsigned int)irq);
	assert_true(get(inside));
	set(waiting, true);
	call_free();
}

/* What a driver has. Its memory is freed after free_irq(), which a sanitizer sees. */
struct device {
	bool dead;
	unsigned int calls;
};

static unsigned int calls_of_the_dead;
static unsigned int live_calls;

static irqreturn_t must_be_alive(int line, void *data)
{
	struct device *dev = data;

	if (get(dev->dead))
		count(calls_of_the_dead);
	dev->calls++;
	count(live_calls);
	return IRQ_HANDLED;
}

static void *raise_all_the_time(void *arg)
{
	while (!get(stop)) {
		tl_irq_raise(irq);
		sched_yield();
	}
	return NULL;
}

static void no_handler_is_entered_after_free_irq(void **state)
{
	pthread_t raisers[2] = {start(raise_all_the_time, NULL), start(raise_all_the_time, NULL)};
	unsigned int before;

	calls_of_the_dead = live_calls = 0;
	for (int turn = 0; turn < TEST_TURNS(20000); turn++) {
		struct device *dev = calloc(1, sizeof(*dev));

		assert_int_equal(request_irq((unsigned int)irq, must_be_alive, 0, "test", dev), 0);
		before = get(live_calls);
		if (turn % 16 == 0)
			yield_until(get(live_calls) != before);
		assert_non_null(free_irq((unsigned int)irq, dev));
		set(dev->dead, true);
		free(dev);
	}
	set(stop, true);
	join(raisers[0]);
	join(raisers[1]);
	assert_int_equal(get(calls_of_the_dead), 0);
	assert_true(get(live_calls) > 0);
}

static void freeing_one_of_a_shared_line_leaves_the_other_served(void **state)
{
	struct device keeper = {0};
	pthread_t raiser = start(raise_all_the_time, NULL);

	calls_of_the_dead = live_calls = 0;
	assert_int_equal(
		request_irq((unsigned int)irq, must_be_alive, IRQF_SHARED, "keeper", &keeper), 0);
	for (int turn = 0; turn < TEST_TURNS(5000); turn++) {
		struct device *dev = calloc(1, sizeof(*dev));

		assert_int_equal(
			request_irq((unsigned int)irq, must_be_alive, IRQF_SHARED, "test", dev), 0);
		assert_non_null(free_irq((unsigned int)irq, dev));
		set(dev->dead, true);
		free(dev);
	}
	for (int turn = 0; turn < 10; turn++) {
		unsigned int before = get(live_calls);

		yield_until(get(live_calls) != before);
	}
	set(stop, true);
	join(raiser);
	free_irq((unsigned int)irq, &keeper);
	assert_int_equal(get(calls_of_the_dead), 0);
}

static void no_handler_is_entered_after_disable_irq(void **state)
{
	struct device dev = {0};
	pthread_t raiser = start(raise_all_the_time, NULL);

	calls_of_the_dead = live_calls = 0;
	assert_int_equal(request_irq((unsigned int)irq, must_be_alive, 0, "test", &dev), 0);
	for (int turn = 0; turn < TEST_TURNS(10000); turn++) {
		unsigned int before;

		disable_irq((unsigned int)irq);
		set(dev.dead, true);
		before = dev.calls;
		for (int i = 0; i < turn % 8; i++)
			sched_yield();
		assert_int_equal(dev.calls, before);
		set(dev.dead, false);
		enable_irq((unsigned int)irq);
		/* A latched edge, or the next one. */
		if (turn % 16 == 0) {
			before = get(live_calls);
			yield_until(get(live_calls) != before);
		}
	}
	set(stop, true);
	join(raiser);
	free_irq((unsigned int)irq, &dev);
	assert_int_equal(get(calls_of_the_dead), 0);
}

static void *disable_and_enable(void *arg)
{
	for (int turn = 0; turn < TEST_TURNS(5000); turn++) {
		disable_irq((unsigned int)irq);
		enable_irq((unsigned int)irq);
	}
	return NULL;
}

static void disables_from_several_threads_add_up(void **state)
{
	unsigned long reports = tl_report_count();
	struct device dev = {0};
	pthread_t raiser = start(raise_all_the_time, NULL);
	pthread_t threads[3];

	calls_of_the_dead = live_calls = 0;
	assert_int_equal(request_irq((unsigned int)irq, must_be_alive, 0, "test", &dev), 0);
	for (int i = 0; i < 3; i++)
		threads[i] = start(disable_and_enable, NULL);
	for (int i = 0; i < 3; i++)
		join(threads[i]);
	/* All are undone: it is served again. */
	for (int turn = 0; turn < 10; turn++) {
		unsigned int before = get(live_calls);

		yield_until(get(live_calls) != before);
	}
	set(stop, true);
	join(raiser);
	free_irq((unsigned int)irq, &dev);
	assert_int_equal(tl_report_count(), reports);
}

#define irq_test(fn) cmocka_unit_test_setup_teardown(fn, machine_up, machine_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		irq_test(free_irq_waits_for_a_running_handler),
		irq_test(disable_irq_waits_for_a_running_handler),
		irq_test(disable_hardirq_waits_for_a_running_handler),
		irq_test(synchronize_irq_waits_for_a_running_handler),
		irq_test(disable_irq_nosync_does_not_wait),
		irq_test(no_handler_is_entered_after_free_irq),
		irq_test(freeing_one_of_a_shared_line_leaves_the_other_served),
		irq_test(no_handler_is_entered_after_disable_irq),
		irq_test(disables_from_several_threads_add_up),
	};

	return cmocka_run_group_tests_name("irq-sync", tests, NULL, NULL);
}
