// SPDX-License-Identifier: MIT
/* Kernel threads: create, bind, stop, park; signals; workers. */
#include <linux/err.h>
#include <linux/kthread.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>
#include <linux/sched/task.h>
#include <linux/wait.h>

#include "case.h"

static DECLARE_WAIT_QUEUE_HEAD(head);
static int phase;

static void set_phase(int to)
{
	WRITE_ONCE(phase, to);
	wake_up_all(&head);
}

static void wait_phase(int at_least)
{
	wait_event(head, READ_ONCE(phase) >= at_least);
}

static bool asleep(struct task_struct *task)
{
	return READ_ONCE(task->__state) & TASK_NORMAL;
}

static int until_stopped(void *arg)
{
	set_phase(1);
	while (!kthread_should_stop()) {
		set_current_state(TASK_INTERRUPTIBLE);
		if (!kthread_should_stop())
			schedule();
		__set_current_state(TASK_RUNNING);
	}
	set_phase(2);
	return (int)(long)arg;
}

TC_CASE(a_created_thread_runs_when_it_is_woken)
{
	struct task_struct *task;

	phase = 0;
	task = kthread_create(until_stopped, (void *)7, "tc-%s/%d", "thread", 3);
	tc_log("error %d comm %s phase %d", IS_ERR(task), task->comm, READ_ONCE(phase));
	tc_log("data %ld func %d", (long)kthread_data(task), kthread_func(task) == until_stopped);
	tc_log("wake %d", wake_up_process(task));
	TC_WAIT_UNTIL(READ_ONCE(phase) == 1 && asleep(task));
	tc_log("stop %d", kthread_stop(task));
	tc_log("phase %d", READ_ONCE(phase));
}

TC_CASE(stopped_before_it_ran_its_function_is_not_called)
{
	struct task_struct *task;

	phase = 0;
	task = kthread_create(until_stopped, NULL, "tc");
	tc_log("stop %d", kthread_stop(task));
	tc_log("phase %d", READ_ONCE(phase));
}

static int return_at_once(void *arg)
{
	set_phase(1);
	return (int)(long)arg;
}

TC_CASE(stop_of_a_thread_that_has_ended_returns_its_value)
{
	struct task_struct *task;

	phase = 0;
	task = kthread_create(return_at_once, (void *)-5, "tc");
	get_task_struct(task);
	wake_up_process(task);
	TC_WAIT_UNTIL(READ_ONCE(phase) == 1);
	tc_nap();
	tc_log("stop %d", kthread_stop(task));
	put_task_struct(task);
}

TC_CASE(names_of_threads_are_cut_off)
{
	struct task_struct *task =
		kthread_create(return_at_once, NULL, "%s", "a-name-too-long-for-it");

	tc_log("%s", task->comm);
	kthread_stop(task);
	task = kthread_create(return_at_once, NULL, "%%d-%c%5d|", 'x', 42);
	tc_log("%s", task->comm);
	kthread_stop(task);
}

static int note_where(void *arg)
{
	tc_context("thread");
	tc_log("state %x kthread %d policy %d nice %d comm %s", READ_ONCE(current->__state),
	       !!(current->flags & PF_KTHREAD), current->policy, task_nice(current), current->comm);
	set_phase(1);
	while (!kthread_should_stop())
		tc_nap();
	return 0;
}

TC_CASE(a_bound_thread_runs_there)
{
	for (int cpu = 0; cpu < 2; cpu++) {
		struct task_struct *task;

		phase = 0;
		task = kthread_create(note_where, NULL, "tc");
		kthread_bind(task, cpu);
		wake_up_process(task);
		TC_WAIT_UNTIL(READ_ONCE(phase) == 1);
		tc_log("stop %d", kthread_stop(task));
	}
}

static int say_should(void *arg)
{
	tc_log("should stop %d park %d", kthread_should_stop(), kthread_should_park());
	set_phase(1);
	TC_WAIT_UNTIL(kthread_should_stop());
	tc_log("should stop %d park %d", kthread_should_stop(), kthread_should_park());
	return 3;
}

