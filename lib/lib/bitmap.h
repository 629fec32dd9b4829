/* SPDX-License-Identifier: MIT */
/* Private to bitmap.c and genalloc.c. */
#ifndef LIB_LIB_BITMAP_H
#define LIB_LIB_BITMAP_H

#include <linux/bitmap.h>

/* The bits of word @i that lie between @start and @end, which are not the same. */
static inline unsigned long part_of_word(unsigned long i, unsigned long start, unsigned long end)
{
	unsigned long mask = ~0UL;

	if (i == start / BITS_PER_LONG)
		mask &= BITMAP_FIRST_WORD_MASK(start);
	if (i == (end - 1) / BITS_PER_LONG)
		mask &= BITMAP_LAST_WORD_MASK(end);
	return mask;
}

#endif /* LIB_LIB_BITMAP_H */
