/* SPDX-License-Identifier: MIT */
#ifndef _LINUX_PREFETCH_H
#define _LINUX_PREFETCH_H

#include <linux/types.h>

/* A hint to the processor: wrong addresses do no harm. */
#define prefetch(x)  __builtin_prefetch(x)
#define prefetchw(x) __builtin_prefetch((x), 1)

static inline void prefetch_range(void *addr, size_t len)
{
	for (size_t i = 0; i < len; i += 64)
		prefetch((char *)addr + i);
}

#endif /* _LINUX_PREFETCH_H */