TC_CASE(should_stop_and_should_park)
{
	struct task_struct *task;

	phase = 0;
	task = kthread_run(say_should, NULL, "tc");
	TC_WAIT_UNTIL(READ_ONCE(phase) == 1);
	tc_log("stop %d", kthread_stop(task));
}

static int runs, parked;

static int parks(void *arg)
{
	while (!kthread_should_stop()) {
		if (kthread_should_park()) {
			tc_log("parks");
			kthread_parkme();
			tc_log("goes on: stop %d park %d", kthread_should_stop(),
			       kthread_should_park());
			WRITE_ONCE(parked, 0);
			continue;
		}
		WRITE_ONCE(runs, runs + 1);
		set_phase(1);
		tc_nap();
	}
	tc_log("stops");
	return 4;
}

TC_CASE(park_and_unpark)
{
	struct task_struct *task;
	int before;

	phase = 0;
	task = kthread_run(parks, NULL, "tc");
	TC_WAIT_UNTIL(READ_ONCE(phase) == 1);
	parked = 1;
	tc_log("park %d", kthread_park(task));
	before = READ_ONCE(runs);
	tc_nap();
	tc_nap();
	tc_log("parked: ran %d", READ_ONCE(runs) - before);
	kthread_unpark(task);
	TC_WAIT_UNTIL(!READ_ONCE(parked));
	TC_WAIT_UNTIL(READ_ONCE(runs) > before);
	tc_log("stop %d", kthread_stop(task));
}

TC_CASE(stop_of_a_parked_thread_unparks_it)
{
	struct task_struct *task;

	phase = 0;
	task = kthread_run(parks, NULL, "tc");
	TC_WAIT_UNTIL(READ_ONCE(phase) == 1);
	tc_log("park %d", kthread_park(task));
	tc_log("stop %d", kthread_stop(task));
}

TC_CASE(park_before_the_first_run)
{
	struct task_struct *task;

	phase = 0;
	task = kthread_create(parks, NULL, "tc");
	tc_log("park %d", kthread_park(task));
	kthread_unpark(task);
	wake_up_process(task);
	TC_WAIT_UNTIL(READ_ONCE(phase) >= 1);
	tc_log("stop %d", kthread_stop(task));
}

TC_CASE(unpark_of_a_thread_that_is_not_parked)
{
	struct task_struct *task;

	phase = 0;
	task = kthread_run(parks, NULL, "tc");
	TC_WAIT_UNTIL(READ_ONCE(phase) == 1);
	kthread_unpark(task);
	tc_log("stop %d", kthread_stop(task));
}

static int woken(void *arg)
{
	set_phase(1);
	set_current_state(TASK_UNINTERRUPTIBLE);
	schedule();
	set_phase(2);
	TC_WAIT_UNTIL(kthread_should_stop());
	return 0;
}

TC_CASE(wake_up_process_of_a_sleeper)
{
	struct task_struct *task;

	phase = 0;
	task = kthread_run(woken, NULL, "tc");
	TC_WAIT_UNTIL(READ_ONCE(phase) == 1 && asleep(task));
	tc_log("wake %d", wake_up_process(task));
	TC_WAIT_UNTIL(READ_ONCE(phase) == 2);
	tc_log("stop %d", kthread_stop(task));
}

static void say_policy(const char *when)
{
	tc_log("%s: policy %d nice %d priority %d", when, current->policy, task_nice(current),
	       current->rt_priority);
}

static int nices(void *arg)
{
	say_policy("new");
	set_user_nice(current, 10);
	say_policy("10");
	set_user_nice(current, 100);
	say_policy("100");
	set_user_nice(current, -5);
	say_policy("-5");
	sched_set_fifo(current);
	say_policy("fifo");
	sched_set_fifo_low(current);
	say_policy("fifo, low");
	sched_set_normal(current, 3);
	say_policy("normal");
	return 0;
}

