// SPDX-License-Identifier: MIT
/*
 * The library's own host threads. The new thread names itself and only then lets its creator go
 * on, so that a name can be relied on as soon as the create call returns, and so that what it is
 * to run can be handed over on the creator's stack: nothing is allocated, nothing can leak.
 */
#include <errno.h>
#include <semaphore.h>
#include <signal.h>
#include <stdio.h>
#include <sys/prctl.h>

#include "host/error.h"
#include "host/lock.h"
#include "host/thread.h"

/* Lives on the creator's stack until @started is posted. */
struct start {
	const char *name;
	void *(*fn)(void *);
	void *arg;
	sem_t started;
};

__thread char host_identity __attribute__((tls_model("initial-exec")));
static __thread bool is_ours __attribute__((tls_model("initial-exec")));

static void *thread_main(void *p)
{
	struct start *start = p;
	void *(*fn)(void *) = start->fn;
	void *arg = start->arg;
	char name[16];

	is_ours = true;
	snprintf(name, sizeof(name), "%s", start->name);
	prctl(PR_SET_NAME, name);
	sem_post(&start->started);
	return fn(arg);
}

int host_thread_create(pthread_t *thread, const char *name, void *(*fn)(void *), void *arg)
{
	struct start start = {.name = name, .fn = fn, .arg = arg};
	sigset_t block, old;
	pthread_t created;
	int err;

	sem_init(&start.started, 0, 0);
	sigfillset(&block);
	sigdelset(&block, SIGSEGV);
	sigdelset(&block, SIGBUS);
	sigdelset(&block, SIGFPE);
	sigdelset(&block, SIGILL);
	sigdelset(&block, SIGTRAP);
	sigdelset(&block, SIGSYS);

	/* A thread inherits its creator's mask; with any other order it would be open at first. */
	pthread_sigmask(SIG_SETMASK, &block, &old);
	err = pthread_create(&created, NULL, thread_main, &start);
	pthread_sigmask(SIG_SETMASK, &old, NULL);
	if (err) {
		sem_destroy(&start.started);
		return host_error(-err, "pthread_create(%s)", name);
	}
	while (sem_wait(&start.started) && errno == EINTR)
		;
	sem_destroy(&start.started);
	*thread = created;
	return 0;
}

bool host_thread_is_ours(void)
{
	return is_ours;
}
