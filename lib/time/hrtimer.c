// SPDX-License-Identifier: MIT
/*
 * High-resolution timers: arming and cancelling. How they are kept is in hrcpu.h, how they run in
 * hrtimer-run.c.
 *
 * Which CPU's lock protects a timer, and how it gets from one to another, is as in timer.c.
 */
#include <linux/bug.h>
#include <linux/hrtimer.h>
#include <linux/panic.h>
#include <linux/sprintf.h>

#include "arch/upcall.h"
#include "debug/stall.h"
#include "time/hrcpu.h"
#include "time/time.h"

struct hrtimer_cpu *hrtimer_cpus[NR_CPUS];

static struct hrtimer_cpu *make_cpu(unsigned int cpu)
{
	struct hrtimer_cpu *hc = arch_object_alloc(sizeof(*hc)), *other = NULL;

	if (!hc)
		panic("out of memory for the hrtimers of CPU %u\n", cpu);
	raw_spin_lock_init(&hc->lock);
	hc->cpu = cpu;
	hc->queue[0].event = ARCH_EVENT_HARD;
	hc->queue[1].event = ARCH_EVENT_SOFT;
	hc->queue[0].event_ns = hc->queue[1].event_ns = ARCH_EVENT_NEVER;
	/* M1: release, pairs with M2 in hrtimers_of(): who finds it sees it set up. */
	if (__atomic_compare_exchange_n(&hrtimer_cpus[cpu], &other, hc, false, __ATOMIC_ACQ_REL,
					__ATOMIC_ACQUIRE))
		return hc;
	arch_object_free(hc);
	return other;
}

struct hrtimer_cpu *hrtimers_of(unsigned int cpu)
{
	/* M2: acquire, pairs with M1. */
	struct hrtimer_cpu *hc = arch_load_quietly(&hrtimer_cpus[cpu], __ATOMIC_ACQUIRE);

	return likely(hc) ? hc : make_cpu(cpu);
}

void hrtimer_set_event(struct hrtimer_cpu *hc, struct hrtimer_queue *q)
{
	u64 at_ns = q->queue.first ? q->queue.first->key : ARCH_EVENT_NEVER;

	if (at_ns == q->event_ns)
		return;
	q->event_ns = at_ns;
	arch_clock_event(hc->cpu, q->event, at_ns);
}

static bool is_set_up(const struct hrtimer *timer, const char *who)
{
	if (likely(arch_peek(timer->magic) == HRTIMER_MAGIC))
		return true;
	WARN(1, "ODEBUG: %s: hrtimer at %px was never set up (hrtimer_setup())\n", who, timer);
	return false;
}

/* The lock of the CPU whose timer it is, interrupts off. */
static struct hrtimer_cpu *lock_timer(const struct hrtimer *timer, unsigned long *flags)
{
	struct hrtimer_cpu *hc;
	u32 whose;

	for (;;) {
		whose = arch_peek(timer->cpu);
		if (!(whose & HRTIMER_MIGRATING)) {
			hc = hrtimers_of(whose);
			raw_spin_lock_irqsave(&hc->lock, *flags);
			if (arch_peek(timer->cpu) == whose)
				return hc;
			raw_spin_unlock_irqrestore(&hc->lock, *flags);
		}
		cpu_relax();
	}
}

/* Where a call begins. @timer is not looked at before. */
static void api_begins(const struct hrtimer *timer)
{
	arch_api_point(&timer->state);
}

void hrtimer_enqueue(struct hrtimer_cpu *hc, struct hrtimer *timer)
{
	hrqueue_add(&hrtimer_queue_of(hc, timer)->queue, timer);
	arch_poke(timer->state, HRTIMER_STATE_ENQUEUED);
}

int hrtimer_dequeue(struct hrtimer_cpu *hc, struct hrtimer *timer)
{
	if (!hrtimer_queued(timer))
		return 0;
	hrqueue_remove(&hrtimer_queue_of(hc, timer)->queue, timer);
	arch_poke(timer->state, HRTIMER_STATE_INACTIVE);
	return 1;
}

