// SPDX-License-Identifier: MIT
/* Timers: pending or not, what the calls return, in which order and where callbacks run. */
#include <linux/delay.h>
#include <linux/jiffies.h>
#include <linux/timer.h>

#include "case.h"

#define FAR (jiffies + 100 * HZ)

struct tm_timer {
	struct timer_list timer;
	int nr;
};

static struct tm_timer t[6];
static int ran; /* callbacks so far */

static void say(struct timer_list *timer)
{
	struct tm_timer *self = from_timer(self, timer, timer);

	tc_log("timer %d", self->nr);
	tc_count(&ran);
}

static void set_up(unsigned int flags)
{
	ran = 0;
	for (size_t i = 0; i < ARRAY_SIZE(t); i++) {
		t[i].nr = i;
		timer_setup(&t[i].timer, say, flags);
	}
}

TC_CASE(states_of_a_timer)
{
	struct timer_list *timer = &t[0].timer;

	set_up(0);
	tc_log("new: pending %d", timer_pending(timer));
	timer->expires = FAR;
	add_timer(timer);
	tc_log("added: pending %d", timer_pending(timer));
	tc_log("delete %d", del_timer(timer));
	tc_log("pending %d", timer_pending(timer));
	tc_log("delete %d", del_timer(timer));
	tc_log("delete, sync %d", del_timer_sync(timer));
	tc_log("modify %d", mod_timer(timer, FAR));
	tc_log("modify %d", mod_timer(timer, FAR + 5));
	tc_log("delete, sync %d", del_timer_sync(timer));
	tc_log("try %d", try_to_del_timer_sync(timer));
	tc_log("pending %d", timer_pending(timer));
}

TC_CASE(new_names_of_delete)
{
	struct timer_list *timer = &t[0].timer;

	set_up(0);
	tc_log("modify %d", mod_timer(timer, FAR));
	tc_log("delete %d", timer_delete(timer));
	tc_log("delete %d", timer_delete(timer));
	tc_log("modify %d", mod_timer(timer, FAR));
	tc_log("delete, sync %d", timer_delete_sync(timer));
	tc_log("delete, sync %d", timer_delete_sync(timer));
}

TC_CASE(a_timer_that_is_shut_down_stays_so)
{
	struct timer_list *timer = &t[0].timer;

	set_up(0);
	mod_timer(timer, FAR);
	tc_log("shut down %d", timer_shutdown(timer));
	tc_log("shut down %d", timer_shutdown_sync(timer));
	tc_log("modify %d", mod_timer(timer, jiffies + 1));
	tc_log("pending %d", timer_pending(timer));
	timer->expires = FAR;
	add_timer(timer);
	tc_log("added: pending %d", timer_pending(timer));
	tc_log("delete %d", del_timer(timer));
	timer_setup(timer, say, 0);
	tc_log("set up again: modify %d", mod_timer(timer, FAR));
	tc_log("pending %d", timer_pending(timer));
	tc_log("shut down, sync %d", timer_shutdown_sync(timer));
}

TC_CASE(mod_timer_pending_arms_no_other)
{
	struct timer_list *timer = &t[0].timer;
	unsigned long far = FAR;

	set_up(0);
	tc_log("not armed %d", mod_timer_pending(timer, far));
	tc_log("pending %d", timer_pending(timer));
	mod_timer(timer, far);
	tc_log("armed %d", mod_timer_pending(timer, far + 7));
	tc_log("expires %ld later", (long)(timer->expires - far));
	del_timer(timer);
}

TC_CASE(timer_reduce_makes_it_sooner_only)
{
	struct timer_list *timer = &t[0].timer;
	unsigned long far = FAR;

	set_up(0);
	tc_log("not armed %d", timer_reduce(timer, far));
	tc_log("pending %d", timer_pending(timer));
	tc_log("later %d", timer_reduce(timer, far + 1000));
	tc_log("expires %ld later", (long)(timer->expires - far));
	tc_log("sooner %d", timer_reduce(timer, far - 1000));
	tc_log("expires %ld later", (long)(timer->expires - far));
	del_timer(timer);
}

/* Not whether preemption is off: that is a matter of who is interrupted, or of ksoftirqd. */
static void log_context(void)
{
	tc_log("cpu %d serving %d hardirq %d irqs_off %d", raw_smp_processor_id(),
	       !!in_serving_softirq(), !!in_hardirq(), !!irqs_disabled());
}

static void context(struct timer_list *timer)
{
	log_context();
	tc_log("pending %d", timer_pending(timer));
	tc_count(&ran);
}

TC_CASE(context_of_a_timer)
{
	struct timer_list *timer = &t[0].timer;

	set_up(0);
	timer_setup(timer, context, TIMER_PINNED);
	mod_timer(timer, jiffies + 1);
	TC_WAIT_UNTIL(READ_ONCE(ran) == 1);
	tc_log("pending %d, delete %d", timer_pending(timer), del_timer_sync(timer));
}

