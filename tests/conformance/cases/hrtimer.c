// SPDX-License-Identifier: MIT
/* High-resolution timers: states, what the calls return, contexts, order, forwarding. */
#include <linux/hrtimer.h>
#include <linux/ktime.h>

#include "case.h"

#define FAR ms_to_ktime(100000)

static ktime_t us(s64 us)
{
	return ns_to_ktime(us * NSEC_PER_USEC);
}

struct hr_timer {
	struct hrtimer timer;
	int nr;
};

static struct hr_timer t[5];
static int ran;

static enum hrtimer_restart say(struct hrtimer *timer)
{
	tc_log("timer %d", container_of(timer, struct hr_timer, timer)->nr);
	tc_count(&ran);
	return HRTIMER_NORESTART;
}

static void set_up_as(enum hrtimer_restart (*fn)(struct hrtimer *timer), enum hrtimer_mode mode)
{
	ran = 0;
	for (size_t i = 0; i < ARRAY_SIZE(t); i++) {
		t[i].nr = i;
		hrtimer_init(&t[i].timer, CLOCK_MONOTONIC, mode);
		t[i].timer.function = fn;
	}
}

static void set_up(void)
{
	set_up_as(say, HRTIMER_MODE_REL);
}

static void states(const char *where, struct hrtimer *timer)
{
	tc_log("%s: active %d queued %d running %d", where, !!hrtimer_active(timer),
	       !!hrtimer_is_queued(timer), !!hrtimer_callback_running(timer));
}

TC_CASE(states_of_an_hrtimer)
{
	struct hrtimer *timer = &t[0].timer;

	set_up();
	states("new", timer);
	tc_log("cancel %d", hrtimer_cancel(timer));
	hrtimer_start(timer, FAR, HRTIMER_MODE_REL);
	states("started", timer);
	tc_log("remaining %d", ktime_to_ms(hrtimer_get_remaining(timer)) > 50000);
	hrtimer_start(timer, FAR, HRTIMER_MODE_REL);
	states("started again", timer);
	tc_log("try %d", hrtimer_try_to_cancel(timer));
	states("cancelled", timer);
	tc_log("try %d", hrtimer_try_to_cancel(timer));
	hrtimer_restart(timer);
	states("restarted", timer);
	tc_log("cancel %d", hrtimer_cancel(timer));
	tc_log("cancel %d", hrtimer_cancel(timer));
}

static enum hrtimer_restart context(struct hrtimer *timer)
{
	/* An interrupt may come in on a softirq. */
	tc_log("task %d serving %d hardirq %d irqs_off %d", !!in_task(),
	       !in_hardirq() && in_serving_softirq(), !!in_hardirq(), !!irqs_disabled());
	states("in callback", timer);
	tc_count(&ran);
	return HRTIMER_NORESTART;
}

static void run_in_mode(const char *name, enum hrtimer_mode mode)
{
	struct hrtimer *timer = &t[0].timer;

	tc_log("%s", name);
	set_up_as(context, mode);
	hrtimer_start(timer, us(100), mode);
	TC_WAIT_UNTIL(READ_ONCE(ran) == 1);
	/* It runs until the callback has returned. */
	TC_WAIT_UNTIL(!hrtimer_active(timer));
	states("done", timer);
	tc_log("cancel %d", hrtimer_cancel(timer));
}

TC_CASE(contexts_of_hrtimers)
{
	run_in_mode("rel", HRTIMER_MODE_REL);
	run_in_mode("rel pinned", HRTIMER_MODE_REL_PINNED);
	run_in_mode("rel hard", HRTIMER_MODE_REL_HARD);
	run_in_mode("rel soft", HRTIMER_MODE_REL_SOFT);
	run_in_mode("rel pinned soft", HRTIMER_MODE_REL_PINNED_SOFT);
}

TC_CASE(hrtimers_expire_in_their_order)
{
	static const int after_us[] = {3000, 1000, 5000, 2000, 4000};
	ktime_t now;

	set_up_as(say, HRTIMER_MODE_ABS_PINNED);
	local_irq_disable();
	now = ktime_get();
	for (size_t i = 0; i < ARRAY_SIZE(t); i++)
		hrtimer_start(&t[i].timer, ktime_add_us(now, 5000 + after_us[i]),
			      HRTIMER_MODE_ABS_PINNED);
	local_irq_enable();
	TC_WAIT_UNTIL(READ_ONCE(ran) == 5);
	for (size_t i = 0; i < ARRAY_SIZE(t); i++)
		hrtimer_cancel(&t[i].timer);
}

