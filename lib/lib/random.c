// SPDX-License-Identifier: MIT
/* Random numbers: the machine's, and sequences of a seed. */
#include <linux/random.h>

#include <string.h>

#include "arch/upcall.h"

void get_random_bytes(void *buf, size_t len)
{
	arch_random_bytes(buf, len);
}
EXPORT_SYMBOL(get_random_bytes);

u64 get_random_u64(void)
{
	u64 value;

	arch_random_bytes(&value, sizeof(value));
	return value;
}
EXPORT_SYMBOL(get_random_u64);

/*
 * The high half of a 32-bit number times @ceil is below it. 2^32 % ceil of the low halves stand
 * for one number more than the others do; those are drawn again.
 */
u32 get_random_u32_below(u32 ceil)
{
	u64 product;

	if (ceil <= 1)
		return 0;
	do {
		product = (u64)get_random_u32() * ceil;
	} while ((u32)product < -ceil % ceil);
	return (u32)(product >> 32);
}
EXPORT_SYMBOL(get_random_u32_below);

u32 prandom_u32_state(struct rnd_state *state)
{
	state->s1 = (state->s1 & ~1u) << 18 ^ (state->s1 << 6 ^ state->s1) >> 13;
	state->s2 = (state->s2 & ~7u) << 2 ^ (state->s2 << 2 ^ state->s2) >> 27;
	state->s3 = (state->s3 & ~15u) << 7 ^ (state->s3 << 13 ^ state->s3) >> 21;
	state->s4 = (state->s4 & ~127u) << 13 ^ (state->s4 << 3 ^ state->s4) >> 12;
	return state->s1 ^ state->s2 ^ state->s3 ^ state->s4;
}
EXPORT_SYMBOL(prandom_u32_state);

void prandom_seed_state(struct rnd_state *state, u64 seed)
{
	u32 i = (u32)(seed >> 32 ^ seed << 10 ^ seed);

	/* Each must have a bit that its mask keeps. */
	state->s1 = i | 2;
	state->s2 = i | 8;
	state->s3 = i | 16;
	state->s4 = i | 128;
	for (int n = 0; n < 10; n++)
		(void)prandom_u32_state(state);
}
EXPORT_SYMBOL(prandom_seed_state);

void prandom_bytes_state(struct rnd_state *state, void *buf, size_t nbytes)
{
	for (char *p = buf; nbytes;) {
		size_t n = nbytes < 4 ? nbytes : 4;
		u32 value = prandom_u32_state(state);

		memcpy(p, &value, n);
		p += n;
		nbytes -= n;
	}
}
EXPORT_SYMBOL(prandom_bytes_state);
