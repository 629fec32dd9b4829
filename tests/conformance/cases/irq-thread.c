// SPDX-License-Identifier: MIT
/* Threaded interrupts: primary handler and thread, ONESHOT, who waits for the thread. */
#include <linux/errno.h>
#include <linux/irq.h>
#include <linux/wait.h>

#include "case.h"

struct dev {
	char name;
	irqreturn_t ret; /* of the primary handler */
	bool lower; /* its level, in the primary handler */
	bool blocks; /* the thread, until may_go */
	int runs; /* of the thread */
};

static struct dev a, b;
static DECLARE_WAIT_QUEUE_HEAD(head);
static int in_thread; /* runs of threads begun */
static bool may_go;

static irqreturn_t primary(int irq, void *dev_id)
{
	struct dev *dev = dev_id;

	tc_log("primary %c", dev->name);
	if (dev->lower)
		tc_line_lower(irq);
	return dev->ret;
}

static irqreturn_t thread(int irq, void *dev_id)
{
	struct dev *dev = dev_id;

	tc_log("thread %c", dev->name);
	tc_count(&in_thread);
	if (dev->blocks) {
		wait_event(head, READ_ONCE(may_go));
		tc_log("thread %c ends", dev->name);
	}
	WRITE_ONCE(dev->runs, dev->runs + 1);
	smp_mb();
	return IRQ_HANDLED;
}

static void set_up(void)
{
	a = (struct dev){.name = 'a', .ret = IRQ_WAKE_THREAD};
	b = (struct dev){.name = 'b', .ret = IRQ_WAKE_THREAD};
	in_thread = 0;
	may_go = false;
}

static int edge_line(void)
{
	set_up();
	return tc_line_alloc(false);
}

static int level_line(void)
{
	set_up();
	return tc_line_alloc(true);
}

static void request(int irq, struct dev *dev, irq_handler_t handler, unsigned long flags)
{
	static const char *const names[] = {"dev-a", "dev-b"};

	tc_log("request %c: %d", dev->name,
	       request_threaded_irq(irq, handler, thread, flags, names[dev->name - 'a'], dev));
}

static void raise(int irq)
{
	tc_line_raise(irq);
}

static void release(int irq, struct dev *dev)
{
	tc_free_irq(irq, dev);
}

static void go(void)
{
	WRITE_ONCE(may_go, true);
	wake_up_all(&head);
}

TC_CASE(the_thread_runs_after_the_primary_handler)
{
	int irq = edge_line();

	request(irq, &a, primary, 0);
	for (int i = 1; i <= 2; i++) {
		raise(irq);
		TC_WAIT_UNTIL(READ_ONCE(a.runs) == i);
	}
	tc_line_end(irq, &a);
}

static irqreturn_t say_context(int irq, void *dev_id)
{
	const char *slash = strchr(current->comm, '-');

	tc_log("task %d atomic %d irqs_off %d bh_off %d", !!in_task(), !!in_atomic(),
	       !!irqs_disabled(), !!in_softirq());
	tc_log("comm %.4s...%s", current->comm, slash ? slash : "");
	WRITE_ONCE(((struct dev *)dev_id)->runs, 1);
	return IRQ_HANDLED;
}

TC_CASE(context_of_an_irq_thread)
{
	int irq = edge_line();

	tc_log("%d", request_threaded_irq(irq, primary, say_context, 0, "device", &a));
	raise(irq);
	TC_WAIT_UNTIL(READ_ONCE(a.runs) == 1);
	tc_line_end(irq, &a);
}

TC_CASE(a_primary_handler_that_does_not_wake)
{
	int irq = edge_line();

	request(irq, &a, primary, 0);
	a.ret = IRQ_HANDLED;
	raise(irq);
	synchronize_irq(irq);
	tc_log("runs %d", a.runs);
	tc_line_end(irq, &a);
}

TC_CASE(without_a_primary_handler_it_must_be_oneshot)
{
	int irq = level_line();

	tc_quiet(true);
	request(irq, &a, NULL, 0);
	request(irq, &a, NULL, IRQF_SHARED);
	tc_log("no handler at all: %d", request_threaded_irq(irq, NULL, NULL, 0, "dev", &a));
	tc_quiet(false);
	request(irq, &a, NULL, IRQF_ONESHOT);
	tc_line_end(irq, &a);
}

