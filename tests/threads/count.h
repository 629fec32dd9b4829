/* SPDX-License-Identifier: MIT */
/* How many threads the host sees in this process. */
#ifndef TESTS_THREADS_COUNT_H
#define TESTS_THREADS_COUNT_H

#include <dirent.h>
#include <sched.h>

/* What is there without a machine: TSan has a thread of its own from the first other one on. */
#define OWN_THREADS (TEST_TSAN ? 2 : 1)

static inline int nr_threads(void)
{
	DIR *dir = opendir("/proc/self/task");
	int n = -2;

	while (readdir(dir))
		n++;
	closedir(dir);
	return n;
}

/* A joined thread's entry goes a moment after the join. */
static inline void wait_for_threads(int n)
{
	while (nr_threads() != n)
		sched_yield();
}

#endif /* TESTS_THREADS_COUNT_H */
