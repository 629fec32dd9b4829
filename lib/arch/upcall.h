/* SPDX-License-Identifier: MIT */
/*
 * The seam between the portable kernel and the machine under it: what each asks of the other
 * beyond the inline primitives of include/arch/<arch>/asm/.
 */
#ifndef LIB_ARCH_UPCALL_H
#define LIB_ARCH_UPCALL_H

#include <stdbool.h>
#include <stddef.h>
#include <linux/types.h>

struct task_struct;

/* Of the idle task, swapper/N: like Linux's, it is not preemptible. */
#define IDLE_PREEMPT_COUNT 1

/* --- The machine calls the portable kernel. --- */

/* Lines are numbered from 1; this stands for irq_work and the softirqs that other CPUs sent. */
#define IRQ_UPCALL_OTHERS 0
/* The clock events of a CPU that are due; no line has this number. */
#define IRQ_UPCALL_TICK	  0xffff
#define IRQ_UPCALL_ALL	  (-1)

/**
 * irq_upcall_serve() - run what waits for this CPU: lines, cross-CPU requests; then irq exit
 * @cpu: number of the CPU that the caller owns, with interrupts off
 * @irq: only this one, the rest goes on waiting; or IRQ_UPCALL_*
 *
 * Calls arch_irq_ack() between the handlers and irq exit.
 */
void irq_upcall_serve(unsigned int cpu, int irq);

/* What waits for a CPU, the oldest first, then IRQ_UPCALL_OTHERS and IRQ_UPCALL_TICK. Return: how many, @max at most. */
unsigned int irq_upcall_waiting(unsigned int cpu, int *irqs, unsigned int max);

/* Are there lines that come in on this CPU? */
bool irq_upcall_lines_on(unsigned int cpu);
/* Would the line be delivered at once if an edge came now? */
bool irq_upcall_can_fire(int irq);
/* A line that still has a handler, whose name goes to @name; 0: none. */
int irq_upcall_handler_left(char *name, size_t size);
/* Its CPU, if it is an edge line; else -1. */
int irq_upcall_edge_cpu(int irq);
/* The line's address stands for it, and for what is done to it. NULL: no such line. */
const void *irq_upcall_object(int irq);

/* A CPU's clock events: each has one instant at which it is wanted. */
enum arch_event { ARCH_EVENT_WHEEL, ARCH_EVENT_HARD, ARCH_EVENT_SOFT, ARCH_NR_EVENTS };

/* One of them is due: interrupt the CPU. On any host thread, or where nothing may happen. */
void time_upcall_due(unsigned int cpu, enum arch_event event);

/* The worker has softirqs left over for it: one pass as ksoftirqd, interrupts off. */
void softirq_upcall_ksoftirqd(void);
/* The CPU was taken, by its worker or after WORK was seen: see arch_worker_post(). Interrupts off. */
void softirq_upcall_taken(void);
/* The worker is about to take it: time to fetch what softirq_upcall_taken() looks at. */
void softirq_upcall_ahead(unsigned int cpu);

/* What a memory fault is, if it is one on a simulated register. Return: length of @text, or 0. */
int mm_upcall_describe_fault(const void *siginfo, const void *ucontext, char *text, size_t size);
/* A fault of an access that may fault: does it, so that the handler may return? Signal handler. */
bool mm_upcall_fault(const void *siginfo, void *ucontext);
/* A run of the explorer's is over: what it mapped is given back, before its memory is restored. */
void mm_upcall_run_over(void);
/* The machine takes SIGSEGV and SIGBUS from here on; before it installs its own handler. */
int mm_upcall_faults_are_caught(void);

/* In a forked child: give the host's signals their former dispositions back. */
void irq_upcall_forked(void);

/* A queue that nobody has destroyed, whose name goes to @name; false: none. */
bool wq_upcall_queue_left(char *name, size_t size);

/* The current task has been asleep for so long that it should be said what it waits for. */
void sched_upcall_hung(u64 ns);

/* The last reference to a kthread's task_struct is gone; its memory is given back after this. */
void kthread_upcall_free(struct task_struct *task);
/* In a forked child: there are no kthreads. */
void kthread_upcall_forked(void);

/* A thread exits, or is about to sleep, with a CPU owned: report it. */
void sched_upcall_atomic_exit(void);

/* A task ends within a read section of RCU: report it, and end that. */
void sched_upcall_reader_exit(void);

/* A grace period of arch_rcu_begin() is over. Called in any context but with no lock held. */
void rcu_upcall_gp_over(void);

/* --- The portable kernel calls the machine. --- */

int arch_subsys_init(void);
void arch_subsys_exit(void);

unsigned int arch_cpu_count(void);

/* Make a CPU serve; see lib/arch/threads/kick.c for who may call it and how. */
void arch_kick_cpu(unsigned int cpu);
void arch_irq_ack(void);
void arch_kick_self_after_signal(void);
/* The signal that the machine kicks with; 0 if it uses none. */
int arch_kick_signal(void);

/* The owner of this CPU leaves softirqs to its worker. */
void arch_wake_softirqd(void);

