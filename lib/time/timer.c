// SPDX-License-Identifier: MIT
/*
 * Timers: per CPU a wheel, which TIMER_SOFTIRQ runs when the CPU's clock event has come.
 *
 * A timer's flags say whose wheel it is in, or was in last; the lock of that one protects it. Who
 * arms it on another CPU moves it there:
 *
 *	flags = CPU 0			lock 0
 *	flags = CPU 0 | MIGRATING	unlock 0, lock 1; who looks meanwhile tries again
 *	flags = CPU 1
 *
 * While its function runs (`running`) it is not moved, so that who wants to wait for it looks at
 * the right CPU. The function may free it, so nobody touches it after the call.
 *
 * To a driver each call is one operation: its scheduling point stands in front of all of it.
 */
#include <linux/bug.h>
#include <linux/interrupt.h>
#include <linux/panic.h>
#include <linux/printk.h>
#include <linux/spinlock.h>
#include <linux/sprintf.h>
#include <linux/timer.h>

#include "arch/upcall.h"
#include "time/time.h"
#include "time/wheel.h"

/**
 * struct timer_cpu - the timers of a CPU; made when the first is armed there
 * @lock: protects all of it, and the timers
 * @cpu: its number
 * @running: the timer whose function is being called; read without the lock as well
 * @event_ns: what the clock event is set to; ARCH_EVENT_NEVER: to nothing, or it has come
 * @wheel: them
 */
struct timer_cpu {
	raw_spinlock_t lock;
	unsigned int cpu;
	struct timer_list *running;
	u64 event_ns;
	struct wheel wheel;
};

/* Any thread, atomic; set once. */
static struct timer_cpu *timer_cpus[NR_CPUS];

enum arm { ARM, ARM_PENDING, ARM_SOONER };

static struct timer_cpu *make_cpu(unsigned int cpu)
{
	struct timer_cpu *tc = arch_object_alloc(sizeof(*tc)), *other = NULL;

	if (!tc)
		panic("out of memory for the timers of CPU %u\n", cpu);
	raw_spin_lock_init(&tc->lock);
	tc->cpu = cpu;
	tc->event_ns = ARCH_EVENT_NEVER;
	wheel_init(&tc->wheel, jiffies);
	/* M1: release, pairs with M2 in timers_of(): who finds it sees it set up. */
	if (__atomic_compare_exchange_n(&timer_cpus[cpu], &other, tc, false, __ATOMIC_ACQ_REL,
					__ATOMIC_ACQUIRE))
		return tc;
	arch_object_free(tc);
	return other;
}

static struct timer_cpu *timers_of(unsigned int cpu)
{
	/* M2: acquire, pairs with M1. */
	struct timer_cpu *tc = arch_load_quietly(&timer_cpus[cpu], __ATOMIC_ACQUIRE);

	return likely(tc) ? tc : make_cpu(cpu);
}

/* With the lock: as @tc's wheel wants it. */
static void set_event(struct timer_cpu *tc)
{
	u64 at_ns = ARCH_EVENT_NEVER;
	unsigned long next;

	if (wheel_next(&tc->wheel, &next))
		at_ns = jiffies_begin_ns(next);
	if (at_ns == tc->event_ns)
		return;
	tc->event_ns = at_ns;
	arch_clock_event(tc->cpu, ARCH_EVENT_WHEEL, at_ns);
}

/* With the lock: it has come, or is of no use any more. */
static void clear_event(struct timer_cpu *tc)
{
	tc->event_ns = ARCH_EVENT_NEVER;
	arch_clock_event(tc->cpu, ARCH_EVENT_WHEEL, ARCH_EVENT_NEVER);
}

static bool is_set_up(struct timer_list *timer, const char *who)
{
	if (likely((arch_peek(timer->state) & __TIMER_MAGIC) == __TIMER_SET_UP))
		return true;
	WARN(1, "ODEBUG: %s: timer at %px was never set up (timer_setup()); hint: %pS\n", who,
	     timer, (void *)timer->function);
	return false;
}

static bool can_be_armed(struct timer_list *timer, const char *who)
{
	if (!is_set_up(timer, who))
		return false;
	return likely(arch_peek(timer->function)) ||
	       !WARN_ONCE(!(arch_peek(timer->state) & __TIMER_SHUT_DOWN),
			  "%s: timer at %px has no function\n", who, timer);
}

/* The lock of the CPU whose timer it is, interrupts off. */
static struct timer_cpu *lock_timer(struct timer_list *timer, unsigned long *flags)
{
	struct timer_cpu *tc;
	u32 whose;

