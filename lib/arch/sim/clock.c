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
 *  - by tl_advance().
 *
 * Deadlines are in a binary heap, by time and then in the order in which they were set.
 */
#include <stdlib.h>

#include "arch/sim/sim.h"
#include "arch/upcall.h"
#include "debug/stall.h"

/* Where time begins: 0 means "not yet" here and there. */
#define START_NS       1000000000u
#define CREEP_FIRST_NS 1000u
#define CREEP_LAST_NS  20000u
#define READS_PER_STEP 64

/* Without a watchdog: nothing but spinning for so long is the end. */
#define STUCK_NS 60000000000u

static uint64_t now = START_NS;
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
static void *watched_realloc(void *p, size_t size)
{
	static int sync;

	fiber_acquire(&sync);
	p = realloc(p, size);
	fiber_release(&sync);
	return p;
}

static void grow(void)
{
	unsigned int room = heap_room ? 2 * heap_room : 64;
	struct sim_timer **more = watched_realloc(heap, (room + 1) * sizeof(struct sim_timer *));

	/* Half of a machine can't go on. */
	if (!more)
		abort();
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

uint64_t sim_now(void)
{
	return now;
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
	now = to;
	reads = 0;
	sim.spins = 0;
	while (heap_size && heap[1]->at <= now) {
		struct sim_timer *timer = heap[1];

		sim_timer_stop(timer);
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
	sim.stuck_since = now;
	return true;
}

void sim_clock_creep_on(void)
{
	uint64_t to = now + sim.creep;

	if (heap_size && heap[1]->at < to)
		to = heap[1]->at;
	if (sim.creep < CREEP_LAST_NS)
		sim.creep *= 2;
	sim_clock_set(to);
}

/* All who can run have spun. */
void sim_clock_creep(void)
{
	uint64_t limit = 3 * stall_watchdog_ns();

	if (!nr_hard && now - sim.stuck_since > (limit ? limit : STUCK_NS))
		sim_deadlock("deadlock: all that could go on spin for what never comes");
	sim_clock_creep_on();
}

/* Somebody got on. */
void sim_clock_progress(void)
{
	sim.creep = CREEP_FIRST_NS;
	sim.stuck_since = now;
}

/* At shutdown, too: what boots first reads the clock before the machine is there. */
void sim_clock_reset(void)
{
	now = START_NS;
	reads = 0;
	last_seq = 0;
	sim_clock_progress();
}

void sim_clock_free(void)
{
	sim_clock_reset();
	free(heap);
	heap = NULL;
	heap_size = heap_room = nr_hard = 0;
}

void arch_clock_event(unsigned int nr, enum arch_event event, u64 at_ns)
{
	struct sim_timer *timer = &sim.cpus[nr].events[event];

	if (!sim.up)
		return;
	timer->cpu = nr;
	timer->event = event;
	if (at_ns == ARCH_EVENT_NEVER)
		sim_timer_stop(timer);
	else
		sim_timer_start(timer, at_ns, false);
}

u64 arch_clock_ns(void)
{
	if (sim_is_here() && ++reads > READS_PER_STEP)
		sim_clock_set(now + CREEP_FIRST_NS);
	return now;
}

u64 arch_clock_coarse_ns(void)
{
	return arch_clock_ns();
}
