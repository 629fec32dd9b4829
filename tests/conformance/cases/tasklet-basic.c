// SPDX-License-Identifier: MIT
/* What schedules run, when, and what a callback sees. */
#include "case.h"

static void show(struct tasklet_struct *t)
{
	tc_context("callback");
	tc_tasklet("in callback", t);
}

static void show_old(unsigned long data)
{
	tc_log("data %lx", data);
	tc_context("callback");
}

static void say(struct tasklet_struct *t)
{
	tc_log("run %lu", t->data);
	tc_tasklet("in callback", t);
}

static void numbered(struct tasklet_struct *t, unsigned long nr)
{
	tasklet_setup(t, say);
	t->data = nr;
}

TC_CASE(scheduled_runs_once_at_bh_enable)
{
	struct tasklet_struct t;

	tasklet_setup(&t, show);
	tc_tasklet("set up", &t);
	tc_context("before");
	local_bh_disable();
	tc_context("bh off");
	tc_schedule(&t);
	tc_tasklet("scheduled", &t);
	local_bh_enable();
	tc_settle(&t);
	tc_tasklet("after", &t);
	tc_context("after");
	local_bh_disable();
	local_bh_enable();
}

TC_CASE(hi_scheduled_runs_in_the_same_context)
{
	struct tasklet_struct t;

	tasklet_setup(&t, show);
	local_bh_disable();
	tc_hi_schedule(&t);
	tc_tasklet("scheduled", &t);
	local_bh_enable();
	tc_settle(&t);
	tc_tasklet("after", &t);
}

TC_CASE(old_api_gives_the_data)
{
	struct tasklet_struct t;

	tasklet_init(&t, show_old, 0x1234);
	tc_log("use_callback %d data %lx", t.use_callback, t.data);
	local_bh_disable();
	tc_schedule(&t);
	local_bh_enable();
	tc_settle(&t);
}

TC_CASE(scheduled_thrice_runs_once)
{
	struct tasklet_struct t;

	numbered(&t, 1);
	local_bh_disable();
	tc_schedule(&t);
	tc_schedule(&t);
	tc_hi_schedule(&t);
	local_bh_enable();
	tc_settle(&t);
}

TC_CASE(each_schedule_after_a_run_is_a_new_run)
{
	struct tasklet_struct t;

	numbered(&t, 1);
	for (int i = 0; i < 5; i++) {
		tc_log("round %d", i);
		local_bh_disable();
		tc_schedule(&t);
		local_bh_enable();
		tc_settle(&t);
	}
}

TC_CASE(inner_bh_enable_runs_nothing)
{
	struct tasklet_struct t;

	numbered(&t, 1);
	local_bh_disable();
	local_bh_disable();
	tc_schedule(&t);
	local_bh_enable();
	tc_log("inner enabled");
	tc_tasklet("still", &t);
	local_bh_enable();
	tc_log("outer enabled");
}

static void schedule_it(void *t)
{
	tasklet_schedule(t);
}

TC_CASE(scheduled_in_hardirq_runs_at_its_exit)
{
	struct tasklet_struct t;

	tasklet_setup(&t, show);
	tc_hardirq(schedule_it, &t);
	tc_settle(&t);
	tc_tasklet("after", &t);
}

static void schedule_and_show(void *t)
{
	tc_context("handler");
	tasklet_schedule(t);
	tc_tasklet("scheduled in handler", t);
}

TC_CASE(scheduled_in_hardirq_within_bh_off_waits_for_bh_enable)
{
	struct tasklet_struct t;

	tasklet_setup(&t, show);
	local_bh_disable();
	tc_hardirq(schedule_and_show, &t);
	tc_log("handler is over");
	tc_tasklet("still", &t);
	local_bh_enable();
	tc_settle(&t);
}

TC_CASE(runs_in_order_of_scheduling)
{
	struct tasklet_struct t[8];

	for (int i = 0; i < 8; i++)
		numbered(&t[i], i);
	local_bh_disable();
	for (int i = 0; i < 8; i++)
		tc_schedule(&t[i * 3 % 8]);
	local_bh_enable();
	for (int i = 0; i < 8; i++)
		tc_settle(&t[i]);
}

TC_CASE(hi_runs_before_normal)
{
	struct tasklet_struct t[6];

	for (int i = 0; i < 6; i++)
		numbered(&t[i], i);
	local_bh_disable();
	for (int i = 0; i < 6; i++) {
		if (i & 1)
			tc_hi_schedule(&t[i]);
		else
			tc_schedule(&t[i]);
	}
	local_bh_enable();
	for (int i = 0; i < 6; i++)
		tc_settle(&t[i]);
}

