// SPDX-License-Identifier: MIT
/*
 * Calling a function in a worker, or where it may sleep.
 */
#include <linux/cpumask.h>
#include <linux/errno.h>
#include <linux/interrupt.h>
#include <linux/slab.h>
#include <linux/workqueue.h>

struct work_for_cpu {
	struct work_struct work;
	long (*fn)(void *);
	void *arg;
	long ret;
};

static void call_fn(struct work_struct *work)
{
	struct work_for_cpu *wfc = from_work(wfc, work, work);

	wfc->ret = wfc->fn(wfc->arg);
}

long work_on_cpu(int cpu, long (*fn)(void *), void *arg)
{
	struct work_for_cpu wfc = {.fn = fn, .arg = arg};

	INIT_WORK_ONSTACK(&wfc.work, call_fn);
	queue_work_on(cpu, system_wq, &wfc.work);
	flush_work(&wfc.work);
	return wfc.ret;
}
EXPORT_SYMBOL_GPL(work_on_cpu);

long work_on_cpu_safe(int cpu, long (*fn)(void *), void *arg)
{
	return cpu_online(cpu) ? work_on_cpu(cpu, fn, arg) : -ENODEV;
}
EXPORT_SYMBOL_GPL(work_on_cpu_safe);

int schedule_on_each_cpu(work_func_t func)
{
	unsigned int n = num_online_cpus();
	struct work_struct *works = kcalloc(n, sizeof(*works), GFP_KERNEL);

	if (!works)
		return -ENOMEM;
	for (unsigned int cpu = 0; cpu < n; cpu++) {
		INIT_WORK(&works[cpu], func);
		schedule_work_on((int)cpu, &works[cpu]);
	}
	for (unsigned int cpu = 0; cpu < n; cpu++)
		flush_work(&works[cpu]);
	kfree(works);
	return 0;
}
EXPORT_SYMBOL_GPL(schedule_on_each_cpu);

int execute_in_process_context(work_func_t fn, struct execute_work *ew)
{
	if (!in_interrupt()) {
		fn(&ew->work);
		return 0;
	}
	INIT_WORK(&ew->work, fn);
	schedule_work(&ew->work);
	return 1;
}
EXPORT_SYMBOL_GPL(execute_in_process_context);