static irqreturn_t lowers(int irq, void *dev_id)
{
	struct dev *dev = dev_id;

	tc_log("thread %c lowers", dev->name);
	tc_line_lower(irq);
	WRITE_ONCE(dev->runs, dev->runs + 1);
	return IRQ_HANDLED;
}

TC_CASE(a_oneshot_level_is_masked_until_the_thread_is_done)
{
	int irq = level_line();

	tc_log("%d", request_threaded_irq(irq, NULL, lowers, IRQF_ONESHOT, "dev", &a));
	for (int i = 1; i <= 2; i++) {
		raise(irq);
		TC_WAIT_UNTIL(READ_ONCE(a.runs) == i);
		synchronize_irq(irq);
	}
	release(irq, &a);
	tc_log("%d", request_threaded_irq(irq, primary, lowers, IRQF_ONESHOT, "dev", &a));
	raise(irq);
	TC_WAIT_UNTIL(READ_ONCE(a.runs) == 3);
	tc_line_end(irq, &a);
}

TC_CASE(edges_while_a_oneshot_thread_runs_are_one_more)
{
	int irq = edge_line();

	request(irq, &a, primary, IRQF_ONESHOT);
	a.blocks = true;
	raise(irq);
	TC_WAIT_UNTIL(READ_ONCE(in_thread) == 1);
	raise(irq);
	raise(irq);
	tc_log("raised");
	go();
	TC_WAIT_UNTIL(READ_ONCE(a.runs) == 2);
	synchronize_irq(irq);
	tc_log("runs %d", a.runs);
	tc_line_end(irq, &a);
}

TC_CASE(edges_while_a_thread_runs_are_handled_and_wake_it_once_more)
{
	int irq = edge_line();

	request(irq, &a, primary, 0);
	a.blocks = true;
	raise(irq);
	TC_WAIT_UNTIL(READ_ONCE(in_thread) == 1);
	raise(irq);
	raise(irq);
	tc_log("raised");
	go();
	TC_WAIT_UNTIL(READ_ONCE(a.runs) == 2);
	synchronize_irq(irq);
	tc_log("runs %d", a.runs);
	tc_line_end(irq, &a);
}

static bool freed;

static void free_a(void *irq)
{
	free_irq((int)(long)irq, &a);
	WRITE_ONCE(freed, true);
}

TC_CASE(free_irq_waits_for_the_thread)
{
	struct tc_thread *task;
	int irq = edge_line();

	freed = false;
	request(irq, &a, primary, 0);
	a.blocks = true;
	raise(irq);
	TC_WAIT_UNTIL(READ_ONCE(in_thread) == 1);
	task = tc_thread_start(free_a, (void *)(long)irq, 1);
	tc_nap();
	tc_nap();
	tc_log("freed %d", READ_ONCE(freed));
	go();
	tc_thread_join(task);
	tc_log("freed %d, runs %d", READ_ONCE(freed), a.runs);
	tc_line_free(irq);
}

static void disable_a(void *irq)
{
	disable_irq((int)(long)irq);
	WRITE_ONCE(freed, true);
}

static void synchronize_a(void *irq)
{
	synchronize_irq((int)(long)irq);
	WRITE_ONCE(freed, true);
}

static void waits_for_thread(void (*fn)(void *irq), int irq)
{
	struct tc_thread *task;

	freed = false;
	raise(irq);
	TC_WAIT_UNTIL(READ_ONCE(in_thread) == 1);
	task = tc_thread_start(fn, (void *)(long)irq, 1);
	tc_nap();
	tc_nap();
	tc_log("returned %d", READ_ONCE(freed));
	go();
	tc_thread_join(task);
	tc_log("returned %d, runs %d", READ_ONCE(freed), a.runs);
}

TC_CASE(disable_irq_and_synchronize_irq_wait_for_the_thread)
{
	int irq = edge_line();

	request(irq, &a, primary, 0);
	a.blocks = true;
	waits_for_thread(disable_a, irq);
	enable_irq(irq);
	set_up();
	a.blocks = true;
	waits_for_thread(synchronize_a, irq);
	tc_line_end(irq, &a);
}

