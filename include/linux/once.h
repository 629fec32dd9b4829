/* SPDX-License-Identifier: MIT */
/*
 * Something that is done the first time that a place is reached, on whichever CPU, and is over
 * before any other who reaches it goes on.
 */
#ifndef _LINUX_ONCE_H
#define _LINUX_ONCE_H

#include <linux/compiler.h>
#include <linux/export.h>
#include <linux/once_lite.h>
#include <linux/random.h>
#include <linux/types.h>
#include <asm/barrier.h>

__tl_api_begin

/* What DO_ONCE() calls. Return: is it still to be done? Then the caller is alone until _done(). */
bool __do_once_start(bool *done, unsigned long *flags);
void __do_once_done(bool *done, unsigned long *flags);
bool __do_once_sleepable_start(bool *done);
void __do_once_sleepable_done(bool *done);

__tl_api_end

/**
 * DO_ONCE() - call a function once; with interrupts off
 * @func: the function; DO_ONCE_SLEEPABLE(): may sleep
 *
 * Its arguments follow. @func does not use DO_ONCE() itself.
 *
 * Context: any; task for DO_ONCE_SLEEPABLE(). Return: was it called now? Follows Linux 6.12.
 */
#define DO_ONCE(func, ...)                                                     \
	__extension__({                                                        \
		static bool ___done;                                           \
		unsigned long ___flags;                                        \
		bool ___ret = false;                                           \
                                                                               \
		/* O0: acquire, pairs with O1: what func() did came before. */ \
		if (!smp_load_acquire(&___done)) {                             \
			___ret = __do_once_start(&___done, &___flags);         \
			if (___ret) {                                          \
				func(__VA_ARGS__);                             \
				__do_once_done(&___done, &___flags);           \
			}                                                      \
		}                                                              \
		___ret;                                                        \
	})
#define DO_ONCE_SLEEPABLE(func, ...)                                  \
	__extension__({                                               \
		static bool ___done;                                  \
		bool ___ret = false;                                  \
                                                                      \
		/* O0: acquire, pairs with O1. */                     \
		if (!smp_load_acquire(&___done)) {                    \
			___ret = __do_once_sleepable_start(&___done); \
			if (___ret) {                                 \
				func(__VA_ARGS__);                    \
				__do_once_sleepable_done(&___done);   \
			}                                             \
		}                                                     \
		___ret;                                               \
	})

#define get_random_once(buf, nbytes)	       DO_ONCE(get_random_bytes, (buf), (nbytes))
#define get_random_sleepable_once(buf, nbytes) DO_ONCE_SLEEPABLE(get_random_bytes, (buf), (nbytes))

#endif /* _LINUX_ONCE_H */