/**
 * arch_worker_post() - preemptible code has left something for the worker of a CPU
 * @cpu: what arch_worker_cpu() said
 *
 * The caller has published it where softirq_upcall_taken() looks (I1).
 */
void arch_worker_post(unsigned int cpu);

/**
 * arch_sleep() - sleep while the current task's state is not TASK_RUNNING
 * @timeout_ns: at most so long; negative: no limit
 *
 * Called preemptible. An interruptible sleep also ends when a host signal's handler ran that
 * does not restart system calls; sigpending is set then. The state is TASK_RUNNING afterwards.
 */
void arch_sleep(s64 timeout_ns);

/* The waker's part: the task's state has just been changed from @old to TASK_RUNNING. */
void arch_wake(struct task_struct *task, unsigned int old);

/**
 * arch_kthread_create() - a task on a stack of its own
 * @name: its comm, and its name on the host
 * @fn: runs in it when it is woken for the first time; does not return, but calls
 *	arch_kthread_exit()
 * @arg: given to @fn
 *
 * It sleeps in TASK_UNINTERRUPTIBLE, its flags are PF_KTHREAD, and its only reference is its own.
 * None of the program's signals is delivered to it. Any context.
 *
 * Return: the task, or ERR_PTR().
 */
struct task_struct *arch_kthread_create(const char *name, void (*fn)(void *arg), void *arg);
/* Before its first wake: it runs on that CPU only. */
void arch_kthread_bind(struct task_struct *task, unsigned int cpu);
/* The current kthread is about to end: arch_subsys_exit() waits for it. */
void arch_kthread_ending(void);
/* The current kthread ends here, after arch_kthread_ending(). */
void arch_kthread_exit(void) __attribute__((noreturn));

/* To a task of the program's. Return: 0 or -errno. */
int arch_signal(struct task_struct *task, int sig);
/* As far as the host lets us. */
void arch_set_nice(struct task_struct *task, int nice);

/* Give up the CPU in the middle of a section, and get one back: for misuse that goes on. */
unsigned long arch_section_break(void);
void arch_section_resume(unsigned long section);

/* Let the host run somebody else: a bounded pause, then a yield. */
void arch_relax(unsigned int turn);
/* At once. Called preemptible. */
void arch_yield(void);

/* May signals and file descriptors of the host raise lines? */
bool arch_takes_host_events(void);
/* Is the caller of the machine's making, so that it can't boot it or shut it down? */
bool arch_caller_is_ours(void);
/* Is a forked child's machine as good as its parent's? */
bool arch_survives_fork(void);

/* Random bytes, in any context; from boot on the same ones each time if the machine is deterministic. */
void arch_random_bytes(void *buf, size_t len);

u64 arch_clock_ns(void);
/* A cheap clock whose step may be some milliseconds. Who looks at it on the library's own account
 * does not poll it, see lib/arch/sim/explore/poll.c. */
u64 arch_clock_coarse_ns(void);

#define ARCH_EVENT_NEVER (~(u64)0)

/**
 * arch_clock_event() - have time_upcall_due() called when an instant has come
 * @cpu: whose event it is
 * @event: which of them
 * @at_ns: the instant, of arch_clock_ns(); or ARCH_EVENT_NEVER
 *
 * It takes the place of the one that was set before, which may be under way. The caller has
 * interrupts off, and sees to it that there is one call for an event at a time.
 */
void arch_clock_event(unsigned int cpu, enum arch_event event, u64 at_ns);

/* Another clock of the host's: CLOCK_*. */
u64 arch_clock_read_ns(int id);

/* Keep the CPU for so long; interrupts come in. */
void arch_delay(u64 ns);

/* Interrupts may land in the program or shared object that contains @addr. */
void arch_register_code(const void *addr);

/**
 * arch_rcu_begin() - begin a grace period
 *
 * It is over when every read section that there is now has ended: of rcu_read_lock(), and of those
 * who own their CPU, with preemption, softirqs or interrupts off, handlers and softirqs included;
 * sections that overlap, of one task, are one. What the caller did before is seen by sections that
 * begin later, and what they did is seen by who learns that it is over. One at a time.
 *
 * Context: any, between host_call_begin() and host_call_end().
 * Return: 1 if it is over already, 0 if rcu_upcall_gp_over() will be called, -errno if that can't
 * be, which has been reported.
 */
int arch_rcu_begin(void);
/* Say what the grace period waits for, as far as that is known. Return: length. */
int arch_rcu_describe(char *buf, size_t size);
/* No grace period is under way, and none will be begun. */
void arch_rcu_exit(void);

/* Zeroed memory of the library's own, which is no driver's to leak. */
void *arch_object_alloc(size_t size);
void arch_object_free(void *p);

/* Name and pid of a task that may have exited, and so be gone. Return: false if it is. */
bool arch_task_name(const struct task_struct *task, char *comm, pid_t *pid);

/* Pin the calling task to a CPU, or -1. */
int arch_bind(int cpu);

#endif /* LIB_ARCH_UPCALL_H */
