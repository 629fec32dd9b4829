// SPDX-License-Identifier: MIT
/*
 * Pinning threads to host CPUs, so that two threads that talk never share one.
 */
#include <dirent.h>
#include <limits.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench.h"

static void pin_tid(int tid, int which)
{
	cpu_set_t set;

	if (bench_options.cpu[which] < 0)
		return;
	CPU_ZERO(&set);
	CPU_SET((size_t)bench_options.cpu[which], &set);
	(void)sched_setaffinity(tid, sizeof(set), &set);
}

void bench_pin(int which)
{
	pin_tid(0, which);
}

void bench_pin_named(const char *comm, int which)
{
	DIR *tasks = opendir("/proc/self/task");
	struct dirent *e;

	if (!tasks)
		return;
	while ((e = readdir(tasks))) {
		char path[PATH_MAX], name[32] = "";
		FILE *f;

		snprintf(path, sizeof(path), "/proc/self/task/%s/comm", e->d_name);
		f = fopen(path, "r");
		if (!f)
			continue;
		if (fgets(name, sizeof(name), f) && !strncmp(name, comm, strlen(comm)))
			pin_tid(atoi(e->d_name), which);
		fclose(f);
	}
	closedir(tasks);
}
