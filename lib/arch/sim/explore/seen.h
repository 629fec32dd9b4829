/* SPDX-License-Identifier: MIT */
/* Which schedules were run: private to the explorer. */
#ifndef LIB_ARCH_SIM_EXPLORE_SEEN_H
#define LIB_ARCH_SIM_EXPLORE_SEEN_H

#include <stdbool.h>
#include <stdint.h>

/* None; memory for them, shared with processes that are forked later. Return: 0, -EAGAIN. */
int seen_begin(void);
/* The event hash of a run that is over. In any of the processes. Nothing without seen_begin(). */
void seen_add(uint64_t hash);
/* How many different ones. @at_least: not all could be kept. */
uint64_t seen_count(bool *at_least);
void seen_end(void);

#endif /* LIB_ARCH_SIM_EXPLORE_SEEN_H */
