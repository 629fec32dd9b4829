// SPDX-License-Identifier: MIT
/*
 * Virtual time, and what is due when.
 *
 * Time does not pass while code runs. It moves
 *  - to the next deadline, when nobody can run: an hour's sleep costs nothing;
 *  - a little, when everybody who can run has spun once: 1 us, and twice as far each time up to
 *    20 us while nobody gets on, but never past a deadline. So a loop that polls the clock ends,
 *    and a wait for what never comes is reported after as many virtual seconds as on the other
 *    machine, while a delay that counts turns takes no such time;
 *  - by 1 us, when the clock has been read 64 times in one instant;
 *  - when explored, with the turns of a poll that goes on until it ends: as far, and later in
 *    strides of up to 100 ms;
 *  - by tl_advance().
 *
 * Deadlines are in a binary heap, by time and then in the order in which they were set.
 */
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "arch/sim/explore/sched.h"
#include "arch/sim/memory.h"
#include "arch/upcall.h"
#include "debug/stall.h"

/* Where time begins: 0 means "not yet" here and there. */
#define START_NS       1000000000u
/* What its clocks of the day show then: 2020-01-01, and a second. */
#define EPOCH_NS       1577836800000000000u
#define TAI_AHEAD_NS   37000000000u
#define CREEP_FIRST_NS 1000u
#define CREEP_LAST_NS  20000u
#define STRIDE_LAST_NS 100000000u
#define READS_PER_STEP 64

/* Without a watchdog: nothing but spinning for so long is the end. */
#define STUCK_NS 60000000000u

uint64_t sim_clock_ns __arch_hot = START_NS;
unsigned int sim_clock_nr_due;
static unsigned int reads;
static uint64_t last_seq;

static struct sim_timer **heap; /* from 1 */
static unsigned int heap_size, heap_room, nr_hard;

static bool before(const struct sim_timer *a, const struct sim_timer *b)
{
	return a->at != b->at ? a->at < b->at : a->seq < b->seq;
}

static void put(struct sim_timer *timer, unsigned int slot)
{
	heap[slot] = timer;
	timer->slot = slot;
}

static void sift_up(struct sim_timer *timer, unsigned int slot)
{
	for (; slot > 1 && before(timer, heap[slot / 2]); slot /= 2)
		put(heap[slot / 2], slot);
	put(timer, slot);
}

static void sift_down(struct sim_timer *timer, unsigned int slot)
{
	for (;;) {
		unsigned int child = 2 * slot;

		if (child > heap_size)
			break;
		if (child < heap_size && before(heap[child + 1], heap[child]))
			child++;
		if (!before(heap[child], timer))
			break;
		put(heap[child], slot);
		slot = child;
	}
	put(timer, slot);
}

/* The C library's side of it is watched by race detectors. */
static void grow(void)
{
	static int sync;
	unsigned int room = heap_room ? 2 * heap_room : 64;
	struct sim_timer **more;

	fiber_acquire(&sync);
	/* Of the run's memory, if it is explored: what a run takes is back at its end. */
	more = sim_alloc((room + 1) * sizeof(struct sim_timer *));
	/* Half of a machine can't go on. */
	if (!more)
		abort();
	if (heap)
		memcpy(more, heap, (heap_size + 1) * sizeof(struct sim_timer *));
	sim_free(heap);
	fiber_release(&sync);
	heap = more;
	heap_room = room;
}

/* @soft: it comes when time gets there, but time does not jump for its sake. */
void sim_timer_start(struct sim_timer *timer, uint64_t at, bool soft)
{
	sim_timer_stop(timer);
	if (heap_size == heap_room)
		grow();
	timer->at = at;
	timer->seq = ++last_seq;
	timer->soft = soft;
	nr_hard += !soft;
	sift_up(timer, ++heap_size);
}

void sim_timer_stop(struct sim_timer *timer)
{
	unsigned int slot = timer->slot;
	struct sim_timer *last;

	if (!slot)
		return;
	timer->slot = 0;
	nr_hard -= !timer->soft;
	last = heap[heap_size--];
	if (last == timer)
		return;
	if (slot > 1 && before(last, heap[slot / 2]))
		sift_up(last, slot);
	else
		sift_down(last, slot);
}

/* Exploring: who delays conflicts with who reads the clock. */
static void note_access(enum arch_point kind)
{
	if (sim.exploring)
		ex_add(kind, (uintptr_t)&sim_clock_ns, sizeof(sim_clock_ns));
}

