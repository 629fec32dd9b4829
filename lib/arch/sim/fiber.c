// SPDX-License-Identifier: MIT
/*
 * Stacks of fibers, and what sanitizers want to know of a switch; see fiber.h. Ended fibers' stacks
 * are kept for new ones: mapping one costs more than anything else in a fiber's life.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <tasklet/explore.h>

#include "arch/sim/fiber.h"

/* Address space only: what is not used is never there. Reports print from within, deeply. */
#define STACK_SIZE (256 * 1024)

LIST_HEAD(fibers, fiber);

/* Not among what is restored between explored runs, as the stacks are not. */
static struct fibers in_use __tl_keep, kept __tl_keep, spare __tl_keep;

#ifdef FIBER_ASAN
void __sanitizer_start_switch_fiber(void **fake_stack_save, const void *bottom, size_t size);
void __sanitizer_finish_switch_fiber(void *fake_stack_save, const void **bottom_old,
				     size_t *size_old);
void __asan_unpoison_memory_region(const volatile void *addr, size_t size);

/* Whose stack was left; its bounds are what the host thread's own are learnt from. */
static struct fiber *asan_from;

static void before_switch(struct fiber *from, struct fiber *to, bool last)
{
	asan_from = from;
	__sanitizer_start_switch_fiber(last ? NULL : &from->asan_stack, to->bottom, to->size);
}

static void after_switch(struct fiber *to)
{
	__sanitizer_finish_switch_fiber(to->asan_stack, &asan_from->bottom, &asan_from->size);
}

static void forget_stack(struct fiber *fiber)
{
	__asan_unpoison_memory_region(fiber->bottom, fiber->size);
}
#else
#ifdef FIBER_TELLS
static void before_switch(struct fiber *from, struct fiber *to, bool last)
{
	(void)from;
	(void)to;
	(void)last;
}
#endif

static void after_switch(struct fiber *to)
{
	(void)to;
}

static void forget_stack(struct fiber *fiber)
{
	(void)fiber;
}
#endif

#ifdef TL_FIBERS_UNDER_TSAN
void *__tsan_get_current_fiber(void);
void *__tsan_create_fiber(unsigned int flags);
void __tsan_destroy_fiber(void *fiber);
void __tsan_switch_to_fiber(void *fiber, unsigned int flags);

#define TSAN_NO_SYNC 1

void AnnotateBenignRaceSized(const char *file, int line, const volatile void *mem, size_t size,
			     const char *what);

static void *tsan_current(void)
{
	/* One host thread has one errno; each switch keeps its fiber's. */
	AnnotateBenignRaceSized(__FILE__, __LINE__, &errno, sizeof(errno), "errno of fibers");
	return __tsan_get_current_fiber();
}

static void *tsan_create(void)
{
	return __tsan_create_fiber(0);
}

static void tsan_destroy(void *tsan)
{
	__tsan_destroy_fiber(tsan);
}

static void tsan_switch(void *tsan)
{
	__tsan_switch_to_fiber(tsan, TSAN_NO_SYNC);
}
#else
static void *tsan_current(void)
{
	return NULL;
}

static void *tsan_create(void)
{
	return NULL;
}

static void tsan_destroy(void *tsan)
{
	(void)tsan;
}

#ifdef FIBER_TELLS
static void tsan_switch(void *tsan)
{
	(void)tsan;
}
#endif
#endif

void fiber_init_host(struct fiber *host)
{
	memset(host, 0, sizeof(*host));
	host->tsan = tsan_current();
}

static struct fiber *map_stack(void)
{
	struct fiber *fiber = calloc(1, sizeof(*fiber));
	size_t page = (size_t)sysconf(_SC_PAGESIZE);

	if (!fiber)
		return NULL;
	fiber->map_size = STACK_SIZE + page;
	fiber->map = mmap(NULL, fiber->map_size, PROT_READ | PROT_WRITE,
			  MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_STACK, -1, 0);
	if (fiber->map == MAP_FAILED) {
		free(fiber);
		return NULL;
	}
	/* Who runs over the end of its stack faults, and does not write to another's. */
	if (mprotect(fiber->map, page, PROT_NONE) < 0) {
		munmap(fiber->map, fiber->map_size);
		free(fiber);
		return NULL;
	}
	fiber->bottom = (char *)fiber->map + page;
	fiber->size = STACK_SIZE;
	return fiber;
}

