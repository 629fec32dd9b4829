// SPDX-License-Identifier: MIT
/*
 * Misuse of an owned CPU is reported and survived: sleeping with it, exiting with it, blocking
 * on a lock of the host's with it.
 */
#include "../test.h"

#include <linux/bottom_half.h>
#include <linux/interrupt.h>
#include <linux/preempt.h>
#include <linux/sched.h>
#include <linux/spinlock.h>
#include <linux/wait.h>

#include "debug/stall.h"
#include "misuse.h"

static void enter_preempt(void)
{
	preempt_disable();
}

static void leave_preempt(void)
{
	preempt_enable();
}

static void enter_bh(void)
{
	local_bh_disable();
}

static void leave_bh(void)
{
	local_bh_enable();
}

static void enter_irq(void)
{
	local_irq_disable();
}

static void leave_irq(void)
{
	local_irq_enable();
}

static DEFINE_SPINLOCK(lock);

static void enter_lock(void)
{
	spin_lock_irq(&lock);
}

static void leave_lock(void)
{
	spin_unlock_irq(&lock);
}

/* Ways to own a CPU, and the preempt_count that a report shows. */
static const struct section {
	void (*enter)(void);
	void (*leave)(void);
	unsigned int count;
	bool irqs_off;
} sections[] = {
	{enter_preempt, leave_preempt, PREEMPT_OFFSET, false},
	{enter_bh, leave_bh, SOFTIRQ_DISABLE_OFFSET, false},
	{enter_irq, leave_irq, 0, true},
	{enter_lock, leave_lock, PREEMPT_OFFSET, true},
};

#define NR_SECTIONS (sizeof(sections) / sizeof(sections[0]))

struct sleeper {
	const struct section *section;
	struct task_struct *task; /* set when it is about to sleep; atomic */
	pid_t tid;
	unsigned int count_after;
	bool irqs_off_after;
	bool slept_enough;
	bool may_wake; /* atomic */
};

static void *sleep_while_owning(void *arg)
{
	struct sleeper *s = arg;

	prctl(PR_SET_NAME, "sleeper");
	s->tid = my_tid();
	s->section->enter();
	set_current_state(TASK_UNINTERRUPTIBLE);
	__atomic_store_n(&s->task, current, __ATOMIC_RELEASE);
	schedule();
	s->slept_enough = __atomic_load_n(&s->may_wake, __ATOMIC_ACQUIRE);
	s->count_after = (unsigned int)preempt_count();
	s->irqs_off_after = irqs_disabled();
	s->section->leave();
	return NULL;
}

/* Linux's message; the only CPU is free while it sleeps; it comes back as it went. */
static void schedule_while_owning_is_reported_and_goes_on(void **state)
{
	for (size_t i = 0; i < NR_SECTIONS; i++) {
		struct sleeper s = {.section = &sections[i]};
		char line[128];
		pthread_t thread;

		tl_log_clear();
		reports_before = tl_report_count();
		pthread_create(&thread, NULL, sleep_while_owning, &s);
		while (!__atomic_load_n(&s.task, __ATOMIC_ACQUIRE))
			sched_yield();
		wait_until_logged("scheduling while atomic");
		/* Waits for ever unless the sleeper has given it up. */
		preempt_disable();
		__atomic_store_n(&s.may_wake, true, __ATOMIC_RELEASE);
		preempt_enable();
		wake_up_process(s.task);
		pthread_join(thread, NULL);

		snprintf(line, sizeof(line), "BUG: scheduling while atomic: sleeper/%d/0x%08x",
			 s.tid, s.section->count);
		assert_true(logged(line));
		assert_int_equal(new_reports(), 1);
		assert_true(s.slept_enough);
		assert_int_equal(s.count_after, s.section->count);
		assert_int_equal(s.irqs_off_after, s.section->irqs_off);
		preempt_disable();
		preempt_enable();
	}
}

static void schedule_when_running_is_no_misuse(void **state)
{
	schedule();
	assert_int_equal(schedule_timeout_uninterruptible(1), 0);
	assert_int_equal(new_reports(), 0);
}

static unsigned long handled;

static irqreturn_t count_handled(int irq, void *dev_id)
{
	__atomic_fetch_add(&handled, 1, __ATOMIC_RELEASE);
	return IRQ_HANDLED;
}

enum way_out { BY_RETURN, BY_EXIT, BY_CANCEL };

struct leaver {
	const struct section *section;
	enum way_out way;
	int irq;
	pid_t tid;
};

static void *exit_while_owning(void *arg)
{
	struct leaver *l = arg;

	prctl(PR_SET_NAME, "leaver");
	l->tid = my_tid();
	l->section->enter();
	/* With interrupts on it is served here or later; off, only after the exit. */
	tl_irq_raise(l->irq);
	if (l->way == BY_EXIT)
		pthread_exit(NULL);
	if (l->way == BY_CANCEL) {
		pthread_cancel(pthread_self());
		pthread_testcancel();
	}
	return NULL;
}

