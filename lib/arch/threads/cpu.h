/* SPDX-License-Identifier: MIT */
/*
 * Virtual CPUs of the threads machine: private to lib/arch/threads/.
 *
 * THE OWNERSHIP WORD. One 32-bit word per CPU holds everything that decides who runs there;
 * tests/model/ownership.pml is its model, and the labels in the code (T1, G2, K4 ...) are the
 * model's steps.
 *
 *	TID		thread id of the owner; 0: the CPU is free
 *	PENDING		an interrupt line waits in the CPU's list (or a cross-CPU request)
 *	KICKING		a kicker's tgkill() to the owner has not returned yet
 *	SIGNALLED	that call was made, and the owner has not absorbed its signal yet
 *	WORK		the worker is wanted: softirqs that nobody's irq exit will run
 *	WAITER		somebody queues for the CPU; give-back hands over to the first
 *	STOP		the machine goes down: the worker ends
 *	RCU		the section's end is to be noticed (rcu.c); only while owned
 *	BIASED		left to TID, whose ctx says whether it holds the CPU (bias.c)
 *	REVOKING	somebody is ending the bias
 *
 *	free, nothing to do	0
 *	free, kicked		PENDING			the worker has been woken
 *	free, work left		WORK			likewise
 *	owned			TID [| any of them]
 *	left to a thread	TID|BIASED		its fast take, fast give
 *	no such machine		CPU_WORD_DEAD		can't be taken
 *
 * Whoever takes a CPU with PENDING serves it; give-back fails while it is set. So pending work
 * is never left on a free CPU whose worker sleeps. Only the worker futex-waits on the word.
 */
#ifndef LIB_ARCH_THREADS_CPU_H
#define LIB_ARCH_THREADS_CPU_H

#include <pthread.h>
#include <signal.h>
#include <stdbool.h>

#include <asm/self.h>
#include <asm/smp.h>
#include <linux/sched.h>

#include "host/lock.h"

#define CPU_TID_MASK  0x003fffffu /* PID_MAX_LIMIT is 2^22 */
#define CPU_PENDING   0x00400000u
#define CPU_KICKING   0x00800000u
#define CPU_SIGNALLED 0x01000000u
#define CPU_WORK      0x02000000u
#define CPU_WAITER    0x04000000u
#define CPU_STOP      0x08000000u
#define CPU_RCU	      0x10000000u
#define CPU_BIASED    0x20000000u
#define CPU_REVOKING  0x40000000u
#define CPU_WORD_DEAD CPU_TID_MASK

struct cpu_waiter;

/**
 * struct cpu - a virtual CPU
 * @a: what inline code sees; its word is atomic, see above
 * @queue_lock: protects @first and @last
 * @first: oldest waiter; @last the newest
 * @thread: the worker; constant between boot and shutdown
 * @stalled: the owner has been in libc for too long with an interrupt pending; its worker says so
 * @worker_tid: its thread id
 * @taker: whose takes @streak counts, with nobody between; the owner's
 * @bias_after: how often it takes for a bias, 0: never; atomic
 * @biased_to: whose bias it is, and @biased_since when it began, in ns; written by that thread before
 *	BIASED, atomic
 * @idle: the worker's task while it serves interrupts: swapper/N
 * @ksoftirqd: the worker's task while it runs softirqs that were left to it
 */
struct cpu {
	struct arch_cpu a;
	struct host_lock queue_lock;
	struct cpu_waiter *first, *last;
	pthread_t thread;
	unsigned int worker_tid;
	unsigned int stalled;
	unsigned int taker, streak, bias_after;
	struct arch_self *biased_to;
	u64 biased_since;
	struct task_struct idle;
	struct task_struct ksoftirqd;
} __attribute__((aligned(128)));

/* A thread's re-kick timer (rekick.c); written by the thread and its own signal handler. */
struct rekick {
	bool exists;
	int timer;
	unsigned int next_ns;
	unsigned long waited_ns;
};

