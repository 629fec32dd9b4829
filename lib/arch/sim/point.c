// SPDX-License-Identifier: MIT
/*
 * What happens at a point: an interrupt comes in, somebody else goes on, or nothing.
 *
 * A fiber has a budget of points. When it is used up the machine is asked; who wants to be asked
 * sooner has the budget cut to nothing, and the rest kept in sim.left, so that slices end at the
 * same points whether anybody watches or not.
 */
#include <errno.h>
#include <limits.h>

#include <linux/printk.h>

#include "arch/sim/explore/sched.h"
#include "arch/sim/sim.h"
#include "arch/upcall.h"

static void ask_at_next_point(void)
{
	if (arch_self.budget <= 0)
		return;
	sim.left += arch_self.budget;
	arch_self.budget = 0;
}

/* Account for the point. Return: true if the slice is over. */
static bool use_point(void)
{
	if (arch_self.budget >= 0)
		return false; /* not a point: interrupts came back on */
	if (!sim.left) {
		sim_set_budget(SIM_SLICE);
		return true;
	}
	sim_set_budget(sim.left - 1);
	return false;
}

/* Interrupts are on: run the handlers of what waits for this CPU, and the softirqs. */
void sim_serve(int irq)
{
	struct sim_cpu *cpu = sim.running->cpu;
	unsigned long ctx = arch_self.ctx;

	sim_note(SIM_EVENT_DELIVER, cpu->a.nr);
	arch_self.ctx = ctx | ARCH_CTX_IRQ_OFF;
	fiber_acquire(&cpu->a.sync);
	irq_upcall_serve(cpu->a.nr, irq);
	fiber_release(&cpu->a.sync);
	arch_self.ctx = ctx;
	arch_self.progress = 1;
	__arch_rcu_look();
}

void sim_deliver(void)
{
	if (sim.exploring)
		return;
	while (arch_self.on_cpu && arch_self.pending && !(arch_self.ctx & ARCH_CTX_IRQ_OFF)) {
		sim_serve(IRQ_UPCALL_ALL);
	}
}

/* A turn of a loop, or a slice: others go on, and if nobody gets anywhere, time does. */
static void turn_over(void)
{
	if (arch_self.progress) {
		arch_self.progress = 0;
		sim.idle_turns = 0;
		sim_clock_progress();
	}
	sim.spun = true;
	sim_requeue();
	if (++sim.spins > sim.nr_ready + sim.nr_queued) {
		sim.spins = 0;
		if (!sim.idler)
			sim_clock_creep();
		else if (++sim.idle_turns > SIM_IDLE_TURNS && sim_idle_over())
			return;
	}
	if (!sim_step_over())
		sim_rotate();
}

/* Nobody explores: what the default schedule does here. */
static void point_by_default(void)
{
	int saved_errno;
	bool slice_over;

	if (arch_self.hold) {
		arch_self.budget = arch_self.budget < 0 ? 0 : arch_self.budget;
		return;
	}
	saved_errno = errno;
	sim.spun = false;
	slice_over = use_point();
	sim_step_over();
	sim_deliver();
	if (slice_over) {
		turn_over();
		/* Others want this CPU, and don't get it here: ask again as soon as they might. A
		 * loop may be as long as a slice, and its slices all end in a section. */
		if (arch_self.ctx && sim.running->cpu->queued)
			sim_set_budget(0);
	}
	sim_deliver();
	errno = saved_errno;
}

static noinline void point_asked(unsigned int kind, unsigned long obj, const void *pc)
{
	if (unlikely(!sim_is_here()))
		arch_self.budget = INT_MAX;
	else if (!sim.exploring)
		point_by_default();
	else
		ex_point(kind, obj, 0, pc);
}

/* Most points while somebody explores are left here; so this saves no registers. */
static __always_inline void point_slow(unsigned int kind, unsigned long obj, const void *pc)
{
	if (likely(arch_self.quiet))
		ex_pass_quietly(kind, obj, pc);
	else if (!sim.exploring || !sim_is_here() || !ex_pass_own(kind, obj))
		point_asked(kind, obj, pc);
}

void arch_point_slow_from(unsigned int kind, unsigned long obj, const void *pc)
{
	point_slow(kind, obj, pc);
}

void arch_point_slow(unsigned int kind, unsigned long obj)
{
	point_slow(kind, obj, __builtin_return_address(0));
}

void arch_point_at(enum arch_point kind, unsigned long obj, unsigned long size, const void *pc)
{
	if (sim.exploring && sim_is_here()) {
		/* So that loops which only count do not look like progress, see sched.c. */
		ex_point(kind, obj, size, pc);
		return;
	}
	if (kind == ARCH_POINT_LOAD)
		arch_point(kind, obj);
	else
		arch_point_write(kind, obj);
}

static void spin(const void *site)
{
	int saved_errno = errno;

	if (unlikely(!sim_is_here())) {
		arch_pause();
		return;
	}
	if (sim.exploring) {
		ex_spin(site);
		errno = saved_errno;
		return;
	}
	if (!arch_self.hold)
		sim_deliver();
	turn_over();
	if (!arch_self.hold)
		sim_deliver();
	errno = saved_errno;
}

void arch_spin(void)
{
	spin(__builtin_return_address(0));
}

void arch_relax(unsigned int turn)
{
	(void)turn;
	spin(__builtin_return_address(0));
}

/* Others may go on; nothing in particular is waited for. @delays: time has passed */
void sim_pause(bool delays)
{
	int saved_errno = errno;

	if (!sim.exploring || unlikely(!sim_is_here())) {
		arch_spin();
		return;
	}
	ex_pause(delays);
	errno = saved_errno;
}

void arch_yield(void)
{
	sim_pause(false);
}

/* The line is on the CPU's list. */
void arch_kick_cpu(unsigned int nr)
{
	struct sim_cpu *cpu = &sim.cpus[nr];

	if (!sim.up || cpu->pending)
		return;
	if (sim.exploring)
		ex_reach(cpu, EX_BY_IRQ);
	cpu->pending = true;
	sim_note(SIM_EVENT_KICK, nr);
	sim_make_ready(cpu);
	if (arch_self.on_cpu && sim.running->cpu == cpu) {
		arch_self.pending = 1;
		ask_at_next_point();
	}
}

/* Between the handlers of a batch and irq exit. */
void arch_irq_ack(void)
{
	sim.running->cpu->pending = false;
	arch_self.pending = 0;
}

/* Nothing of the host raises lines, and no signal is used. */
void arch_kick_self_after_signal(void)
{
}

int arch_kick_signal(void)
{
	return 0;
}

bool arch_takes_host_events(void)
{
	return false;
}

_Bool arch_raise_refused(void)
{
	if (!sim.up)
		return false;
	pr_err_once(
		"tasklet-sim: a line was raised by another host thread than the machine's: that could not be repeated, so it is refused\n");
	return true;
}
