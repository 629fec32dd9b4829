// SPDX-License-Identifier: MIT
/*
 * Sleeping and waking: a sleeper leaves its CPU, and who wakes it puts it into a queue.
 */
#include "arch/sim/sim.h"
#include "arch/upcall.h"
#include "debug/stall.h"

/* Whose stack it runs on: a CPU's idle task has its worker's. */
static struct sim_task *fiber_of(struct task_struct *t)
{
	if (t->flags & PF_IDLE)
		return ((struct sim_cpu *)((char *)t - offsetof(struct sim_cpu, idle)))->worker;
	return task_of(t);
}

/* Off the CPU until sim_wake(). */
void sim_sleep_off(struct sim_task *me)
{
	sim_note(SIM_EVENT_SLEEP, (uint64_t)me->t.pid);
	fiber_release(&sim.sync);
	sim_clock_progress();
	sim_leave_cpu(me);
	sim_away();
}

void sim_wake(struct sim_task *task)
{
	if (task->where != SIM_OFF)
		return;
	sim_note(SIM_EVENT_WAKE, (uint64_t)task->t.pid);
	sim_clock_progress();
	sim_place(task);
}

static void start_timer(struct sim_task *me, s64 timeout_ns, unsigned int state)
{
	if (timeout_ns >= 0)
		sim_timer_start(&me->timer, me->since + (uint64_t)timeout_ns, false);
	else if (stall_hung_task_ns() &&
		 (state & (TASK_UNINTERRUPTIBLE | TASK_NOLOAD)) == TASK_UNINTERRUPTIBLE)
		sim_timer_start(&me->timer, me->since + stall_hung_task_ns(), true);
}

void arch_sleep(s64 timeout_ns)
{
	struct task_struct *t = current;
	struct sim_task *me = sim.running;
	unsigned int state = t->__state;

	if (state == TASK_RUNNING || !sim_is_here()) {
		t->__state = TASK_RUNNING;
		return;
	}
	t->__state |= TASK__ASLEEP;
	me->since = sim_now();
	if (timeout_ns != 0)
		start_timer(me, timeout_ns, state);
	while (t->__state == (state | TASK__ASLEEP)) {
		if (timeout_ns >= 0 && sim_now() - me->since >= (uint64_t)timeout_ns)
			break;
		if (me->timer.soft && !me->timer.slot) {
			me->timer.soft = false;
			sim_report_self(me);
		}
		sim_sleep_off(me);
	}
	sim_timer_stop(&me->timer);
	me->timer.soft = false;
	fiber_acquire(&t->__state);
	t->__state = TASK_RUNNING;
}

void arch_wake(struct task_struct *task, unsigned int old)
{
	if (old & TASK__ASLEEP)
		sim_wake(fiber_of(task));
}

/* It has no host thread; so it is what the handler of one would have come to. */
int arch_signal(struct task_struct *t, int sig)
{
	if (sig) {
		WRITE_ONCE(t->sigpending, 1);
		wake_up_state(t, TASK_INTERRUPTIBLE);
	}
	return 0;
}

void arch_set_nice(struct task_struct *t, int nice)
{
	(void)t;
	(void)nice;
}

unsigned long arch_section_break(void)
{
	unsigned long section = arch_self.ctx;
	struct sim_task *me = sim.running;

	if (!section || !sim_is_here())
		return 0;
	if (arch_softirq_pending)
		arch_wake_softirqd();
	/* It comes back to this CPU: the section may be a callback, which works on its queues. */
	me->bound_before = me->bound;
	me->bound = (int)me->cpu->a.nr;
	fiber_release(&arch_self.cpu->sync);
	arch_self.ctx = 0;
	__arch_rcu_look();
	sim_deliver();
	return section;
}

void arch_section_resume(unsigned long section)
{
	struct sim_task *me = sim.running;

	if (!section)
		return;
	arch_self.ctx = section;
	if (!arch_self.on_cpu)
		sim_take_cpu(me);
	me->bound = me->bound_before;
	fiber_acquire(&arch_self.cpu->sync);
	sim_deliver();
}
