// SPDX-License-Identifier: MIT
/*
 * Spinlocks of one bit, the contended side.
 */
#include <linux/bit_spinlock.h>

#include "debug/stall.h"

void __bit_spin_lock_slow(int bitnum, unsigned long *addr)
{
	struct stall stall = STALL_INIT;

	do {
		while (test_bit(bitnum, addr))
			if (stall_turn(&stall))
				stall_report(&stall, "bit spinlock %d of %pS", bitnum, addr);
	} while (test_and_set_bit_lock(bitnum, addr));
}
EXPORT_SYMBOL(__bit_spin_lock_slow);
