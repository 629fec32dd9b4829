/* SPDX-License-Identifier: MIT */
/*
 * The kernel's short names for compiler attributes. Each is defined here whatever stood before:
 * libc has a few of the same names with the same meaning.
 *
 * A program that mixes these headers with GLib's uses G_GNUC_FALLTHROUGH, which contains the
 * bare word `fallthrough`, only after an #undef of it.
 */
#ifndef _LINUX_COMPILER_ATTRIBUTES_H
#define _LINUX_COMPILER_ATTRIBUTES_H

#undef __always_inline
#define __always_inline		 inline __attribute__((__always_inline__))
#define noinline		 __attribute__((__noinline__))
#define __alias(symbol)		 __attribute__((__alias__(#symbol)))
#define __aligned(x)		 __attribute__((__aligned__(x)))
#define __aligned_largest	 __attribute__((__aligned__))
#define __assume_aligned(a, ...) __attribute__((__assume_aligned__(a, ##__VA_ARGS__)))
/* clang calls a variable unused that only has a cleanup. */
#define __cleanup(func)		 __attribute__((__unused__, __cleanup__(func)))
#define __cold			 __attribute__((__cold__))
#define __hot			 __attribute__((__hot__))
#undef __attribute_const__
#define __attribute_const__ __attribute__((__const__))
#define __deprecated
#define __gnu_inline	   __attribute__((__gnu_inline__))
#define __malloc	   __attribute__((__malloc__))
#define __mode(x)	   __attribute__((__mode__(x)))
#define __noreturn	   __attribute__((__noreturn__))
#define __packed	   __attribute__((__packed__))
#define __printf(a, b)	   __attribute__((__format__(printf, a, b)))
#define __scanf(a, b)	   __attribute__((__format__(scanf, a, b)))
#define __pure		   __attribute__((__pure__))
#define __section(section) __attribute__((__section__(section)))
#define __always_unused	   __attribute__((__unused__))
#define __maybe_unused	   __attribute__((__unused__))
#define __used		   __attribute__((__used__))
#define __must_check	   __attribute__((__warn_unused_result__))
#define __weak		   __attribute__((__weak__))
#define __visible	   __attribute__((__used__))
#define __designated_init
#undef __counted_by
#define __counted_by(member)
#define __nonstring
#define __fix_address
#define fallthrough __attribute__((__fallthrough__))

#ifdef __has_attribute
#if __has_attribute(__error__)
#define __compiletime_error(msg)   __attribute__((__error__(msg)))
#define __compiletime_warning(msg) __attribute__((__warning__(msg)))
#endif
#endif
#ifndef __compiletime_error
#define __compiletime_error(msg)
#define __compiletime_warning(msg)
#endif

#endif /* _LINUX_COMPILER_ATTRIBUTES_H */
