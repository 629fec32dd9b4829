// SPDX-License-Identifier: MIT
/*
 * Random numbers of the deterministic machine: Steele, Lea and Flood's SplitMix64 of 2014, whose
 * state is a counter, which begins with the seed at each boot.
 *
 * Who draws first gets the first number, so a draw is an operation on that counter, at which others
 * may come in: the explorer tries both orders.
 */
#include <string.h>

#include <asm/atomic.h>

#include "arch/sim/sim.h"
#include "arch/upcall.h"
#include "host/cmdline.h"

#define STEP 0x9e3779b97f4a7c15ull

static u64 counter;

void sim_random_reset(void)
{
	counter = boot_options.seed;
}

static u64 draw(void)
{
	u64 x = arch_fetch_add(&counter, STEP, __ATOMIC_RELAXED) + STEP;

	x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9ull;
	x = (x ^ x >> 27) * 0x94d049bb133111ebull;
	return x ^ x >> 31;
}

void arch_random_bytes(void *buf, size_t len)
{
	for (char *p = buf; len;) {
		size_t n = len < sizeof(u64) ? len : sizeof(u64);
		u64 value = draw();

		memcpy(p, &value, n);
		p += n;
		len -= n;
	}
}
