// SPDX-License-Identifier: MIT
/*
 * irq_work: when it runs, how often, in which context, and what sync waits for.
 */
#include "machine.h"

#include <linux/irq_work.h>

struct job {
	struct irq_work work;
	char name;
	int again; /* how often it queues itself */
	struct irq_work *other; /* what it queues */
	struct where where;
};

static void run_job(struct irq_work *work)
{
	struct job *job = container_of(work, struct job, work);

	where_am_i(&job->where);
	note(job->name);
	if (job->again-- > 0)
		assert_true(irq_work_queue(work));
	if (job->other)
		irq_work_queue(job->other);
	note((char)(job->name - 'a' + 'A'));
}

static void job_init(struct job *job, char name)
{
	*job = (struct job){.name = name};
	init_irq_work(&job->work, run_job);
}

static void runs_before_queue_returns(void **state)
{
	struct job a;

	job_init(&a, 'a');
	assert_false(irq_work_is_busy(&a.work));
	assert_true(irq_work_queue(&a.work));
	assert_string_equal(noted, "aA");
	assert_false(irq_work_is_busy(&a.work));
	assert_true(a.where.irqs_off);
	assert_int_equal(a.where.count & HARDIRQ_MASK, HARDIRQ_OFFSET);
	assert_int_equal(a.where.cpu, 0);
}

static void waits_for_interrupts(void **state)
{
	struct job a;

	job_init(&a, 'a');
	local_irq_disable();
	assert_true(irq_work_queue(&a.work));
	assert_true(irq_work_is_pending(&a.work));
	assert_true(irq_work_is_busy(&a.work));
	assert_int_equal(notes(), 0);
	local_irq_enable();
	assert_string_equal(noted, "aA");
}

static void queued_twice_runs_once(void **state)
{
	struct job a;

	job_init(&a, 'a');
	local_irq_disable();
	assert_true(irq_work_queue(&a.work));
	assert_false(irq_work_queue(&a.work));
	assert_false(irq_work_queue_on(&a.work, 1));
	local_irq_enable();
	assert_string_equal(noted, "aA");
}

static void queues_itself_and_runs_again(void **state)
{
	struct job a;

	job_init(&a, 'a');
	a.again = 3;
	assert_true(irq_work_queue(&a.work));
	assert_string_equal(noted, "aAaAaAaA");
	assert_false(irq_work_is_busy(&a.work));
}

static void queued_by_another_runs_after_it(void **state)
{
	struct job a, b;

	job_init(&a, 'a');
	job_init(&b, 'b');
	a.other = &b.work;
	assert_true(irq_work_queue(&a.work));
	assert_string_equal(noted, "aAbB");
}

static void letter(struct tasklet_struct *t)
{
	note((char)t->data);
}

static void schedule_tasklet(struct irq_work *work)
{
	static struct tasklet_struct t;

	tasklet_setup(&t, letter);
	t.data = 't';
	tasklet_schedule(&t);
	note('w');
}

static void softirqs_run_at_its_exit(void **state)
{
	struct irq_work work = IRQ_WORK_INIT(schedule_tasklet);

	assert_true(irq_work_queue(&work));
	assert_string_equal(noted, "wt");
}

static void runs_on_the_cpu_asked_for(void **state)
{
	struct job a;

	job_init(&a, 'a');
	assert_true(irq_work_queue_on(&a.work, 1));
	irq_work_sync(&a.work);
	assert_string_equal(noted, "aA");
	assert_int_equal(a.where.cpu, 1);
	assert_true(irq_work_queue_on(&a.work, 0));
	irq_work_sync(&a.work);
	assert_int_equal(a.where.cpu, 0);
}

static void no_such_cpu_is_refused(void **state)
{
	struct job a;

	job_init(&a, 'a');
	reports_expected = 1;
	assert_false(irq_work_queue_on(&a.work, 2));
	assert_false(irq_work_is_busy(&a.work));
	assert_int_equal(logged("WARNING"), 1);
}

static unsigned int entered, left;

static void takes_a_while(struct irq_work *work)
{
	smp_store_release(&entered, entered + 1);
	for (int i = 0; i < 2000; i++)
		cpu_relax();
	smp_store_release(&left, left + 1);
}

static void sync_waits_for_the_end(void **state)
{
	struct irq_work work = IRQ_WORK_INIT(takes_a_while);

	entered = left = 0;
	irq_work_sync(&work); /* idle: returns */
	for (unsigned int i = 1; i <= 300; i++) {
		assert_true(irq_work_queue_on(&work, 1));
		if (i & 1)
			WAIT_UNTIL(smp_load_acquire(&entered) == i);
		irq_work_sync(&work);
		assert_int_equal(smp_load_acquire(&left), i);
		assert_false(irq_work_is_busy(&work));
	}
}

/* Queued again and again while it is running: each success is a run. */
static void none_is_lost(void **state)
{
	struct irq_work work = IRQ_WORK_INIT(takes_a_while);
	unsigned int queued = 0;

	entered = left = 0;
	for (int i = 0; i < 20000; i++)
		queued += irq_work_queue_on(&work, 1);
	irq_work_sync(&work);
	assert_int_equal(smp_load_acquire(&left), queued);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		MACHINE_TEST(runs_before_queue_returns),
		MACHINE_TEST(waits_for_interrupts),
		MACHINE_TEST(queued_twice_runs_once),
		MACHINE_TEST(queues_itself_and_runs_again),
		MACHINE_TEST(queued_by_another_runs_after_it),
		MACHINE_TEST(softirqs_run_at_its_exit),
		MACHINE_TEST(runs_on_the_cpu_asked_for),
		MACHINE_TEST(no_such_cpu_is_refused),
		MACHINE_TEST(sync_waits_for_the_end),
		MACHINE_TEST(none_is_lost),
	};

	return cmocka_run_group_tests(tests, machine_up, machine_down);
}
