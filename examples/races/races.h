/* SPDX-License-Identifier: MIT */
/*
 * Races that drivers have had, each as a pair: broken, and as it was fixed. Each file NAME.c opens
 * with the failing interleaving; then comes a driver, of kernel API only, in which a function or
 * two have both versions; and below the line the scenario, of host API, that the explorer runs.
 * races-main.c goes through the table in races.c.
 */
#ifndef RACES_H
#define RACES_H

#include <linux/platform_device.h>
#include <linux/types.h>
#include <tasklet/explore.h>

/**
 * struct race_variant - what a scenario is given
 * @fixed: take the driver's fixed version
 * @nr_tasks: how many tasks, where that can be chosen, else 0
 */
struct race_variant {
	bool fixed;
	unsigned int nr_tasks;
};

/**
 * struct race - a line of the table
 * @name: of the scenario
 * @what: in a few words, what goes wrong
 * @scenario: what is explored; its argument is a struct race_variant
 * @failure: how the broken version fails
 * @nr_cpus: how many it needs; 0: one for each task
 * @p, @q: bounds at which the broken version fails; the fixed one is exhausted at one more of each
 * @deviations: of the shortest failing schedule from the default one
 * @sizable: made of any number of tasks, RACE_TASKS_MIN to RACE_TASKS_MAX; the fixed version has
 *	too many schedules to exhaust, and is sampled
 */
struct race {
	const char *name;
	const char *what;
	void (*scenario)(void *arg);
	enum tl_failure failure;
	unsigned int nr_cpus;
	unsigned int p;
	unsigned int q;
	unsigned int deviations;
	bool sizable;
};

#define RACE_TASKS_MIN 3
#define RACE_TASKS_MAX 20

extern const struct race races[];
extern const unsigned int nr_races;

/* For scenarios: a platform device with one interrupt. Fails the run if it can't be made. */
struct platform_device *race_plug(const char *name, int irq);
/* For scenarios: a register window; where it is. Fails the run if it can't be made. */
struct tl_mmio_ops;
phys_addr_t race_window(const char *name, u64 size, const struct tl_mmio_ops *ops, void *priv);

void managed_irq(void *arg);
void open_file(void *arg);
void no_kill(void *arg);
void no_irqsave(void *arg);
void lost_update(void *arg);
void lost_wakeup(void *arg);
void disable_self(void *arg);
void kill_disabled(void *arg);
void kill_requeue(void *arg);
void lock_order(void *arg);
void irq_nosync(void *arg);
void dma_terminate(void *arg);
void stop_flag(void *arg);
void reorder(void *arg);
void twostage(void *arg);

#endif /* RACES_H */
