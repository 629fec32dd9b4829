/* SPDX-License-Identifier: MIT */
/*
 * Scheduling points of the deterministic machine: the places where something else may happen. All
 * of them are in this directory. Between two points nothing happens.
 *
 * A point costs a decrement until the machine wants to be asked: because an interrupt waits for
 * this CPU, because the slice of points is used up, because somebody steps the machine or explores.
 *
 * arch_self is the view that the running fiber has of its CPU. There is one per host thread, and
 * the machine swaps its contents with the fibers; on other host threads nothing of it is ever
 * looked at but `tid`, which is 0 there.
 */
#ifndef _ASM_POINT_H
#define _ASM_POINT_H

#include <linux/compiler_types.h>
#include <linux/export.h>
#include <asm/abi.h>

#if defined(__SANITIZE_THREAD__)
#define __ARCH_TSAN 1
#elif defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define __ARCH_TSAN 1
#endif
#endif

#ifdef TL_PLAIN
/* Instrumented like that, but for points at plain accesses; see lib/arch/sim/plain.c. */
#undef __ARCH_TSAN
#ifdef __clang__
/* Copies of structs, and what memcpy() is made into, call the C library's functions by these
 * names. (Gcc calls hooks for structs; calls in the source are renamed by -D.) */
__asm__("memcpy = __tsan_memcpy\n"
	"memmove = __tsan_memmove\n"
	"memset = __tsan_memset\n");
#endif
#endif

struct lock_site;
struct task_struct;

/**
 * struct arch_cpu - what inline code needs of a virtual CPU
 * @nr: its number; constant
 * @softirq_pending: raised softirqs; plain, belongs to who runs on the CPU
 * @sync: tells a race detector that who has the CPU sees what the former one did
 */
struct arch_cpu {
	unsigned int nr;
	unsigned int softirq_pending;
	unsigned int sync;
};

/**
 * struct arch_self - the running fiber and its CPU
 * @ctx: low half preempt_count, then ARCH_CTX_IRQ_OFF; nonzero while it must not be preempted
 * @cpu: where it runs, or ran last
 * @task: who it is; NULL for a host thread that is no task
 * @tid: its pid; 0 for a host thread that is no task
 * @budget: points left until the machine is asked
 * @on_cpu: it occupies @cpu; a task that steps the machine may be off it
 * @pending: an interrupt waits for @cpu
 * @hold: within a host call: nothing may happen
 * @progress: something was written since this was last cleared
 * @rcu_reader: it has followed a pointer under RCU, or begun a read section; never cleared
 * @rcu_awaited: a grace period waits for its read section
 * @quiet: nothing comes of its points, but for a look whether memory is still there
 * @rcu_depth: nested rcu_read_lock()s
 * @rcu_site: where the outermost was called
 * @stack, @stack_size: of the running fiber; 0 of the host thread's own
 */
struct arch_self {
	unsigned long ctx;
	struct arch_cpu *cpu;
	struct task_struct *task;
	unsigned int tid;
	int budget;
	unsigned char on_cpu;
	unsigned char pending;
	unsigned char hold;
	unsigned char progress;
	unsigned char rcu_reader;
	unsigned char rcu_awaited;
	unsigned char quiet;
	unsigned int rcu_depth;
	const struct lock_site *rcu_site;
	unsigned long stack;
	unsigned long stack_size;
};

enum arch_point {
	ARCH_POINT_LOAD,
	ARCH_POINT_STORE,
	ARCH_POINT_RMW,
	ARCH_POINT_FENCE,
	ARCH_POINT_MASK, /* interrupts or softirqs go off */
	ARCH_POINT_PREEMPT, /* preemption goes off */
	ARCH_POINT_ENABLE, /* any of them come on again */
	ARCH_POINT_MARK, /* tl_point() */
};

/* Or'ed to it in code of the library itself, whose own data is no driver's concern. */
#ifdef TL_IN_LIBRARY
#define ARCH_POINT_WHERE 0x40
#else
#define ARCH_POINT_WHERE 0
#endif
#define ARCH_POINT_LIBRARY 0x40

__tl_api_begin
extern __thread struct arch_self arch_self __attribute__((tls_model("initial-exec")));

void arch_point_slow(unsigned int kind, unsigned long obj);
void arch_point_slow_from(unsigned int kind, unsigned long obj, const void *pc);
/* The hooks of lib/arch/sim/plain.c are linked in. */
void arch_points_are_plain(void);
/* A plain access, for those hooks. @pc: of the access */
void arch_point_at(enum arch_point kind, unsigned long obj, unsigned long size, const void *pc);
__tl_api_end

/*
 * Fields of arch_self. To a race detector each fiber is a thread, and they all share this variable
 * in turn; so there the accesses are relaxed atomics.
 */
#ifdef __ARCH_TSAN
#define arch_get(field)	     __atomic_load_n(&arch_self.field, __ATOMIC_RELAXED)
#define arch_set(field, val) __atomic_store_n(&arch_self.field, (val), __ATOMIC_RELAXED)
#define __arch_use_budget()  (arch_set(budget, arch_get(budget) - 1), arch_get(budget))
#else
#define arch_get(field)	     (arch_self.field)
#define arch_set(field, val) ((void)(arch_self.field = (val)))
#define __arch_use_budget()  (--arch_self.budget)
#endif

/* Does nothing come of a point here that names no object? Points of programs are few. */
#define __arch_passes(obj) \
	(ARCH_POINT_WHERE && __builtin_constant_p(obj) && !(obj) && arch_get(quiet))

/* @obj: address of what is accessed; a number, so that no compiler takes it for a read. */
static __always_inline void arch_point(enum arch_point kind, unsigned long obj)
{
	if (__builtin_expect(__arch_use_budget() < 0, 0) && !__arch_passes(obj))
		arch_point_slow(kind | ARCH_POINT_WHERE, obj);
}

/* Where a call of the kernel API that no other point shows begins: @obj stands for what it does. */
static __always_inline void arch_api_point(const void *obj)
{
	if (__builtin_expect(__arch_use_budget() < 0, 0))
		arch_point_slow(ARCH_POINT_STORE, (unsigned long)obj);
}

/* The same where it matters who calls: @pc, in the program. */
static __always_inline void arch_api_point_from(const void *obj, const void *pc)
{
	if (__builtin_expect(__arch_use_budget() < 0, 0))
		arch_point_slow_from(ARCH_POINT_STORE, (unsigned long)obj, pc);
}

/* The same for an access that may let somebody else get on who waits for it. */
static __always_inline void arch_point_write(enum arch_point kind, unsigned long obj)
{
	arch_point(kind, obj);
	/* Behind it: what others do at the point is no progress of this write. */
	arch_set(progress, 1);
}

#endif /* _ASM_POINT_H */
