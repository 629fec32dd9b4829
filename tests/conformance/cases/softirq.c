// SPDX-License-Identifier: MIT
/* Softirq vectors, borrowed where nothing else uses them, and what switches them off. */
#include <linux/irqflags.h>
#include <linux/preempt.h>
#include <linux/spinlock.h>

#include "case.h"

static const unsigned int borrowed[] = {NET_TX_SOFTIRQ, NET_RX_SOFTIRQ, BLOCK_SOFTIRQ,
					IRQ_POLL_SOFTIRQ};
static struct tasklet_struct hi, normal;
static bool raised[NR_SOFTIRQS];
static int raise_in[NR_SOFTIRQS]; /* what an action raises, or -1 */
static struct tasklet_struct *enable_in[NR_SOFTIRQS]; /* what it enables, or NULL */

static void raise_one(unsigned int nr)
{
	raised[nr] = true;
	raise_softirq(nr);
}

static void ran(unsigned int nr)
{
	if (!raised[nr])
		return;
	raised[nr] = false;
	tc_log("softirq %u: serving %d hardirq %d irqs_off %d bh %lx cpu %d", nr,
	       !!in_serving_softirq(), !!in_hardirq(), !!irqs_disabled(),
	       (preempt_count() & SOFTIRQ_MASK) >> SOFTIRQ_SHIFT, smp_processor_id());
	if (enable_in[nr])
		tasklet_enable(enable_in[nr]);
	enable_in[nr] = NULL;
	if (raise_in[nr] >= 0) {
		raise_one((unsigned int)raise_in[nr]);
		raise_in[nr] = -1;
	}
}

static void net_tx(struct softirq_action *action)
{
	ran(NET_TX_SOFTIRQ);
}

static void net_rx(struct softirq_action *action)
{
	ran(NET_RX_SOFTIRQ);
}

static void block(struct softirq_action *action)
{
	ran(BLOCK_SOFTIRQ);
}

static void irq_poll(struct softirq_action *action)
{
	ran(IRQ_POLL_SOFTIRQ);
}

static void say(struct tasklet_struct *t)
{
	tc_tasklet(t == &hi ? "hi" : "normal", t);
}

static void open_all(void)
{
	open_softirq(NET_TX_SOFTIRQ, net_tx);
	open_softirq(NET_RX_SOFTIRQ, net_rx);
	open_softirq(BLOCK_SOFTIRQ, block);
	open_softirq(IRQ_POLL_SOFTIRQ, irq_poll);
	tasklet_setup(&hi, say);
	tasklet_setup(&normal, say);
	for (int i = 0; i < NR_SOFTIRQS; i++) {
		raised[i] = false;
		raise_in[i] = -1;
	}
}

static bool any(void)
{
	bool any = false;

	local_bh_disable();
	for (unsigned int i = 0; i < ARRAY_SIZE(borrowed); i++)
		any |= raised[borrowed[i]];
	local_bh_enable();
	return any;
}

static void settle(void)
{
	TC_WAIT_UNTIL(!any());
	tc_settle(&hi);
	tc_settle(&normal);
}

TC_CASE(numbers_of_softirqs)
{
	tc_log("%d %d %d %d %d %d %d %d %d %d, %d", HI_SOFTIRQ, TIMER_SOFTIRQ, NET_TX_SOFTIRQ,
	       NET_RX_SOFTIRQ, BLOCK_SOFTIRQ, IRQ_POLL_SOFTIRQ, TASKLET_SOFTIRQ, SCHED_SOFTIRQ,
	       HRTIMER_SOFTIRQ, RCU_SOFTIRQ, NR_SOFTIRQS);
}

TC_CASE(vectors_run_in_order_of_their_numbers)
{
	open_all();
	local_bh_disable();
	tc_schedule(&normal);
	for (int i = (int)ARRAY_SIZE(borrowed) - 1; i >= 0; i--)
		raise_one(borrowed[i]);
	tc_hi_schedule(&hi);
	local_bh_enable();
	settle();
}

