// SPDX-License-Identifier: MIT
/*
 * The re-kick timer: an interrupt that found its thread inside libc was held off until the next
 * API call. In case there is none for a while, a timer of that thread's own sends the kick
 * signal again, after 20 us and then twice as late each time up to 1 ms.
 *
 * Latency only: where the host refuses a timer (its queue entry counts against
 * RLIMIT_SIGPENDING), the interrupt waits for the API call, and nothing is lost. The timer is
 * disarmed when the CPU is served, before it can be given back, so no signal of it comes later:
 * timer_settime() delivers what is under way when it returns to the thread.
 *
 * Runs in signal handlers, so these are the bare system calls; and arming belongs to the code in
 * which nothing lands (pc.h).
 */
#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "arch/threads/cpu.h"
#include "arch/threads/pc.h"
#include "debug/stall.h"

#ifndef sigev_notify_thread_id
#define sigev_notify_thread_id _sigev_un._tid
#endif

#define REKICK_FIRST_NS 20000
#define REKICK_LAST_NS	1000000

__thread struct rekick arch_rekick __attribute__((tls_model("initial-exec")));

static KICK_TEXT bool create(struct rekick *r, unsigned int tid, int signo)
{
	struct sigevent sev;

	memset(&sev, 0, sizeof(sev));
	sev.sigev_notify = SIGEV_THREAD_ID;
	sev.sigev_signo = signo;
	sev.sigev_notify_thread_id = (int)tid;
	if (syscall(SYS_timer_create, CLOCK_MONOTONIC, &sev, &r->timer) < 0)
		return false;
	__atomic_store_n(&r->exists, true, __ATOMIC_RELAXED);
	return true;
}

KICK_TEXT void rekick_arm(struct arch_self *self, int signo)
{
	struct rekick *r = &arch_rekick;
	struct itimerspec when = {{0, 0}, {0, 0}};

	if (!__atomic_load_n(&r->exists, __ATOMIC_RELAXED) && !create(r, self->tid, signo))
		return;
	if (r->next_ns < REKICK_FIRST_NS)
		r->next_ns = REKICK_FIRST_NS;
	when.it_value.tv_nsec = r->next_ns;
	r->waited_ns += r->next_ns;
	r->next_ns = r->next_ns < REKICK_LAST_NS / 2 ? r->next_ns * 2 : REKICK_LAST_NS;
	self->rekick_armed = 1;
	if (syscall(SYS_timer_settime, r->timer, 0, &when, NULL) < 0)
		self->rekick_armed = 0;
}

/*
 * In the handler, with interrupts flagged off: an owner that stays in libc with an interrupt
 * pending is blocked there. Its worker can say so; here is no place to print.
 */
void rekick_check_stall(struct arch_self *self)
{
	struct rekick *r = &arch_rekick;
	unsigned long limit = stall_watchdog_ns();

	if (!limit || r->waited_ns < limit)
		return;
	r->waited_ns = 0;
	/* V1: release, pairs with V2 in idle_wait(): before the wake. */
	__atomic_store_n(&to_cpu(self->cpu)->stalled, 1, __ATOMIC_RELEASE);
	kick_wake_worker(to_cpu(self->cpu));
}

void rekick_disarm(struct arch_self *self)
{
	struct itimerspec never = {{0, 0}, {0, 0}};

	if (self->rekick_armed)
		(void)syscall(SYS_timer_settime, arch_rekick.timer, 0, &never, NULL);
	self->rekick_armed = 0;
	arch_rekick.next_ns = 0;
	arch_rekick.waited_ns = 0;
}

void rekick_destroy(struct rekick *r)
{
	if (__atomic_exchange_n(&r->exists, false, __ATOMIC_RELAXED))
		(void)syscall(SYS_timer_delete, r->timer);
}
