// SPDX-License-Identifier: MIT
/* Workqueues: works with a grace period, functions that are called in workers. */
#include <linux/err.h>
#include <linux/rcupdate.h>
#include <linux/workqueue.h>

#include "case.h"

static struct workqueue_struct *wq;
static int ran;

static struct rcu_work rwork;

static void say_rcu(struct work_struct *work)
{
	tc_log("rcu work %d, task %d", to_rcu_work(work) == &rwork, !!in_task());
	tc_count(&ran);
}

TC_CASE(an_rcu_work_waits_for_readers)
{
	bool queued, twice, as_work;
	unsigned int busy;

	ran = 0;
	INIT_RCU_WORK(&rwork, say_rcu);
	tc_log("flush idle %d", flush_rcu_work(&rwork));
	rcu_read_lock();
	queued = queue_rcu_work(system_wq, &rwork);
	twice = queue_rcu_work(system_wq, &rwork);
	as_work = queue_work(system_wq, &rwork.work);
	busy = work_busy(&rwork.work);
	tc_log("queue %d, twice %d, as work %d, busy %x", queued, twice, as_work, busy);
	tc_log("ran %d", READ_ONCE(ran));
	rcu_read_unlock();
	/* What it returns depends on whether the work has run before it is waited for. */
	flush_rcu_work(&rwork);
	tc_log("busy %x, flush %d", work_busy(&rwork.work), flush_rcu_work(&rwork));
}

TC_CASE(an_rcu_work_can_be_queued_again_and_again)
{
	ran = 0;
	INIT_RCU_WORK(&rwork, say_rcu);
	wq = alloc_workqueue("tc", WQ_UNBOUND, 0);
	for (int i = 0; i < 3; i++) {
		bool queued = queue_rcu_work(wq, &rwork);

		flush_rcu_work(&rwork);
		tc_log("queue %d", queued);
	}
	destroy_workqueue(wq);
}

/* --- calls --- */

static long say_cpu(void *arg)
{
	return 100 * (long)*(int *)arg + raw_smp_processor_id();
}

TC_CASE(functions_are_called_on_a_cpu)
{
	int arg = 7;

	tc_log("on 0: %ld", work_on_cpu(0, say_cpu, &arg));
	tc_log("on 1: %ld", work_on_cpu(1, say_cpu, &arg));
	tc_log("safe, on 1: %ld", work_on_cpu_safe(1, say_cpu, &arg));
	tc_log("safe, on none: %d", work_on_cpu_safe(7, say_cpu, &arg) == -ENODEV);
}

static struct execute_work execute;
static int executed;

static void say_execute(struct work_struct *work)
{
	tc_log("executed: task %d atomic %d worker %d", !!in_task(), !!in_atomic(),
	       !strncmp(current->comm, "kworker/", 8));
}

static void execute_it(void *unused)
{
	executed = execute_in_process_context(say_execute, &execute);
}

TC_CASE(execute_in_process_context_queues_in_interrupts)
{
	execute_it(NULL);
	tc_log("task %d", executed);
	tc_hardirq(execute_it, NULL);
	flush_work(&execute.work);
	tc_log("hardirq %d", executed);
	local_bh_disable();
	execute_it(NULL);
	local_bh_enable();
	flush_work(&execute.work);
	tc_log("bh off %d", executed);
}

static void describe_itself(struct work_struct *work)
{
	set_worker_desc("work of %s", "a case");
	tc_log("described");
}

TC_CASE(a_work_may_describe_itself)
{
	static DECLARE_WORK(work, describe_itself);

	set_worker_desc("nobody");
	schedule_work(&work);
	flush_work(&work);
}
