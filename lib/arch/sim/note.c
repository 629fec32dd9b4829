// SPDX-License-Identifier: MIT
/*
 * The event hash, which tells runs apart: who was switched to, what was delivered, slept, woken,
 * chosen, and when. No address is in it: it is the same in every process.
 */
#include <stdlib.h>

#include "arch/sim/sim.h"
#include <tasklet/sim.h>

static uint64_t hash;

void sim_note(enum sim_event what, uint64_t detail)
{
	uint64_t where = what | (sim.active ? (uint64_t)sim.active->a.nr << 8 : 0);

	/* Everything is in one word before the hash is, as its multiplications wait for each other. */
	hash ^= where * 0xd6e8feb86659fd93u ^ detail * 0xff51afd7ed558ccdu ^
		sim_now() * 0xc4ceb9fe1a85ec53u;
	hash *= 0x9e3779b97f4a7c15u;
	hash ^= hash >> 29;
}

/* At boot. */
void sim_note_reset(void)
{
	hash = 0;
}

uint64_t tl_event_hash(void)
{
	return hash;
}
EXPORT_SYMBOL(tl_event_hash);
