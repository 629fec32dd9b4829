/* SPDX-License-Identifier: MIT */
/*
 * Raisers that storm lines at CPU 0, where the thread under test has its short sections: kicks
 * then land before, in and, were it not for the absorbing give-back, after them.
 */
#ifndef TESTS_THREADS_STORM_H
#define TESTS_THREADS_STORM_H

#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <sys/syscall.h>

#include <linux/bottom_half.h>
#include <linux/compiler.h>
#include <linux/interrupt.h>
#include <tasklet/boot.h>
#include <tasklet/cpu.h>
#include <tasklet/irq.h>

#define STORM_RAISERS 2

struct storm {
	int irq[STORM_RAISERS];
	pthread_t raiser[STORM_RAISERS];
	struct tasklet_struct tasklet;
	pid_t victim; /* whose sections are to be hit */
	bool stop; /* atomic */
	unsigned long handled; /* atomic */
	unsigned long hit; /* handlers that ran on the victim's thread; atomic */
	void (*in_handler)(void); /* NULL, or what the handlers do besides */
};

static inline pid_t storm_tid(void)
{
	return (pid_t)syscall(SYS_gettid);
}

static inline irqreturn_t storm_handler(int irq, void *dev_id)
{
	struct storm *storm = dev_id;

	__atomic_fetch_add(&storm->handled, 1, __ATOMIC_RELAXED);
	if (storm_tid() == storm->victim)
		__atomic_fetch_add(&storm->hit, 1, __ATOMIC_RELAXED);
	if (storm->in_handler)
		storm->in_handler();
	tasklet_schedule(&storm->tasklet);
	return IRQ_HANDLED;
}

static inline void storm_tasklet(struct tasklet_struct *t)
{
}

struct storm_raiser {
	struct storm *storm;
	int irq;
};

/* Each waits for its last one to be served, so that nearly every raise is a kick. */
static inline void *storm_raise(void *p)
{
	struct storm_raiser r = *(struct storm_raiser *)p;

	free(p);
	while (!__atomic_load_n(&r.storm->stop, __ATOMIC_ACQUIRE)) {
		unsigned long before = __atomic_load_n(&r.storm->handled, __ATOMIC_RELAXED);

		(void)tl_irq_raise(r.irq);
		for (int turn = 0; turn < 1000; turn++)
			if (__atomic_load_n(&r.storm->handled, __ATOMIC_RELAXED) != before)
				break;
		sched_yield();
	}
	return NULL;
}

/* On the thread under test, which is bound to CPU 0 from here on. */
static inline void storm_start(struct storm *storm, void (*in_handler)(void))
{
	memset(storm, 0, sizeof(*storm));
	storm->victim = storm_tid();
	storm->in_handler = in_handler;
	tasklet_setup(&storm->tasklet, storm_tasklet);
	assert_int_equal(tl_cpu_bind(0), 0);
	for (int i = 0; i < STORM_RAISERS; i++) {
		struct storm_raiser *r = malloc(sizeof(*r));

		storm->irq[i] = tl_irq_alloc("storm", TL_IRQ_RISING, 0);
		assert_true(storm->irq[i] > 0);
		assert_int_equal(request_irq((unsigned int)storm->irq[i], storm_handler, 0, "storm",
					     storm),
				 0);
		*r = (struct storm_raiser){storm, storm->irq[i]};
		assert_int_equal(pthread_create(&storm->raiser[i], NULL, storm_raise, r), 0);
	}
}

static inline void storm_stop(struct storm *storm)
{
	__atomic_store_n(&storm->stop, true, __ATOMIC_RELEASE);
	for (int i = 0; i < STORM_RAISERS; i++) {
		pthread_join(storm->raiser[i], NULL);
		free_irq((unsigned int)storm->irq[i], storm);
		assert_int_equal(tl_irq_free(storm->irq[i]), 0);
	}
	tasklet_kill(&storm->tasklet);
	assert_int_equal(tl_cpu_bind(-1), 0);
}

static inline unsigned long storm_hit(struct storm *storm)
{
	return __atomic_load_n(&storm->hit, __ATOMIC_RELAXED);
}

/* A section of some hundred instructions; every fourth one in libc, where a kick is put off. */
static inline void storm_section(unsigned int turn)
{
	char text[32];

	local_bh_disable();
	if (turn % 4 == 3)
		snprintf(text, sizeof(text), "%u", turn);
	else
		for (unsigned int i = 0; i < 50 + turn % 64; i++)
			cpu_relax();
	local_bh_enable();
}

#endif /* TESTS_THREADS_STORM_H */
