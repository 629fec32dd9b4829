/* SPDX-License-Identifier: MIT */
/*
 * A scenario with something of everything: tasks on two CPUs that share a counter under a spinlock,
 * sleep and wake each other; a line whose handler schedules a tasklet that takes the lock, too.
 */
#ifndef TESTS_SIM_SCENARIO_H
#define TESTS_SIM_SCENARIO_H

#include <linux/interrupt.h>
#include <linux/jiffies.h>
#include <linux/sched.h>
#include <linux/spinlock.h>
#include <linux/wait.h>
#include <tasklet/boot.h>
#include <tasklet/cpu.h>
#include <tasklet/irq.h>
#include <tasklet/sim.h>

#define SCENARIO_TASKS 3
#define SCENARIO_TURNS 5

struct scenario {
	spinlock_t lock;
	struct wait_queue_head queue;
	struct tasklet_struct tasklet;
	int irq;
	unsigned int inside; /* of the lock; plain on purpose */
	unsigned int overlaps;
	unsigned int count; /* under the lock */
	unsigned int handled;
	unsigned int tasklets;
};

static struct scenario sc;

static inline void scenario_count(void)
{
	if (sc.inside++)
		sc.overlaps++;
	WRITE_ONCE(sc.count, READ_ONCE(sc.count) + 1);
	sc.inside--;
}

static inline irqreturn_t scenario_handler(int irq, void *dev)
{
	sc.handled++;
	tasklet_schedule(&sc.tasklet);
	return IRQ_HANDLED;
}

static inline void scenario_tasklet(struct tasklet_struct *t)
{
	spin_lock(&sc.lock);
	scenario_count();
	WRITE_ONCE(sc.tasklets, sc.tasklets + 1);
	spin_unlock(&sc.lock);
	wake_up(&sc.queue);
}

static inline void scenario_task(void *arg)
{
	for (int i = 0; i < SCENARIO_TURNS; i++) {
		unsigned int seen;

		spin_lock_bh(&sc.lock);
		scenario_count();
		seen = sc.tasklets;
		spin_unlock_bh(&sc.lock);
		(void)tl_irq_raise(sc.irq);
		wait_event_timeout(sc.queue, READ_ONCE(sc.tasklets) != seen, HZ);
	}
}

/* Boots, runs, shuts down. Return: 0, or what went wrong, for any thread and child. */
static inline int scenario_run(uint64_t *hash)
{
	struct task_struct *tasks[SCENARIO_TASKS];
	char name[] = "task0";

	sc = (struct scenario){0};
	spin_lock_init(&sc.lock);
	init_waitqueue_head(&sc.queue);
	tasklet_setup(&sc.tasklet, scenario_tasklet);
	if (tl_boot("nr_cpus=2"))
		return __LINE__;
	sc.irq = tl_irq_alloc("scenario", TL_IRQ_RISING, 1);
	if (request_irq((unsigned int)sc.irq, scenario_handler, 0, "scenario", &sc))
		return __LINE__;
	for (int i = 0; i < SCENARIO_TASKS; i++) {
		name[4] = (char)('0' + i);
		tasks[i] = tl_spawn(name, scenario_task, NULL);
	}
	for (int i = 0; i < SCENARIO_TASKS; i++)
		if (tl_join(tasks[i]))
			return __LINE__;
	free_irq((unsigned int)sc.irq, &sc);
	tasklet_kill(&sc.tasklet);
	*hash = tl_event_hash();
	if (tl_shutdown())
		return __LINE__;
	if (sc.overlaps || sc.count != SCENARIO_TASKS * SCENARIO_TURNS + sc.tasklets)
		return __LINE__;
	if (!sc.handled || sc.tasklets > sc.handled)
		return __LINE__;
	return 0;
}

#endif /* TESTS_SIM_SCENARIO_H */
