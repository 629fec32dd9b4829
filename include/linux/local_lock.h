/* SPDX-License-Identifier: MIT */
/*
 * Local locks: a name for what preempt_disable(), local_bh_disable() or local_irq_disable()
 * protects in per-CPU data. As on Linux without PREEMPT_RT they are no more than those.
 */
#ifndef _LINUX_LOCAL_LOCK_H
#define _LINUX_LOCAL_LOCK_H

#include <linux/bottom_half.h>
#include <linux/cleanup.h>
#include <linux/irqflags.h>
#include <linux/lockdep.h>
#include <linux/percpu-defs.h>
#include <linux/preempt.h>

typedef struct {
} local_lock_t;

#define INIT_LOCAL_LOCK(lockname) \
	{                         \
	}

/**
 * local_lock() - keep others out of this CPU's data
 * @lock: pointer to the per-CPU lock
 *
 * local_lock_irq(), local_lock_irqsave(): interrupts too. local_lock_nested_bh(): a caller that
 * has softirqs disabled says what for.
 *
 * Context: any, in the flavour that keeps out all who use the data. Follows Linux 6.12.
 */
#define local_lock_init(lock)	     ((void)(lock))
#define local_lock(lock)	     ((void)(lock), preempt_disable())
#define local_unlock(lock)	     ((void)(lock), preempt_enable())
#define local_lock_irq(lock)	     ((void)(lock), local_irq_disable())
#define local_unlock_irq(lock)	     ((void)(lock), local_irq_enable())
#define local_lock_nested_bh(lock)   ((void)(lock), lockdep_assert_in_softirq())
#define local_unlock_nested_bh(lock) ((void)(lock))
#define local_lock_irqsave(lock, flags) \
	do {                            \
		(void)(lock);           \
		local_irq_save(flags);  \
	} while (0)
#define local_unlock_irqrestore(lock, flags) \
	do {                                 \
		(void)(lock);                \
		local_irq_restore(flags);    \
	} while (0)

DEFINE_GUARD(local_lock, local_lock_t *, local_lock(_T), local_unlock(_T))
DEFINE_GUARD(local_lock_irq, local_lock_t *, local_lock_irq(_T), local_unlock_irq(_T))
DEFINE_GUARD(local_lock_nested_bh, local_lock_t *, local_lock_nested_bh(_T),
	     local_unlock_nested_bh(_T))
DEFINE_LOCK_GUARD_1(local_lock_irqsave, local_lock_t, local_lock_irqsave(_T->lock, _T->flags),
		    local_unlock_irqrestore(_T->lock, _T->flags), unsigned long flags)

#endif /* _LINUX_LOCAL_LOCK_H */