TC_CASE(raised_twice_runs_once)
{
	open_all();
	local_bh_disable();
	raise_one(NET_RX_SOFTIRQ);
	raise_one(NET_RX_SOFTIRQ);
	local_bh_enable();
	settle();
}

TC_CASE(a_later_vector_raised_by_an_earlier_waits_for_the_next_pass)
{
	open_all();
	raise_in[NET_TX_SOFTIRQ] = BLOCK_SOFTIRQ;
	local_bh_disable();
	raise_one(NET_TX_SOFTIRQ);
	tc_schedule(&normal);
	local_bh_enable();
	settle();
}

TC_CASE(an_earlier_vector_raised_by_a_later_waits_for_the_next_pass)
{
	open_all();
	raise_in[BLOCK_SOFTIRQ] = NET_TX_SOFTIRQ;
	local_bh_disable();
	raise_one(BLOCK_SOFTIRQ);
	tc_schedule(&normal);
	local_bh_enable();
	settle();
}

TC_CASE(a_vector_raises_itself)
{
	open_all();
	raise_in[BLOCK_SOFTIRQ] = BLOCK_SOFTIRQ;
	local_bh_disable();
	raise_one(BLOCK_SOFTIRQ);
	tc_schedule(&normal);
	local_bh_enable();
	settle();
}

TC_CASE(a_tasklet_enabled_by_an_earlier_vector_runs_in_that_pass)
{
	open_all();
	tasklet_disable(&normal);
	local_bh_disable();
	tc_schedule(&normal);
	local_bh_enable();
	enable_in[NET_TX_SOFTIRQ] = &normal;
	raise_in[NET_TX_SOFTIRQ] = BLOCK_SOFTIRQ;
	local_bh_disable();
	raise_one(NET_TX_SOFTIRQ);
	local_bh_enable();
	settle();
}

static void raise_net(void *unused)
{
	raise_one(NET_RX_SOFTIRQ);
	tc_log("raised in handler");
}

TC_CASE(raised_in_a_handler_runs_at_its_exit)
{
	open_all();
	tc_hardirq(raise_net, NULL);
	settle();
}

TC_CASE(raised_in_a_handler_within_bh_off_waits)
{
	open_all();
	local_bh_disable();
	tc_hardirq(raise_net, NULL);
	tc_log("handler is over");
	local_bh_enable();
	settle();
}

TC_CASE(raised_irqoff_in_plain_task_context_runs_soon)
{
	unsigned long flags;

	open_all();
	local_irq_save(flags);
	raised[NET_RX_SOFTIRQ] = true;
	raise_softirq_irqoff(NET_RX_SOFTIRQ);
	local_irq_restore(flags);
	settle();
}

TC_CASE(pending_bits)
{
	unsigned int mask = 0;

	open_all();
	for (unsigned int i = 0; i < ARRAY_SIZE(borrowed); i++)
		mask |= 1U << borrowed[i];
	local_bh_disable();
	tc_log("%x", local_softirq_pending() & mask);
	raise_one(NET_RX_SOFTIRQ);
	raise_one(IRQ_POLL_SOFTIRQ);
	tc_log("%x", local_softirq_pending() & mask);
	local_bh_enable();
	settle();
	tc_log("%x", local_softirq_pending() & mask);
}

TC_CASE(context_of_a_task)
{
	tc_context("task");
	local_bh_disable();
	tc_context("bh off");
	local_bh_disable();
	tc_context("twice");
	preempt_disable();
	tc_context("preempt off too");
	preempt_enable();
	local_bh_enable();
	local_bh_enable();
	preempt_disable();
	tc_context("preempt off");
	preempt_enable();
	local_irq_disable();
	tc_context("irqs off");
	local_irq_enable();
	tc_context("task");
}

