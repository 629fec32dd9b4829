// SPDX-License-Identifier: MIT
/*
 * What happened in one run, for the report. It is written while a failing schedule is run once
 * more; otherwise a note is the test of a flag.
 *
 * Entries lie in memory that the parent of the run's process shares, who makes the report when that
 * has ended, and are valid until the next trace_start(). There is one host thread, and nothing here is a point, so nothing is locked.
 */
#include <string.h>
#include <sys/mman.h>
#include <unwind.h>

#include "arch/sim/explore/explore.h"
#include "arch/sim/sim.h"

bool trace_on __tl_keep;

#define MAX_ENTRIES 20000

struct trace {
	size_t n;
	struct ex_trace_entry entry[MAX_ENTRIES];
};

static struct trace *trace __tl_keep;
/* Handlers and softirqs on the stack, by CPU. */
static uint8_t depth[NR_CPUS] __tl_keep;

void trace_setup(void)
{
	if (trace)
		return;
	trace = mmap(NULL, sizeof(*trace), PROT_READ | PROT_WRITE,
		     MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (trace == MAP_FAILED)
		trace = NULL;
}

void trace_start(void)
{
	trace_setup();
	if (!trace)
		return;
	trace->n = 0;
	memset(depth, 0, sizeof(depth));
	trace_on = true;
}

void trace_stop(void)
{
	trace_on = false;
}

void trace_free(void)
{
	if (trace)
		munmap(trace, sizeof(*trace));
	trace = NULL;
}

const struct ex_trace_entry *trace_entries(size_t *n)
{
	*n = trace ? trace->n : 0;
	return trace ? trace->entry : NULL;
}

static struct ex_trace_entry *next_entry(void)
{
	struct ex_trace_entry *e = &trace->entry[trace->n];

	if (trace->n == MAX_ENTRIES)
		return NULL;
	trace->n++;
	return memset(e, 0, sizeof(*e));
}

struct walk {
	const void **frames;
	unsigned int max;
	unsigned int n;
	unsigned int skip;
};

static _Unwind_Reason_Code walk_frame(struct _Unwind_Context *context, void *arg)
{
	struct walk *walk = arg;
	const void *pc = (const void *)_Unwind_GetIP(context);

	if (!pc || walk->n == walk->max)
		return _URC_END_OF_STACK;
	if (walk->skip)
		walk->skip--;
	else
		walk->frames[walk->n++] = pc;
	return _URC_NO_REASON;
}

/* Of the caller's caller, and on. */
static noinline unsigned int frames_above(const void **frames, unsigned int max)
{
	struct walk walk = {.frames = frames, .max = max, .skip = 2};

	(void)_Unwind_Backtrace(walk_frame, &walk);
	return walk.n;
}

noinline unsigned int trace_frames(const void **frames, unsigned int max)
{
	unsigned int n = frames_above(frames, max);

	__asm__ volatile(""); /* a call, not a jump: this frame is one of those left out */
	return n;
}

noinline void __trace_note(enum ex_event what, uint8_t kind, uintptr_t obj, bool deviation)
{
	bool enters = what == EX_EV_IRQ_ENTER || what == EX_EV_SOFTIRQ_ENTER;
	bool leaves = what == EX_EV_IRQ_EXIT || what == EX_EV_SOFTIRQ_EXIT;
	unsigned int cpu = arch_self.cpu->nr;
	struct ex_trace_entry *e = next_entry();

	/* Without room the trace is what there is. */
	if (!e) {
		trace_on = false;
		return;
	}
	depth[cpu] += enters;
	e->what = (uint8_t)what;
	e->kind = kind;
	e->obj = obj;
	e->deviation = deviation;
	e->cpu = (uint16_t)cpu;
	e->depth = depth[cpu];
	depth[cpu] -= leaves && depth[cpu];
	e->irqs_off = arch_self.ctx & ARCH_CTX_IRQ_OFF;
	e->preempt_count = (unsigned int)arch_self.ctx;
	if (what == EX_EV_STEP && kind <= ARCH_POINT_RMW)
		(void)arena_name(obj, e->block, sizeof(e->block));
	if (arch_self.task) {
		e->pid = arch_self.task->pid;
		memcpy(e->comm, arch_self.task->comm, sizeof(e->comm));
	}
	e->nr_frames = (uint8_t)frames_above(e->frames, EX_FRAMES);
}