TC_CASE(hrtimers_of_one_moment)
{
	ktime_t at;

	set_up_as(say, HRTIMER_MODE_ABS_PINNED);
	local_irq_disable();
	at = ktime_add_us(ktime_get(), 5000);
	for (size_t i = 0; i < ARRAY_SIZE(t); i++)
		hrtimer_start(&t[(i * 2) % ARRAY_SIZE(t)].timer, at, HRTIMER_MODE_ABS_PINNED);
	local_irq_enable();
	TC_WAIT_UNTIL(READ_ONCE(ran) == 5);
	for (size_t i = 0; i < ARRAY_SIZE(t); i++)
		hrtimer_cancel(&t[i].timer);
}

TC_CASE(an_hrtimer_of_the_past_expires_at_once)
{
	set_up_as(say, HRTIMER_MODE_ABS);
	hrtimer_start(&t[0].timer, ns_to_ktime(1), HRTIMER_MODE_ABS);
	TC_WAIT_UNTIL(READ_ONCE(ran) == 1);
	hrtimer_start(&t[0].timer, 0, HRTIMER_MODE_REL);
	TC_WAIT_UNTIL(READ_ONCE(ran) == 2);
	hrtimer_cancel(&t[0].timer);
}

static int left;

static enum hrtimer_restart restarts(struct hrtimer *timer)
{
	u64 overruns = hrtimer_forward_now(timer, ms_to_ktime(1));

	tc_log("restart, left %d, forwarded %d", left, overruns > 0);
	tc_count(&ran);
	return left-- > 0 ? HRTIMER_RESTART : HRTIMER_NORESTART;
}

TC_CASE(an_hrtimer_restarts)
{
	set_up_as(restarts, HRTIMER_MODE_REL);
	left = 3;
	hrtimer_start(&t[0].timer, us(100), HRTIMER_MODE_REL);
	TC_WAIT_UNTIL(READ_ONCE(ran) == 4);
	TC_WAIT_UNTIL(!hrtimer_active(&t[0].timer));
	states("done", &t[0].timer);
	tc_log("cancel %d", hrtimer_cancel(&t[0].timer));
}

TC_CASE(a_soft_hrtimer_restarts)
{
	set_up_as(restarts, HRTIMER_MODE_REL_SOFT);
	left = 2;
	hrtimer_start(&t[0].timer, us(100), HRTIMER_MODE_REL_SOFT);
	TC_WAIT_UNTIL(READ_ONCE(ran) == 3);
	TC_WAIT_UNTIL(!hrtimer_active(&t[0].timer));
	tc_log("cancel %d", hrtimer_cancel(&t[0].timer));
}

static enum hrtimer_restart starts_itself(struct hrtimer *timer)
{
	tc_log("left %d", left);
	if (left-- > 0)
		hrtimer_start(timer, us(100), HRTIMER_MODE_REL);
	states("in callback", timer);
	tc_count(&ran);
	return HRTIMER_NORESTART;
}

TC_CASE(an_hrtimer_starts_itself)
{
	set_up_as(starts_itself, HRTIMER_MODE_REL);
	left = 2;
	hrtimer_start(&t[0].timer, us(100), HRTIMER_MODE_REL);
	TC_WAIT_UNTIL(READ_ONCE(ran) == 3);
	TC_WAIT_UNTIL(!hrtimer_active(&t[0].timer));
	tc_log("cancel %d", hrtimer_cancel(&t[0].timer));
}

static void forward(struct hrtimer *timer, s64 now_us, s64 interval_us)
{
	u64 overruns = hrtimer_forward(timer, us(now_us), us(interval_us));

	tc_log("now %lld interval %lld: %llu overruns, expires %lld", now_us, interval_us, overruns,
	       ktime_to_us(hrtimer_get_expires(timer)));
}

