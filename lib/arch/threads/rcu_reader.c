// SPDX-License-Identifier: MIT
/*
 * Readers over liburcu, flavour memb.
 *
 * Reads must be safe in signal handlers that land on any instruction of a read section, of its
 * beginning and of its end, and cheap. That rules out qsbr (readers would have to report quiescent
 * states), signal (takes a signal of the program's) and mb (a full barrier at either end). bp
 * registers threads by itself, but looks for the end of a reader every 10 ms only, and keeps memory
 * for good: with two readers at work synchronize_rcu() took 27 ms on average, with memb 0.1 ms (two
 * host CPUs). memb is a few plain instructions: the barriers are the updater's (sys_membarrier), or
 * full ones where the host has no such call.
 *
 * It wants threads registered. That is done at a thread's first read section, which may be a
 * handler's: nothing of ours or of liburcu's is then below it on the stack, since handlers land in
 * neither (lib/arch/threads/pc.c), and interrupts are flagged off meanwhile. The lock that it takes
 * is held by other threads for a look at the readers' list, never while they wait. At thread exit
 * the registration is given back by a key's destructor, which comes again if a later destructor
 * reads once more. A program that uses this flavour itself registers its threads before their first
 * section here, or not at all: one registration is enough for both.
 *
 * TSan can't see into liburcu, so it is told what the two sides owe each other, and gets to see none
 * of it: its functions are called there, which are compiled into this file elsewhere.
 */
#include <asm/rwonce.h> /* is it TSan? */
#ifndef __SANITIZE_THREAD__
#define _LGPL_SOURCE
#endif
#include <urcu/urcu-memb.h>

#include <errno.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>

#include "arch/threads/rcu_reader.h"
#include "host/call.h"

/* The registration is ours to give back. */
static __thread bool ours __attribute__((tls_model("initial-exec")));
static pthread_once_t once = PTHREAD_ONCE_INIT;
static pthread_key_t key;

#ifdef __SANITIZE_THREAD__
/* Readers acquire what updaters did before the grace period, which acquires what readers did. */
static unsigned int tsan_updates, tsan_reads;

static bool is_registered(void)
{
	return ours;
}

static void tsan_enter(void)
{
	__atomic_load_n(&tsan_updates, __ATOMIC_ACQUIRE);
}

static void tsan_leave(void)
{
	__atomic_fetch_add(&tsan_reads, 1, __ATOMIC_RELEASE);
}

static void tsan_wait_begin(void)
{
	__atomic_fetch_add(&tsan_updates, 1, __ATOMIC_RELEASE);
}

static void tsan_wait_end(void)
{
	__atomic_load_n(&tsan_reads, __ATOMIC_ACQUIRE);
}
#else
static inline bool is_registered(void)
{
	return URCU_TLS(urcu_memb_reader).registered;
}

static inline void tsan_enter(void)
{
}

static inline void tsan_leave(void)
{
}

static inline void tsan_wait_begin(void)
{
}

static inline void tsan_wait_end(void)
{
}
#endif

static void thread_exit(void *unused)
{
	(void)unused;
	if (is_registered())
		urcu_memb_unregister_thread();
	ours = false;
}

static void create_key(void)
{
	/* Without one, threads that exit would stay on liburcu's list, in memory that is gone. */
	if (pthread_key_create(&key, thread_exit))
		abort();
}

static noinline void register_thread(void)
{
	unsigned long state = host_call_begin();
	int saved_errno = errno;

	/* Looked at again: a handler that landed meanwhile may have been first. */
	if (!is_registered()) {
		pthread_once(&once, create_key);
		/* Any value but NULL. */
		if (pthread_setspecific(key, &once))
			abort();
		urcu_memb_register_thread();
		ours = true;
	}
	errno = saved_errno;
	host_call_end(state);
}

void rcu_reader_enter(void)
{
	if (__builtin_expect(!is_registered(), 0))
		register_thread();
	urcu_memb_read_lock();
	tsan_enter();
}

void rcu_reader_leave(void)
{
	tsan_leave();
	urcu_memb_read_unlock();
}

void rcu_readers_wait(void)
{
	tsan_wait_begin();
	urcu_memb_synchronize_rcu();
	tsan_wait_end();
}
