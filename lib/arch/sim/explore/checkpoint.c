// SPDX-License-Identifier: MIT
/*
 * Runs that are taken up again in their middle.
 *
 * Depth first, a run is like the one before up to the last choice that has another option left,
 * and that is near the end. So the state of the machine is copied now and then while a run goes
 * on, and the next run begins at the last such copy that it has in common, not with the scenario's
 * first line.
 *
 * A checkpoint is, at a choice, before the strategy is asked:
 *
 *	data of the program and of ours		the hot pages (restore.c)
 *	memory of tasks, kernel memory		what the run has made (memory.c, arena.c)
 *	stacks of all fibers			from the stack pointer up
 *	the host's own stack, which is the director's	down from where the run begins
 *	what of `ex` is in use, arch_self, decisions recorded
 *
 * It is taken, and gone back to, by the keeper: a fiber of its own, whose stack is not among them.
 * Who made the choice switches to it, and comes back once for the checkpoint's sake, and once more
 * for each run that is taken up there.
 *
 * Checkpoints are a stack, the deepest choice on top. One is good as long as the strategy's path up
 * to its place is; so a run that goes back above it forgets it.
 *
 * What is not copied must not have changed: memory of the C library's, files, mappings. Which of
 * it a program could change is seen from the functions that it imports (host-state.c), and
 * mappings that we make ourselves are counted (ex.host_memory). Not under ASan, which keeps books
 * of stacks, nor where a switch of fibers makes system calls.
 */
#include <errno.h>
#include <string.h>
#include <sys/mman.h>

#include "arch/sim/explore/checkpoint.h"
#include "arch/sim/explore/copy.h"
#include "arch/sim/explore/explore.h"
#include "arch/sim/explore/run.h"
#include "arch/sim/memory.h"
#include "arch/sim/sim.h"

#if !defined(FIBER_ASAN) && (defined(__x86_64__) || defined(__aarch64__))
#define POSSIBLE true
#else
#define POSSIBLE false
#endif

/*
 * Choices from one to the next: those in between are made again, by each run that goes on there.
 * That costs less than to take one more, the more there is to copy. In long runs they are further
 * apart, so that there are not too many of them.
 */
#define INTERVAL   2
#define PER_CHOICE ((size_t)12 << 10)
#define MOST	   64
#define MAX_FIBERS 64
#define MAX_BYTES  ((size_t)64 << 20)

/**
 * struct checkpoint - the head of one, in front of its pieces
 * @below: the one before
 * @place: choices that the run had passed
 * @hot_pages: how many there were
 * @frames: of the run
 * @sp, @self: of who made the choice, and its view of its CPU
 * @main_sp: of the host's own stack
 * @nr_decisions: recorded
 * @nr_fibers, @fibers: there were
 */
struct checkpoint {
	struct checkpoint *below;
	unsigned int place;
	size_t hot_pages;
	struct ex_frames frames;
	void *sp;
	void *main_sp;
	struct arch_self self;
	unsigned int nr_decisions;
	unsigned int nr_fibers;
	struct fiber_saved fibers[MAX_FIBERS];
};

/* Follows the head; @end == @start: the last. */
struct piece {
	uintptr_t start, end;
};

enum order { TAKE, RESUME };

/**
 * struct checkpoints - the books
 * @keeper: takes them and goes back
 * @order: what it is switched to for
 * @to: where it switches back to
 * @frames: of this run
 * @last_place: choices of the run before
 * @top: the deepest, or NULL
 * @fill: where the next piece goes
 * @size: of the one that was taken last
 * @full: this one has no room
 * @room: of all, mapped
 */
static struct checkpoints {
	struct fiber *keeper;
	enum order order;
	void *to;
	struct ex_frames frames;
	unsigned int last_place;
	struct checkpoint *top;
	uintptr_t fill;
	size_t size;
	bool full;
	uintptr_t room;
} points __tl_keep __attribute__((aligned(4096))); /* no page of theirs is one of restored data */

/* --- on the keeper's stack --- */

static uintptr_t aligned(uintptr_t addr)
{
	return (addr + 15) & ~(uintptr_t)15;
}

static bool has_room(size_t n)
{
	points.full |= n + 64 > points.room + MAX_BYTES - points.fill;
	return !points.full;
}

static void save(uintptr_t start, uintptr_t end)
{
	if (start == end || !has_room(sizeof(struct piece) + end - start))
		return;
	*(struct piece *)points.fill = (struct piece){start, end};
	points.fill += sizeof(struct piece);
	copy_piece((void *)points.fill, (const void *)start, end - start);
	points.fill = aligned(points.fill + end - start);
}