TC_CASE(forwarding_counts_the_intervals)
{
	struct hrtimer *timer = &t[0].timer;

	set_up();
	hrtimer_set_expires(timer, us(1000));
	forward(timer, 999, 100);
	forward(timer, 1000, 100);
	forward(timer, 1099, 100);
	forward(timer, 1350, 100);
	forward(timer, 1400, 100);
	forward(timer, 1000000, 7);
	forward(timer, 2000000, 500000);
	hrtimer_add_expires_ns(timer, 5000);
	tc_log("expires %lld", ktime_to_us(hrtimer_get_expires(timer)));
	tc_log("soft %lld", ktime_to_us(hrtimer_get_softexpires(timer)));
}

static int phase;

static enum hrtimer_restart busy(struct hrtimer *timer)
{
	WRITE_ONCE(phase, 1);
	TC_SPIN_UNTIL(READ_ONCE(phase) == 2);
	tc_log("callback ends");
	return HRTIMER_NORESTART;
}

static void start_busy(void *mode)
{
	hrtimer_start(&t[0].timer, us(100), (enum hrtimer_mode)(long)mode);
	TC_WAIT_UNTIL(READ_ONCE(phase) == 2);
}

static void cancel_elsewhere(enum hrtimer_mode mode)
{
	struct tc_thread *thread;

	set_up_as(busy, mode);
	phase = 0;
	thread = tc_thread_start(start_busy, (void *)(long)mode, 1);
	TC_WAIT_UNTIL(READ_ONCE(phase) == 1);
	states("runs elsewhere", &t[0].timer);
	tc_log("try %d", hrtimer_try_to_cancel(&t[0].timer));
	WRITE_ONCE(phase, 2);
	tc_log("cancel %d", hrtimer_cancel(&t[0].timer));
	states("done", &t[0].timer);
	tc_thread_join(thread);
}

TC_CASE(an_hrtimer_that_runs_elsewhere)
{
	cancel_elsewhere(HRTIMER_MODE_REL_PINNED);
	cancel_elsewhere(HRTIMER_MODE_REL_PINNED_SOFT);
}

static void run_tasklet(struct tasklet_struct *tasklet)
{
	tc_log("tasklet");
	tc_count(&ran);
}

static DECLARE_TASKLET(tasklet, run_tasklet);

static enum hrtimer_restart schedules(struct hrtimer *timer)
{
	tasklet_schedule(&tasklet);
	tc_tasklet("scheduled", &tasklet);
	tc_count(&ran);
	return HRTIMER_NORESTART;
}

TC_CASE(a_tasklet_runs_after_the_hrtimer_that_schedules_it)
{
	set_up_as(schedules, HRTIMER_MODE_REL);
	hrtimer_start(&t[0].timer, us(100), HRTIMER_MODE_REL);
	TC_WAIT_UNTIL(READ_ONCE(ran) == 2);
	hrtimer_cancel(&t[0].timer);
	tasklet_kill(&tasklet);
}

TC_CASE(interrupts_off_hold_an_hrtimer_back)
{
	ktime_t end;

	set_up_as(say, HRTIMER_MODE_REL_PINNED);
	local_irq_disable();
	hrtimer_start(&t[0].timer, us(10), HRTIMER_MODE_REL_PINNED);
	end = ktime_add_us(ktime_get(), 500);
	while (ktime_before(ktime_get(), end))
		cpu_relax();
	tc_log("interrupts off: ran %d", READ_ONCE(ran));
	states("due", &t[0].timer);
	local_irq_enable();
	TC_WAIT_UNTIL(READ_ONCE(ran) == 1);
	hrtimer_cancel(&t[0].timer);
}

TC_CASE(hrtimer_sleeps)
{
	ktime_t then = ktime_get(), timeout = us(300);
	int ret;

	set_current_state(TASK_UNINTERRUPTIBLE);
	ret = schedule_hrtimeout(&timeout, HRTIMER_MODE_REL);
	tc_log("%d, slept %d", ret, ktime_us_delta(ktime_get(), then) >= 300);
	timeout = 0;
	set_current_state(TASK_UNINTERRUPTIBLE);
	tc_log("no time %d", schedule_hrtimeout(&timeout, HRTIMER_MODE_REL));
	__set_current_state(TASK_RUNNING);
	tc_log("state %x", READ_ONCE(current->__state));
}
