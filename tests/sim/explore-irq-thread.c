// SPDX-License-Identifier: MIT
/*
 * Threaded handlers under the explorer: a driver's task against handler and thread, whenever the
 * hardware likes to fire. What waits for the thread passes every schedule; what only waits for the
 * handler is found.
 */
#include <linux/hardirq.h>
#include <linux/irq.h>
#include <linux/wait.h>
#include <tasklet/boot.h>
#include <tasklet/log.h>
#include <tasklet/report.h>

#include "explore-help.h"

/* What the handler and its thread touch, as long as the driver has not taken it away. */
struct card {
	int irq;
	bool gone;
	unsigned int asked, ran, running;
};

static struct card card;

static void touch(void)
{
	tl_assert(!READ_ONCE(card.gone));
}

static irqreturn_t primary(int irq, void *dev)
{
	touch();
	card.asked++;
	return IRQ_WAKE_THREAD;
}

static irqreturn_t thread_fn(int irq, void *dev)
{
	tl_assert(!card.running);
	card.running++;
	touch();
	tl_point();
	touch();
	card.ran++;
	card.running--;
	return IRQ_HANDLED;
}

static void begin(unsigned int fires, unsigned int trigger, unsigned long flags)
{
	card.irq = tl_irq_alloc("card", trigger, 1);
	tl_assert(card.irq > 0);
	if (fires)
		tl_assert(!tl_irq_spontaneous(card.irq, fires));
	tl_assert(!request_threaded_irq((unsigned int)card.irq, primary, thread_fn, flags, "card",
					&card));
}

/* --- free --- */

static void remove_card(void *arg)
{
	tl_assert(free_irq((unsigned int)card.irq, &card));
	tl_assert(!card.running);
	/* Every interrupt has had its thread run after it. */
	tl_assert(!card.asked == !card.ran && card.ran <= card.asked);
	WRITE_ONCE(card.gone, true);
}

static void free_against_thread(void *arg)
{
	begin((unsigned int)(uintptr_t)arg, TL_IRQ_RISING, 0);
	tl_spawn_on(0, "remove", remove_card, NULL);
	tl_run_until_idle();
	tl_assert(card.gone);
	tl_irq_free(card.irq);
}

static void free_irq_has_the_thread_over_in_every_schedule(void **state)
{
	struct tl_explored found;

	assert_int_equal(tl_explore("irq-free", "strategy=dfs p=2 q=1 progress=off",
				    free_against_thread, (void *)1, &found),
			 0);
	assert_int_equal(found.verdict, TL_EXHAUSTED);
	assert_true(found.schedules > 10);
	assert_int_equal(tl_explore("irq-free-random", "strategy=pct runs=3000 progress=off",
				    free_against_thread, (void *)3, &found),
			 0);
	assert_int_equal(found.verdict, TL_SAMPLED);
}

/* --- disable --- */

static void stop_card(void *wait_for_thread)
{
	if (wait_for_thread)
		disable_irq((unsigned int)card.irq);
	else
		(void)disable_hardirq((unsigned int)card.irq);
	WRITE_ONCE(card.gone, true);
	tl_point();
	WRITE_ONCE(card.gone, false);
	enable_irq((unsigned int)card.irq);
}

static void disable_against_thread(void *wait_for_thread)
{
	begin(2, TL_IRQ_RISING, 0);
	tl_spawn_on(0, "stop", stop_card, wait_for_thread);
	tl_run_until_idle();
	free_irq((unsigned int)card.irq, &card);
	tl_assert(!card.asked == !card.ran && card.ran <= card.asked);
	tl_irq_free(card.irq);
}

static void disable_irq_has_the_thread_over_in_every_schedule(void **state)
{
	struct tl_explored found;

	assert_int_equal(tl_explore("irq-disable", "strategy=dfs p=1 q=2 progress=off",
				    disable_against_thread, (void *)1, &found),
			 0);
	assert_int_equal(found.verdict, TL_EXHAUSTED);
	assert_true(found.schedules > 10);
	assert_int_equal(tl_explore("irq-disable-random", "strategy=pct runs=3000 progress=off",
				    disable_against_thread, (void *)1, &found),
			 0);
}

static void disable_hardirq_lets_the_thread_go_on_and_that_is_found(void **state)
{
	struct tl_explored found;

	assert_int_equal(tl_explore("irq-disable-hardirq", "progress=off", disable_against_thread,
				    NULL, &found),
			 1);
	assert_int_equal(found.failure, TL_FAIL_ASSERT);
	assert_non_null(strstr(found.message, "card.gone"));
}

/* --- oneshot --- */

static irqreturn_t quiet_the_level(int irq, void *dev)
{
	tl_assert(!card.running++);
	tl_point();
	tl_irq_lower(irq);
	card.ran++;
	card.running--;
	return IRQ_HANDLED;
}