void hrtimer_setup(struct hrtimer *timer, enum hrtimer_restart (*function)(struct hrtimer *),
		   clockid_t clock_id, enum hrtimer_mode mode)
{
	switch (clock_id) {
	case CLOCK_MONOTONIC:
	case CLOCK_REALTIME:
	case CLOCK_BOOTTIME:
	case CLOCK_TAI:
		break;
	default:
		WARN(1, "Invalid clockid %d. Using MONOTONIC\n", clock_id);
		clock_id = CLOCK_MONOTONIC;
	}
	*timer = (struct hrtimer){
		.function = function,
		.is_soft = !!(mode & HRTIMER_MODE_SOFT),
		.clock_id = (u8)clock_id,
		.magic = HRTIMER_MAGIC,
	};
}
EXPORT_SYMBOL_GPL(hrtimer_setup);

void hrtimer_init(struct hrtimer *timer, clockid_t clock_id, enum hrtimer_mode mode)
{
	hrtimer_setup(timer, NULL, clock_id, mode);
}
EXPORT_SYMBOL_GPL(hrtimer_init);

/* What the monotonic clock shows when the timer's shows @time; the past is 0. Not too early: the
 * other clock is read first. */
u64 hrtimer_to_monotonic(const struct hrtimer *timer, ktime_t time)
{
	s64 ahead;

	if (timer->clock_id != CLOCK_MONOTONIC && time > 0) {
		ahead = (s64)arch_clock_read_ns(timer->clock_id);
		ahead -= (s64)arch_clock_ns();
		time = ahead > 0 ? time - ahead : ktime_add_safe(time, -ahead);
	}
	return time < 0 ? 0 : (u64)time;
}

/* Its expiry times, and its key. */
static void set_time(struct hrtimer *timer, ktime_t tim, u64 delta_ns, bool relative)
{
	u64 now;

	timer->is_rel = relative;
	if (!relative) {
		hrtimer_set_expires_range_ns(timer, tim, delta_ns);
		timer->key = hrtimer_to_monotonic(timer, tim);
		return;
	}
	now = arch_clock_ns();
	hrtimer_set_expires_range_ns(
		timer, ktime_add_safe((ktime_t)arch_clock_read_ns(timer->clock_id), tim), delta_ns);
	timer->key = tim < 0 ? 0 : (u64)ktime_add_safe((ktime_t)now, tim);
}

/* Both locks are held at no time: who looks meanwhile finds MIGRATING. */
static struct hrtimer_cpu *migrate(struct hrtimer *timer, struct hrtimer_cpu *from,
				   struct hrtimer_cpu *to)
{
	arch_poke(timer->cpu, from->cpu | HRTIMER_MIGRATING);
	hrtimer_set_event(from, hrtimer_queue_of(from, timer));
	raw_spin_unlock(&from->lock);
	raw_spin_lock(&to->lock);
	arch_poke(timer->cpu, to->cpu);
	return to;
}

void hrtimer_start_range_ns(struct hrtimer *timer, ktime_t tim, u64 delta_ns,
			    const enum hrtimer_mode mode)
{
	struct hrtimer_cpu *hc, *here;
	unsigned long flags;

	api_begins(timer);
	if (!is_set_up(timer, "hrtimer_start") || WARN_ON_ONCE(!timer->function))
		return;
	WARN_ON_ONCE(!!(mode & HRTIMER_MODE_SOFT) != timer->is_soft);
	hc = lock_timer(timer, &flags);
	(void)hrtimer_dequeue(hc, timer);
	here = hrtimers_of(arch_smp_processor_id());
	if (here != hc && arch_peek(hrtimer_queue_of(hc, timer)->running) != timer)
		hc = migrate(timer, hc, here);
	set_time(timer, tim, delta_ns, mode & HRTIMER_MODE_REL);
	hrtimer_enqueue(hc, timer);
	hrtimer_set_event(hc, hrtimer_queue_of(hc, timer));
	raw_spin_unlock_irqrestore(&hc->lock, flags);
}
EXPORT_SYMBOL_GPL(hrtimer_start_range_ns);

