// SPDX-License-Identifier: MIT
/*
 * The host threads of kthreads. Each is made registered, sleeps until its first wake, and is
 * joined some time after its end: by whoever makes the next one, or by shutdown. One that still
 * runs at shutdown is left alone, as the program's own threads are: it has the driver's code on
 * its stack, which nobody can end for it.
 *
 * hosts_lock protects the list and each @ending.
 */
#include <errno.h>
#include <semaphore.h>
#include <setjmp.h>
#include <stdlib.h>
#include <string.h>

#include <linux/err.h>

#include "arch/threads/cpu.h"
#include "arch/upcall.h"
#include "host/call.h"
#include "host/thread.h"

/**
 * struct kthread_host - a kthread's host thread
 * @thread: written before it can end, by who makes it
 * @ending: it comes to its end without further ado
 * @next: in the list
 * @task: the registration, while it is not the thread's own yet
 * @fn, @arg: what it runs
 * @base: where it ends
 * @begun: it is registered, or has failed; the maker sleeps on it
 * @failed: it has ended
 */
struct kthread_host {
	pthread_t thread;
	bool ending;
	struct kthread_host *next;
	struct thread_task *task;
	void (*fn)(void *arg);
	void *arg;
	jmp_buf base;
	sem_t begun;
	bool failed;
};

static struct host_lock hosts_lock;
static struct kthread_host *hosts;
static __thread struct kthread_host *my_host;

static void *run(void *p)
{
	struct kthread_host *host = p;
	struct thread_task *task = host->task;

	my_host = host;
	if (!task_begin(task)) {
		host->failed = true;
		sem_post(&host->begun);
		return NULL;
	}
	sem_post(&host->begun);
	arch_sleep(-1);
	if (!setjmp(host->base))
		host->fn(host->arg);
	return NULL;
}

void arch_kthread_ending(void)
{
	host_lock(&hosts_lock);
	my_host->ending = true;
	host_unlock(&hosts_lock);
}

void arch_kthread_exit(void)
{
	longjmp(my_host->base, 1);
}

/* One that ends, off the list; NULL if there is none. */
static struct kthread_host *take_ending(void)
{
	struct kthread_host **link, *host;

	host_lock(&hosts_lock);
	for (link = &hosts; (host = *link) && !host->ending; link = &host->next)
		;
	if (host)
		*link = host->next;
	host_unlock(&hosts_lock);
	return host;
}

/* Preemptible. */
void kthreads_join(void)
{
	struct kthread_host *host;

	while ((host = take_ending())) {
		pthread_join(host->thread, NULL);
		free(host);
	}
}

static void add(struct kthread_host *host)
{
	host_lock(&hosts_lock);
	host->next = hosts;
	hosts = host;
	host_unlock(&hosts_lock);
}

static int start(struct kthread_host *host)
{
	int err;

	sem_init(&host->begun, 0, 0);
	err = host_thread_create(&host->thread, host->task->t.comm, run, host);
	if (!err) {
		while (sem_wait(&host->begun) && errno == EINTR)
			;
		if (host->failed) {
			pthread_join(host->thread, NULL);
			err = -EAGAIN;
		}
	}
	sem_destroy(&host->begun);
	return err;
}

static struct task_struct *create(const char *name, void (*fn)(void *arg), void *arg)
{
	struct kthread_host *host;
	struct thread_task *task;
	int err = -ENOMEM;

	host = calloc(1, sizeof(*host));
	task = calloc(1, sizeof(*task));
	if (!host || !task)
		goto fail;
	*host = (struct kthread_host){.task = task, .fn = fn, .arg = arg};
	strncpy(task->t.comm, name, sizeof(task->t.comm) - 1);
	task->t.flags = PF_KTHREAD;
	task->t.__state = TASK_UNINTERRUPTIBLE;
	err = start(host);
	if (err)
		goto fail;
	add(host);
	return &task->t;
fail:
	free(task);
	free(host);
	return ERR_PTR(err);
}

struct task_struct *arch_kthread_create(const char *name, void (*fn)(void *arg), void *arg)
{
	struct task_struct *task;
	unsigned long host;

	if (!arch_register_self())
		return ERR_PTR(-EAGAIN);
	/* One that ends may want the CPU that the caller owns. */
	if (!arch_self.ctx)
		kthreads_join();
	host = host_call_begin();
	task = create(name, fn, arg);
	host_call_end(host);
	return task;
}

void arch_kthread_bind(struct task_struct *t, unsigned int cpu)
{
	struct thread_task *task = task_of(t);

	/* Asleep; what wakes it orders this before it looks (Z2). */
	__atomic_store_n(&task->bound, (int)cpu, __ATOMIC_RELAXED);
	task->self->cpu = &arch_cpus[cpu].a;
}

/* Their threads stayed with the parent. */
void kthreads_forked(void)
{
	hosts = NULL;
	hosts_lock.holder = 0;
}
