// SPDX-License-Identifier: MIT
/* Tasks and sleeping on libtasklet: a task is a thread of the host's. */
#include <pthread.h>
#include <stdlib.h>
#include <unistd.h>

#include <tasklet/cpu.h>

#include "../case.h"
#include "user.h"

struct tc_thread {
	pthread_t thread;
	void (*fn)(void *arg);
	void *arg;
	int cpu;
};

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