	for (;;) {
		whose = arch_peek(timer->flags) & TIMER_BASEMASK;
		if (!(whose & TIMER_MIGRATING)) {
			tc = timers_of(whose);
			raw_spin_lock_irqsave(&tc->lock, *flags);
			if ((arch_peek(timer->flags) & TIMER_BASEMASK) == whose)
				return tc;
			raw_spin_unlock_irqrestore(&tc->lock, *flags);
		}
		cpu_relax();
	}
}

static bool is_pending(const struct timer_list *timer)
{
	return arch_peek(timer->entry.pprev) != NULL;
}

/* Where a call begins. @timer is not looked at before. */
static void api_begins(struct timer_list *timer)
{
	arch_api_point(&timer->entry.pprev);
}

static int detach(struct timer_cpu *tc, struct timer_list *timer)
{
	if (!is_pending(timer))
		return 0;
	wheel_remove(&tc->wheel, timer);
	return 1;
}

/* Both locks are held at no time: who looks meanwhile finds MIGRATING. */
static struct timer_cpu *migrate(struct timer_list *timer, struct timer_cpu *from,
				 struct timer_cpu *to)
{
	arch_poke(timer->flags, timer->flags | TIMER_MIGRATING);
	set_event(from);
	raw_spin_unlock(&from->lock);
	raw_spin_lock(&to->lock);
	arch_poke(timer->flags, (timer->flags & ~(u32)TIMER_BASEMASK) | to->cpu);
	return to;
}

/* @cpu: where; -1: here. Return: was it pending? */
static int arm(struct timer_list *timer, unsigned long expires, enum arm how, int cpu)
{
	unsigned long flags;
	struct timer_cpu *tc = lock_timer(timer, &flags), *to;
	int was_pending = is_pending(timer);

	if (!timer->function) {
		was_pending = 0;
		goto out;
	}
	if (how == ARM_PENDING && !was_pending)
		goto out;
	if (was_pending && (timer->expires == expires ||
			    (how == ARM_SOONER && time_before(timer->expires, expires))))
		goto out;
	(void)detach(tc, timer);
	to = timers_of(cpu < 0 ? arch_smp_processor_id() : (unsigned int)cpu);
	if (to != tc && arch_peek(tc->running) != timer)
		tc = migrate(timer, tc, to);
	timer->expires = expires;
	wheel_add(&tc->wheel, timer, jiffies);
	set_event(tc);
out:
	raw_spin_unlock_irqrestore(&tc->lock, flags);
	return was_pending;
}

int mod_timer(struct timer_list *timer, unsigned long expires)
{
	api_begins(timer);
	return can_be_armed(timer, "mod_timer") ? arm(timer, expires, ARM, -1) : 0;
}
EXPORT_SYMBOL(mod_timer);

int mod_timer_pending(struct timer_list *timer, unsigned long expires)
{
	api_begins(timer);
	return can_be_armed(timer, "mod_timer_pending") ? arm(timer, expires, ARM_PENDING, -1) : 0;
}
EXPORT_SYMBOL(mod_timer_pending);

int timer_reduce(struct timer_list *timer, unsigned long expires)
{
	api_begins(timer);
	return can_be_armed(timer, "timer_reduce") ? arm(timer, expires, ARM_SOONER, -1) : 0;
}
EXPORT_SYMBOL(timer_reduce);

void add_timer(struct timer_list *timer)
{
	api_begins(timer);
	if (can_be_armed(timer, "add_timer") && !WARN_ON_ONCE(is_pending(timer)))
		(void)arm(timer, timer->expires, ARM, -1);
}
EXPORT_SYMBOL(add_timer);

void add_timer_on(struct timer_list *timer, int cpu)
{
	api_begins(timer);
	/* The section boots, if nobody has. */
	preempt_disable();
	if (can_be_armed(timer, "add_timer_on") && !WARN_ON_ONCE(is_pending(timer)) &&
	    !WARN_ON_ONCE(cpu < 0 || (unsigned int)cpu >= arch_cpu_count()))
		(void)arm(timer, timer->expires, ARM, cpu);
	preempt_enable();
}
EXPORT_SYMBOL_GPL(add_timer_on);

static void shut_down(struct timer_list *timer)
{
	arch_poke(timer->function, NULL);
	arch_poke(timer->state, timer->state | __TIMER_SHUT_DOWN);
}

/* @sync: unless its function runs; then -1 */
static int disarm(struct timer_list *timer, bool sync, bool for_good)
{
	unsigned long flags;
	struct timer_cpu *tc = lock_timer(timer, &flags);
	int ret = -1;

	if (for_good)
		shut_down(timer);
	if (!sync || arch_peek(tc->running) != timer) {
		ret = detach(tc, timer);
		set_event(tc);
	}
	raw_spin_unlock_irqrestore(&tc->lock, flags);
	return ret;
}

