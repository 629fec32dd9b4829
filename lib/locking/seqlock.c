// SPDX-License-Identifier: MIT
/*
 * Sequence counters: a reader waits for a writer to end.
 */
#include <linux/seqlock.h>

#include "debug/stall.h"

unsigned int __read_seqcount_wait(const seqcount_t *s)
{
	struct stall stall = STALL_INIT;
	unsigned int seq;

	while ((seq = __seqcount_read(s)) & 1)
		if (stall_turn(&stall))
			stall_report(&stall, "read of seqcount %pS, whose writer does not end,", s);
	return seq;
}
EXPORT_SYMBOL(__read_seqcount_wait);
