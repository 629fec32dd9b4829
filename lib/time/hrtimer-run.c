// SPDX-License-Identifier: MIT
/* Running hrtimers: the hard ones in the timer interrupt, the soft ones in HRTIMER_SOFTIRQ. */
#include <linux/interrupt.h>
#include <linux/minmax.h>
#include <linux/printk.h>
#include <linux/time64.h>

#include "arch/upcall.h"
#include "time/hrcpu.h"
#include "time/time.h"

/* Functions that one interrupt runs, before it lets what it interrupted go on for a moment. */
#define MAX_RUNS 1000

/* For how long: as long as they took, but at least, and at most. */
#define PAUSE_NS_MIN (100 * NSEC_PER_USEC)
#define PAUSE_NS_MAX (100 * NSEC_PER_MSEC)

/* With the lock: it has come, or is of no use any more. */
static void clear_event(struct hrtimer_cpu *hc, struct hrtimer_queue *q)
{
	q->event_ns = ARCH_EVENT_NEVER;
	arch_clock_event(hc->cpu, q->event, ARCH_EVENT_NEVER);
}

/* With the lock and interrupts off, and so at the end; not in between. */
static void run(struct hrtimer_cpu *hc, struct hrtimer_queue *q, struct hrtimer *timer)
{
	enum hrtimer_restart (*fn)(struct hrtimer *) = timer->function;
	bool soft = timer->is_soft;
	enum hrtimer_restart restart;

	(void)hrtimer_dequeue(hc, timer);
	arch_api_touch(&timer->state);
	arch_poke(q->running, timer);
	raw_spin_unlock(&hc->lock);
	if (soft)
		local_irq_enable();
	restart = fn(timer);
	if (soft)
		local_irq_disable();
	/* Who cancels the next one, having waited for something that this one did, is in time. */
	arch_api_point(hc);
	raw_spin_lock(&hc->lock);
	arch_poke(q->running, NULL);
	/* Only then it is still there. It may have been armed meanwhile, which wins. */
	if (restart == HRTIMER_NORESTART || hrtimer_queued(timer))
		return;
	timer->key = hrtimer_to_monotonic(timer, timer->_softexpires);
	arch_api_touch(&timer->state);
	hrtimer_enqueue(hc, timer);
}

/*
 * With the lock: there have been too many. Without the pause a function that restarts without a
 * forward would keep the CPU, and virtual time, for ever.
 */
static void pause_queue(struct hrtimer_cpu *hc, struct hrtimer_queue *q, u64 began)
{
	u64 now = arch_clock_ns();

	pr_warn_once("hrtimer: interrupt took %llu ns\n", (unsigned long long)(now - began));
	q->event_ns = now + clamp_t(u64, now - began, PAUSE_NS_MIN, PAUSE_NS_MAX);
	arch_clock_event(hc->cpu, q->event, q->event_ns);
}

/* Returns with the lock, and interrupts off. */
static void run_queue(struct hrtimer_cpu *hc, struct hrtimer_queue *q)
{
	u64 now = arch_clock_ns();
	unsigned int runs = 0;

	clear_event(hc, q);
	while (q->queue.first && q->queue.first->key <= now && runs++ < MAX_RUNS)
		run(hc, q, q->queue.first);
	if (unlikely(runs > MAX_RUNS))
		pause_queue(hc, q, now);
	else
		hrtimer_set_event(hc, q);
}

void hrtimer_serve(unsigned int cpu)
{
	struct hrtimer_cpu *hc = hrtimers_of(cpu);

	raw_spin_lock(&hc->lock);
	run_queue(hc, &hc->queue[0]);
	raw_spin_unlock(&hc->lock);
}

static void hrtimer_softirq(struct softirq_action *action)
{
	struct hrtimer_cpu *hc = hrtimers_of(arch_smp_processor_id());

	(void)action;
	raw_spin_lock_irq(&hc->lock);
	run_queue(hc, &hc->queue[1]);
	raw_spin_unlock_irq(&hc->lock);
}

void hrtimers_init(void)
{
	open_softirq(HRTIMER_SOFTIRQ, hrtimer_softirq);
}

/* What is left won't run; but it can be armed again in the next machine. */
void hrtimers_exit(void)
{
	for (unsigned int cpu = 0; cpu < NR_CPUS; cpu++) {
		struct hrtimer_cpu *hc = hrtimer_cpus[cpu];

		hrtimer_cpus[cpu] = NULL;
		for (unsigned int i = 0; hc && i < 2; i++) {
			struct hrtimer *timer;

			while ((timer = hc->queue[i].queue.first)) {
				pr_notice("hrtimer %pS is still armed at shutdown\n",
					  (void *)timer->function);
				(void)hrtimer_dequeue(hc, timer);
			}
		}
		arch_object_free(hc);
	}
}
