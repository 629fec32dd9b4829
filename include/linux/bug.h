/* SPDX-License-Identifier: MIT */
/*
 * Broken invariants. WARN*() reports in the kernel's wording, with a call trace, and goes on;
 * what a report does besides (count, abort, call the host program) is <tasklet/report.h>'s.
 * BUG() reports and ends the process with abort(), so that a debugger or a core dump shows it.
 */
#ifndef _LINUX_BUG_H
#define _LINUX_BUG_H

#include <linux/build_bug.h>
#include <linux/compiler.h>
#include <linux/export.h>
#include <linux/panic.h>

__tl_api_begin

/* What the macros call. Context: any. @fmt may be NULL. */
void __bug(const char *file, int line, const char *func) __attribute__((noreturn, cold));
void __warn(const char *file, int line, const char *func, unsigned int taint, const char *fmt, ...)
	__attribute__((cold, format(printf, 5, 6)));

__tl_api_end

#define BUG() __bug(__FILE__, __LINE__, __func__)
#define BUG_ON(condition)                \
	do {                             \
		if (unlikely(condition)) \
			BUG();           \
	} while (0)

#define CUT_HERE "------------[ cut here ]------------\n"

#define __WARN_TAINT(taint) __warn(__FILE__, __LINE__, __func__, taint, NULL)
#define __WARN()	    __WARN_TAINT(TAINT_WARN)

#define WARN_ON(condition)                         \
	__extension__({                            \
		int __ret_warn_on = !!(condition); \
		if (unlikely(__ret_warn_on))       \
			__WARN();                  \
		unlikely(__ret_warn_on);           \
	})

#define WARN_TAINT(condition, taint, format...)                              \
	__extension__({                                                      \
		int __ret_warn_on = !!(condition);                           \
		if (unlikely(__ret_warn_on))                                 \
			__warn(__FILE__, __LINE__, __func__, taint, format); \
		unlikely(__ret_warn_on);                                     \
	})

#define WARN(condition, format...) WARN_TAINT(condition, TAINT_WARN, format)

/* True the first time that this place is reached with a true @condition, on whichever thread. */
#define __warn_once(condition)                                                          \
	__extension__({                                                                 \
		static unsigned char __warned;                                          \
		unlikely(condition) && !__atomic_load_n(&__warned, __ATOMIC_RELAXED) && \
			!__atomic_exchange_n(&__warned, 1, __ATOMIC_RELAXED);           \
	})

#define WARN_ON_ONCE(condition)                      \
	__extension__({                              \
		int __ret_warn_once = !!(condition); \
		if (__warn_once(__ret_warn_once))    \
			__WARN();                    \
		unlikely(__ret_warn_once);           \
	})

#define WARN_TAINT_ONCE(condition, taint, format...)                         \
	__extension__({                                                      \
		int __ret_warn_once = !!(condition);                         \
		if (__warn_once(__ret_warn_once))                            \
			__warn(__FILE__, __LINE__, __func__, taint, format); \
		unlikely(__ret_warn_once);                                   \
	})

#define WARN_ONCE(condition, format...) WARN_TAINT_ONCE(condition, TAINT_WARN, format)

#define WARN_ON_SMP(x) WARN_ON(x)

#endif /* _LINUX_BUG_H */
