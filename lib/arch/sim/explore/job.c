// SPDX-License-Identifier: MIT
/* See job.h. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "arch/sim/explore/job.h"

#define CMOCKA_ABORT "CMOCKA_TEST_ABORT"

/* What the user had set. */
static char former[16];
static bool had_former;

void job_prepare(struct ex_job *job, void (*scenario)(void *arg), void *arg)
{
	const char *value = getenv(CMOCKA_ABORT);

	job->scenario = scenario;
	job->arg = arg;
	/* cmocka's assertions then end in abort(), not in a longjmp() off the fiber. */
	had_former = value;
	snprintf(former, sizeof(former), "%s", value ? value : "");
	setenv(CMOCKA_ABORT, "1", 1);
}

void job_finish(void)
{
	if (had_former)
		setenv(CMOCKA_ABORT, former, 1);
	else
		unsetenv(CMOCKA_ABORT);
}

void job_of_file(struct ex_job *job, const struct replay_file *file)
{
	job->max_steps = file->points;
	job->warn_fails = file->warn_fails;
	job->alloc = file->alloc;
	memcpy(job->reached, file->reached, sizeof(job->reached));
	memcpy(job->boot_options, file->boot_options, sizeof(job->boot_options));
}
