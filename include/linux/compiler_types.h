/* SPDX-License-Identifier: MIT */
/*
 * What the kernel build force-includes: annotations for sparse, which mean nothing to a
 * compiler, and the ways to say something about a function.
 */
#ifndef _LINUX_COMPILER_TYPES_H
#define _LINUX_COMPILER_TYPES_H

#include <linux/compiler_attributes.h>

#define __user
#define __kernel
#define __iomem
#define __percpu
#define __rcu
#define __force
#define __nocast
#define __safe
#define __private
#define __must_hold(x)
#define __acquires(x)
#define __releases(x)
#define __cond_acquires(x)
#define __acquire(x)		  ((void)0)
#define __release(x)		  ((void)0)
#define __cond_lock(x, c)	  (c)
#define __chk_user_ptr(x)	  ((void)0)
#define __chk_io_ptr(x)		  ((void)0)
#define ACCESS_PRIVATE(p, member) ((p)->member)

#define asmlinkage
#define notrace __attribute__((__no_instrument_function__))
#define __noclone
#define noinline_for_stack noinline
#define __latent_entropy
#define __randomize_layout
#define __no_randomize_layout
#define randomized_struct_fields_start
#define randomized_struct_fields_end
#define __read_mostly
#define __ro_after_init
#define ____cacheline_aligned	     __attribute__((__aligned__(64)))
#define ____cacheline_aligned_in_smp ____cacheline_aligned
#define __cacheline_aligned	     ____cacheline_aligned
#define __cacheline_aligned_in_smp   ____cacheline_aligned
#define __no_kasan_or_inline	     __always_inline
#define __no_sanitize_or_inline	     __always_inline

#define __same_type(a, b) __builtin_types_compatible_p(__typeof__(a), __typeof__(b))
#define __native_word(t)                                                                        \
	(sizeof(t) == sizeof(char) || sizeof(t) == sizeof(short) || sizeof(t) == sizeof(int) || \
	 sizeof(t) == sizeof(long))

#ifdef __OPTIMIZE__
#define __compiletime_assert(condition, msg, prefix, suffix)                   \
	do {                                                                   \
		__attribute__((__noreturn__)) extern void prefix##suffix(void) \
			__compiletime_error(msg);                              \
		if (!(condition))                                              \
			prefix##suffix();                                      \
	} while (0)
#else
/* Without the optimizer the call above stays even where it can't be reached. */
#define __compiletime_assert(condition, msg, prefix, suffix) ((void)(condition))
#endif

#define _compiletime_assert(condition, msg, prefix, suffix) \
	__compiletime_assert(condition, msg, prefix, suffix)
#define compiletime_assert(condition, msg) \
	_compiletime_assert(condition, msg, __compiletime_assert_, __COUNTER__)
#define compiletime_assert_atomic_type(t) \
	compiletime_assert(__native_word(t), "Need native word sized stores/loads for atomicity.")

#endif /* _LINUX_COMPILER_TYPES_H */
