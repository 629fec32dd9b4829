// SPDX-License-Identifier: MIT
/*
 * Threaded handlers: who runs the thread function, when it runs again, what IRQF_ONESHOT keeps
 * masked, and who waits for it.
 */
#include "../asleep.h"
#include "irq.h"

#include <linux/device.h>
#include <linux/irq.h>
#include <linux/kthread.h>
#include <linux/sched.h>
#include <linux/wait.h>
#include <tasklet/fault.h>

/* A device whose thread function waits until it may go on, if the test says so. */
struct card {
	struct dev dev;
	irqreturn_t primary_ret;
	unsigned int primaries, begun, done;
	bool hold, lower, toggle;
	irqreturn_t ret;
	char comm[TASK_COMM_LEN];
	int cpu;
	bool in_task, irqs_off, bh_off, in_kthread;
};

static DECLARE_WAIT_QUEUE_HEAD(go_on);

static irqreturn_t primary(int irq, void *data)
{
	struct card *card = data;

	WRITE_ONCE(card->primaries, card->primaries + (in_hardirq() ? 1 : 100));
	if (card->toggle) {
		disable_irq_nosync((unsigned int)irq);
		enable_irq((unsigned int)irq);
	}
	return card->primary_ret;
}

static irqreturn_t thread_fn(int irq, void *data)
{
	struct card *card = data;

	memcpy(card->comm, current->comm, sizeof(card->comm));
	card->in_task = in_task();
	card->irqs_off = irqs_disabled();
	card->bh_off = in_softirq();
	card->in_kthread = current->flags & PF_KTHREAD;
	card->cpu = raw_smp_processor_id();
	smp_store_release(&card->begun, card->begun + 1);
	if (smp_load_acquire(&card->hold))
		wait_event(go_on, !smp_load_acquire(&card->hold));
	if (card->lower)
		tl_irq_lower(irq);
	smp_store_release(&card->done, card->done + 1);
	return card->ret;
}

static void let_go(struct card *card)
{
	/* With what else was set for it. */
	smp_store_release(&card->hold, false);
	wake_up_all(&go_on);
}

static unsigned int begun(struct card *card)
{
	return smp_load_acquire(&card->begun);
}

static unsigned int done(struct card *card)
{
	return smp_load_acquire(&card->done);
}

static struct card make_card(unsigned int trigger)
{
	struct card card = {.primary_ret = IRQ_WAKE_THREAD, .ret = IRQ_HANDLED};

	card.dev = make_dev(trigger);
	return card;
}

static unsigned int nr(const struct card *card)
{
	return (unsigned int)card->dev.irq;
}

static int request(struct card *card, unsigned long flags)
{
	return request_threaded_irq(nr(card), primary, thread_fn, flags, "card", card);
}

static bool is_masked(struct card *card)
{
	return irqd_irq_masked(irq_get_irq_data(nr(card)));
}

/* --- who runs it --- */

static void thread_function_runs_in_a_kthread_named_after_the_line(void **state)
{
	struct card card = make_card(TL_IRQ_RISING);
	char name[TASK_COMM_LEN];

	assert_int_equal(request(&card, 0), 0);
	fire(card.dev.irq);
	WAIT_UNTIL(done(&card) == 1);
	snprintf(name, sizeof(name), "irq/%d-card", card.dev.irq);
	assert_string_equal(card.comm, name);
	assert_true(card.in_task && card.in_kthread);
	assert_false(card.irqs_off || card.bh_off);
	assert_int_equal(card.primaries, 1);
	assert_string_equal(free_irq(nr(&card), &card), "card");
	assert_int_equal(reports(), 0);
}

static void primary_handler_decides_whether_it_runs(void **state)
{
	struct card card = make_card(TL_IRQ_RISING);

	card.primary_ret = IRQ_HANDLED;
	assert_int_equal(request(&card, 0), 0);
	fire(card.dev.irq);
	card.primary_ret = IRQ_NONE;
	fire(card.dev.irq);
	card.primary_ret = IRQ_WAKE_THREAD;
	fire(card.dev.irq);
	free_irq(nr(&card), &card);
	assert_int_equal(card.primaries, 3);
	assert_int_equal(card.done, 1);
}

