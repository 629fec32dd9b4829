// SPDX-License-Identifier: MIT
/* Interrupt lines: request and free, disabling and its depth, shared lines. */
#include <linux/errno.h>

#include "case.h"

struct dev {
	char name;
	irqreturn_t ret;
	bool lower; /* its level */
	void (*does)(int irq, struct dev *dev); /* once */
};

static irqreturn_t handler(int irq, void *dev_id)
{
	struct dev *dev = dev_id;
	void (*does)(int irq, struct dev *dev) = dev->does;

	tc_log("handler %c", dev->name);
	dev->does = NULL;
	if (does)
		does(irq, dev);
	if (dev->lower)
		tc_line_lower(irq);
	return dev->ret;
}

static struct dev a, b, c;

static void devices(void)
{
	a = (struct dev){.name = 'a', .ret = IRQ_HANDLED};
	b = (struct dev){.name = 'b', .ret = IRQ_HANDLED};
	c = (struct dev){.name = 'c', .ret = IRQ_HANDLED};
}

static int edge_line(void)
{
	devices();
	return tc_line_alloc(false);
}

static int level_line(void)
{
	devices();
	a.lower = true;
	return tc_line_alloc(true);
}

static void request(int irq, struct dev *dev, unsigned long flags)
{
	static const char *const names[] = {"dev-a", "dev-b", "dev-c"};

	tc_log("request %c: %d", dev->name,
	       request_irq(irq, handler, flags, names[dev->name - 'a'], dev));
}

static void release(int irq, struct dev *dev)
{
	tc_free_irq(irq, dev);
}

static void raise(int irq)
{
	tc_log("raise");
	tc_line_raise(irq);
}

/* In a section, at whose end that CPU serves what the enable lets through. */
static void enable(int irq)
{
	unsigned long flags;

	tc_log("enable");
	local_irq_save(flags);
	enable_irq(irq);
	local_irq_restore(flags);
}

static void say_context(int irq, struct dev *dev)
{
	tc_context("in the handler");
}

TC_CASE(a_requested_line_is_handled_until_it_is_freed)
{
	int irq = edge_line();

	request(irq, &a, 0);
	a.does = say_context;
	raise(irq);
	raise(irq);
	release(irq, &a);
	request(irq, &b, 0);
	raise(irq);
	tc_line_end(irq, &b);
}

TC_CASE(requests_that_are_refused)
{
	int irq = edge_line();

	tc_quiet(true);
	tc_log("no handler: %d", request_irq(irq, NULL, 0, "dev", &a));
	tc_log("shared by nobody: %d", request_irq(irq, handler, IRQF_SHARED, "dev", NULL));
	tc_log("shared and not enabled: %d",
	       request_irq(irq, handler, IRQF_SHARED | IRQF_NO_AUTOEN, "dev", &a));
	tc_log("no such line: %d", request_irq(1000, handler, 0, "dev", &a));
	tc_log("not connected: %d", request_irq(IRQ_NOTCONNECTED, handler, 0, "dev", &a));
	request(irq, &a, 0);
	tc_log("two that do not share: %d", request_irq(irq, handler, 0, "dev", &b));
	tc_log("the second shares: %d", request_irq(irq, handler, IRQF_SHARED, "dev", &b));
	raise(irq);
	release(irq, &a);
	request(irq, &a, IRQF_SHARED);
	tc_log("the first shares: %d", request_irq(irq, handler, 0, "dev", &b));
	raise(irq);
	tc_line_end(irq, &a);
	tc_quiet(false);
}

static irqreturn_t no_device(int irq, void *dev_id)
{
	tc_log("dev_id %d", dev_id != NULL);
	return IRQ_HANDLED;
}

TC_CASE(a_handler_without_dev_id)
{
	int irq = edge_line();

	tc_log("request: %d", request_irq(irq, no_device, 0, "nobody", NULL));
	raise(irq);
	tc_log("freed %s", (const char *)free_irq(irq, NULL));
	tc_line_free(irq);
}

TC_CASE(irqreturn_values)
{
	tc_log("%d %d %d", IRQ_NONE, IRQ_HANDLED, IRQ_WAKE_THREAD);
	tc_log("%d %d %d", IRQ_RETVAL(0), IRQ_RETVAL(1), IRQ_RETVAL(7));
	tc_log("%x %x %x %x", IRQF_TRIGGER_RISING, IRQF_TRIGGER_FALLING, IRQF_TRIGGER_HIGH,
	       IRQF_TRIGGER_LOW);
	tc_log("%x %x %x %x", IRQF_SHARED, IRQF_ONESHOT, IRQF_NO_AUTOEN, IRQF_NO_THREAD);
}

