// SPDX-License-Identifier: MIT
/*
 * The cases, or the programs of a file, on libtasklet: the log goes to standard output.
 *
 *	conformance [--programs FILE [--verbose]]
 */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <tasklet/boot.h>
#include <tasklet/cpu.h>
#include <tasklet/report.h>

#include "../case.h"

#define LOG_SIZE (256UL << 20)

struct tc_thread {
	pthread_t thread;
	void (*fn)(void *arg);
	void *arg;
	int cpu;
};

static void die(const char *what)
{
	perror(what);
	exit(2);
}

static void *thread_fn(void *data)
{
	struct tc_thread *thread = data;

	if (tl_cpu_bind(thread->cpu))
		die("tl_cpu_bind");
	thread->fn(thread->arg);
	return NULL;
}

struct tc_thread *tc_thread_start(void (*fn)(void *arg), void *arg, int cpu)
{
	struct tc_thread *thread = malloc(sizeof(*thread));

	if (!thread)
		die("malloc");
	*thread = (struct tc_thread){.fn = fn, .arg = arg, .cpu = cpu};
	if (pthread_create(&thread->thread, NULL, thread_fn, thread))
		die("pthread_create");
	return thread;
}

void tc_thread_join(struct tc_thread *thread)
{
	pthread_join(thread->thread, NULL);
	free(thread);
}

void tc_nap(void)
{
	usleep(100);
}

/* Nothing depends on it here. */
void tc_wait_ksoftirqd(void)
{
}

static int run_programs(const char *path, bool verbose)
{
	FILE *file = fopen(path, "rb");
	unsigned char *data;
	long size = 0;

	if (!file || fseek(file, 0, SEEK_END) || (size = ftell(file)) < 0)
		die(path);
	rewind(file);
	data = malloc((size_t)size + 1);
	if (!data || fread(data, 1, (size_t)size, file) != (size_t)size)
		die(path);
	fclose(file);
	return tc_run_programs(data, (size_t)size, verbose);
}

int main(int argc, char **argv)
{
	bool verbose = argc > 3 && !strcmp(argv[3], "--verbose");
	int err = 0;

	tc_the_log.size = LOG_SIZE;
	tc_the_log.buf = malloc(LOG_SIZE);
	if (!tc_the_log.buf)
		die("malloc");
	if (tl_boot("nr_cpus=2") || tl_cpu_bind(0))
		return 2;
	if (argc > 2 && !strcmp(argv[1], "--programs"))
		err = run_programs(argv[2], verbose);
	else
		tc_run_cases();
	if (err || tc_the_log.lost) {
		fprintf(stderr, "conformance: error %d, %zu bytes of log lost\n", err,
			tc_the_log.lost);
		return 2;
	}
	fwrite(tc_the_log.buf, 1, tc_the_log.len, stdout);
	return fflush(stdout) || tl_shutdown() ? 2 : 0;
}