int __tl_timer_delete(struct timer_list *timer)
{
	api_begins(timer);
	return is_set_up(timer, "timer_delete") ? disarm(timer, false, false) : 0;
}
EXPORT_SYMBOL(__tl_timer_delete);

int timer_delete_sync_try(struct timer_list *timer)
{
	api_begins(timer);
	return is_set_up(timer, "timer_delete_sync_try") ? disarm(timer, true, false) : 0;
}
EXPORT_SYMBOL(timer_delete_sync_try);

int timer_shutdown(struct timer_list *timer)
{
	api_begins(timer);
	return is_set_up(timer, "timer_shutdown") ? disarm(timer, false, true) : 0;
}
EXPORT_SYMBOL_GPL(timer_shutdown);

static void describe(const void *waits_for, char *buf, unsigned long size)
{
	scnprintf(buf, size, "the end of timer function %pS", waits_for);
}

static int disarm_sync(struct timer_list *timer, const char *who, bool for_good)
{
	struct time_wait wait;
	const void *function;
	int ret;

	api_begins(timer);
	if (!is_set_up(timer, who))
		return 0;
	WARN_ON(in_hardirq() && !(arch_peek(timer->flags) & TIMER_IRQSAFE));
	function = (const void *)arch_peek(timer->function);
	ret = disarm(timer, true, for_good);
	if (likely(ret >= 0))
		return ret;
	time_wait_begin(&wait, describe, function);
	while (ret < 0) {
		time_wait_turn(&wait);
		ret = disarm(timer, true, for_good);
	}
	time_wait_end(&wait);
	return ret;
}

int timer_delete_sync(struct timer_list *timer)
{
	return disarm_sync(timer, "timer_delete_sync", false);
}
EXPORT_SYMBOL(timer_delete_sync);

int timer_shutdown_sync(struct timer_list *timer)
{
	return disarm_sync(timer, "timer_shutdown_sync", true);
}
EXPORT_SYMBOL_GPL(timer_shutdown_sync);

static void call(struct timer_list *timer, void (*fn)(struct timer_list *), bool old,
		 unsigned long data)
{
	int count = preempt_count();
	unsigned long flags;

	if (old)
		((void (*)(unsigned long))(void *)fn)(data);
	else
		fn(timer);
	if (unlikely(count != preempt_count())) {
		WARN_ONCE(1, "timer: %pS preempt leak: %08x -> %08x\n", (void *)fn,
			  (unsigned int)count, (unsigned int)preempt_count());
		local_irq_save(flags);
		arch_preempt_count_set((unsigned int)count);
		local_irq_restore(flags);
	}
}

/* With the lock and interrupts off, and so at the end; not in between. */
static void run(struct timer_cpu *tc, struct timer_list *timer)
{
	void (*fn)(struct timer_list *) = timer->function;
	bool old = timer->state & __TIMER_OLD, irqsafe = timer->flags & TIMER_IRQSAFE;
	unsigned long data = timer->data;

	(void)detach(tc, timer);
	arch_api_touch(&timer->entry.pprev);
	arch_poke(tc->running, timer);
	raw_spin_unlock(&tc->lock);
	if (!irqsafe)
		local_irq_enable();
	call(timer, fn, old, data);
	if (!irqsafe)
		local_irq_disable();
	/* Who deletes the next one, having waited for something that this one did, is in time. */
	arch_api_point(tc);
	raw_spin_lock(&tc->lock);
	arch_poke(tc->running, NULL);
}

static void timer_softirq(struct softirq_action *action)
{
	struct timer_cpu *tc = timers_of(arch_smp_processor_id());
	struct timer_list *timer;

	(void)action;
	raw_spin_lock_irq(&tc->lock);
	clear_event(tc);
	wheel_advance(&tc->wheel, jiffies);
	while ((timer = wheel_due(&tc->wheel)))
		run(tc, timer);
	set_event(tc);
	raw_spin_unlock_irq(&tc->lock);
}

void timers_init(void)
{
	open_softirq(TIMER_SOFTIRQ, timer_softirq);
}

/* What is left won't run; but it can be armed again in the next machine. */
void timers_exit(void)
{
	for (unsigned int cpu = 0; cpu < NR_CPUS; cpu++) {
		struct timer_cpu *tc = timer_cpus[cpu];
		struct timer_list *timer;

		timer_cpus[cpu] = NULL;
		while (tc && (timer = wheel_any(&tc->wheel))) {
			pr_notice("timer %pS is still armed at shutdown\n",
				  (void *)timer->function);
			wheel_remove(&tc->wheel, timer);
		}
		arch_object_free(tc);
	}
}