static void context_irqsafe(struct timer_list *timer)
{
	log_context();
	tc_count(&ran);
}

TC_CASE(an_irqsafe_timer_runs_with_interrupts_off)
{
	set_up(0);
	timer_setup(&t[0].timer, context_irqsafe, TIMER_IRQSAFE);
	mod_timer(&t[0].timer, jiffies + 1);
	TC_WAIT_UNTIL(READ_ONCE(ran) == 1);
	del_timer_sync(&t[0].timer);
}

TC_CASE(a_timer_runs_on_the_cpu_that_it_is_added_on)
{
	for (int cpu = 0; cpu < 2; cpu++) {
		set_up(TIMER_PINNED);
		timer_setup(&t[0].timer, context, TIMER_PINNED);
		t[0].timer.expires = jiffies + 1;
		add_timer_on(&t[0].timer, cpu);
		TC_WAIT_UNTIL(READ_ONCE(ran) == 1);
		del_timer_sync(&t[0].timer);
	}
}

TC_CASE(timers_expire_in_their_order)
{
	static const int after[] = {5, 2, 8, 3, 12, 1};
	unsigned long flags, now;

	set_up(TIMER_PINNED);
	local_irq_save(flags);
	/* What is armed too late comes in another order. */
	do {
		now = jiffies;
		for (size_t i = 0; i < ARRAY_SIZE(after); i++)
			mod_timer(&t[i].timer, now + 1 + after[i]);
	} while (jiffies != now);
	local_irq_restore(flags);
	TC_WAIT_UNTIL(READ_ONCE(ran) == 6);
	for (size_t i = 0; i < ARRAY_SIZE(after); i++)
		del_timer_sync(&t[i].timer);
}

TC_CASE(timers_of_one_jiffy)
{
	unsigned long at;

	set_up(TIMER_PINNED);
	local_bh_disable();
	at = jiffies + 4;
	for (int i = 0; i < 4; i++)
		mod_timer(&t[i].timer, at);
	local_bh_enable();
	TC_WAIT_UNTIL(READ_ONCE(ran) == 4);
	for (int i = 0; i < 4; i++)
		del_timer_sync(&t[i].timer);
}

TC_CASE(a_timer_of_the_past_runs_soon)
{
	int ret;

	set_up(0);
	ret = mod_timer(&t[0].timer, jiffies - 1000);
	TC_WAIT_UNTIL(READ_ONCE(ran) == 1);
	tc_log("modify %d", ret);
	ret = mod_timer(&t[0].timer, jiffies);
	TC_WAIT_UNTIL(READ_ONCE(ran) == 2);
	tc_log("modify %d", ret);
	del_timer_sync(&t[0].timer);
}

TC_CASE(modified_to_earlier_and_later)
{
	unsigned long flags, now;

	set_up(TIMER_PINNED);
	local_irq_save(flags);
	do {
		now = jiffies;
		mod_timer(&t[0].timer, now + 3);
		mod_timer(&t[1].timer, now + 5);
		mod_timer(&t[2].timer, now + 100 * HZ);
		mod_timer(&t[0].timer, now + 9);
		mod_timer(&t[2].timer, now + 4);
	} while (jiffies != now);
	local_irq_restore(flags);
	TC_WAIT_UNTIL(READ_ONCE(ran) == 3);
	for (int i = 0; i < 3; i++)
		del_timer_sync(&t[i].timer);
}

static int left;

static void again(struct timer_list *timer)
{
	tc_log("again, left %d", left);
	if (left-- > 0) {
		tc_log("modify %d", mod_timer(timer, jiffies + 1));
		tc_log("pending %d", timer_pending(timer));
	}
	tc_count(&ran);
}

TC_CASE(a_timer_arms_itself)
{
	set_up(0);
	left = 3;
	timer_setup(&t[0].timer, again, 0);
	mod_timer(&t[0].timer, jiffies + 1);
	TC_WAIT_UNTIL(READ_ONCE(ran) == 4);
	tc_log("delete %d", del_timer_sync(&t[0].timer));
}

static void deletes_other(struct timer_list *timer)
{
	tc_log("delete the other %d", del_timer(&t[1].timer));
	tc_log("delete itself %d", del_timer(timer));
	tc_count(&ran);
}

TC_CASE(a_callback_deletes_another_timer)
{
	unsigned long now;

	set_up(TIMER_PINNED);
	timer_setup(&t[0].timer, deletes_other, TIMER_PINNED);
	local_bh_disable();
	now = jiffies;
	mod_timer(&t[0].timer, now + 2);
	mod_timer(&t[1].timer, now + 4);
	mod_timer(&t[2].timer, now + 6);
	local_bh_enable();
	TC_WAIT_UNTIL(READ_ONCE(ran) == 2);
	for (int i = 0; i < 3; i++)
		del_timer_sync(&t[i].timer);
}

static int phase;