TC_CASE(the_trigger_that_a_line_has_is_accepted)
{
	int irq = edge_line();

	request(irq, &a, IRQF_TRIGGER_RISING);
	raise(irq);
	release(irq, &a);
	tc_quiet(true);
	request(irq, &a, IRQF_TRIGGER_FALLING);
	request(irq, &a, IRQF_TRIGGER_HIGH);
	tc_quiet(false);
	tc_line_free(irq);
	irq = level_line();
	request(irq, &a, IRQF_TRIGGER_HIGH);
	raise(irq);
	tc_line_end(irq, &a);
}

TC_CASE(disables_of_a_line_nest)
{
	int irq = edge_line();

	request(irq, &a, 0);
	disable_irq(irq);
	disable_irq_nosync(irq);
	raise(irq);
	enable(irq);
	enable(irq);
	tc_log("enabled");
	raise(irq);
	tc_line_end(irq, &a);
}

TC_CASE(edges_while_disabled_are_one)
{
	int irq = edge_line();

	request(irq, &a, 0);
	disable_irq(irq);
	for (int i = 0; i < 3; i++)
		raise(irq);
	enable(irq);
	tc_log("enabled");
	tc_line_end(irq, &a);
}

TC_CASE(disabled_and_enabled_without_an_edge_nothing_happens)
{
	int irq = edge_line();

	request(irq, &a, 0);
	disable_irq(irq);
	enable(irq);
	tc_log("enabled");
	raise(irq);
	disable_irq(irq);
	enable(irq);
	tc_log("enabled");
	tc_line_end(irq, &a);
}

TC_CASE(an_edge_is_resent_where_the_enable_turns_interrupts_on)
{
	unsigned long flags;
	int irq = edge_line();

	request(irq, &a, 0);
	disable_irq(irq);
	raise(irq);
	local_irq_save(flags);
	enable_irq(irq);
	tc_log("enabled, interrupts off");
	local_irq_restore(flags);
	tc_log("interrupts on");
	tc_line_end(irq, &a);
}

TC_CASE(a_level_is_handled_until_it_is_lowered)
{
	int irq = level_line();

	request(irq, &a, 0);
	raise(irq);
	tc_log("once more");
	raise(irq);
	tc_line_end(irq, &a);
}

static int left;

static void not_yet(int irq, struct dev *dev)
{
	dev->lower = --left == 0;
	dev->does = left ? not_yet : NULL;
}

TC_CASE(a_level_that_stays_up_comes_again)
{
	int irq = level_line();

	left = 3;
	a.does = not_yet;
	a.lower = false;
	request(irq, &a, 0);
	raise(irq);
	tc_log("left %d", left);
	tc_line_end(irq, &a);
}

TC_CASE(a_level_raised_while_disabled_fires_at_enable)
{
	int irq = level_line();

	request(irq, &a, 0);
	disable_irq(irq);
	raise(irq);
	enable(irq);
	tc_log("enabled");
	tc_line_end(irq, &a);
}

TC_CASE(a_level_lowered_while_disabled_is_forgotten)
{
	int irq = level_line();

	request(irq, &a, 0);
	disable_irq(irq);
	raise(irq);
	tc_line_lower(irq);
	enable(irq);
	tc_log("enabled");
	raise(irq);
	tc_line_end(irq, &a);
}

TC_CASE(requested_with_no_autoen_it_waits_for_enable)
{
	int irq = level_line();

	request(irq, &a, IRQF_NO_AUTOEN);
	raise(irq);
	enable(irq);
	tc_log("enabled");
	raise(irq);
	tc_line_end(irq, &a);
}

TC_CASE(no_autoen_counts_as_one_disable)
{
	int irq = edge_line();

	request(irq, &a, IRQF_NO_AUTOEN);
	disable_irq(irq);
	enable(irq);
	tc_log("still one");
	enable(irq);
	raise(irq);
	release(irq, &a);
	request(irq, &a, 0);
	raise(irq);
	tc_line_end(irq, &a);
}

TC_CASE(freed_while_disabled_it_is_enabled_by_the_next_request)
{
	int irq = edge_line();

	request(irq, &a, 0);
	disable_irq(irq);
	disable_irq(irq);
	release(irq, &a);
	request(irq, &b, 0);
	raise(irq);
	tc_line_end(irq, &b);
}

static void disable_self(int irq, struct dev *dev)
{
	disable_irq_nosync(irq);
	raise(irq);
	tc_log("disabled");
}