static int try_to_cancel(struct hrtimer *timer)
{
	unsigned long flags;
	struct hrtimer_cpu *hc = lock_timer(timer, &flags);
	int ret = -1;

	if (arch_peek(hrtimer_queue_of(hc, timer)->running) != timer) {
		ret = hrtimer_dequeue(hc, timer);
		hrtimer_set_event(hc, hrtimer_queue_of(hc, timer));
	}
	raw_spin_unlock_irqrestore(&hc->lock, flags);
	return ret;
}

int hrtimer_try_to_cancel(struct hrtimer *timer)
{
	api_begins(timer);
	return is_set_up(timer, "hrtimer_try_to_cancel") ? try_to_cancel(timer) : 0;
}
EXPORT_SYMBOL_GPL(hrtimer_try_to_cancel);

static void describe(const void *waits_for, char *buf, unsigned long size)
{
	scnprintf(buf, size, "the end of hrtimer function %pS", waits_for);
}

int hrtimer_cancel(struct hrtimer *timer)
{
	struct time_wait wait;
	const void *function;
	int ret;

	api_begins(timer);
	if (!is_set_up(timer, "hrtimer_cancel"))
		return 0;
	function = (const void *)timer->function;
	ret = try_to_cancel(timer);
	if (likely(ret >= 0))
		return ret;
	time_wait_begin(&wait, describe, function);
	while (ret < 0) {
		time_wait_turn(&wait);
		ret = try_to_cancel(timer);
	}
	time_wait_end(&wait);
	return ret;
}
EXPORT_SYMBOL_GPL(hrtimer_cancel);

u64 hrtimer_forward(struct hrtimer *timer, ktime_t now, ktime_t interval)
{
	ktime_t behind = now - timer->node.expires;
	u64 steps;

	if (behind < 0)
		return 0;
	if (WARN_ON(hrtimer_queued(timer)))
		return 0;
	if (interval < 1)
		interval = 1;
	steps = (u64)(behind / interval) + 1;
	hrtimer_add_expires(timer, (s64)steps * interval);
	return steps;
}
EXPORT_SYMBOL_GPL(hrtimer_forward);

int hrtimer_callback_running(const struct hrtimer *timer)
{
	unsigned long flags;
	struct hrtimer_cpu *hc;
	bool running;

	api_begins(timer);
	hc = lock_timer(timer, &flags);
	running = hrtimer_queue_of(hc, timer)->running == timer;
	raw_spin_unlock_irqrestore(&hc->lock, flags);
	return running;
}
EXPORT_SYMBOL_GPL(hrtimer_callback_running);

bool hrtimer_active(const struct hrtimer *timer)
{
	unsigned long flags;
	struct hrtimer_cpu *hc;
	bool active;

	api_begins(timer);
	if (!is_set_up(timer, "hrtimer_active"))
		return false;
	hc = lock_timer(timer, &flags);
	active = hrtimer_queued(timer) || hrtimer_queue_of(hc, timer)->running == timer;
	raw_spin_unlock_irqrestore(&hc->lock, flags);
	return active;
}
EXPORT_SYMBOL_GPL(hrtimer_active);

ktime_t __hrtimer_get_remaining(const struct hrtimer *timer, bool adjust)
{
	unsigned long flags;
	struct hrtimer_cpu *hc;
	ktime_t left;

	(void)adjust;
	hc = lock_timer(timer, &flags);
	left = hrtimer_expires_remaining(timer);
	raw_spin_unlock_irqrestore(&hc->lock, flags);
	return left;
}
EXPORT_SYMBOL_GPL(__hrtimer_get_remaining);