static void thread_without_a_primary_handler_demands_oneshot(void **state)
{
	struct card card = make_card(TL_IRQ_RISING);
	char text[128];

	assert_int_equal(request_threaded_irq(nr(&card), NULL, thread_fn, 0, "card", &card),
			 -EINVAL);
	snprintf(text, sizeof(text),
		 "Threaded irq requested with handler=NULL and !ONESHOT for card (irq %d)",
		 card.dev.irq);
	assert_int_equal(times_said(text), 1);
	assert_int_equal(request_threaded_irq(nr(&card), NULL, NULL, 0, "card", &card), -EINVAL);
	assert_int_equal(
		request_threaded_irq(nr(&card), NULL, thread_fn, IRQF_ONESHOT, "card", &card), 0);
	fire(card.dev.irq);
	WAIT_UNTIL(done(&card) == 1);
	free_irq(nr(&card), &card);
}

static void wake_without_a_thread_function_is_said_once(void **state)
{
	struct card card = make_card(TL_IRQ_RISING);
	char text[128];

	assert_int_equal(request_irq(nr(&card), primary, 0, "card", &card), 0);
	fire(card.dev.irq);
	fire(card.dev.irq);
	snprintf(text, sizeof(text),
		 "IRQ %d device card returned IRQ_WAKE_THREAD but no thread function available.",
		 card.dev.irq);
	assert_int_equal(times_said(text), 1);
	free_irq(nr(&card), &card);
}

static void no_memory_leaves_no_thread(void **state)
{
	struct card card = make_card(TL_IRQ_RISING);

	tl_fail_alloc_after(0);
	assert_int_equal(request(&card, 0), -ENOMEM);
	tl_fail_alloc_after(-1);
	assert_int_equal(request(&card, 0), 0);
	free_irq(nr(&card), &card);
}

static void thread_of_a_line_of_one_cpu_stays_there(void **state)
{
	struct card card = make_card(TL_IRQ_RISING);
	unsigned int runs = 0;

	assert_int_equal(request(&card, 0), 0);
	for (unsigned int cpu = 0; cpu < 2; cpu++) {
		assert_int_equal(irq_set_affinity(nr(&card), cpumask_of(cpu)), 0);
		for (int i = 0; i < 3; i++) {
			tl_irq_raise(card.dev.irq);
			runs++;
			WAIT_UNTIL(done(&card) == runs);
			assert_int_equal(card.cpu, cpu);
		}
	}
	free_irq(nr(&card), &card);
}

/* --- how often --- */

static void wakes_while_it_runs_have_it_run_once_more(void **state)
{
	struct card card = make_card(TL_IRQ_RISING);

	card.hold = true;
	assert_int_equal(request(&card, 0), 0);
	fire(card.dev.irq);
	WAIT_UNTIL(begun(&card) == 1);
	fire(card.dev.irq);
	fire(card.dev.irq);
	fire(card.dev.irq);
	assert_int_equal(card.primaries, 4);
	let_go(&card);
	free_irq(nr(&card), &card);
	assert_int_equal(card.done, 2);
}

static void irq_wake_thread_has_it_run(void **state)
{
	struct card card = make_card(TL_IRQ_RISING);

	assert_int_equal(request(&card, 0), 0);
	irq_wake_thread(nr(&card), &card);
	WAIT_UNTIL(done(&card) == 1);
	irq_wake_thread(nr(&card), &card.ret);
	irq_wake_thread(900, &card);
	free_irq(nr(&card), &card);
	assert_int_equal(card.done, 1);
	assert_int_equal(card.primaries, 0);
}

static void run_that_is_owed_is_not_lost_by_free(void **state)
{
	struct card card = make_card(TL_IRQ_RISING);

	for (unsigned int turn = 1; turn <= 20; turn++) {
		assert_int_equal(request(&card, 0), 0);
		fire(card.dev.irq);
		free_irq(nr(&card), &card);
		assert_int_equal(done(&card), turn);
	}
}

/* --- oneshot --- */

static void oneshot_level_is_masked_until_its_thread_is_done(void **state)
{
	struct card card = make_card(TL_IRQ_HIGH);

	card.hold = true;
	assert_int_equal(
		request_threaded_irq(nr(&card), NULL, thread_fn, IRQF_ONESHOT, "card", &card), 0);
	fire(card.dev.irq);
	WAIT_UNTIL(begun(&card) == 1);
	assert_true(is_masked(&card));
	assert_int_equal(tl_irq_count(card.dev.irq), 1);
	/* It is still up then: so it comes again, and the thread lowers it. */
	card.lower = true;
	let_go(&card);
	WAIT_UNTIL(done(&card) >= 1);
	synchronize_irq(nr(&card));
	assert_int_equal(card.done, 1);
	assert_false(is_masked(&card));
	card.lower = false;
	fire(card.dev.irq);
	WAIT_UNTIL(done(&card) >= 5);
	disable_irq(nr(&card));
	assert_int_equal(tl_irq_count(card.dev.irq) - card.done <= 1, 1);
	tl_irq_lower(card.dev.irq);
	enable_irq(nr(&card));
	free_irq(nr(&card), &card);
}

