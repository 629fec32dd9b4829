/* SPDX-License-Identifier: MIT */
/*
 * Fibers: stacks that one host thread switches between.
 *
 * A switch saves the callee-saved registers on the stack that is left and loads those of the other;
 * no system call, and no signal mask. Sanitizers are told of it: ASan, which stack is current; TSan,
 * that each fiber is a thread of its own, and that the switch itself orders nothing (or it would see
 * no race). What does order is said at its place with fiber_release() and fiber_acquire().
 */
#ifndef LIB_ARCH_SIM_FIBER_H
#define LIB_ARCH_SIM_FIBER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/queue.h>

#if defined(__SANITIZE_ADDRESS__)
#define FIBER_ASAN 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define FIBER_ASAN 1
#endif
#endif

/* Is there anybody to tell of a switch? Who links this in may be instrumented where this is not. */
#if defined(FIBER_ASAN) || defined(__SANITIZE_THREAD__) || defined(TL_FIBERS_UNDER_TSAN)
#define FIBER_TELLS 1
#elif defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define FIBER_TELLS 1
#endif
#endif

/**
 * struct fiber - a stack, and where it goes on
 * @sp: saved stack pointer while it does not run
 * @map: the mapping, guard page first; NULL for the host thread's own stack
 * @map_size: bytes of it
 * @fn, @arg: what it runs; does not return
 * @asan_stack: ASan's own stack of it while it does not run
 * @bottom, @size: the stack proper; of the host thread's own known to ASan only
 * @tsan: TSan's thread
 * @begun: it has run
 * @kept: fiber_keep() was called while it was there
 * @list: among those in use, the kept, or the spare ones
 */
struct fiber {
	void *sp;
	void *map;
	size_t map_size;
	void (*fn)(void *arg);
	void *arg;
	void *asan_stack;
	const void *bottom;
	size_t size;
	void *tsan;
	bool begun;
	bool kept;
	LIST_ENTRY(fiber) list;
};

/* The calling host thread's own stack becomes a fiber. */
void fiber_init_host(struct fiber *host);

/* A stack on which @fn will run when it is switched to; NULL if there is no memory. */
struct fiber *fiber_create(void (*fn)(void *arg), void *arg);
/* The same, but on no list: neither kept, nor saved, nor reset. */
struct fiber *fiber_create_apart(void (*fn)(void *arg), void *arg);
/* Not the running one. It is kept for the next fiber_create(). */
void fiber_destroy(struct fiber *fiber);
/* Give the kept ones back to the host. */
void fiber_free_spare(void);

/* Those that are there now are part of what fiber_reset() returns to. */
void fiber_keep(void);
/* Those made since fiber_keep() are spare again, wherever they were; the kept begin anew. */
void fiber_reset(void);

/**
 * struct fiber_saved - a fiber as it was
 * @fiber: which
 * @sp, @fn, @arg, @begun: its fields
 */
struct fiber_saved {
	struct fiber *fiber;
	void *sp;
	void (*fn)(void *arg);
	void *arg;
	bool begun;
};

/**
 * fiber_save() - what fiber_load() needs of the fibers that are there
 * @stack: called with the part of each stack that is in use
 * @saved: gets them
 * @max: at most so many
 *
 * The running one has to have been left with fiber_switch_stack().
 *
 * Return: how many; 0 if there are more than @max.
 */
unsigned int fiber_save(void (*stack)(uintptr_t start, uintptr_t end), struct fiber_saved *saved,
			unsigned int max);
/* These fibers and no others, as they were; their stacks' contents are the caller's business. */
void fiber_load(const struct fiber_saved *saved, unsigned int n);

#ifdef TL_FIBERS_UNDER_TSAN
void __tsan_acquire(void *addr);
void __tsan_release(void *addr);
static inline void fiber_acquire(void *addr)
{
	__tsan_acquire(addr);
}

static inline void fiber_release(void *addr)
{
	__tsan_release(addr);
}

static inline bool fiber_under_tsan(void)
{
	return true;
}
#else
static inline void fiber_acquire(void *addr)
{
	(void)addr;
}

static inline void fiber_release(void *addr)
{
	(void)addr;
}

static inline bool fiber_under_tsan(void)
{
	return false;
}
#endif

/*
 * fiber-<cpu>: the switch itself. Saves what the C calling convention preserves on the current
 * stack, puts the stack pointer to *@save, takes @load for it, and restores from there.
 */
void fiber_switch_stack(void **save, void *load);

/* @last: the one that is left never runs again. */
#ifdef FIBER_TELLS
void fiber_switch(struct fiber *from, struct fiber *to, bool last);
#else
static inline void fiber_switch(struct fiber *from, struct fiber *to, bool last)
{
	(void)last;
	fiber_switch_stack(&from->sp, to->sp);
}
#endif

/* Lay a new stack out so that a switch to the result calls fiber_main(@fiber). */
void *fiber_prepare_stack(void *top, struct fiber *fiber);
/* Called by the assembly with an empty stack below it. */
void fiber_main(struct fiber *fiber) __attribute__((noreturn));

#endif /* LIB_ARCH_SIM_FIBER_H */
