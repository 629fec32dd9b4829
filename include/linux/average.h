/* SPDX-License-Identifier: MIT */
/*
 * Moving averages, in which a new value weighs 1 / @_weight_rcp (a power of two). @_precision:
 * bits of the fraction that is kept. The caller keeps others out.
 */
#ifndef _LINUX_AVERAGE_H
#define _LINUX_AVERAGE_H

#include <linux/build_bug.h>
#include <linux/compiler.h>
#include <linux/log2.h>

/** DECLARE_EWMA() - struct ewma_@name, with ewma_@name_init(), _add() and _read() */
#define DECLARE_EWMA(name, _precision, _weight_rcp)                                          \
	struct ewma_##name {                                                                 \
		unsigned long internal;                                                      \
	};                                                                                   \
	static inline __maybe_unused void ewma_##name##_init(struct ewma_##name *e)          \
	{                                                                                    \
		_Static_assert((_precision) <= 30, "precision");                             \
		_Static_assert(((_weight_rcp) & ((_weight_rcp)-1)) == 0, "weight");          \
		e->internal = 0;                                                             \
	}                                                                                    \
	static inline __maybe_unused unsigned long ewma_##name##_read(struct ewma_##name *e) \
	{                                                                                    \
		return e->internal >> (_precision);                                          \
	}                                                                                    \
	/* The first value is the average. */                                                \
	static inline __maybe_unused void ewma_##name##_add(struct ewma_##name *e,           \
							    unsigned long val)               \
	{                                                                                    \
		unsigned long old = READ_ONCE(e->internal), scaled = val << (_precision);    \
                                                                                             \
		if (old)                                                                     \
			scaled = (old * ((_weight_rcp)-1) + scaled) / (_weight_rcp);         \
		WRITE_ONCE(e->internal, scaled);                                             \
	}

#endif /* _LINUX_AVERAGE_H */
