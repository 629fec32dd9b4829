// SPDX-License-Identifier: MIT
/*
 * What is counted, not timed: allocations and system calls of schedule + run on the own CPU,
 * memory per queued tasklet, and instructions (callgrind, which is exact and repeatable).
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <linux/interrupt.h>

#include "allocations.h"
#include "bench.h"
#include "results.h"

#ifndef PR_SET_SYSCALL_USER_DISPATCH
#define PR_SET_SYSCALL_USER_DISPATCH 59
#define PR_SYS_DISPATCH_OFF	     0
#define PR_SYS_DISPATCH_ON	     1
#endif

#define MANY 100000u

static struct tasklet_struct tasklets[MANY];
static unsigned long runs;
static volatile sig_atomic_t system_calls;
static volatile char selector; /* 0: allow, 1: SIGSYS */

static void callback(struct tasklet_struct *t)
{
	(void)t;
	runs++;
}

static void on_sigsys(int signo)
{
	(void)signo;
	system_calls++;
	selector = 0;
}

static void work(void)
{
	for (unsigned int i = 0; i < 1000; i++) {
		local_bh_disable();
		for (unsigned int k = 0; k < 64; k++)
			tasklet_schedule(&tasklets[k]);
		local_bh_enable();
		local_bh_disable();
		tasklet_schedule(&tasklets[0]);
		local_bh_enable();
	}
}

static void count_system_calls(void)
{
	signal(SIGSYS, on_sigsys);
	if (prctl(PR_SET_SYSCALL_USER_DISPATCH, PR_SYS_DISPATCH_ON, 0, 0, &selector) < 0) {
		puts("  (this kernel can't count system calls)");
		return;
	}
	selector = 1;
	work();
	selector = 0;
	prctl(PR_SET_SYSCALL_USER_DISPATCH, PR_SYS_DISPATCH_OFF, 0, 0, NULL);
	bench_count("system calls in 65000 x schedule + run", "none", system_calls, 0);
}

static void count_memory(void)
{
	unsigned long before = __atomic_load_n(&all_allocated, __ATOMIC_RELAXED);
	unsigned long after;

	local_bh_disable();
	for (unsigned int i = 0; i < MANY; i++)
		tasklet_schedule(&tasklets[i]);
	after = __atomic_load_n(&all_allocated, __ATOMIC_RELAXED);
	local_bh_enable();
	bench_count("bytes per queued tasklet beyond its struct", "none",
		    (double)(after - before) / MANY, 0);
}

/* Total of instructions of this program with n times schedule + run, or -1. */
static double instructions(unsigned long n)
{
	char exe[512], command[1024], text[256];
	ssize_t len = readlink("/proc/self/exe", exe, sizeof(exe) - 1);
	double count = -1;
	FILE *f;

	if (len < 0)
		return -1;
	exe[len] = '\0';
	snprintf(
		command, sizeof(command),
		"valgrind --tool=callgrind --callgrind-out-file=/dev/null '%s' --schedule %lu 2>&1",
		exe, n);
	f = popen(command, "r");
	if (!f)
		return -1;
	while (fgets(text, sizeof(text), f)) {
		char *at = strstr(text, "Collected : ");

		if (at)
			count = atof(at + strlen("Collected : "));
	}
	pclose(f);
	return count;
}

static void count_instructions(void)
{
	double few, more;

	if (bench_options.smoke || system("command -v valgrind >/dev/null") != 0)
		return;
	few = instructions(64 * 1000);
	more = instructions(64 * 11000);
	if (few < 0 || more < 0)
		bench_die("callgrind told no count");
	bench_count("instructions per schedule + run, batch 64", "callgrind",
		    (more - few) / (64 * 10000), -1);
}

void bench_counts(void)
{
	unsigned long before;

	bench_boot("nr_cpus=1");
	for (unsigned int i = 0; i < MANY; i++)
		tasklet_setup(&tasklets[i], callback);
	result_title("Counted");
	work();
	before = allocations;
	work();
	bench_count("allocations in 65000 x schedule + run", "none", (double)(allocations - before),
		    0);
	count_system_calls();
	count_memory();
	count_instructions();
}