/* It is no point of who happens to move time. */
static void interrupt(const struct sim_timer *timer)
{
	unsigned char held = arch_self.hold;

	arch_self.hold = 1;
	time_upcall_due(timer->cpu, timer->event);
	arch_self.hold = held;
	sim_clock_progress();
}

void sim_clock_set(uint64_t to)
{
	sim_clock_ns = to;
	note_access(ARCH_POINT_STORE);
	reads = 0;
	sim.spins = 0;
	while (heap_size && heap[1]->at <= sim_clock_ns) {
		struct sim_timer *timer = heap[1];

		sim_timer_stop(timer);
		sim_clock_nr_due++;
		if (timer->task)
			sim_wake(timer->task);
		else
			interrupt(timer);
	}
}

bool sim_clock_next(uint64_t *at)
{
	if (heap_size)
		*at = heap[1]->at;
	return heap_size != 0;
}

/* Nobody can run. Return: false if nothing will ever be due. */
bool sim_clock_jump(void)
{
	if (!nr_hard)
		return false;
	sim_note(SIM_EVENT_TIME, heap[1]->at);
	sim_clock_set(heap[1]->at);
	sim.stuck_since = sim_clock_ns;
	return true;
}

/* @strides: with less and less regard for who looks at the clock. */
void sim_clock_creep_on(bool strides)
{
	uint64_t to = sim_clock_ns + sim.creep;

	if (heap_size && heap[1]->at < to)
		to = heap[1]->at;
	if (sim.creep < (strides ? STRIDE_LAST_NS : CREEP_LAST_NS))
		sim.creep *= 2;
	sim_clock_set(to);
}

/* All who can run have spun. */
void sim_clock_creep(void)
{
	uint64_t limit = 3 * stall_watchdog_ns();

	if (!nr_hard && sim_clock_ns - sim.stuck_since > (limit ? limit : STUCK_NS))
		sim_deadlock("deadlock: all that could go on spin for what never comes");
	sim_clock_creep_on(false);
}

/* Somebody got on. */
void sim_clock_progress(void)
{
	sim.creep = CREEP_FIRST_NS;
	sim.stuck_since = sim_clock_ns;
}

/* At shutdown, too: what boots first reads the clock before the machine is there. */
void sim_clock_reset(void)
{
	sim_clock_ns = START_NS;
	reads = 0;
	last_seq = 0;
	sim_clock_progress();
}

void sim_clock_free(void)
{
	sim_clock_reset();
	sim_free(heap);
	heap = NULL;
	heap_size = heap_room = nr_hard = 0;
}

void arch_clock_event(unsigned int nr, enum arch_event event, u64 at_ns)
{
	struct sim_timer *timer;

	if (!sim.up)
		return;
	timer = &sim.cpus[nr].events[event];
	timer->cpu = nr;
	timer->event = event;
	sim_timer_stop(timer);
	if (at_ns <= sim_clock_ns)
		interrupt(timer);
	else if (at_ns != ARCH_EVENT_NEVER)
		sim_timer_start(timer, at_ns, false);
}

/* To their target, or to what is due before; then it is the others' turn. */
void arch_delay(u64 ns)
{
	uint64_t target = sim_clock_ns + ns, at;

	if (!sim_is_here())
		return;
	while (sim_clock_ns < target) {
		bool stored = ex.stored;

		sim_clock_set(sim_clock_next(&at) && at < target ? at : target);
		ex_has_only_delayed(stored);
		/* Who polls gets on: each turn brings the end of its time nearer. When explored, it is
		 * an option that it does. */
		arch_self.progress = !sim.exploring;
		sim_pause(true);
	}
}

u64 arch_clock_read_ns(int id)
{
	switch (id) {
	case CLOCK_REALTIME:
	case CLOCK_REALTIME_COARSE:
		return arch_clock_ns() + EPOCH_NS;
	case CLOCK_TAI:
		return arch_clock_ns() + EPOCH_NS + TAI_AHEAD_NS;
	default:
		return arch_clock_ns();
	}
}

/* How the library itself looks at the time: that makes no poll of a loop. */
u64 arch_clock_coarse_ns(void)
{
	if (sim_is_here()) {
		if (++reads > READS_PER_STEP)
			sim_clock_set(sim_clock_ns + CREEP_FIRST_NS);
		note_access(ARCH_POINT_LOAD);
	}
	return sim_clock_ns;
}

u64 arch_clock_ns(void)
{
	if (sim.exploring && sim_is_here())
		sim.running->ex.polls_clock = true;
	return arch_clock_coarse_ns();
}
