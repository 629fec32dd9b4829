/* SPDX-License-Identifier: MIT */
/*
 * For tests of the explorer: it forks, so what scenarios tell the test lies in memory that all of
 * its processes share.
 */
#ifndef TESTS_SIM_EXPLORE_HELP_H
#define TESTS_SIM_EXPLORE_HELP_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <dirent.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cmocka.h>

#include <linux/interrupt.h>
#include <tasklet/explore.h>
#include <tasklet/irq.h>

/* Zeroed memory that forked processes share. */
static inline void *share(size_t size)
{
	void *p = mmap(NULL, size, PROT_READ | PROT_WRITE,
		       MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	assert_ptr_not_equal(p, MAP_FAILED);
	return p;
}

/*
 * Replay files go to the current directory, by the scenario's name; so each test program has a
 * directory of its own. Set-up and teardown of its group of tests.
 */
static inline int enter_directory(void **state)
{
	static char path[] = "/tmp/tl-explore-XXXXXX";

	*state = path;
	return mkdtemp(path) ? chdir(path) : -1;
}

static inline int leave_directory(void **state)
{
	DIR *dir = opendir(".");
	struct dirent *entry;

	while (dir && (entry = readdir(dir)))
		unlink(entry->d_name); /* not . and .., which are directories */
	if (dir)
		closedir(dir);
	return chdir("/") || rmdir(*state);
}

/* A line with a handler, on @cpu. For scenarios. */
static inline int make_line(const char *name, int cpu, irq_handler_t handler, void *dev)
{
	int irq = tl_irq_alloc(name, TL_IRQ_RISING, cpu);

	tl_assert(irq > 0);
	tl_assert(!request_irq((unsigned int)irq, handler, 0, name, dev));
	return irq;
}

static inline void end_line(int irq, void *dev)
{
	free_irq((unsigned int)irq, dev);
	tl_irq_free(irq);
}

#endif /* TESTS_SIM_EXPLORE_HELP_H */
