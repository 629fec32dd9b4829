/* SPDX-License-Identifier: MIT */
/* Runs that are taken up again in their middle: private to the explorer. See checkpoint.c. */
#ifndef LIB_ARCH_SIM_EXPLORE_CHECKPOINT_H
#define LIB_ARCH_SIM_EXPLORE_CHECKPOINT_H

#include <stdbool.h>
#include <stdint.h>

/**
 * struct ex_frames - the host's own stack, as far as a run is on it
 * @outer: what is above belongs to who makes runs, and must be the same when one is taken up again
 * @inner: where the run's own part ends; runs never return beyond it
 */
struct ex_frames {
	uintptr_t outer, inner;
};

/* Before the picture is taken (restore.c). Without memory for it there are none. */
void checkpoint_setup(void);
/* A run begins anew, on this part of the host's stack. */
void checkpoint_run(const struct ex_frames *frames);
/* A choice is about to be made that the strategy counts: a place where one may be taken. */
void checkpoint_offer(void);
/* The run is over. */
void checkpoint_ended(void);
/* Go on from the deepest one that the next run has in common with those before, on the stack that it
 * was taken on. Return: false, if there is none from below @outer. */
bool checkpoint_resume(uintptr_t outer);

/* Of the program and what it is linked with: does nothing that is called hold state of the C
 * library's or the host's (host-state.c)? Then its runs may be taken up again. */
bool ex_program_holds_nothing(void);

#endif /* LIB_ARCH_SIM_EXPLORE_CHECKPOINT_H */