static void enabling_does_not_unmask_under_a_thread_of_oneshot(void **state)
{
	struct card card = make_card(TL_IRQ_HIGH);

	card.hold = card.lower = true;
	assert_int_equal(request(&card, IRQF_ONESHOT), 0);
	fire(card.dev.irq);
	WAIT_UNTIL(begun(&card) == 1);
	disable_irq_nosync(nr(&card));
	enable_irq(nr(&card));
	settle();
	assert_int_equal(card.primaries, 1);
	disable_irq_nosync(nr(&card));
	let_go(&card);
	synchronize_irq(nr(&card));
	assert_true(is_masked(&card));
	enable_irq(nr(&card));
	assert_false(is_masked(&card));
	free_irq(nr(&card), &card);
	assert_int_equal(card.primaries, 1);
	assert_int_equal(card.done, 1);
}

static void enabling_while_the_handler_runs_does_not_unmask_under_its_thread(void **state)
{
	struct card card = make_card(TL_IRQ_HIGH);

	card.hold = card.lower = card.toggle = true;
	assert_int_equal(request(&card, IRQF_ONESHOT), 0);
	fire(card.dev.irq);
	WAIT_UNTIL(begun(&card) == 1);
	settle();
	assert_true(is_masked(&card));
	assert_int_equal(card.primaries, 1);
	let_go(&card);
	WAIT_UNTIL(done(&card) == 1);
	synchronize_irq(nr(&card));
	assert_false(is_masked(&card));
	free_irq(nr(&card), &card);
	assert_int_equal(card.primaries, 1);
	assert_int_equal(card.done, 1);
}

static void shared_oneshot_is_masked_until_the_last_thread_is_done(void **state)
{
	struct card a = make_card(TL_IRQ_HIGH), b = a;

	a.hold = a.lower = b.hold = true;
	assert_int_equal(request(&a, IRQF_SHARED | IRQF_ONESHOT), 0);
	assert_int_equal(request(&b, IRQF_SHARED), -EBUSY);
	assert_int_equal(request(&b, IRQF_SHARED | IRQF_ONESHOT), 0);
	fire(a.dev.irq);
	WAIT_UNTIL(begun(&a) == 1 && begun(&b) == 1);
	let_go(&a);
	WAIT_UNTIL(done(&a) == 1);
	assert_true(is_masked(&a));
	let_go(&b);
	synchronize_irq(nr(&a));
	assert_false(is_masked(&a));
	assert_int_equal(a.primaries, 1);
	assert_int_equal(b.primaries, 1);
	free_irq(nr(&a), &a);
	free_irq(nr(&a), &b);
}

static void plain_handler_joins_a_oneshot_line(void **state)
{
	struct card card = make_card(TL_IRQ_RISING);
	struct dev plain = card.dev;

	assert_int_equal(request(&card, IRQF_SHARED | IRQF_ONESHOT), 0);
	assert_int_equal(dev_request(&plain, IRQF_SHARED), 0);
	fire(card.dev.irq);
	assert_int_equal(plain.calls, 1);
	free_irq(nr(&card), &plain);
	free_irq(nr(&card), &card);
	assert_int_equal(card.done, 1);
}

/* --- who waits for it --- */

static struct card *awaited;
static unsigned int done_when_back;

static int wait_by_sync(void *irq)
{
	synchronize_irq(nr(awaited));
	smp_store_release(&done_when_back, done(awaited) + 1);
	return 0;
}

static int wait_by_disable(void *irq)
{
	disable_irq(nr(awaited));
	smp_store_release(&done_when_back, done(awaited) + 1);
	return 0;
}

static int wait_by_free(void *irq)
{
	free_irq(nr(awaited), awaited);
	smp_store_release(&done_when_back, done(awaited) + 1);
	return 0;
}

/* @how is asleep before the thread function may go on, and back after its end. */
static void assert_waits_for_the_thread(struct card *card, int (*how)(void *))
{
	struct task_struct *waiter;

	awaited = card;
	done_when_back = 0;
	card->hold = true;
	fire(card->dev.irq);
	WAIT_UNTIL(begun(card) == done(card) + 1);
	waiter = get_task_struct(kthread_run(how, NULL, "waiter"));
	WAIT_UNTIL(is_asleep(waiter));
	assert_int_equal(smp_load_acquire(&done_when_back), 0);
	let_go(card);
	WAIT_UNTIL(smp_load_acquire(&done_when_back));
	assert_int_equal(done_when_back, card->done + 1);
	kthread_stop_put(waiter);
}

