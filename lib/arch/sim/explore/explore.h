/* SPDX-License-Identifier: MIT */
/*
 * The explorer: private to lib/arch/sim/.
 *
 * A RUN is a call of the scenario on a fresh machine. At every point the machine (sched.c) lists
 * what may come next, its options, and asks the strategy for one. What a party does from one
 * choice to the next is a step.
 *
 *	GO cpu		who occupies the CPU goes on
 *	TAKE cpu pid	a runnable task takes it; who had it, if anybody, was preemptible
 *	DELIVER cpu irq	a pending line comes in (irq 0: irq_work, cross-CPU
 *			softirqs; irq 65535: the timer interrupt)
 *	FIRE cpu irq	the hardware fires a spontaneous line, which comes in at once
 *	FAIL		an allocation fails; the other option is GO
 *	TIMEOUT cpu pid	a task that polls goes on until its loop ends
 *
 * THE DEFAULT, which costs nothing and is no deviation: who made the last step goes on; when it
 * can't, the first option in the order CPU by CPU from its own on; TAKE of the oldest in the
 * queue; then DELIVER; then TIMEOUT. Nothing fires, nothing fails.
 *
 * COST. A GO or TAKE while the party of the last step could go on is a preemption, unless it goes
 * back to who was at work before a delivery on another CPU; so is a TIMEOUT while somebody else
 * could go on. A DELIVER or FIRE while somebody could go on is a chosen delivery; when nobody can, it
 * is forced, and free.
 *
 * FILES
 *	sched.c		points, choices, steps: the machine's side
 *	spin.c		parties that spin or pause
 *	poll.c		loops that end by themselves
 *	reached.c	CPUs that others send interrupts or tasks to
 *	offers.c	the options at a point
 *	footprint.c	what steps did
 *	run.c		one run in this process, from fresh machine to outcome
 *	restore.c modules.c	writable data between runs
 *	checkpoint.c host-state.c	runs that are taken up in their middle
 *	arena.c		kernel memory of a run
 *	dfs.c		strategy: depth first
 *	parties.c pct.c pos.c walk.c	strategies: random
 *	seen.c		which schedules were run
 *	explore.c options.c plan.c workers.c verdict.c	a search
 *	shrink.c found.c	the shortest failing schedule, and what is told of it
 *	replay.c here.c	replay files; one in this process
 *	trace.c		what happened, step by step, in one run
 *	report*.c	the trace in columns
 *	symbol*.c	functions and lines of addresses
 *
 * What must survive restoring is allocated from the C library, and hangs on pointers that do not
 * change while runs are made, or is marked __tl_keep.
 */
#ifndef LIB_ARCH_SIM_EXPLORE_H
#define LIB_ARCH_SIM_EXPLORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <tasklet/explore.h>

#include "arch/sim/range.h"

enum ex_kind { EX_GO, EX_TAKE, EX_DELIVER, EX_FIRE, EX_FAIL, EX_TIMEOUT };

/**
 * struct ex_option - something that may come next
 * @kind: an enum ex_kind
 * @cpu: where
 * @id: pid for TAKE and TIMEOUT, and for GO of the party that goes on; irq for DELIVER and FIRE
 * @costs: what it costs: preemptions
 * @chosen_delivery: it counts against q
 */
struct ex_option {
	uint8_t kind;
	uint8_t costs;
	uint8_t chosen_delivery;
	uint8_t pad;
	uint16_t cpu;
	uint16_t id;
};

/* Is it the same, apart from what it costs here? */
static inline bool ex_same(struct ex_option a, struct ex_option b)
{
	return a.kind == b.kind && a.cpu == b.cpu && a.id == b.id;
}

#define EX_MAX_OPTIONS 64

/**
 * struct ex_access - what a step did to an object
 * @granule: address / 8; 0: nothing
 * @write: it may have changed it
 */
struct ex_access {
	uintptr_t granule;
	bool write;
};

/**
 * struct ex_footprint - all that a step did: two steps of different CPUs whose footprints do not
 * conflict may be swapped
 * @n: how many
 * @all: more than fit: it conflicts with everything
 */
