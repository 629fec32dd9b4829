// SPDX-License-Identifier: MIT
/*
 * The event hash, which tells runs apart: who was switched to, what was delivered, slept, woken,
 * chosen, and when; see sim_note(). No address is in it: it is the same in every process.
 */
#include <stdlib.h>

#include "arch/sim/sim.h"
#include <tasklet/sim.h>

uint64_t sim_event_hash __arch_hot;

/* At boot. */
void sim_note_reset(void)
{
	sim_event_hash = 0;
}

uint64_t tl_event_hash(void)
{
	return sim_event_hash;
}
EXPORT_SYMBOL(tl_event_hash);