static void synchronize_irq_waits_for_the_thread(void **state)
{
	struct card card = make_card(TL_IRQ_RISING);

	assert_int_equal(request(&card, 0), 0);
	assert_waits_for_the_thread(&card, wait_by_sync);
	free_irq(nr(&card), &card);
}

static void disable_irq_waits_for_the_thread(void **state)
{
	struct card card = make_card(TL_IRQ_RISING);

	assert_int_equal(request(&card, 0), 0);
	assert_waits_for_the_thread(&card, wait_by_disable);
	enable_irq(nr(&card));
	free_irq(nr(&card), &card);
}

static void free_irq_waits_for_the_thread(void **state)
{
	struct card card = make_card(TL_IRQ_RISING);

	assert_int_equal(request(&card, 0), 0);
	assert_waits_for_the_thread(&card, wait_by_free);
	assert_false(irq_has_action(nr(&card)));
}

static void hardirq_forms_say_that_a_thread_is_left(void **state)
{
	struct card card = make_card(TL_IRQ_RISING);

	card.hold = true;
	assert_int_equal(request(&card, 0), 0);
	assert_true(synchronize_hardirq(nr(&card)));
	fire(card.dev.irq);
	WAIT_UNTIL(begun(&card) == 1);
	assert_false(synchronize_hardirq(nr(&card)));
	assert_false(disable_hardirq(nr(&card)));
	let_go(&card);
	synchronize_irq(nr(&card));
	assert_true(synchronize_hardirq(nr(&card)));
	free_irq(nr(&card), &card);
}

/* --- in any context --- */

static void any_context_of_a_line_is_hardirq(void **state)
{
	struct card card = make_card(TL_IRQ_RISING);

	card.primary_ret = IRQ_HANDLED;
	assert_int_equal(request_any_context_irq(nr(&card), primary, 0, "card", &card),
			 IRQC_IS_HARDIRQ);
	fire(card.dev.irq);
	assert_int_equal(card.primaries, 1);
	free_irq(nr(&card), &card);
	assert_int_equal(request_any_context_irq(IRQ_NOTCONNECTED, primary, 0, "card", &card),
			 -ENOTCONN);
	assert_int_equal(request_any_context_irq(900, primary, 0, "card", &card), -EINVAL);
}

/* --- devm --- */

static void nothing_to_release(struct device *dev)
{
}

static void devm_threaded_handler_ends_with_its_device(void **state)
{
	static struct device dev;
	struct card card = make_card(TL_IRQ_RISING);

	memset(&dev, 0, sizeof(dev));
	device_initialize(&dev);
	dev.release = nothing_to_release;
	assert_int_equal(dev_set_name(&dev, "thing"), 0);
	assert_int_equal(devm_request_threaded_irq(&dev, nr(&card), NULL, thread_fn, 0, NULL,
						   &card),
			 -EINVAL);
	assert_int_equal(devm_request_threaded_irq(&dev, nr(&card), NULL, thread_fn, IRQF_ONESHOT,
						   NULL, &card),
			 0);
	fire(card.dev.irq);
	devm_free_irq(&dev, nr(&card), &card);
	assert_int_equal(card.done, 1);
	assert_non_null(strstr(card.comm, "-thing"));
	card.primary_ret = IRQ_HANDLED;
	assert_int_equal(devm_request_any_context_irq(&dev, nr(&card), primary, 0, NULL, &card),
			 IRQC_IS_HARDIRQ);
	assert_true(irq_has_action(nr(&card)));
	put_device(&dev);
	assert_false(irq_has_action(nr(&card)));
}

/* --- boot option, shutdown --- */

static int machine_up_threadirqs(void **state)
{
	tl_log_clear();
	reports_before = tl_report_count();
	return tl_boot("nr_cpus=2 loglevel=0 threadirqs") || tl_cpu_bind(0);
}

static void threadirqs_has_handlers_run_in_threads(void **state)
{
	struct card card = make_card(TL_IRQ_RISING);

	assert_int_equal(request_irq(nr(&card), thread_fn, 0, "card", &card), 0);
	fire(card.dev.irq);
	WAIT_UNTIL(done(&card) == 1);
	assert_true(card.in_kthread);
	/* As a handler may expect: nothing comes in on this CPU. */
	assert_true(card.irqs_off && card.bh_off);
	free_irq(nr(&card), &card);
	assert_int_equal(reports(), 0);
}