static void save_all(struct checkpoint *point)
{
	uintptr_t start, end;

	restore_each(save);
	arena_each(save);
	memory_of_run(&start, &end);
	save(start, end);
	/* Of the choice, and what follows it, what there is of it. */
	save((uintptr_t)&ex, (uintptr_t)&ex.choice.options[ex.choice.n]);
	save((uintptr_t)ex.spontaneous, (uintptr_t)&ex.spontaneous[ex.nr_spontaneous]);
	if (ex.poller)
		save((uintptr_t)&ex.poll, (uintptr_t)(&ex.poll + 1));
	save((uintptr_t)sim.main->fiber->sp, point->frames.inner);
	point->nr_fibers = fiber_save(save, point->fibers, MAX_FIBERS);
}

static void take(void)
{
	uintptr_t at = aligned(points.fill);
	struct checkpoint *point = (struct checkpoint *)at;

	points.full = false;
	if (!has_room(sizeof(*point)))
		return;
	points.fill = aligned(at + sizeof(*point));
	point->below = points.top;
	point->place = ex.strategy->place();
	point->hot_pages = restore_hot_pages();
	point->frames = points.frames;
	point->sp = points.to;
	point->main_sp = sim.main->fiber->sp;
	point->self = arch_self;
	point->nr_decisions = run_outcome()->nr_decisions;
	save_all(point);
	if (points.full || !point->nr_fibers) {
		points.fill = at;
		return;
	}
	*(struct piece *)points.fill = (struct piece){0, 0};
	points.fill += sizeof(struct piece);
	points.top = point;
	points.size = points.fill - at;
}

static void go_back(void)
{
	const struct checkpoint *point = points.top;
	uintptr_t at = aligned((uintptr_t)(point + 1));
	const struct piece *piece;

	/* Pages that were written to since it was taken were as in the picture then. */
	if (point->hot_pages != restore_hot_pages())
		restore_now();
	fiber_load(point->fibers, point->nr_fibers);
	for (; piece = (const struct piece *)at, piece->end; at = aligned(at)) {
		at += sizeof(*piece);
		copy_piece((void *)piece->start, (const void *)at, piece->end - piece->start);
		at += piece->end - piece->start;
	}
	sim.main->fiber->sp = point->main_sp;
	arch_self = point->self;
	run_outcome()->nr_decisions = point->nr_decisions;
	ex.strategy->resume(point->place);
	points.frames = point->frames;
	points.to = point->sp;
}

static void keep(void *arg)
{
	(void)arg;
	for (;;) {
		if (points.order == TAKE) {
			points.to = sim.running->fiber->sp;
			take();
		} else {
			go_back();
		}
		fiber_switch_stack(&points.keeper->sp, points.to);
	}
}

/* --- on the stacks of runs --- */

void checkpoint_setup(void)
{
	void *room;

	if (!POSSIBLE)
		return;
	room = mmap(NULL, MAX_BYTES, PROT_READ | PROT_WRITE,
		    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (room == MAP_FAILED)
		return;
	points.room = points.fill = (uintptr_t)room;
	points.keeper = fiber_create_apart(keep, NULL);
}

void checkpoint_run(const struct ex_frames *frames)
{
	points.frames = *frames;
}

/* Its memory is what follows it. */
static void forget_top(void)
{
	points.fill = (uintptr_t)points.top;
	points.top = points.top->below;
}

static bool worth_it(unsigned int place)
{
	unsigned int interval = INTERVAL + (unsigned int)(points.size / PER_CHOICE);

	if (ex.host_memory)
		return false;
	if (!points.top)
		return true;
	if (interval < points.last_place / MOST)
		interval = points.last_place / MOST;
	/* Far beyond the last run's choices, who knows: to the end it may be one step. */
	return place >= points.top->place + interval && place <= points.last_place;
}

void checkpoint_offer(void)
{
	struct sim_task *me = sim.running;
	int saved_errno;

	if (!points.keeper || !ex.strategy->place || !worth_it(ex.strategy->place()))
		return;
	saved_errno = errno;
	points.order = TAKE;
	fiber_switch_stack(&me->fiber->sp, points.keeper->sp);
	errno = saved_errno;
}

void checkpoint_ended(void)
{
	if (points.keeper && ex.strategy->place)
		points.last_place = ex.strategy->place();
}

bool checkpoint_resume(uintptr_t outer)
{
	if (!points.top || !ex.strategy->common)
		return false;
	while (points.top && points.top->place > ex.strategy->common())
		forget_top();
	if (!points.top || points.top->frames.outer != outer)
		return false;
	points.order = RESUME;
	fiber_switch_stack(&sim.main->fiber->sp, points.keeper->sp);
	return false; /* never: it switches to the checkpoint's stack */
}