TC_CASE(a_normal_one_pending_is_not_raised_to_hi)
{
	struct tasklet_struct a, b;

	numbered(&a, 1);
	numbered(&b, 2);
	local_bh_disable();
	tc_schedule(&a);
	tc_hi_schedule(&a);
	tc_hi_schedule(&b);
	local_bh_enable();
	tc_settle(&a);
	tc_settle(&b);
}

TC_CASE(sched_bit_set_by_hand_makes_schedule_do_nothing)
{
	struct tasklet_struct t;

	numbered(&t, 1);
	set_bit(TASKLET_STATE_SCHED, &t.state);
	local_bh_disable();
	tc_schedule(&t);
	local_bh_enable();
	tc_tasklet("never queued", &t);
	clear_bit(TASKLET_STATE_SCHED, &t.state);
}

TC_CASE(next_is_null_at_the_tail)
{
	struct tasklet_struct a, b;

	numbered(&a, 1);
	numbered(&b, 2);
	local_bh_disable();
	tc_schedule(&a);
	tc_log("a.next null %d", !a.next);
	tc_schedule(&b);
	tc_log("a.next is b %d b.next null %d", a.next == &b, !b.next);
	local_bh_enable();
	tc_settle(&a);
	tc_settle(&b);
}

TC_CASE(layout_of_the_struct)
{
	tc_log("size %zu", sizeof(struct tasklet_struct));
	tc_log("next %zu state %zu count %zu use_callback %zu func %zu callback %zu data %zu",
	       offsetof(struct tasklet_struct, next), offsetof(struct tasklet_struct, state),
	       offsetof(struct tasklet_struct, count),
	       offsetof(struct tasklet_struct, use_callback), offsetof(struct tasklet_struct, func),
	       offsetof(struct tasklet_struct, callback), offsetof(struct tasklet_struct, data));
	tc_log("SCHED %d RUN %d", TASKLET_STATE_SCHED, TASKLET_STATE_RUN);
}

static DECLARE_TASKLET(declared, show);
static DECLARE_TASKLET_DISABLED(declared_disabled, show);
static DECLARE_TASKLET_OLD(declared_old, show_old);
static DECLARE_TASKLET_DISABLED_OLD(declared_disabled_old, show_old);

static void try_declared(const char *name, struct tasklet_struct *t)
{
	tc_log("%s: use_callback %d", name, t->use_callback);
	tc_tasklet(name, t);
	local_bh_disable();
	tc_schedule(t);
	local_bh_enable();
	tc_settle(t);
	tc_tasklet(name, t);
	if (atomic_read(&t->count)) {
		tc_log("enable");
		local_bh_disable();
		tasklet_enable(t);
		local_bh_enable();
		tc_settle(t);
	}
	tc_tasklet(name, t);
}

TC_CASE(declared_tasklets_run)
{
	try_declared("DECLARE_TASKLET", &declared);
	try_declared("DECLARE_TASKLET_OLD", &declared_old);
}

TC_CASE(declared_disabled_tasklets_wait_for_enable)
{
	try_declared("DECLARE_TASKLET_DISABLED", &declared_disabled);
	try_declared("DECLARE_TASKLET_DISABLED_OLD", &declared_disabled_old);
	tasklet_disable(&declared_disabled);
	tasklet_disable(&declared_disabled_old);
}

struct holder {
	int before;
	struct tasklet_struct t;
};

static void say_holder(struct tasklet_struct *t)
{
	struct holder *h = from_tasklet(h, t, t);

	tc_log("holder %d", h->before);
	tc_tasklet("in callback", t);
}

TC_CASE(from_tasklet_finds_the_holder)
{
	struct holder h = {.before = 77};

	tasklet_setup(&h.t, say_holder);
	local_bh_disable();
	tc_schedule(&h.t);
	local_bh_enable();
	tc_settle(&h.t);
}

TC_CASE(scheduled_from_plain_task_context_runs_without_help)
{
	struct tasklet_struct t;

	numbered(&t, 1);
	tasklet_schedule(&t);
	TC_WAIT_UNTIL(!READ_ONCE(t.state));
	tasklet_hi_schedule(&t);
	TC_WAIT_UNTIL(!READ_ONCE(t.state));
}

TC_CASE(scheduled_with_interrupts_off_runs_without_help)
{
	struct tasklet_struct t;

	numbered(&t, 1);
	local_irq_disable();
	tasklet_schedule(&t);
	tc_tasklet("irqs off", &t);
	local_irq_enable();
	TC_WAIT_UNTIL(!READ_ONCE(t.state));
}
