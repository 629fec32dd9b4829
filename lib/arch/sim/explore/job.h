/* SPDX-License-Identifier: MIT */
/* From scenarios and replay files to jobs: private to the explorer. */
#ifndef LIB_ARCH_SIM_EXPLORE_JOB_H
#define LIB_ARCH_SIM_EXPLORE_JOB_H

#include "arch/sim/explore/replay.h"

void job_prepare(struct ex_job *job, void (*scenario)(void *arg), void *arg);
void job_of_file(struct ex_job *job, const struct replay_file *file);
void job_finish(void);

/* here.c: the one schedule of a file, in this process, for a debugger. Ends the process if it is of
 * the scenario of that name; else 0, or -errno. */
int replay_here(const char *path, void (*scenario)(void *arg), void *arg, const char *name,
		struct tl_explored *found);

#endif /* LIB_ARCH_SIM_EXPLORE_JOB_H */
