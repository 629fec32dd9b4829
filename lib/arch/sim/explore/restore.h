/* SPDX-License-Identifier: MIT */
/* Private to restore.c and restore-modules.c: what is watched. */
#ifndef LIB_ARCH_SIM_RESTORE_H
#define LIB_ARCH_SIM_RESTORE_H

#include <stddef.h>
#include <stdint.h>

/**
 * struct restore_range - some memory
 * @start, @end: its addresses
 * @delta: what to add to an address for its place in the picture
 */
struct restore_range {
	uintptr_t start, end;
	uintptr_t delta;
};

#define RESTORE_HOT 1

/* As many as a list ever has: counters of code coverage are one hole per function. */
#define RESTORE_MAX_RANGES (1UL << 20)

struct restore_list {
	size_t n;
	struct restore_range *range;
};

/* Nothing is added if it is empty. Return: 0, -E2BIG. */
int restore_list_add(struct restore_list *list, uintptr_t start, uintptr_t end, uintptr_t delta);

/**
 * restore_find() - the writable data of the program and of what belongs to it
 * @segments: gets it, segment by segment
 * @holes: gets what in there must not be restored, in no order; its @delta is RESTORE_HOT where it
 *	may be written while its page is watched
 *
 * Return: 0, -errno with a message (host/error.h).
 */
int restore_find(struct restore_list *segments, struct restore_list *holes);

#endif /* LIB_ARCH_SIM_RESTORE_H */