TC_CASE(what_is_for_handlers_only_does_not_wait_for_the_thread)
{
	int irq = edge_line();

	request(irq, &a, primary, 0);
	a.blocks = true;
	raise(irq);
	TC_WAIT_UNTIL(READ_ONCE(in_thread) == 1);
	tc_log("synchronize_hardirq %d", synchronize_hardirq(irq));
	tc_log("disable_hardirq %d", disable_hardirq(irq));
	disable_irq_nosync(irq);
	enable_irq(irq);
	enable_irq(irq);
	go();
	tc_line_end(irq, &a);
}

/* The handler that wakes is the last one: its thread may run before the next one is called. */
TC_CASE(threads_of_a_shared_line)
{
	int irq = edge_line();

	request(irq, &b, primary, IRQF_SHARED);
	request(irq, &a, primary, IRQF_SHARED);
	b.ret = IRQ_NONE;
	raise(irq);
	TC_WAIT_UNTIL(READ_ONCE(a.runs) == 1);
	release(irq, &b);
	request(irq, &b, primary, IRQF_SHARED);
	a.ret = IRQ_NONE;
	b.ret = IRQ_WAKE_THREAD;
	raise(irq);
	TC_WAIT_UNTIL(READ_ONCE(b.runs) == 1);
	synchronize_irq(irq);
	tc_log("runs %d %d", a.runs, b.runs);
	release(irq, &a);
	tc_line_end(irq, &b);
}

TC_CASE(a_shared_oneshot_line_waits_for_all_its_threads)
{
	int irq = edge_line();

	request(irq, &b, primary, IRQF_SHARED | IRQF_ONESHOT);
	request(irq, &a, primary, IRQF_SHARED | IRQF_ONESHOT);
	b.ret = IRQ_NONE;
	a.blocks = true;
	raise(irq);
	TC_WAIT_UNTIL(READ_ONCE(in_thread) == 1);
	raise(irq);
	tc_log("raised");
	go();
	TC_WAIT_UNTIL(READ_ONCE(a.runs) == 2);
	synchronize_irq(irq);
	release(irq, &b);
	tc_line_end(irq, &a);
}

TC_CASE(all_who_share_are_oneshot_or_none)
{
	int irq = edge_line();

	tc_quiet(true);
	request(irq, &a, primary, IRQF_SHARED | IRQF_ONESHOT);
	request(irq, &b, primary, IRQF_SHARED);
	release(irq, &a);
	request(irq, &a, primary, IRQF_SHARED);
	request(irq, &b, primary, IRQF_SHARED | IRQF_ONESHOT);
	release(irq, &a);
	tc_quiet(false);
	tc_line_free(irq);
}

TC_CASE(a_thread_is_woken_by_hand)
{
	int irq = edge_line();

	request(irq, &a, primary, 0);
	irq_wake_thread(irq, &a);
	TC_WAIT_UNTIL(READ_ONCE(a.runs) == 1);
	tc_line_end(irq, &a);
}

TC_CASE(a_disabled_line_with_a_thread)
{
	unsigned long flags;
	int irq = edge_line();

	request(irq, &a, primary, IRQF_ONESHOT);
	disable_irq(irq);
	raise(irq);
	tc_log("enable");
	local_irq_save(flags);
	enable_irq(irq);
	local_irq_restore(flags);
	TC_WAIT_UNTIL(READ_ONCE(a.runs) == 1);
	tc_line_end(irq, &a);
}

TC_CASE(a_line_disabled_by_its_primary_handler_while_the_thread_runs)
{
	int irq = edge_line();

	request(irq, &a, primary, IRQF_ONESHOT);
	a.blocks = true;
	raise(irq);
	TC_WAIT_UNTIL(READ_ONCE(in_thread) == 1);
	disable_irq_nosync(irq);
	go();
	TC_WAIT_UNTIL(READ_ONCE(a.runs) == 1);
	synchronize_irq(irq);
	raise(irq);
	tc_log("enable");
	enable_irq(irq);
	TC_WAIT_UNTIL(READ_ONCE(a.runs) == 2);
	tc_line_end(irq, &a);
}

