/* SPDX-License-Identifier: MIT */
/*
 * How many CPUs there are, loops over them, and masks of them. All CPUs of the machine are online
 * from boot to shutdown, so possible, present, active and online are the same.
 *
 * A mask has a bit for each of NR_CPUS; those of CPUs that the machine does not have may be set,
 * and are passed over by what counts and looks for CPUs.
 */
#ifndef _LINUX_CPUMASK_H
#define _LINUX_CPUMASK_H

#include <linux/bitmap.h>
#include <linux/bitops.h>
#include <linux/export.h>
#include <linux/gfp.h>
#include <linux/limits.h>
#include <linux/types.h>
#include <asm/smp.h>

/**
 * struct cpumask - a set of CPUs
 * @bits: one for each
 */
typedef struct cpumask {
	DECLARE_BITMAP(bits, NR_CPUS);
} cpumask_t;

/* Masks are small enough for a stack: nothing is allocated, and nothing fails. */
typedef struct cpumask cpumask_var_t[1];

#define cpumask_bits(maskp) ((maskp)->bits)

__tl_api_begin
/**
 * __tl_nr_cpus() - how many CPUs the machine has; boots it if need be
 *
 * Context: any, once the machine is up.
 * Return: at least 1, also where there is no machine to be had.
 */
unsigned int __tl_nr_cpus(void);

/**
 * get_cpu_mask() - the mask of one CPU
 * @cpu: its number, less than NR_CPUS
 *
 * Context: any. Return: constant, and there for ever. Follows Linux 6.12.
 */
const struct cpumask *get_cpu_mask(unsigned int cpu);

/* The first @nr CPUs; constant, and there for ever. */
const struct cpumask *__tl_first_cpus(unsigned int nr);

/**
 * cpumask_local_spread() - the @i-th CPU, counting round
 * @i: any number
 * @node: there is one memory node, so all CPUs are near
 *
 * Context: any. Return: its number. Follows Linux 6.12.
 */
unsigned int cpumask_local_spread(unsigned int i, int node);
__tl_api_end

#define nr_cpu_ids	    __tl_nr_cpus()
#define nr_cpumask_bits	    nr_cpu_ids
#define num_possible_cpus() __tl_nr_cpus()
#define num_present_cpus()  __tl_nr_cpus()
#define num_online_cpus()   __tl_nr_cpus()
#define cpu_possible(cpu)   ((unsigned int)(cpu) < __tl_nr_cpus())
#define cpu_present(cpu)    cpu_possible(cpu)
#define cpu_online(cpu)	    cpu_possible(cpu)

/* @cpu: an int or unsigned int of the caller's */
#define for_each_possible_cpu(cpu) for ((cpu) = 0; (unsigned int)(cpu) < __tl_nr_cpus(); (cpu)++)
#define for_each_present_cpu(cpu)  for_each_possible_cpu(cpu)
#define for_each_online_cpu(cpu)   for_each_possible_cpu(cpu)

#define cpumask_of(cpu)	  get_cpu_mask(cpu)
#define cpu_possible_mask __tl_first_cpus(__tl_nr_cpus())
#define cpu_present_mask  cpu_possible_mask
#define cpu_online_mask	  cpu_possible_mask
#define cpu_active_mask	  cpu_possible_mask

static inline void cpumask_set_cpu(unsigned int cpu, struct cpumask *dstp)
{
	set_bit(cpu, dstp->bits);
}

static inline void __cpumask_set_cpu(unsigned int cpu, struct cpumask *dstp)
{
	__set_bit(cpu, dstp->bits);
}

static inline void cpumask_clear_cpu(int cpu, struct cpumask *dstp)
{
	clear_bit(cpu, dstp->bits);
}

static inline void __cpumask_clear_cpu(int cpu, struct cpumask *dstp)
{
	__clear_bit(cpu, dstp->bits);
}

static inline bool cpumask_test_cpu(int cpu, const struct cpumask *cpumask)
{
	return test_bit(cpu, cpumask->bits);
}

static inline bool cpumask_test_and_set_cpu(int cpu, struct cpumask *cpumask)
{
	return test_and_set_bit(cpu, cpumask->bits);
}

static inline bool cpumask_test_and_clear_cpu(int cpu, struct cpumask *cpumask)
{
	return test_and_clear_bit(cpu, cpumask->bits);
}

