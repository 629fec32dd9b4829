// SPDX-License-Identifier: MIT
/*
 * A program that keeps nothing but its data and kernel memory, for explore-resume.c: a line for each
 * run that begins with the scenario's first, and then how many runs there were.
 */
#include <stdio.h>
#include <stdlib.h>

#include <linux/atomic.h>
#include <tasklet/explore.h>

static atomic_t count;

static void adds(void *n)
{
	for (long i = 0; i < (long)n; i++)
		atomic_inc(&count);
}

static void scenario(void *arg)
{
	puts("begins");
	tl_spawn_on(0, "a", adds, (void *)4);
	tl_spawn_on(1, "b", adds, (void *)3);
	tl_spawn_on(2, "c", adds, (void *)2);
	tl_run_until_idle();
	fflush(stdout);
}

int main(void)
{
	struct tl_explored found;

	if (tl_explore("pure", "strategy=dfs p=inf q=inf reduce=none jobs=1 nr_cpus=3", scenario,
		       NULL, &found))
		return 1;
	printf("runs %lu\n", (unsigned long)found.runs);
	return 0;
}