static void busy(struct timer_list *timer)
{
	WRITE_ONCE(phase, 1);
	TC_SPIN_UNTIL(READ_ONCE(phase) == 2);
	tc_log("callback ends");
	tc_count(&ran);
}

static void run_busy_on_1(void)
{
	set_up(0);
	phase = 0;
	timer_setup(&t[0].timer, busy, TIMER_PINNED);
	t[0].timer.expires = jiffies + 1;
	add_timer_on(&t[0].timer, 1);
	TC_WAIT_UNTIL(READ_ONCE(phase) == 1);
}

TC_CASE(a_timer_that_runs_elsewhere)
{
	run_busy_on_1();
	tc_log("pending %d", timer_pending(&t[0].timer));
	tc_log("delete %d", del_timer(&t[0].timer));
	tc_log("try %d", try_to_del_timer_sync(&t[0].timer));
	WRITE_ONCE(phase, 2);
	tc_log("delete, sync %d", del_timer_sync(&t[0].timer));
	tc_log("try %d", try_to_del_timer_sync(&t[0].timer));
}

TC_CASE(a_timer_armed_while_it_runs_elsewhere)
{
	run_busy_on_1();
	tc_log("modify %d", mod_timer(&t[0].timer, FAR));
	tc_log("pending %d", timer_pending(&t[0].timer));
	tc_log("try %d", try_to_del_timer_sync(&t[0].timer));
	tc_log("pending %d", timer_pending(&t[0].timer));
	WRITE_ONCE(phase, 2);
	tc_log("delete, sync %d", del_timer_sync(&t[0].timer));
}

static void from_timer_tasklet(struct tasklet_struct *t)
{
	tc_log("tasklet");
	tc_count(&ran);
}

static DECLARE_TASKLET(tasklet, from_timer_tasklet);

static void schedules(struct timer_list *timer)
{
	tasklet_schedule(&tasklet);
	tc_tasklet("scheduled", &tasklet);
	tc_count(&ran);
}

TC_CASE(a_tasklet_runs_after_the_timer_that_schedules_it)
{
	set_up(0);
	timer_setup(&t[0].timer, schedules, 0);
	mod_timer(&t[0].timer, jiffies + 1);
	TC_WAIT_UNTIL(READ_ONCE(ran) == 2);
	del_timer_sync(&t[0].timer);
	tasklet_kill(&tasklet);
}

static void say_declared(struct timer_list *timer);
static DEFINE_TIMER(defined, say_declared);

static void say_declared(struct timer_list *timer)
{
	tc_log("defined %d", timer == &defined);
	tc_count(&ran);
}

TC_CASE(a_defined_timer_and_one_on_the_stack)
{
	struct tm_timer on_stack = {.nr = 9};

	set_up(0);
	tc_log("pending %d", timer_pending(&defined));
	mod_timer(&defined, jiffies + 1);
	TC_WAIT_UNTIL(READ_ONCE(ran) == 1);
	del_timer_sync(&defined);
	timer_setup_on_stack(&on_stack.timer, say, 0);
	mod_timer(&on_stack.timer, jiffies + 1);
	TC_WAIT_UNTIL(READ_ONCE(ran) == 2);
	tc_log("delete %d", del_timer_sync(&on_stack.timer));
	destroy_timer_on_stack(&on_stack.timer);
}

TC_CASE(bh_off_holds_timers_back)
{
	unsigned long end;

	set_up(TIMER_PINNED);
	local_bh_disable();
	mod_timer(&t[0].timer, jiffies + 1);
	end = jiffies + 4;
	while (time_before(jiffies, end))
		cpu_relax();
	tc_log("bh off: ran %d pending %d", READ_ONCE(ran), timer_pending(&t[0].timer));
	local_bh_enable();
	TC_WAIT_UNTIL(READ_ONCE(ran) == 1);
	del_timer_sync(&t[0].timer);
}

/* --- Sleeping by the jiffy. --- */

TC_CASE(schedule_timeout_of_each_kind)
{
	unsigned long then = jiffies;

	tc_log("uninterruptible %ld", schedule_timeout_uninterruptible(2));
	tc_log("killable %ld", schedule_timeout_killable(2));
	tc_log("idle %ld", schedule_timeout_idle(2));
	tc_log("interruptible %ld", schedule_timeout_interruptible(2));
	tc_log("slept %d", time_after_eq(jiffies, then + 8));
	__set_current_state(TASK_RUNNING);
	tc_log("running %d", schedule_timeout(1) <= 1);
	tc_log("state %x", READ_ONCE(current->__state));
}

TC_CASE(msleep_sleeps_long_enough)
{
	unsigned long then = jiffies;

	msleep(10);
	tc_log("slept %d", time_after_eq(jiffies, then + msecs_to_jiffies(10)));
	tc_log("left %lu", msleep_interruptible(5));
	usleep_range(100, 200);
	udelay(10);
	ndelay(100);
	mdelay(1);
	tc_log("state %x", READ_ONCE(current->__state));
}