TC_CASE(any_context_is_hardirq_here)
{
	int irq = edge_line();

	tc_log("%d %d", IRQC_IS_HARDIRQ, IRQC_IS_NESTED);
	a.ret = IRQ_HANDLED;
	tc_log("%d", request_any_context_irq(irq, primary, 0, "dev-a", &a));
	raise(irq);
	tc_line_end(irq, &a);
}

TC_CASE(a_line_has_an_action_while_it_is_requested)
{
	int irq = edge_line();

	tc_log("%d", irq_has_action(irq));
	request(irq, &a, primary, 0);
	tc_log("%d", irq_has_action(irq));
	release(irq, &a);
	tc_log("%d", irq_has_action(irq));
	tc_line_free(irq);
}

/* The threads of a level that two devices share say nothing: they may run beside each other. */
static irqreturn_t quiet_thread(int irq, void *dev_id)
{
	struct dev *dev = dev_id;

	if (dev->blocks)
		wait_event(head, READ_ONCE(may_go));
	if (dev->lower)
		tc_line_lower(irq);
	WRITE_ONCE(dev->runs, dev->runs + 1);
	smp_mb();
	return IRQ_HANDLED;
}

static int primaries;

static irqreturn_t quiet_primary(int irq, void *dev_id)
{
	tc_count(&primaries);
	return ((struct dev *)dev_id)->ret;
}

static void say_runs(const char *when)
{
	tc_log("%s: primaries %d, threads a %d b %d", when, READ_ONCE(primaries), READ_ONCE(a.runs),
	       READ_ONCE(b.runs));
}

static void share(int irq, struct dev *dev, irq_handler_t handler)
{
	tc_log("%d", request_threaded_irq(irq, handler, quiet_thread, IRQF_SHARED | IRQF_ONESHOT,
					  "dev", dev));
}

TC_CASE(a_shared_oneshot_level_is_masked_until_the_last_thread_is_done)
{
	int irq = level_line();

	primaries = 0;
	a.lower = true;
	b.blocks = true;
	share(irq, &a, quiet_primary);
	share(irq, &b, quiet_primary);
	raise(irq);
	TC_WAIT_UNTIL(READ_ONCE(a.runs) == 1);
	raise(irq);
	for (int i = 0; i < 3; i++)
		tc_nap();
	say_runs("raised, one thread is not done");
	go();
	TC_WAIT_UNTIL(READ_ONCE(a.runs) == 2 && READ_ONCE(b.runs) == 2);
	synchronize_irq(irq);
	say_runs("done");
	free_irq(irq, &b);
	free_irq(irq, &a);
	tc_line_free(irq);
}

TC_CASE(one_with_and_one_without_a_primary_handler_share_a_oneshot_level)
{
	int irq = level_line();

	primaries = 0;
	a.lower = true;
	b.ret = IRQ_NONE;
	share(irq, &a, NULL);
	share(irq, &b, quiet_primary);
	for (int i = 1; i <= 2; i++) {
		raise(irq);
		TC_WAIT_UNTIL(READ_ONCE(a.runs) == i);
		synchronize_irq(irq);
	}
	say_runs("done");
	free_irq(irq, &b);
	free_irq(irq, &a);
	tc_line_free(irq);
}

TC_CASE(disables_of_a_oneshot_level_nest_while_its_thread_runs)
{
	int irq = level_line();

	primaries = 0;
	a.lower = true;
	a.blocks = true;
	share(irq, &a, quiet_primary);
	raise(irq);
	TC_WAIT_UNTIL(READ_ONCE(primaries) == 1);
	disable_irq_nosync(irq);
	disable_irq_nosync(irq);
	go();
	TC_WAIT_UNTIL(READ_ONCE(a.runs) == 1);
	synchronize_irq(irq);
	raise(irq);
	enable_irq(irq);
	for (int i = 0; i < 3; i++)
		tc_nap();
	say_runs("enabled once");
	enable_irq(irq);
	TC_WAIT_UNTIL(READ_ONCE(a.runs) == 2);
	synchronize_irq(irq);
	say_runs("enabled twice");
	free_irq(irq, &a);
	tc_line_free(irq);
}