TC_CASE(disabled_by_its_handler)
{
	int irq = edge_line();

	request(irq, &a, 0);
	a.does = disable_self;
	raise(irq);
	enable(irq);
	tc_log("enabled");
	tc_line_end(irq, &a);
}

TC_CASE(a_level_disabled_by_its_handler_fires_at_enable)
{
	int irq = level_line();

	request(irq, &a, 0);
	a.lower = false;
	a.does = disable_self;
	raise(irq);
	a.lower = true;
	enable(irq);
	tc_log("enabled");
	tc_line_end(irq, &a);
}

static void enable_it(int irq, struct dev *dev)
{
	enable_irq(irq);
	tc_log("enabled in the handler");
}

static void disable_and_enable(int irq, struct dev *dev)
{
	disable_self(irq, dev);
	enable_it(irq, dev);
}

TC_CASE(disabled_and_enabled_by_its_handler)
{
	int irq = edge_line();

	request(irq, &a, 0);
	a.does = disable_and_enable;
	raise(irq);
	tc_log("done");
	tc_line_end(irq, &a);
}

static void raise_self(int irq, struct dev *dev)
{
	raise(irq);
	raise(irq);
	tc_log("raised");
}

TC_CASE(edges_in_its_own_handler_are_one_more)
{
	int irq = edge_line();

	request(irq, &a, 0);
	a.does = raise_self;
	raise(irq);
	tc_line_end(irq, &a);
}

static int other;

static void raise_other(int irq, struct dev *dev)
{
	tc_log("raise the other");
	tc_line_raise(other);
	tc_log("raised");
}

TC_CASE(handlers_of_two_lines_do_not_nest)
{
	int irq = edge_line();

	other = tc_line_alloc(false);
	request(irq, &a, 0);
	request(other, &b, 0);
	a.does = raise_other;
	raise(irq);
	release(other, &b);
	release(irq, &a);
	tc_line_free(other);
	tc_line_free(irq);
}

TC_CASE(lines_raised_with_interrupts_off_come_in_their_order)
{
	unsigned long flags;
	int irq = edge_line();

	other = tc_line_alloc(false);
	request(irq, &a, 0);
	request(other, &b, 0);
	local_irq_save(flags);
	raise(other);
	raise(irq);
	raise(other);
	tc_log("interrupts on");
	local_irq_restore(flags);
	tc_log("done");
	release(other, &b);
	release(irq, &a);
	tc_line_free(other);
	tc_line_free(irq);
}

static void disable_other(int irq, struct dev *dev)
{
	disable_irq_nosync(other);
}

TC_CASE(a_line_disabled_while_it_is_pending_waits)
{
	unsigned long flags;
	int irq = edge_line();

	other = tc_line_alloc(false);
	request(irq, &a, 0);
	request(other, &b, 0);
	a.does = disable_other;
	local_irq_save(flags);
	raise(irq);
	raise(other);
	local_irq_restore(flags);
	enable(other);
	tc_log("enabled");
	release(other, &b);
	release(irq, &a);
	tc_line_free(other);
	tc_line_free(irq);
}

static void run_tasklet(struct tasklet_struct *t)
{
	tc_context("tasklet");
}

static DECLARE_TASKLET(tasklet, run_tasklet);

static void schedule_tasklet(int irq, struct dev *dev)
{
	tasklet_schedule(&tasklet);
	tc_tasklet("scheduled", &tasklet);
}

TC_CASE(a_tasklet_runs_at_the_end_of_the_interrupt_that_schedules_it)
{
	int irq = edge_line();

	request(irq, &a, 0);
	a.does = schedule_tasklet;
	raise(irq);
	tc_log("done");
	a.does = schedule_tasklet;
	local_bh_disable();
	raise(irq);
	tc_log("bottom halves on");
	local_bh_enable();
	tc_log("done");
	tc_line_end(irq, &a);
}

TC_CASE(all_handlers_of_a_shared_line_are_called_in_the_order_of_request)
{
	int irq = edge_line();

	request(irq, &b, IRQF_SHARED);
	request(irq, &a, IRQF_SHARED);
	request(irq, &c, IRQF_SHARED);
	raise(irq);
	b.ret = IRQ_NONE;
	raise(irq);
	release(irq, &a);
	raise(irq);
	request(irq, &a, IRQF_SHARED);
	raise(irq);
	release(irq, &b);
	raise(irq);
	release(irq, &c);
	tc_line_end(irq, &a);
}

TC_CASE(one_dev_id_twice_on_a_shared_line)
{
	int irq = edge_line();

	request(irq, &a, IRQF_SHARED);
	request(irq, &a, IRQF_SHARED);
	raise(irq);
	release(irq, &a);
	raise(irq);
	tc_line_end(irq, &a);
}