static void prepare(struct fiber *fiber)
{
	fiber->asan_stack = NULL;
	fiber->begun = false;
	fiber->sp = fiber_prepare_stack((char *)fiber->map + fiber->map_size, fiber);
}

struct fiber *fiber_create(void (*fn)(void *arg), void *arg)
{
	struct fiber *fiber = LIST_FIRST(&spare);

	if (fiber)
		LIST_REMOVE(fiber, list);
	else
		fiber = map_stack();
	if (!fiber)
		return NULL;
	fiber->fn = fn;
	fiber->arg = arg;
	fiber->tsan = tsan_create();
	prepare(fiber);
	LIST_INSERT_HEAD(&in_use, fiber, list);
	return fiber;
}

struct fiber *fiber_create_apart(void (*fn)(void *arg), void *arg)
{
	struct fiber *fiber = fiber_create(fn, arg);

	if (fiber)
		LIST_REMOVE(fiber, list);
	return fiber;
}

void fiber_destroy(struct fiber *fiber)
{
	tsan_destroy(fiber->tsan);
	forget_stack(fiber);
	LIST_REMOVE(fiber, list);
	LIST_INSERT_HEAD(&spare, fiber, list);
}

void fiber_free_spare(void)
{
	while (!LIST_EMPTY(&spare)) {
		struct fiber *fiber = LIST_FIRST(&spare);

		LIST_REMOVE(fiber, list);
		munmap(fiber->map, fiber->map_size);
		free(fiber);
	}
}

void fiber_keep(void)
{
	while (!LIST_EMPTY(&in_use)) {
		struct fiber *fiber = LIST_FIRST(&in_use);

		LIST_REMOVE(fiber, list);
		LIST_INSERT_HEAD(&kept, fiber, list);
		fiber->kept = true;
	}
}

void fiber_reset(void)
{
	struct fiber *fiber;

	while (!LIST_EMPTY(&in_use))
		fiber_destroy(LIST_FIRST(&in_use));
	LIST_FOREACH(fiber, &kept, list) {
		if (!fiber->begun)
			continue;
		forget_stack(fiber);
		prepare(fiber);
	}
}

static bool save_one(struct fiber *fiber, void (*stack)(uintptr_t start, uintptr_t end),
		     struct fiber_saved *saved, unsigned int max, unsigned int *n)
{
	if (*n == max)
		return false;
	saved[(*n)++] = (struct fiber_saved){fiber, fiber->sp, fiber->fn, fiber->arg, fiber->begun};
	stack((uintptr_t)fiber->sp, (uintptr_t)fiber->map + fiber->map_size);
	return true;
}

unsigned int fiber_save(void (*stack)(uintptr_t start, uintptr_t end), struct fiber_saved *saved,
			unsigned int max)
{
	struct fiber *fiber;
	unsigned int n = 0;

	LIST_FOREACH(fiber, &in_use, list)
		if (!save_one(fiber, stack, saved, max, &n))
			return 0;
	LIST_FOREACH(fiber, &kept, list)
		if (fiber->begun && !save_one(fiber, stack, saved, max, &n))
			return 0;
	return n;
}

/* The links are those of now. */
static void load_one(const struct fiber_saved *as)
{
	struct fiber *fiber = as->fiber;

	fiber->sp = as->sp;
	fiber->fn = as->fn;
	fiber->arg = as->arg;
	fiber->begun = as->begun;
}

void fiber_load(const struct fiber_saved *saved, unsigned int n)
{
	struct fiber *fiber;

	fiber_reset();
	for (unsigned int i = 0; i < n; i++)
		load_one(&saved[i]);
	/* Those that are not among the kept were made since; all others are spare now. */
	for (unsigned int i = 0; i < n; i++) {
		fiber = saved[i].fiber;
		if (fiber->kept)
			continue;
		LIST_REMOVE(fiber, list);
		LIST_INSERT_HEAD(&in_use, fiber, list);
	}
}

#ifdef FIBER_TELLS
void fiber_switch(struct fiber *from, struct fiber *to, bool last)
{
	before_switch(from, to, last);
	tsan_switch(to->tsan);
	fiber_switch_stack(&from->sp, to->sp);
	after_switch(from);
}
#endif

void fiber_main(struct fiber *fiber)
{
	after_switch(fiber);
	fiber->begun = true;
	fiber->fn(fiber->arg);
	abort();
}