static void thread_exit_while_owning_gives_the_cpu_back(void **state)
{
	int irq = tl_irq_alloc("exit", TL_IRQ_RISING, 0);
	unsigned long expected = 0;

	handled = 0;
	assert_int_equal(request_irq((unsigned int)irq, count_handled, 0, "exit", &handled), 0);
	for (size_t i = 0; i < NR_SECTIONS; i++) {
		/* A lock stays taken for ever. */
		if (sections[i].enter == enter_lock)
			continue;
		for (int way = BY_RETURN; way <= BY_CANCEL; way++) {
			struct leaver l = {.section = &sections[i], .way = way, .irq = irq};
			char line[128];
			pthread_t thread;

			tl_log_clear();
			reports_before = tl_report_count();
			pthread_create(&thread, NULL, exit_while_owning, &l);
			pthread_join(thread, NULL);
			preempt_disable();
			preempt_enable();
			snprintf(line, sizeof(line), "BUG: exiting while atomic: leaver/%d/0x%08x",
				 l.tid, l.section->count);
			assert_true(logged(line));
			assert_int_equal(new_reports(), 1);
			expected++;
			while (__atomic_load_n(&handled, __ATOMIC_ACQUIRE) != expected)
				sched_yield();
		}
	}
	free_irq((unsigned int)irq, &handled);
	tl_irq_free(irq);
}

static pthread_mutex_t host_mutex = PTHREAD_MUTEX_INITIALIZER;
static bool owning;

static void *block_while_owning(void *arg)
{
	pid_t *tid = arg;

	prctl(PR_SET_NAME, "blocker");
	*tid = my_tid();
	preempt_disable();
	__atomic_store_n(&owning, true, __ATOMIC_RELEASE);
	pthread_mutex_lock(&host_mutex);
	pthread_mutex_unlock(&host_mutex);
	preempt_enable();
	return NULL;
}

static void *want_the_cpu(void *arg)
{
	preempt_disable();
	preempt_enable();
	return NULL;
}

/* Somebody else may have been slow, and told of, before. */
static bool told_of(pid_t blocker)
{
	struct tl_log_reader reader = {0};
	struct tl_log_entry entry;
	char who[64];

	snprintf(who, sizeof(who), "[blocker:%d]", blocker);
	while (tl_log_read(&reader, &entry))
		if (strstr(entry.text, "watchdog: BUG: soft lockup - CPU#0 stuck for ") &&
		    strstr(entry.text, who))
			return true;
	return false;
}

/* The one that waits for the CPU says who keeps it. */
static void blocking_on_a_host_mutex_while_owning_is_a_lockup(void **state)
{
	pthread_t blocker, waiter;
	pid_t tid;

	owning = false;
	stall_set_thresholds(50, 0);
	pthread_mutex_lock(&host_mutex);
	pthread_create(&blocker, NULL, block_while_owning, &tid);
	while (!__atomic_load_n(&owning, __ATOMIC_ACQUIRE))
		sched_yield();
	pthread_create(&waiter, NULL, want_the_cpu, NULL);
	while (!told_of(tid))
		sched_yield();
	pthread_mutex_unlock(&host_mutex);
	pthread_join(blocker, NULL);
	pthread_join(waiter, NULL);
	preempt_disable();
	preempt_enable();
}

/* Nobody waits for the CPU, but an interrupt does. */
static void blocking_on_a_host_mutex_holds_up_an_interrupt(void **state)
{
	int irq = tl_irq_alloc("held-up", TL_IRQ_RISING, 0);
	pthread_t blocker;
	pid_t tid;

	/* TSan delivers no signal to a thread that waits for a mutex. */
	if (TEST_TSAN)
		skip();
	owning = false;
	handled = 0;
	stall_set_thresholds(50, 0);
	assert_int_equal(request_irq((unsigned int)irq, count_handled, 0, "held-up", &handled), 0);
	pthread_mutex_lock(&host_mutex);
	pthread_create(&blocker, NULL, block_while_owning, &tid);
	while (!__atomic_load_n(&owning, __ATOMIC_ACQUIRE))
		sched_yield();
	tl_irq_raise(irq);
	while (!told_of(tid))
		sched_yield();
	pthread_mutex_unlock(&host_mutex);
	pthread_join(blocker, NULL);
	while (!__atomic_load_n(&handled, __ATOMIC_ACQUIRE))
		sched_yield();
	free_irq((unsigned int)irq, &handled);
	assert_int_equal(tl_irq_free(irq), 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, boot_one_cpu, shut_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(schedule_while_owning_is_reported_and_goes_on),
		TEST(schedule_when_running_is_no_misuse),
		TEST(thread_exit_while_owning_gives_the_cpu_back),
		TEST(blocking_on_a_host_mutex_while_owning_is_a_lockup),
		TEST(blocking_on_a_host_mutex_holds_up_an_interrupt),
	};

	return cmocka_run_group_tests_name("misuse", tests, NULL, NULL);
}