static inline void cpumask_copy(struct cpumask *dstp, const struct cpumask *srcp)
{
	*dstp = *srcp;
}

static inline void cpumask_clear(struct cpumask *dstp)
{
	*dstp = (struct cpumask){{0}};
}

static inline void cpumask_setall(struct cpumask *dstp)
{
	cpumask_copy(dstp, cpu_possible_mask);
}

/** cpumask_first() - the lowest CPU of a mask. Return: nr_cpu_ids or more if it has none. */
static inline unsigned int cpumask_first(const struct cpumask *srcp)
{
	return (unsigned int)find_first_bit(srcp->bits, nr_cpu_ids);
}

/** cpumask_next() - the lowest CPU of a mask above @n, which may be -1. Return: as above. */
static inline unsigned int cpumask_next(int n, const struct cpumask *srcp)
{
	return (unsigned int)find_next_bit(srcp->bits, nr_cpu_ids, (unsigned long)(n + 1));
}

static inline bool cpumask_empty(const struct cpumask *srcp)
{
	return cpumask_first(srcp) >= nr_cpu_ids;
}

static inline unsigned int cpumask_weight(const struct cpumask *srcp)
{
	unsigned int n = 0;

	for (unsigned int cpu = cpumask_first(srcp); cpu < nr_cpu_ids;
	     cpu = cpumask_next((int)cpu, srcp))
		n++;
	return n;
}

/** cpumask_and() - the CPUs of both. Return: whether there are any. */
static inline bool cpumask_and(struct cpumask *dstp, const struct cpumask *src1p,
			       const struct cpumask *src2p)
{
	for (unsigned int i = 0; i < BITS_TO_LONGS(NR_CPUS); i++)
		dstp->bits[i] = src1p->bits[i] & src2p->bits[i];
	return !cpumask_empty(dstp);
}

/** cpumask_andnot() - those of the first that are not of the second. Return: as above. */
static inline bool cpumask_andnot(struct cpumask *dstp, const struct cpumask *src1p,
				  const struct cpumask *src2p)
{
	for (unsigned int i = 0; i < BITS_TO_LONGS(NR_CPUS); i++)
		dstp->bits[i] = src1p->bits[i] & ~src2p->bits[i];
	return !cpumask_empty(dstp);
}

static inline void cpumask_or(struct cpumask *dstp, const struct cpumask *src1p,
			      const struct cpumask *src2p)
{
	for (unsigned int i = 0; i < BITS_TO_LONGS(NR_CPUS); i++)
		dstp->bits[i] = src1p->bits[i] | src2p->bits[i];
}

static inline unsigned int cpumask_first_and(const struct cpumask *srcp1,
					     const struct cpumask *srcp2)
{
	struct cpumask both;

	cpumask_and(&both, srcp1, srcp2);
	return cpumask_first(&both);
}

static inline bool cpumask_intersects(const struct cpumask *src1p, const struct cpumask *src2p)
{
	return cpumask_first_and(src1p, src2p) < nr_cpu_ids;
}

static inline bool cpumask_subset(const struct cpumask *src1p, const struct cpumask *src2p)
{
	struct cpumask rest;

	return !cpumask_andnot(&rest, src1p, src2p);
}

static inline bool cpumask_equal(const struct cpumask *src1p, const struct cpumask *src2p)
{
	return cpumask_subset(src1p, src2p) && cpumask_subset(src2p, src1p);
}

#define cpumask_any(srcp)	      cpumask_first(srcp)
#define cpumask_any_and(srcp1, srcp2) cpumask_first_and((srcp1), (srcp2))

/* @cpu: an int or unsigned int of the caller's; nr_cpu_ids or more afterwards */
#define for_each_cpu(cpu, mask)                                             \
	for ((cpu) = cpumask_first(mask); (unsigned int)(cpu) < nr_cpu_ids; \
	     (cpu) = cpumask_next((int)(cpu), (mask)))

#define for_each_cpu_and(cpu, a, b) \
	for_each_and_bit(cpu, cpumask_bits(a), cpumask_bits(b), nr_cpu_ids)
#define for_each_cpu_andnot(cpu, a, b) \
	for_each_andnot_bit(cpu, cpumask_bits(a), cpumask_bits(b), nr_cpu_ids)
#define for_each_cpu_or(cpu, a, b) \
	for_each_or_bit(cpu, cpumask_bits(a), cpumask_bits(b), nr_cpu_ids)
