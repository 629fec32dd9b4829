// SPDX-License-Identifier: MIT
/*
 * Init and exit functions of drivers.
 *
 * Constructors register them, each file's own, before main() and so before boot (or later, in a
 * driver that is dlopen()ed). Boot runs the init calls by level, and within a level as they were
 * registered, which is link order; shutdown runs the exits in reverse. An object that registered
 * stays in memory: dlclose() of a driver is not supported.
 *
 * list_lock protects the two lists, `running` and the entries' `ran`; the functions themselves run
 * without it, on the thread that boots or shuts down.
 */
#include <linux/module.h>

#include <linux/bug.h>
#include <linux/irqflags.h>
#include <linux/preempt.h>
#include <linux/printk.h>

#include "host/call.h"
#include "host/lock.h"
#include "host/subsys.h"

static struct host_lock list_lock;
static struct tl_initcall_entry *calls; /* by level, then first registered first */
static struct tl_module_entry *modules; /* last registered first */
static bool running; /* between boot and shutdown */

/* A return that is no -errno, or a context that is not as it was: the driver is told. */
static void check_initcall(const struct tl_initcall_entry *call, int ret, int count)
{
	if (ret > 0)
		pr_warn("initcall %s suspiciously returned %d, it should follow 0/-E convention\n",
			call->name, ret);
	WARN(preempt_count() != count, "initcall %s returned with preemption imbalance\n",
	     call->name);
	WARN(irqs_disabled(), "initcall %s returned with disabled interrupts\n", call->name);
	if (preempt_count() > count)
		preempt_count_sub(preempt_count() - count);
	if (irqs_disabled())
		local_irq_enable();
}

static void run_initcall(struct tl_initcall_entry *call)
{
	int count = preempt_count();
	int ret = call->init();

	check_initcall(call, ret, count);
	if (ret >= 0)
		return;
	call->module->failed = true;
	pr_err("initcall %s returned %d\n", call->name, ret);
}

void __tl_register_module(struct tl_module_entry *module)
{
	unsigned long state = host_call_begin();

	host_lock(&list_lock);
	if (!module->listed) {
		module->listed = true;
		module->next = modules;
		modules = module;
	}
	host_unlock(&list_lock);
	host_call_end(state);
}
EXPORT_SYMBOL(__tl_register_module);

void __tl_register_initcall(struct tl_initcall_entry *call)
{
	unsigned long state = host_call_begin();
	struct tl_initcall_entry **pos;
	bool now;

	host_lock(&list_lock);
	for (pos = &calls; *pos && (*pos)->level <= call->level; pos = &(*pos)->next)
		;
	call->next = *pos;
	*pos = call;
	now = running;
	call->ran = now;
	host_unlock(&list_lock);
	host_call_end(state);
	__tl_register_module(call->module);
	if (now)
		run_initcall(call);
}
EXPORT_SYMBOL(__tl_register_initcall);

static void forget_runs(void)
{
	host_lock(&list_lock);
	for (struct tl_module_entry *module = modules; module; module = module->next)
		module->failed = false;
	for (struct tl_initcall_entry *call = calls; call; call = call->next)
		call->ran = false;
	host_unlock(&list_lock);
}

/* NULL: all have run, and what is registered from now on runs at once. Others may be registered
 * while one runs, also before those that ran. */
static struct tl_initcall_entry *next_to_run(void)
{
	struct tl_initcall_entry *call;

	host_lock(&list_lock);
	for (call = calls; call && call->ran; call = call->next)
		;
	if (call)
		call->ran = true;
	else
		running = true;
	host_unlock(&list_lock);
	return call;
}

int modules_subsys_init(void)
{
	struct tl_initcall_entry *call;

	forget_runs();
	while ((call = next_to_run()))
		run_initcall(call);
	return 0;
}

/* Who registers meanwhile does so in front. */
static struct tl_module_entry *stop_running(void)
{
	struct tl_module_entry *last;

	host_lock(&list_lock);
	running = false;
	last = modules;
	host_unlock(&list_lock);
	return last;
}

void modules_subsys_exit(void)
{
	for (struct tl_module_entry *module = stop_running(); module; module = module->next)
		if (module->exit && !module->failed)
			module->exit();
}