#define EX_FOOTPRINT 24
struct ex_footprint {
	uint16_t n;
	bool all;
	struct ex_access access[EX_FOOTPRINT];
};

/* --- memory of a run: arena.c --- */

/*
 * Blocks are cut from one region, in order, none twice in a run, with a gap between them; so what
 * an address was is known to the end of the run. All of it is given back at once.
 */
int arena_init(size_t bytes);
/* Who is told of a failure, as ex_fail() is: it does not return. Set before arena_begin(). */
typedef void (*arena_fail_fn)(enum tl_failure kind, const void *pc, const char *fmt, ...)
	__attribute__((noreturn, format(printf, 3, 4)));
extern arena_fail_fn arena_fail;
/* From here on mm_alloc() and mm_free() take theirs here; between runs. */
void arena_begin(void);
/* Forget all blocks made since arena_begin(). */
void arena_reset(void);
/* What a run has changed of it up to now, piece by piece. */
void arena_each(void (*piece)(uintptr_t start, uintptr_t end));
/* Back to the C library's, and forget the region; the opposite of arena_init(). */
void arena_end(void);
/* @site: return address of the caller of the kernel API */
void *arena_alloc(size_t size, size_t align, const void *site);
/* Fails the run if @p is no block, or freed already. */
void arena_free(const void *p, const void *site);
size_t arena_size(const void *p);
extern struct addr_range arena_region;
void __arena_check(uintptr_t addr, size_t size, bool write, const void *pc);

/* Fails the run if @addr lies in the region, but not in a live block, or if @size bytes do not; 0: how
 * many is not known. */
static inline void arena_check(uintptr_t addr, size_t size, bool write, const void *pc)
{
	if (__builtin_expect(addr_within(arena_region, addr), 0))
		__arena_check(addr, size, write, pc);
}

/* How many blocks are still there, and of the first its size and who allocated it; false if none. */
bool arena_leak(size_t *nr_blocks, size_t *bytes, const void **site);
/* "block of 64, +8"; false if there is no block. */
bool arena_name(uintptr_t addr, char *buf, size_t size);
/* What @addr is or was in this run, "8 bytes inside a freed block of 64 bytes", and who allocated
 * and freed that block (or NULL); false if it lies outside of the region. */
bool arena_describe(uintptr_t addr, char *buf, size_t size, const void **alloc_site,
		    const void **free_site);

/* --- writable data: restore.c --- */

/* Memory of the heap that is part of the picture, too: from the start of a page on, and nothing else
 * is on its last one. Before restore_begin(). */
int restore_add(void *p, size_t n);
/* Take the picture that every run starts from; pages are watched from now on. The handler of
 * SIGSEGV is there already; before it calls restore_fault() it writes to nothing but its stack. */
int restore_begin(void);
/* Back to the picture. */
void restore_now(void);
/* What restore_now() would write to, piece by piece; there are more of them as time goes by. */
void restore_each(void (*piece)(uintptr_t start, uintptr_t end));
/* Pages written since restore_begin(): what restore_now() costs. */
size_t restore_hot_pages(void);
/* Stop watching, and forget it. */
void restore_end(void);
/* A memory fault at @addr: was it the first write to a watched page? Then it goes on. */
bool restore_fault(uintptr_t addr);

/* --- the end of a failing run --- */

/**
 * ex_fail() - the run has failed; it ends here
 * @kind: see enum tl_failure
 * @pc: where, or NULL: the nearest frame outside of this library
 * @fmt: what it says
 */
void ex_fail(enum tl_failure kind, const void *pc, const char *fmt, ...)
	__attribute__((noreturn, format(printf, 3, 4)));

/* --- what happened: trace.c --- */

