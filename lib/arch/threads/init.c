// SPDX-License-Identifier: MIT
/*
 * Bringing the threads machine up and down. One machine at a time; after a fork the child has
 * none until it execs.
 */
#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <unistd.h>

#include "arch/threads/cpu.h"
#include "arch/threads/pc.h"
#include "arch/upcall.h"
#include "host/cmdline.h"
#include "host/error.h"
#include "host/thread.h"

const char tl_abi_threads = 0;
#ifdef __SANITIZE_THREAD__
unsigned int arch_tsan_fence;
#endif

static enum arch_state state = ARCH_DOWN;

/* B2: acquire, pairs with B1: who sees ARCH_UP sees the CPUs as they were set up. */
enum arch_state arch_state(void)
{
	return __atomic_load_n(&state, __ATOMIC_ACQUIRE);
}

/* B1: release, pairs with B2. */
static void set_state(enum arch_state new)
{
	__atomic_store_n(&state, new, __ATOMIC_RELEASE);
}

unsigned int arch_cpu_count(void)
{
	return arch_nr_cpus;
}

/* Seq_cst, pairs with T1 and T3: who asks for a CPU from here on is refused. */
static void kill_words(void)
{
	for (unsigned int i = 0; i < NR_CPUS; i++)
		__atomic_store_n(&arch_cpus[i].a.word, CPU_WORD_DEAD, __ATOMIC_SEQ_CST);
}

static void in_child(void)
{
	if (state == ARCH_DOWN)
		return;
	kill_words();
	tasks_forked();
	kthreads_forked();
	rcu_forked();
	kick_exit();
	irq_upcall_forked();
	kthread_upcall_forked();
	set_state(ARCH_FORKED);
}

static void register_atfork(void)
{
	pthread_atfork(NULL, NULL, in_child);
}

static int choose_nr_cpus(void)
{
	long online = sysconf(_SC_NPROCESSORS_ONLN);
	unsigned int host = online > 0 ? (unsigned int)online : 1;
	unsigned int nr = boot_options.nr_cpus ? boot_options.nr_cpus : host;

	if (nr > NR_CPUS)
		nr = NR_CPUS;
	if (boot_options.idle_poll && nr > host)
		return host_error(-EINVAL,
				  "idle=poll: nr_cpus=%u, but the host has %u CPUs; every "
				  "spinning worker needs its own",
				  nr, host);
	arch_nr_cpus = nr;
	return 0;
}

int arch_subsys_init(void)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	int err;

	pthread_once(&once, register_atfork);
	pc_init();
	err = tasks_init();
	if (err)
		return err;
	err = kick_init(boot_options.kick_signal);
	if (err)
		return err;
	err = choose_nr_cpus();
	if (err)
		goto fail;
	kill_words();
	bias_init();
	for (unsigned int i = 0; i < arch_nr_cpus; i++) {
		arch_cpus[i].a.nr = i;
		arch_cpus[i].a.softirq_pending = 0;
		arch_cpus[i].a.polled = boot_options.idle_poll;
		/* Free from here on; pairs with T1: what was set up above is seen. */
		__atomic_store_n(&arch_cpus[i].a.word, 0, __ATOMIC_SEQ_CST);
	}
	err = workers_start();
	if (err)
		goto fail;
	clock_open();
	set_state(ARCH_UP);
	return 0;
fail:
	kick_exit();
	kill_words();
	arch_nr_cpus = 0;
	return err;
}

void arch_subsys_exit(void)
{
	kthreads_join();
	clock_close();
	/* What is pending is served once more; who owns a CPU finishes, or is reported. */
	workers_stop();
	set_state(ARCH_DOWN);
	tasks_forget();
	kick_exit();
	arch_nr_cpus = 0;
}

bool arch_takes_host_events(void)
{
	return true;
}

bool arch_caller_is_ours(void)
{
	return host_thread_is_ours();
}

/* The child has none of the CPUs' threads. */
bool arch_survives_fork(void)
{
	return false;
}
