/* SPDX-License-Identifier: MIT */
/*
 * What a case may use besides the kernel API. The same case sources become a module of a real
 * kernel (kernel/) and a program on libtasklet (user/); a case logs what it sees, and the two
 * logs must be equal.
 *
 * So log only what Linux promises to be the same each time: no addresses, no times, nothing that
 * two CPUs do at once, nor two tasks of one CPU. A case runs as a task on CPU 0 of two.
 */
#ifndef TESTS_CONFORMANCE_CASE_H
#define TESTS_CONFORMANCE_CASE_H

#include <linux/interrupt.h>
#include <linux/irq_work.h>
#include <linux/kernel.h>
#include <linux/sched.h>
#include <linux/smp.h>
#include <linux/string.h>
#include <linux/types.h>

#include "side.h" /* kernel/side.h or user/side.h */

/* Define a case; its name is the promise that it shows. gen-cases.py finds these. */
#define TC_CASE(name)              \
	void tc_case_##name(void); \
	void tc_case_##name(void)

struct tc_case {
	const char *name;
	void (*fn)(void);
};

extern const struct tc_case tc_cases[];
extern const unsigned int tc_nr_cases;

/* The log: one buffer, one writer at a time. What does not fit is counted. */
struct tc_log {
	char *buf;
	size_t size, len, lost;
};

extern struct tc_log tc_the_log;

/* One line, without its newline. Any context. */
void tc_log(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
void tc_log_raw(const char *text, size_t len);

/* A line about where the caller runs: the fields of preempt_count, interrupts, CPU. */
void tc_context(const char *where);
/* A line about a tasklet, SCHED, RUN, count, and where the caller looks from. */
void tc_tasklet(const char *where, struct tasklet_struct *t);
/* Schedule it between two such looks: with bottom halves off, so that it can't run meanwhile. */
void tc_schedule(struct tasklet_struct *t);
void tc_hi_schedule(struct tasklet_struct *t);

/* Call @fn in hardirq context, on this CPU or another, and wait until it is done. */
void tc_hardirq(void (*fn)(void *arg), void *arg);
void tc_hardirq_on(int cpu, void (*fn)(void *arg), void *arg);

/*
 * An interrupt line of CPU 0: rising edges, or a level that fires until it is lowered. Raised on
 * CPU 0 with interrupts on, what it delivers has run when tc_line_raise() returns. An edge that
 * comes while the line is masked is latched.
 */
int tc_line_alloc(bool level);
void tc_line_free(int irq);
/* free_irq(), and a line about what it returned. tc_line_end(): and the line is freed. */
void tc_free_irq(int irq, void *dev_id);
void tc_line_end(int irq, void *dev_id);
void tc_line_raise(int irq);
void tc_line_lower(int irq);

/*
 * Memory of a program's that ends at this address: a page of zeroes, and behind it one that is not
 * there. One at a time.
 */
char __user *tc_user_edge(void);
void tc_user_done(char __user *edge);

/* What the kernel says from here on belongs to the case: it is no complaint, and not looked at. */
void tc_quiet(bool quiet);

/* Let everybody else go on until @cond holds; logs it if that takes longer than 10 s. */
#define TC_WAIT_UNTIL(cond)                                  \
	do {                                                 \
		int __turns = 0;                             \
                                                             \
		while (!(cond) && __turns++ < 10000)         \
			tc_nap();                            \
		if (!(cond))                                 \
			tc_log("never happened: %s", #cond); \
		smp_mb();                                    \
	} while (0)

/* In atomic context: spin until the other CPU has made it so. */
#define TC_SPIN_UNTIL(cond)          \
	do {                         \
		while (!(cond))      \
			cpu_relax(); \
		smp_mb();            \
	} while (0)

/*
 * Count one more; returns how many there were before. For what several tasks or handlers count: on
 * libtasklet, tasks of one CPU run beside each other.
 */
static inline int tc_count(int *nr)
{
	return __atomic_fetch_add(nr, 1, __ATOMIC_SEQ_CST);
}

/* Wait until nothing that is enabled is scheduled or running, and look at it. */
void tc_settle(struct tasklet_struct *t);

/* Each side has its own: a task pinned to a CPU; sleep for about a millisecond. */
struct tc_thread;
struct tc_thread *tc_thread_start(void (*fn)(void *arg), void *arg, int cpu);
void tc_thread_join(struct tc_thread *thread);
void tc_nap(void);
/* Until CPU 0's ksoftirqd has nothing to do. */
void tc_wait_ksoftirqd(void);

/* Both sides' entry points. */
void tc_run_cases(void);
/* Run the programs of a file (see programs.c); with their logs, or with a hash of each. */
int tc_run_programs(const unsigned char *data, size_t size, bool verbose);

#endif /* TESTS_CONFORMANCE_CASE_H */