static int end_after(void *arg)
{
	int (*fn)(void *) = arg;
	int ret = fn(NULL);

	set_phase(1);
	TC_WAIT_UNTIL(kthread_should_stop());
	return ret;
}

static void in_a_thread(int (*fn)(void *arg))
{
	struct task_struct *task;

	phase = 0;
	task = kthread_run(end_after, fn, "tc");
	TC_WAIT_UNTIL(READ_ONCE(phase) == 1);
	tc_log("stop %d", kthread_stop(task));
}

TC_CASE(nice_and_policy)
{
	in_a_thread(nices);
}

static int signals(void *arg)
{
	tc_log("not allowed: send %d", send_sig(SIGTERM, current, 0));
	tc_log("pending %d", !!signal_pending(current));
	allow_signal(SIGTERM);
	tc_log("allowed: pending %d", !!signal_pending(current));
	tc_log("send %d", send_sig(SIGTERM, current, 0));
	tc_log("pending %d fatal %d", !!signal_pending(current), !!fatal_signal_pending(current));
	tc_log("wait %d", wait_event_interruptible(head, false));
	tc_log("wait with time %ld", (long)wait_event_interruptible_timeout(head, false, 1000));
	tc_log("wait for what holds %d", wait_event_interruptible(head, true));
	tc_log("sleep %d", schedule_timeout_interruptible(1000) > 0);
	flush_signals(current);
	tc_log("flushed: pending %d", !!signal_pending(current));
	tc_log("sleep %ld", schedule_timeout_interruptible(1));
	disallow_signal(SIGTERM);
	tc_log("disallowed: send %d", send_sig(SIGTERM, current, 0));
	tc_log("pending %d", !!signal_pending(current));
	flush_signals(current);
	return 0;
}

TC_CASE(signals_of_a_thread)
{
	in_a_thread(signals);
}

static int interrupted(void *arg)
{
	int ret;

	allow_signal(SIGINT);
	set_phase(1);
	ret = wait_event_interruptible(head, READ_ONCE(phase) == 99);
	tc_log("woken: %d pending %d", ret, !!signal_pending(current));
	flush_signals(current);
	set_phase(2);
	TC_WAIT_UNTIL(kthread_should_stop());
	return 0;
}

TC_CASE(a_signal_wakes_an_interruptible_sleeper)
{
	struct task_struct *task;
	int sent;

	phase = 0;
	task = kthread_run(interrupted, NULL, "tc");
	TC_WAIT_UNTIL(READ_ONCE(phase) == 1 && asleep(task));
	sent = send_sig(SIGINT, task, 0);
	TC_WAIT_UNTIL(READ_ONCE(phase) == 2);
	tc_log("sent %d", sent);
	tc_log("stop %d", kthread_stop(task));
}

/* --- Workers. --- */

struct item {
	struct kthread_work work;
	struct kthread_delayed_work delayed;
	char name;
	int again;
};

static struct kthread_worker *worker;
static struct item item[3];

static void work_fn(struct kthread_work *work)
{
	struct item *i = container_of(work, struct item, work);

	tc_log("work %c", i->name);
	if (i->again) {
		i->again--;
		tc_log("queue again: %d", kthread_queue_work(worker, work));
	}
}

static void delayed_fn(struct kthread_work *work)
{
	struct kthread_delayed_work *delayed =
		container_of(work, struct kthread_delayed_work, work);

	tc_log("delayed %c", container_of(delayed, struct item, delayed)->name);
}

static void block_fn(struct kthread_work *work)
{
	tc_log("blocks");
	set_phase(1);
	wait_phase(2);
	tc_log("goes on");
}

static struct kthread_work block;

static void worker_up(void)
{
	phase = 0;
	worker = kthread_create_worker(0, "tc-worker/%d", 1);
	kthread_init_work(&block, block_fn); /* it belonged to another worker, which is gone */
	for (int i = 0; i < 3; i++) {
		item[i].name = 'a' + i;
		item[i].again = 0;
		kthread_init_work(&item[i].work, work_fn);
		kthread_init_delayed_work(&item[i].delayed, delayed_fn);
	}
	tc_log("error %d comm %s", IS_ERR(worker), worker->task->comm);
}

