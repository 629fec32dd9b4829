/* SPDX-License-Identifier: MIT */
/*
 * Random numbers that a seed decides: L'Ecuyer's generator LFSR113 of 1999. And the names that
 * get_random_u32() and its like had once.
 */
#ifndef _LINUX_PRANDOM_H
#define _LINUX_PRANDOM_H

#include <linux/export.h>
#include <linux/types.h>

/** struct rnd_state - of one sequence; prandom_seed_state() begins it */
struct rnd_state {
	__u32 s1, s2, s3, s4;
};

__tl_api_begin

/** prandom_seed_state() - begin the sequence of @seed; Context: any */
void prandom_seed_state(struct rnd_state *state, u64 seed);
/** prandom_u32_state() - Context: any, one user of @state; Return: the next number */
u32 prandom_u32_state(struct rnd_state *state);
/** prandom_bytes_state() - the next numbers, as @nbytes bytes */
void prandom_bytes_state(struct rnd_state *state, void *buf, size_t nbytes);

__tl_api_end

#define prandom_u32()		   get_random_u32()
#define prandom_u32_max(ceil)	   get_random_u32_below(ceil)
#define prandom_bytes(buf, nbytes) get_random_bytes((buf), (nbytes))

#include <linux/random.h>

#endif /* _LINUX_PRANDOM_H */
