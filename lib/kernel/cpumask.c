// SPDX-License-Identifier: MIT
/*
 * The masks that are always there: of each single CPU, and of the first so many. They overlap in
 * two tables of constants, with a row for each place in a word. A row has its one word that is
 * neither all 0 nor all 1 in the middle; where in the row a mask begins says which of the mask's
 * words that one is.
 */
#include <linux/cpumask.h>

#define WORDS BITS_TO_LONGS(NR_CPUS)

/* 8 rows of either table; @n: in which place the first has its bit */
#define ROWS8(row, n)                                                                       \
	row((n) + 0), row((n) + 1), row((n) + 2), row((n) + 3), row((n) + 4), row((n) + 5), \
		row((n) + 6), row((n) + 7)
#define ROWS64(row)                                                                   \
	ROWS8(row, 0), ROWS8(row, 8), ROWS8(row, 16), ROWS8(row, 24), ROWS8(row, 32), \
		ROWS8(row, 40), ROWS8(row, 48), ROWS8(row, 56)

/* Zeros, the bit, zeros. */
#define ONE_BIT(n)                       \
	{                                \
		[WORDS - 1] = 1UL << (n) \
	}
static const unsigned long one_bit[64][2 * WORDS - 1] = {ROWS64(ONE_BIT)};

/* Ones, the lower bits of a word, zeros. */
#define LOW_BITS(n)                                                  \
	{                                                            \
		[0 ... WORDS - 1] = ~0UL, [WORDS] = (1UL << (n)) - 1 \
	}
static const unsigned long low_bits[64][2 * WORDS + 1] = {ROWS64(LOW_BITS)};

const struct cpumask *get_cpu_mask(unsigned int cpu)
{
	return (const void *)&one_bit[cpu % 64][WORDS - 1 - cpu / 64];
}
EXPORT_SYMBOL_GPL(get_cpu_mask);

const struct cpumask *__tl_first_cpus(unsigned int nr)
{
	return (const void *)&low_bits[nr % 64][WORDS - nr / 64];
}
EXPORT_SYMBOL(__tl_first_cpus);

unsigned int cpumask_local_spread(unsigned int i, int node)
{
	(void)node;
	return i % nr_cpu_ids;
}
EXPORT_SYMBOL(cpumask_local_spread);