static void threadirqs_spares_handlers_that_say_no(void **state)
{
	static const unsigned long flags[] = {IRQF_NO_THREAD, IRQF_PERCPU, IRQF_ONESHOT};
	struct card card = make_card(TL_IRQ_RISING);

	card.primary_ret = IRQ_HANDLED;
	for (unsigned int i = 0; i < 3; i++) {
		assert_int_equal(request_irq(nr(&card), primary, flags[i], "card", &card), 0);
		fire(card.dev.irq);
		free_irq(nr(&card), &card);
		/* The handler counts in hundreds where it is in no hardirq. */
		assert_int_equal(card.primaries, i + 1);
	}
}

static char first_comm[TASK_COMM_LEN];

static irqreturn_t first_of_two(int irq, void *data)
{
	memcpy(first_comm, current->comm, sizeof(first_comm));
	return IRQ_WAKE_THREAD;
}

static void threadirqs_gives_a_threaded_handler_a_second_thread(void **state)
{
	struct card card = make_card(TL_IRQ_RISING);
	char name[TASK_COMM_LEN];

	assert_int_equal(request_threaded_irq(nr(&card), first_of_two, thread_fn, 0, "c", &card),
			 0);
	fire(card.dev.irq);
	WAIT_UNTIL(done(&card) == 1);
	snprintf(name, sizeof(name), "irq/%d-c", card.dev.irq);
	assert_string_equal(first_comm, name);
	snprintf(name, sizeof(name), "irq/%d-s-c", card.dev.irq);
	assert_string_equal(card.comm, name);
	assert_false(card.irqs_off || card.bh_off);
	fire(card.dev.irq);
	free_irq(nr(&card), &card);
	assert_int_equal(card.done, 2);
	assert_int_equal(reports(), 0);
}

static void threaded_handler_left_at_shutdown_is_told_of_and_ends(void **state)
{
	struct card card;

	assert_int_equal(machine_up(NULL), 0);
	card = make_card(TL_IRQ_RISING);
	assert_int_equal(request(&card, 0), 0);
	fire(card.dev.irq);
	assert_int_equal(tl_shutdown(), 0);
	assert_int_equal(times_said("handler of card left at shutdown"), 1);
	assert_int_equal(card.done, 1);
	assert_int_equal(machine_up(NULL), 0);
	assert_int_equal(tl_shutdown(), 0);
}

#define threadirqs_test(fn) cmocka_unit_test_setup_teardown(fn, machine_up_threadirqs, machine_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		irq_test(thread_function_runs_in_a_kthread_named_after_the_line),
		irq_test(primary_handler_decides_whether_it_runs),
		irq_test(thread_without_a_primary_handler_demands_oneshot),
		irq_test(wake_without_a_thread_function_is_said_once),
		irq_test(no_memory_leaves_no_thread),
		irq_test(thread_of_a_line_of_one_cpu_stays_there),
		irq_test(wakes_while_it_runs_have_it_run_once_more),
		irq_test(irq_wake_thread_has_it_run),
		irq_test(run_that_is_owed_is_not_lost_by_free),
		irq_test(oneshot_level_is_masked_until_its_thread_is_done),
		irq_test(enabling_does_not_unmask_under_a_thread_of_oneshot),
		irq_test(enabling_while_the_handler_runs_does_not_unmask_under_its_thread),
		irq_test(shared_oneshot_is_masked_until_the_last_thread_is_done),
		irq_test(plain_handler_joins_a_oneshot_line),
		irq_test(synchronize_irq_waits_for_the_thread),
		irq_test(disable_irq_waits_for_the_thread),
		irq_test(free_irq_waits_for_the_thread),
		irq_test(hardirq_forms_say_that_a_thread_is_left),
		irq_test(any_context_of_a_line_is_hardirq),
		irq_test(devm_threaded_handler_ends_with_its_device),
		threadirqs_test(threadirqs_has_handlers_run_in_threads),
		threadirqs_test(threadirqs_spares_handlers_that_say_no),
		threadirqs_test(threadirqs_gives_a_threaded_handler_a_second_thread),
		cmocka_unit_test(threaded_handler_left_at_shutdown_is_told_of_and_ends),
	};

	return cmocka_run_group_tests_name("irq-thread", tests, NULL, NULL);
}