static void raise_level(void *arg)
{
	tl_irq_raise(card.irq);
}

static void toggle_card(void *arg)
{
	disable_irq_nosync((unsigned int)card.irq);
	enable_irq((unsigned int)card.irq);
}

/* If the line were not masked until its thread is done, it would come again and again. */
static void oneshot_against_enable(void *arg)
{
	card.irq = tl_irq_alloc("card", TL_IRQ_HIGH, 1);
	tl_assert(!request_threaded_irq((unsigned int)card.irq, primary, quiet_the_level,
					IRQF_ONESHOT, "card", &card));
	tl_spawn_on(0, "toggle", toggle_card, NULL);
	tl_spawn_on(1, "device", raise_level, NULL);
	tl_run_until_idle();
	tl_assert(card.asked == 1 && card.ran == 1);
	tl_assert(!irqd_irq_masked(irq_get_irq_data((unsigned int)card.irq)));
	free_irq((unsigned int)card.irq, &card);
	tl_irq_free(card.irq);
}

static void oneshot_level_comes_once_in_every_schedule(void **state)
{
	struct tl_explored found;

	assert_int_equal(tl_explore("irq-oneshot", "strategy=dfs p=2 q=1 progress=off",
				    oneshot_against_enable, NULL, &found),
			 0);
	assert_int_equal(found.verdict, TL_EXHAUSTED);
}

/* --- left behind --- */

static void leave_it(void *arg)
{
	begin(0, TL_IRQ_RISING, 0);
	tl_run_until_idle();
}

static void threaded_handler_that_is_not_freed_is_a_leak(void **state)
{
	struct tl_explored found;

	assert_int_equal(tl_explore("irq-left", "progress=off", leave_it, NULL, &found), 1);
	assert_int_equal(found.failure, TL_FAIL_LEAK);
	assert_non_null(strstr(found.message, "handler of card left at the end"));
}

/* --- spurious --- */

static bool hold;
static DECLARE_WAIT_QUEUE_HEAD(go_on);

static irqreturn_t wait_to_go_on(int irq, void *dev)
{
	wait_event(go_on, !hold);
	return IRQ_HANDLED;
}

static irqreturn_t ask_thread(int irq, void *dev)
{
	++*(unsigned int *)dev;
	return IRQ_WAKE_THREAD;
}

static unsigned int times_said(const char *text)
{
	struct tl_log_reader reader = {0};
	struct tl_log_entry entry;
	unsigned int n = 0;

	while (tl_log_read(&reader, &entry) == 1)
		n += strstr(entry.text, text) != NULL;
	return n;
}

/* The thread is there, and does not get on: so nobody has handled any of them. Here, where time
 * stands still meanwhile: on a busy host they would not be in a row. */
static void interrupt_whose_thread_handles_nothing_is_switched_off(void **state)
{
	unsigned long reports = tl_report_count();
	unsigned int irq, asked = 0;
	unsigned long flags;

	tl_log_clear();
	assert_int_equal(tl_boot("loglevel=0"), 0);
	hold = true;
	irq = (unsigned int)irq_alloc_desc(0);
	irq_set_chip_and_handler(irq, &dummy_irq_chip, handle_simple_irq);
	assert_int_equal(request_threaded_irq(irq, ask_thread, wait_to_go_on, 0, "card", &asked),
			 0);
	local_irq_save(flags);
	irq_enter();
	/* The first of all is not judged. */
	for (int i = 0; i < 100000; i++)
		generic_handle_irq(irq);
	assert_int_equal(tl_report_count(), reports);
	generic_handle_irq(irq);
	irq_exit();
	local_irq_restore(flags);
	assert_int_equal(tl_report_count(), reports + 1);
	assert_int_equal(times_said("nobody cared (try booting with the \"irqpoll\" option)"), 1);
	assert_int_equal(times_said("threaded [<"), 1);
	assert_int_equal(times_said("Disabling IRQ #"), 1);
	assert_true(irqd_irq_disabled(irq_get_irq_data(irq)));
	assert_int_equal(asked, 100001);
	hold = false;
	wake_up(&go_on);
	free_irq(irq, &asked);
	irq_free_desc(irq);
	assert_int_equal(tl_shutdown(), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(free_irq_has_the_thread_over_in_every_schedule),
		cmocka_unit_test(disable_irq_has_the_thread_over_in_every_schedule),
		cmocka_unit_test(disable_hardirq_lets_the_thread_go_on_and_that_is_found),
		cmocka_unit_test(oneshot_level_comes_once_in_every_schedule),
		cmocka_unit_test(threaded_handler_that_is_not_freed_is_a_leak),
		cmocka_unit_test(interrupt_whose_thread_handles_nothing_is_switched_off),
	};

	return cmocka_run_group_tests(tests, enter_directory, leave_directory);
}