/* All of them, from @start round to before it. */
#define for_each_cpu_wrap(cpu, mask, start) \
	for_each_set_bit_wrap(cpu, cpumask_bits(mask), nr_cpu_ids, start)

static inline void cpumask_xor(struct cpumask *dstp, const struct cpumask *src1p,
			       const struct cpumask *src2p)
{
	bitmap_xor(cpumask_bits(dstp), cpumask_bits(src1p), cpumask_bits(src2p), NR_CPUS);
}

static inline bool cpumask_full(const struct cpumask *srcp)
{
	return bitmap_full(cpumask_bits(srcp), nr_cpu_ids);
}

/** cpumask_last() - the highest CPU of a mask. Return: nr_cpu_ids or more if it has none. */
static inline unsigned int cpumask_last(const struct cpumask *srcp)
{
	return (unsigned int)find_last_bit(cpumask_bits(srcp), nr_cpu_ids);
}

/** cpumask_next_zero() - the lowest CPU above @n, which may be -1, that is not in a mask */
static inline unsigned int cpumask_next_zero(int n, const struct cpumask *srcp)
{
	return (unsigned int)find_next_zero_bit(cpumask_bits(srcp), nr_cpu_ids,
						(unsigned long)(n + 1));
}

#define cpumask_first_zero(srcp) cpumask_next_zero(-1, (srcp))

/** cpumask_next_and() - the lowest CPU above @n, which may be -1, that is in both masks */
static inline unsigned int cpumask_next_and(int n, const struct cpumask *src1p,
					    const struct cpumask *src2p)
{
	return (unsigned int)find_next_and_bit(cpumask_bits(src1p), cpumask_bits(src2p), nr_cpu_ids,
					       (unsigned long)(n + 1));
}

/** cpumask_nth() - the CPU of a mask that has @cpu lower ones in it */
static inline unsigned int cpumask_nth(unsigned int cpu, const struct cpumask *srcp)
{
	return (unsigned int)find_nth_bit(cpumask_bits(srcp), nr_cpu_ids, cpu);
}

static inline unsigned int cpumask_weight_and(const struct cpumask *src1p,
					      const struct cpumask *src2p)
{
	return (unsigned int)bitmap_weight_and(cpumask_bits(src1p), cpumask_bits(src2p),
					       nr_cpu_ids);
}

/** cpumask_any_but() - any CPU of a mask but @cpu. Return: nr_cpu_ids or more if none. */
static inline unsigned int cpumask_any_but(const struct cpumask *mask, unsigned int cpu)
{
	unsigned int i = cpumask_first(mask);

	return i == cpu ? cpumask_next((int)i, mask) : i;
}

/* Bytes of a mask. */
static inline unsigned int cpumask_size(void)
{
	return sizeof(struct cpumask);
}

/* For "%*pb" and "%*pbl" of printk() and its like. */
#define cpumask_pr_args(maskp) (int)nr_cpu_ids, cpumask_bits(maskp)

/** cpumask_parse() - bitmap_parse() of a mask; cpulist_parse(): bitmap_parselist() */
static inline int cpumask_parse(const char *buf, struct cpumask *dstp)
{
	return bitmap_parse(buf, UINT_MAX, cpumask_bits(dstp), (int)nr_cpumask_bits);
}

static inline int cpulist_parse(const char *buf, struct cpumask *dstp)
{
	return bitmap_parselist(buf, cpumask_bits(dstp), (int)nr_cpumask_bits);
}

/** cpumap_print_to_pagebuf() - bitmap_print_to_pagebuf() of a mask */
static inline ssize_t cpumap_print_to_pagebuf(bool list, char *buf, const struct cpumask *mask)
{
	return bitmap_print_to_pagebuf(list, buf, cpumask_bits(mask), (int)nr_cpu_ids);
}

static inline bool alloc_cpumask_var(cpumask_var_t *mask, gfp_t flags)
{
	(void)mask;
	(void)flags;
	return true;
}

static inline bool zalloc_cpumask_var(cpumask_var_t *mask, gfp_t flags)
{
	(void)flags;
	cpumask_clear(*mask);
	return true;
}

static inline void free_cpumask_var(cpumask_var_t mask)
{
	(void)mask;
}

#endif /* _LINUX_CPUMASK_H */
