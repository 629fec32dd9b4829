// SPDX-License-Identifier: MIT
/*
 * The cases, or the programs of a file, on either machine of libtasklet: the log goes to standard
 * output.
 *
 *	conformance [--programs FILE [--verbose]]
 */
#include <stdio.h>
#include <stdlib.h>

#include <tasklet/boot.h>
#include <tasklet/cpu.h>
#include <tasklet/log.h>

#include "../case.h"
#include "user.h"

#define LOG_SIZE (256UL << 20)

void die(const char *what)
{
	perror(what);
	exit(2);
}

/* Nothing depends on it here. */
void tc_wait_ksoftirqd(void)
{
}

/* Not by the console's level: cases have consoles of their own. */
static void show_nothing(const struct tl_log_entry *entry, void *arg)
{
}

void tc_quiet(bool quiet)
{
	tl_log_set_console(quiet ? show_nothing : NULL, NULL);
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