extern __thread struct rekick arch_rekick __attribute__((tls_model("initial-exec")));

/**
 * struct thread_task - the registration of a host thread
 * @t: what the kernel API sees
 * @refs: holders; the thread itself is one
 * @self: its per-thread state; NULL once the thread is gone
 * @prev, @next: list of all tasks, under the list's lock
 * @bound: CPU that it is pinned to, or -1
 * @unblocked: the kick signal was blocked in it before
 * @rekick: its re-kick timer, in its thread-local storage
 */
struct thread_task {
	struct task_struct t;
	int refs;
	struct arch_self *self;
	struct thread_task *prev, *next;
	int bound;
	bool unblocked;
	struct rekick *rekick;
};

extern struct cpu arch_cpus[NR_CPUS];
extern unsigned int arch_nr_cpus;
extern struct arch_cpu arch_no_cpu;

static inline unsigned int cpu_word(const struct arch_cpu *cpu)
{
	return __atomic_load_n(&cpu->word, __ATOMIC_RELAXED);
}

static inline unsigned int word_owner(unsigned int word)
{
	return word & CPU_TID_MASK;
}

static inline bool word_dead(unsigned int word)
{
	return word_owner(word) == CPU_WORD_DEAD;
}

/*
 * Seq_cst for all of its users: T1 to T3 and W1 acquire what G2 to G4 release, and K2 to K4 stand
 * in one order with K0, S2 and B2. None of them is the fast path (that is T0 and G0).
 */
static inline bool cpu_word_cas(struct arch_cpu *cpu, unsigned int *old, unsigned int new)
{
	return __atomic_compare_exchange_n(&cpu->word, old, new, false, __ATOMIC_SEQ_CST,
					   __ATOMIC_RELAXED);
}

static inline struct cpu *to_cpu(struct arch_cpu *a)
{
	return (struct cpu *)a;
}

/* cpu.c */
void cpu_acquire(struct arch_self *self);
void cpu_reacquire(struct arch_self *self);
bool cpu_wait(struct arch_self *self, struct cpu *cpu);
void cpu_release(struct arch_self *self);
bool cpu_owned(struct arch_self *self);

/* bias.c */
void bias_init(void);
bool bias_earned(struct arch_self *self);
unsigned int bias_known(const struct arch_self *self, unsigned int w);
void bias_resolve(struct cpu *cpu);
void bias_revoke(struct cpu *cpu);
void bias_drop(struct arch_self *self);
void bias_exit(struct arch_self *self);

/* kick.c */
int kick_init(int wanted);
void kick_exit(void);
void kick_open(void);
void cpu_serve(struct arch_self *self);
void kick_wake_worker(struct cpu *cpu);
void kick_signal(struct cpu *cpu, unsigned int owner);
void kick_unblock(struct thread_task *task);
void kick_reblock(const struct thread_task *task);

/* rekick.c */
void rekick_arm(struct arch_self *self, int signo);
void rekick_check_stall(struct arch_self *self);
void rekick_disarm(struct arch_self *self);
void rekick_destroy(struct rekick *r);

/* worker.c */
int workers_start(void);
void workers_stop(void);

/* clock.c */
void clock_open(void);
void clock_close(void);

/* task.c */
int tasks_init(void);
void tasks_forked(void);
void tasks_forget(void);
struct thread_task *task_of(const struct task_struct *t);
bool arch_register_self(void);
bool task_begin(struct thread_task *task);
void task_describe(unsigned int tid, struct task_struct *copy);
bool task_describe_reader(struct task_struct *copy, const struct lock_site **site);

/* rcu.c */
void rcu_section_ends(struct arch_self *self);
void rcu_section_ended(void);
void rcu_forked(void);

/* kthread.c */
void kthreads_join(void);
void kthreads_forked(void);

/* init.c: is there a machine? */
enum arch_state { ARCH_DOWN, ARCH_UP, ARCH_FORKED };
enum arch_state arch_state(void);

#endif /* LIB_ARCH_THREADS_CPU_H */
