// SPDX-License-Identifier: MIT
/*
 * Sleeping and waking on the host: the task's state is the word that the futex compares, so a
 * wake between the last look and the sleep is never lost. TASK__ASLEEP in it tells a waker
 * whether the host needs to be asked at all.
 */
#include <errno.h>
#include <sched.h>

#include "arch/threads/cpu.h"
#include "arch/threads/futex.h"
#include "arch/upcall.h"
#include "debug/stall.h"

/* How long to sleep in one go, given the deadline and when to report a hung task. */
static s64 slice_ns(s64 deadline, s64 report_at, s64 now)
{
	s64 until = deadline;

	if (report_at && until < 0)
		until = report_at;
	if (until < 0)
		return -1;
	return until > now ? until - now : 0;
}

void arch_sleep(s64 timeout_ns)
{
	struct task_struct *me = current;
	/* Z1: acquire, here and below; pairs with Z2 in wake_up_state(): what the waker did before
	 * it woke us is seen, whether we slept or not. */
	unsigned int state = __atomic_load_n(&me->__state, __ATOMIC_ACQUIRE);
	s64 start = 0, deadline = -1, report_at = 0;
	unsigned char own_signals;

	if (timeout_ns >= 0 || stall_hung_task_ns()) {
		start = (s64)arch_clock_ns();
		if (timeout_ns >= 0)
			deadline = start + timeout_ns;
		else if ((state & (TASK_UNINTERRUPTIBLE | TASK_NOLOAD)) == TASK_UNINTERRUPTIBLE)
			report_at = start + (s64)stall_hung_task_ns();
	}
	if (state == TASK_RUNNING ||
	    !__atomic_compare_exchange_n(&me->__state, &state, state | TASK__ASLEEP, false,
					 __ATOMIC_SEQ_CST, __ATOMIC_ACQUIRE))
		return; /* only a waker changes it under us, to TASK_RUNNING */
	state |= TASK__ASLEEP;

	/* Z1: acquire. */
	while (__atomic_load_n(&me->__state, __ATOMIC_ACQUIRE) == state) {
		s64 now = deadline >= 0 || report_at ? (s64)arch_clock_ns() : 0;
		s64 slice = slice_ns(deadline, report_at, now);
		struct timespec ts = {slice / 1000000000, slice % 1000000000};

		if (deadline >= 0 && now >= deadline)
			break;
		if (report_at && now >= report_at) {
			sched_upcall_hung((u64)(now - start));
			report_at = 0;
			continue;
		}
		own_signals = arch_self.own_signals;
		if (futex_wait(&me->__state, state, slice < 0 ? NULL : &ts) == 0)
			continue;
		/* Only now: TSan runs a handler that was due in the call at the next atomic. */
		if (errno == EINTR && (state & TASK_INTERRUPTIBLE) &&
		    __atomic_load_n(&me->__state, __ATOMIC_ACQUIRE) == state &&
		    own_signals == arch_self.own_signals) {
			WRITE_ONCE(me->sigpending, 1);
			break;
		}
	}
	/* Z3: seq_cst, and nothing pairs with it: a waker that comes later finds RUNNING, and that
	 * is all. What the last one did was acquired above. */
	__atomic_store_n(&me->__state, TASK_RUNNING, __ATOMIC_SEQ_CST);
}

void arch_wake(struct task_struct *task, unsigned int old)
{
	if (old & TASK__ASLEEP)
		futex_wake(&task->__state, 1);
}

unsigned long arch_section_break(void)
{
	struct arch_self *self = &arch_self;
	unsigned long section = self->ctx;

	if (!section)
		return 0;
	if (arch_softirq_pending)
		arch_wake_softirqd();
	arch_give();
	return section;
}

void arch_section_resume(unsigned long section)
{
	struct arch_self *self = &arch_self;

	if (!section)
		return;
	/* R0, R1: as in arch_take_slow(). */
	WRITE_ONCE(self->ctx, section | ARCH_CTX_IRQ_OFF);
	barrier();
	/* The same CPU: the section may be a callback, which works on that CPU's queues. */
	cpu_reacquire(self);
	barrier();
	WRITE_ONCE(self->ctx, section);
	barrier();
	if (self->replay && !(section & ARCH_CTX_MASKED))
		arch_replay();
}

void arch_relax(unsigned int turn)
{
	if (turn % 64) {
		cpu_relax();
		return;
	}
	sched_yield();
	/* A kick that landed in there found us in libc. */
	arch_irq_point();
}

void arch_yield(void)
{
	sched_yield();
}
