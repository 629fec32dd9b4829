/* SPDX-License-Identifier: MIT */
/*
 * For tests of what the kernel API means. They drive the machine through that API and tl_ calls
 * alone: the test's own thread is a task on CPU 0; the other contexts are handlers of lines that
 * it raises, tasklets, and the CPUs' own tasks. So they hold on any machine, a single-threaded
 * one included.
 */
#ifndef TESTS_SEMANTICS_MACHINE_H
#define TESTS_SEMANTICS_MACHINE_H

#include "../asleep.h"
#include "../test.h"

#include <linux/atomic.h>
#include <linux/interrupt.h>
#include <linux/sched.h>
#include <tasklet/boot.h>
#include <tasklet/cpu.h>
#include <tasklet/irq.h>
#include <tasklet/log.h>
#include <tasklet/report.h>

/* For tasklets and handlers. */
#define SPIN_UNTIL(cond)             \
	do {                         \
		while (!(cond))      \
			cpu_relax(); \
	} while (0)

/* What ran, one letter each, in order: places taken, and notes that are there. */
static char noted[128];
static atomic_t noted_places, nr_noted;

static inline void note(char what)
{
	int n = atomic_fetch_inc_relaxed(&noted_places);

	if (n < (int)sizeof(noted) - 1)
		noted[n] = what;
	(void)atomic_fetch_inc_release(&nr_noted);
}

static inline unsigned int notes(void)
{
	return (unsigned int)atomic_read_acquire(&nr_noted);
}

static inline void forget_notes(void)
{
	memset(noted, 0, sizeof(noted));
	atomic_set(&noted_places, 0);
	atomic_set_release(&nr_noted, 0);
}

/*
 * Passes of softirqs behind the first are ksoftirqd's if serving takes 2 ms, which it does now and
 * then on a host with other jobs.
 */
static inline void assert_noted_after_passes(const char *what)
{
	WAIT_UNTIL(notes() >= strlen(what));
	assert_string_equal(noted, what);
}

/* A place where a callback found itself. */
struct where {
	char comm[TASK_COMM_LEN];
	int cpu;
	unsigned int count; /* preempt_count */
	bool irqs_off;
	const struct task_struct *task;
	const char *stack;
};

static inline void where_am_i(struct where *w)
{
	char here;

	memcpy(w->comm, current->comm, sizeof(w->comm));
	w->cpu = smp_processor_id();
	w->count = (unsigned int)preempt_count();
	w->irqs_off = irqs_disabled();
	w->task = current;
	__asm__("" : "=r"(w->stack) : "0"(&here));
}

/* A device's line, and a handler that does what a test says. */
struct line {
	int irq;
	void (*fn)(void *arg);
	void *arg;
	unsigned int handled; /* written by the handler, released by the last thing it does */
};

static inline irqreturn_t line_handler(int irq, void *dev_id)
{
	struct line *line = dev_id;
	void (*fn)(void *arg) = smp_load_acquire(&line->fn);

	if (fn)
		fn(READ_ONCE(line->arg));
	smp_store_release(&line->handled, line->handled + 1);
	return IRQ_HANDLED;
}

/* An earlier interrupt may be in its handler still. */
static inline void line_set(struct line *line, void (*fn)(void *arg), void *arg)
{
	WRITE_ONCE(line->arg, arg);
	smp_store_release(&line->fn, fn);
}

static inline void line_init(struct line *line, int cpu)
{
	line->irq = tl_irq_alloc("test", TL_IRQ_RISING, cpu);
	assert_true(line->irq > 0);
	line->handled = 0;
	line->fn = NULL;
	assert_int_equal(request_irq((unsigned int)line->irq, line_handler, 0, "test", line), 0);
}

static inline void line_destroy(struct line *line)
{
	free_irq((unsigned int)line->irq, line);
	assert_int_equal(tl_irq_free(line->irq), 0);
}

/* CPU 0 is the test's own: the handler runs within, on top of it. */
static struct line line0, line1;

static inline void interrupt_here(void (*fn)(void *arg), void *arg)
{
	unsigned long flags;

	line_set(&line0, fn, arg);
	local_irq_save(flags);
	(void)tl_irq_raise(line0.irq);
	local_irq_restore(flags);
}

/* Of a CPU that is idle: its own task serves it, meanwhile. Returns when the handler has run. */
static inline void interrupt_idle(struct line *line, void (*fn)(void *arg), void *arg)
{
	unsigned int before = smp_load_acquire(&line->handled);

	line_set(line, fn, arg);
	(void)tl_irq_raise(line->irq);
	WAIT_UNTIL(smp_load_acquire(&line->handled) != before);
}

/* And CPU 1 is idle. */
static inline void interrupt_cpu1(void (*fn)(void *arg), void *arg)
{
	interrupt_idle(&line1, fn, arg);
}

static inline void fn_schedule(void *tasklet)
{
	tasklet_schedule(tasklet);
}

static inline void fn_hi_schedule(void *tasklet)
{
	tasklet_hi_schedule(tasklet);
}

static inline void fn_look_for_softirqs(void *busy)
{
	/* ksoftirqd may be on its way, or on its way out, with nothing pending. */
	*(bool *)busy = in_serving_softirq() || local_softirq_pending() ||
			strncmp(current->comm, "swapper/", 8);
}

/* Return when the line's CPU is idle: no softirq is running, pending, or left to ksoftirqd. */
static inline void settle_line(struct line *line)
{
	bool busy = true;

	while (busy)
		interrupt_idle(line, fn_look_for_softirqs, &busy);
}

static inline void settle_cpu1(void)
{
	settle_line(&line1);
}

/* Idle: neither scheduled nor running. */
static inline bool idle(struct tasklet_struct *t)
{
	return smp_load_acquire(&t->state) == 0;
}

/* The log from a place on. */
static struct tl_log_reader log_mark;

static inline void log_from_here(void)
{
	struct tl_log_entry entry;

	while (tl_log_read(&log_mark, &entry) == 1)
		;
}

static inline unsigned int logged(const char *text)
{
	struct tl_log_reader reader = log_mark;
	struct tl_log_entry entry;
	unsigned int n = 0;

	while (tl_log_read(&reader, &entry) == 1)
		n += strstr(entry.text, text) != NULL;
	return n;
}

static unsigned long reports_before;
/* How many reports the test is about. */
static unsigned long reports_expected;

static inline int test_begin(void **state)
{
	forget_notes();
	log_from_here();
	reports_before = tl_report_count();
	reports_expected = 0;
	return 0;
}

/* Nothing left locked, disabled or reported. */
static inline int test_end(void **state)
{
	assert_int_equal(preempt_count(), 0);
	assert_false(irqs_disabled());
	assert_int_equal(get_current_state(), TASK_RUNNING);
	assert_int_equal(tl_report_count(), reports_before + reports_expected);
	return 0;
}

#define MACHINE_TEST(f) cmocka_unit_test_setup_teardown(f, test_begin, test_end)

static inline int machine_up(void **state)
{
	assert_int_equal(tl_boot("nr_cpus=2"), 0);
	assert_int_equal(tl_cpu_bind(0), 0);
	line_init(&line0, 0);
	line_init(&line1, 1);
	return 0;
}

static inline int machine_down(void **state)
{
	line_destroy(&line1);
	line_destroy(&line0);
	assert_int_equal(tl_shutdown(), 0);
	return 0;
}

#endif /* TESTS_SEMANTICS_MACHINE_H */