TC_CASE(a_shared_line_stays_disabled_when_another_joins)
{
	int irq = edge_line();

	request(irq, &a, IRQF_SHARED);
	disable_irq(irq);
	request(irq, &b, IRQF_SHARED);
	raise(irq);
	enable(irq);
	tc_log("enabled");
	release(irq, &a);
	disable_irq(irq);
	raise(irq);
	enable(irq);
	tc_line_end(irq, &b);
}

TC_CASE(synchronize_irq_returns_when_nothing_runs)
{
	int irq = edge_line();

	request(irq, &a, 0);
	synchronize_irq(irq);
	tc_log("disable_hardirq: %d", disable_hardirq(irq));
	raise(irq);
	enable(irq);
	tc_line_end(irq, &a);
}

static bool in_handler, may_return;

static void wait_in_handler(int irq, struct dev *dev)
{
	WRITE_ONCE(in_handler, true);
	TC_SPIN_UNTIL(READ_ONCE(may_return));
	tc_log("handler %c ends", dev->name);
}

static void raise_on_0(void *irq)
{
	tc_line_raise((int)(long)irq);
}

static void free_on_1(void *irq)
{
	WRITE_ONCE(may_return, true);
	free_irq((int)(long)irq, &a);
	tc_log("freed");
}

static void disable_on_1(void *irq)
{
	WRITE_ONCE(may_return, true);
	disable_irq((int)(long)irq);
	tc_log("disabled");
}

/* @fn runs on CPU 1 while the handler runs on CPU 0. */
static void while_it_runs(int irq, void (*fn)(void *irq))
{
	struct tc_thread *raiser, *thread;

	WRITE_ONCE(in_handler, false);
	WRITE_ONCE(may_return, false);
	request(irq, &a, 0);
	a.does = wait_in_handler;
	/* Started before CPU 0 is busy, it waits there. */
	thread = tc_thread_start(fn, (void *)(long)irq, 1);
	raiser = tc_thread_start(raise_on_0, (void *)(long)irq, 0);
	tc_thread_join(raiser);
	tc_thread_join(thread);
}

static void free_when_in_handler(void *irq)
{
	TC_WAIT_UNTIL(READ_ONCE(in_handler));
	free_on_1(irq);
}

static void disable_when_in_handler(void *irq)
{
	TC_WAIT_UNTIL(READ_ONCE(in_handler));
	disable_on_1(irq);
}

TC_CASE(free_irq_waits_for_the_handler)
{
	int irq = edge_line();

	while_it_runs(irq, free_when_in_handler);
	tc_line_free(irq);
}

TC_CASE(disable_irq_waits_for_the_handler)
{
	int irq = edge_line();

	while_it_runs(irq, disable_when_in_handler);
	raise(irq);
	enable(irq);
	release(irq, &a);
	tc_line_free(irq);
}

static unsigned long calls;

static irqreturn_t does_not_care(int irq, void *dev_id)
{
	WRITE_ONCE(calls, calls + 1);
	return IRQ_NONE;
}

/* Rows of 100,000 in which 99,900 are for nobody, and come fast: a slow host may need a few. */
static bool ignored_for_good(int irq)
{
	for (int i = 0; i < 1000000; i++) {
		unsigned long before = calls;

		tc_line_raise(irq);
		if (calls == before)
			return true;
	}
	return false;
}

TC_CASE(a_line_that_nobody_cares_for_is_switched_off)
{
	int irq = edge_line();

	calls = 0;
	tc_log("%d", request_irq(irq, does_not_care, 0, "dev", &a));
	tc_quiet(true);
	tc_log("off %d", ignored_for_good(irq));
	tc_quiet(false);
	tc_log("calls %lu of 100000", calls % 100000);
	calls = 0;
	/* What came meanwhile is kept, as of any line that is disabled. */
	enable(irq);
	tc_log("enabled: calls %lu", calls);
	tc_line_raise(irq);
	tc_log("raised: calls %lu", calls);
	tc_log("freed %s", (const char *)free_irq(irq, &a));
	tc_line_free(irq);
}

TC_CASE(what_is_not_balanced_is_told_and_does_nothing)
{
	int irq = edge_line();

	request(irq, &a, 0);
	tc_quiet(true);
	enable_irq(irq);
	tc_log("freed by another: %d", free_irq(irq, &b) != NULL);
	tc_quiet(false);
	raise(irq);
	disable_irq(irq);
	raise(irq);
	enable(irq);
	release(irq, &a);
	tc_line_free(irq);
}