enum ex_event {
	EX_EV_STEP, /* a point, and what follows it: @kind an enum arch_point, @obj its object */
	EX_EV_IRQ_ENTER, /* @obj: irq */
	EX_EV_IRQ_EXIT,
	EX_EV_SOFTIRQ_ENTER, /* @obj: vector */
	EX_EV_SOFTIRQ_EXIT,
	EX_EV_SLEEP,
	EX_EV_WAKE, /* @obj: pid */
	EX_EV_START,
	EX_EV_END, /* of a task */
	EX_EV_RAISE, /* a line, by a device model: @obj irq */
	EX_EV_LOWER,
	EX_EV_FIRE, /* by the explorer */
	EX_EV_ALLOC_FAIL,
	EX_EV_TIMEOUT, /* it polls until its loop ends */
	EX_EV_FAILURE, /* the last */
};

#define EX_FRAMES 16

/**
 * struct ex_trace_entry - one line of the report
 * @what: see enum ex_event
 * @kind: of the point, for EX_EV_STEP; an enum tl_failure for EX_EV_FAILURE
 * @cpu: where
 * @depth: how many handlers and softirqs are on the stack there, the one that is entered or left
 *	included
 * @pid, @comm: of the task that it happened to
 * @deviation: chosen against the default
 * @preempt_count, @irqs_off: at that point
 * @obj: see @what
 * @block: if that is an address in kernel memory: "block of 64, +8"
 * @frames: return addresses, the innermost first; those of this library and those of the caller
 * @nr_frames: how many
 */
struct ex_trace_entry {
	uint8_t what;
	uint8_t kind;
	uint16_t cpu;
	uint8_t depth;
	bool deviation;
	bool irqs_off;
	uint8_t nr_frames;
	unsigned int preempt_count;
	int pid;
	char comm[16];
	uintptr_t obj;
	char block[32];
	const void *frames[EX_FRAMES];
};

extern bool trace_on;

/* Memory for it, shared with processes that are forked later. */
void trace_setup(void);
/* Entries from now on; those of before are forgotten. */
void trace_start(void);
void trace_stop(void);
/* Valid until trace_start() or trace_free(). */
const struct ex_trace_entry *trace_entries(size_t *n);
void trace_free(void);
void __trace_note(enum ex_event what, uint8_t kind, uintptr_t obj, bool deviation);

/* Return addresses of the caller's frames, the innermost first. Return: how many. */
unsigned int trace_frames(const void **frames, unsigned int max);

/* It happens to the running task, on its CPU, here; see struct ex_trace_entry. */
static inline void trace_note(enum ex_event what, uint8_t kind, uintptr_t obj, bool deviation)
{
	if (__builtin_expect(trace_on, 0))
		__trace_note(what, kind, obj, deviation);
	/* This is no function's last call: the frame of tl_point() is told of. */
	__asm__ volatile("");
}

/* --- the trace for people: report.c, symbol.c --- */

/**
 * struct ex_symbol - what an address is
 * @function: its name; "?" if unknown
 * @file: its source file, as short as it can be; "" if unknown
 * @line: 0 if unknown
 * @in_library: in libtasklet itself
 * @module: file name of the program or library
 */
struct ex_symbol {
	char function[64];
	char file[96];
	int line;
	bool in_library;
	char module[64];
};

/* @return_address: @pc follows the call. Inlined functions are told apart: up to @max of them,
 * the innermost first. Return: how many, at least 1. */
unsigned int symbol_lookup(const void *pc, bool return_address, struct ex_symbol *out,
			   unsigned int max);
/* The variable that covers @addr: "name", or "name+offset". Return: false if there is none. */
bool symbol_data(uintptr_t addr, char *buf, size_t size);
void symbol_free(void);

/* What the report says above and below the schedule. */
struct ex_report {
	const char *scenario;
	const char *message;
	const char *verdict;
	const char *bounds; /* "p=2 q=1, found after 113 runs, 3 deviations" */
	const char *replay_command;
	const char *points; /* the scheduling points in force */
	unsigned int nr_cpus;
	const struct ex_trace_entry *trace;
	size_t nr_trace;
	/* For objects: the name that the report gives to an address; may be NULL. */
	const char *(*object_name)(uintptr_t obj);
};

/* Return: the text; free() it. NULL if there is no memory. */
char *report_format(const struct ex_report *report);

#endif /* LIB_ARCH_SIM_EXPLORE_H */
