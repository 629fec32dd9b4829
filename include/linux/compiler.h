/* SPDX-License-Identifier: MIT */
/* Hints to the compiler, the compiler barrier, and READ_ONCE()/WRITE_ONCE(). */
#ifndef _LINUX_COMPILER_H
#define _LINUX_COMPILER_H

#include <linux/compiler_types.h>
#include <linux/stringify.h>
#include <asm/rwonce.h>

#define likely(x)	    __builtin_expect(!!(x), 1)
#define unlikely(x)	    __builtin_expect(!!(x), 0)
#define likely_notrace(x)   likely(x)
#define unlikely_notrace(x) unlikely(x)

/* Between a thread and its own signal handler, or its own volatile-free loops; not between CPUs. */
#define barrier()		     __asm__ volatile("" : : : "memory")
#define barrier_data(ptr)	     __asm__ volatile("" : : "r"(ptr) : "memory")
#define barrier_before_unreachable() ((void)0)
#define OPTIMIZER_HIDE_VAR(var)	     __asm__("" : "=r"(var) : "0"(var))
#define RELOC_HIDE(ptr, off)	     ((__typeof__(ptr))((unsigned long)(ptr) + (off)))
#define absolute_pointer(val)	     RELOC_HIDE((void *)(val), 0)
#define unreachable()		     __builtin_unreachable()

#define __ADDRESSABLE(sym) \
	static void *__attribute__((__used__)) __UNIQUE_ID(sym) = (void *)(unsigned long)&sym

#define ___TL_PASTE(a, b) a##b
#define __TL_PASTE(a, b)  ___TL_PASTE(a, b)
#ifndef __PASTE
#define ___PASTE(a, b) a##b
#define __PASTE(a, b)  ___PASTE(a, b)
#endif
#define __UNIQUE_ID(prefix) __TL_PASTE(__TL_PASTE(__UNIQUE_ID_, prefix), __COUNTER__)

/* An integer constant expression or not, without evaluating it. */
#define __is_constexpr(x)      (sizeof(int) == sizeof(*(8 ? ((void *)((long)(x)*0l)) : (int *)8)))
#define statically_true(x)     (__builtin_constant_p(x) && (x))
#define is_signed_type(type)   (((type)(-1)) < (type)1)
#define is_unsigned_type(type) (!is_signed_type(type))

/* A race that is meant: KCSAN's annotation. TSan is told by READ_ONCE(), not by this. */
#define data_race(expr)		     (expr)
#define ASSERT_EXCLUSIVE_WRITER(var) ((void)(var))
#define ASSERT_EXCLUSIVE_ACCESS(var) ((void)(var))

#define __must_be_array(a) (sizeof(struct { int : -!!(__same_type((a), &(a)[0])); }) * 0)

#endif /* _LINUX_COMPILER_H */