TC_CASE(irq_flags_nest)
{
	unsigned long a, b;

	local_irq_save(a);
	tc_context("outer");
	local_irq_save(b);
	tc_log("was off: %d", !!irqs_disabled_flags(b));
	local_irq_restore(b);
	tc_context("still");
	local_irq_restore(a);
	tc_log("was off: %d", !!irqs_disabled_flags(a));
	tc_context("on");
}

static void show_handler(void *unused)
{
	tc_context("handler");
}

TC_CASE(context_of_a_handler)
{
	tc_hardirq(show_handler, NULL);
	local_bh_disable();
	tc_hardirq(show_handler, NULL);
	local_bh_enable();
	preempt_disable();
	tc_hardirq(show_handler, NULL);
	preempt_enable();
}

static DEFINE_SPINLOCK(lock);

TC_CASE(context_under_spinlocks)
{
	unsigned long flags;

	spin_lock(&lock);
	tc_context("spin_lock");
	spin_unlock(&lock);
	spin_lock_bh(&lock);
	tc_context("spin_lock_bh");
	spin_unlock_bh(&lock);
	spin_lock_irq(&lock);
	tc_context("spin_lock_irq");
	spin_unlock_irq(&lock);
	spin_lock_irqsave(&lock, flags);
	tc_context("spin_lock_irqsave");
	spin_unlock_irqrestore(&lock, flags);
	tc_context("unlocked");
}

TC_CASE(spin_unlock_bh_runs_what_is_pending)
{
	open_all();
	spin_lock_bh(&lock);
	tasklet_schedule(&normal);
	raise_one(NET_RX_SOFTIRQ);
	tc_log("unlock");
	spin_unlock_bh(&lock);
	settle();
}

TC_CASE(trylock)
{
	unsigned long flags;

	tc_log("%d", spin_trylock(&lock));
	tc_log("locked %d", spin_is_locked(&lock));
	tc_log("%d", spin_trylock(&lock));
	tc_context("trylock");
	spin_unlock(&lock);
	tc_log("locked %d", spin_is_locked(&lock));
	tc_log("%d", spin_trylock_bh(&lock));
	tc_context("trylock_bh");
	tc_log("%d", spin_trylock_bh(&lock));
	tc_context("failed trylock_bh");
	spin_unlock_bh(&lock);
	tc_log("%d", spin_trylock_irqsave(&lock, flags));
	tc_context("trylock_irqsave");
	spin_unlock_irqrestore(&lock, flags);
	tc_context("unlocked");
}

static void take_it(void *unused)
{
	tc_log("other CPU: %d", spin_trylock(&lock));
}

TC_CASE(trylock_on_another_cpu)
{
	spin_lock(&lock);
	tc_hardirq_on(1, take_it, NULL);
	spin_unlock(&lock);
}

static struct tasklet_struct nested;

static void schedule_normal(void *unused)
{
	tasklet_schedule(&normal);
	tc_log("scheduled in handler");
}

static void interrupted(struct tasklet_struct *t)
{
	tc_log("tasklet begins");
	tc_hardirq(schedule_normal, NULL);
	tc_log("tasklet ends");
}

TC_CASE(softirqs_do_not_nest_at_irq_exit)
{
	open_all();
	tasklet_setup(&nested, interrupted);
	local_bh_disable();
	tc_schedule(&nested);
	local_bh_enable();
	tc_settle(&nested);
	settle();
}

static void do_nothing(struct tasklet_struct *t)
{
}

TC_CASE(current_is_the_task_in_a_softirq_at_bh_enable)
{
	struct task_struct *me = current;

	tc_log("kthread or thread: in_task %d", !!in_task());
	tasklet_setup(&nested, do_nothing);
	local_bh_disable();
	tc_schedule(&nested);
	local_bh_enable();
	tc_settle(&nested);
	tc_log("still me: %d", me == current);
}