/* What is queued meanwhile waits until release(). */
static void hold(void)
{
	set_phase(0);
	kthread_queue_work(worker, &block);
	TC_WAIT_UNTIL(READ_ONCE(phase) == 1);
}

static void release(void)
{
	set_phase(2);
	kthread_flush_worker(worker);
}

TC_CASE(a_worker_works_in_the_order_of_queueing)
{
	worker_up();
	hold();
	tc_log("queue %d", kthread_queue_work(worker, &item[1].work));
	tc_log("queue %d", kthread_queue_work(worker, &item[0].work));
	tc_log("twice %d", kthread_queue_work(worker, &item[1].work));
	tc_log("queue %d", kthread_queue_work(worker, &item[2].work));
	release();
	tc_log("flushed");
	kthread_destroy_worker(worker);
}

TC_CASE(a_kthread_work_queues_itself)
{
	worker_up();
	item[0].again = 2;
	kthread_queue_work(worker, &item[0].work);
	TC_WAIT_UNTIL(!READ_ONCE(item[0].again));
	kthread_flush_work(&item[0].work);
	tc_log("flushed");
	kthread_destroy_worker(worker);
}

TC_CASE(cancel_of_a_kthread_work)
{
	worker_up();
	tc_log("idle %d", kthread_cancel_work_sync(&item[0].work));
	hold();
	kthread_queue_work(worker, &item[0].work);
	kthread_queue_work(worker, &item[1].work);
	tc_log("pending %d", kthread_cancel_work_sync(&item[0].work));
	tc_log("again %d", kthread_cancel_work_sync(&item[0].work));
	release();
	tc_log("done %d", kthread_cancel_work_sync(&item[1].work));
	kthread_destroy_worker(worker);
}

TC_CASE(destroy_of_a_worker_finishes_its_works)
{
	worker_up();
	hold();
	kthread_queue_work(worker, &item[0].work);
	kthread_queue_work(worker, &item[1].work);
	set_phase(2);
	kthread_destroy_worker(worker);
	tc_log("destroyed");
}

TC_CASE(delayed_kthread_works)
{
	bool modified;

	worker_up();
	tc_log("queue %d", kthread_queue_delayed_work(worker, &item[0].delayed, 100000));
	tc_log("twice %d", kthread_queue_delayed_work(worker, &item[0].delayed, 1));
	tc_log("modify %d", kthread_mod_delayed_work(worker, &item[0].delayed, 90000));
	tc_log("cancel %d", kthread_cancel_delayed_work_sync(&item[0].delayed));
	tc_log("cancel %d", kthread_cancel_delayed_work_sync(&item[0].delayed));
	tc_log("modify idle %d", kthread_mod_delayed_work(worker, &item[0].delayed, 100000));
	modified = kthread_mod_delayed_work(worker, &item[0].delayed, 0);
	kthread_flush_work(&item[0].delayed.work);
	tc_log("modify to now %d", modified);
	hold();
	tc_log("no delay %d", kthread_queue_delayed_work(worker, &item[1].delayed, 0));
	tc_log("queue %d", kthread_queue_work(worker, &item[2].work));
	release();
	kthread_destroy_worker(worker);
}

static void late_fn(struct kthread_work *work)
{
	tc_log("late");
	set_phase(3);
}

TC_CASE(a_delayed_kthread_work_comes_by_itself)
{
	struct kthread_delayed_work *late = &item[0].delayed;
	bool queued;

	worker_up();
	kthread_init_delayed_work(late, late_fn);
	queued = kthread_queue_delayed_work(worker, late, 2);
	TC_WAIT_UNTIL(READ_ONCE(phase) == 3);
	tc_log("queued %d", queued);
	kthread_flush_worker(worker);
	tc_log("cancel %d", kthread_cancel_delayed_work_sync(late));
	kthread_destroy_worker(worker);
}
