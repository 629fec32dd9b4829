/* SPDX-License-Identifier: MIT */
/*
 * Notifier chains: lists of functions that are told of an event, the highest priority first, and
 * among equal ones the first that registered. Four kinds, by what holds a chain together while it
 * is called:
 *
 *	kind		callbacks run in	while a chain is called		register, unregister
 *	ATOMIC		any context		rcu_read_lock()			any context; unregister sleeps
 *	BLOCKING	task, may sleep		its rwsem, for reading		task; sleep
 *	RAW		what the caller says	nothing				the caller's business
 *	SRCU		task, may sleep		srcu_read_lock()		task; sleep
 *
 * Of ATOMIC, BLOCKING and SRCU chains no callback is under way any more when unregister returns.
 * So a callback that unregisters itself deadlocks in a BLOCKING and an SRCU chain, as on Linux; in a
 * RAW one it may.
 */
#ifndef _LINUX_NOTIFIER_H
#define _LINUX_NOTIFIER_H

#include <linux/compiler.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/mutex.h>
#include <linux/rcupdate.h>
#include <linux/rwsem.h>
#include <linux/spinlock.h>
#include <linux/srcu.h>
#include <linux/types.h>

struct notifier_block;

/* What it returns is NOTIFY_*, or notifier_from_errno(). */
typedef int (*notifier_fn_t)(struct notifier_block *nb, unsigned long action, void *data);

/**
 * struct notifier_block - a callback in a chain
 * @notifier_call: what is called
 * @next: the chain's
 * @priority: higher ones are called first
 */
struct notifier_block {
	notifier_fn_t notifier_call;
	struct notifier_block __rcu *next;
	int priority;
};

struct atomic_notifier_head {
	spinlock_t lock;
	struct notifier_block __rcu *head;
};

struct blocking_notifier_head {
	struct rw_semaphore rwsem;
	struct notifier_block __rcu *head;
};

struct raw_notifier_head {
	struct notifier_block __rcu *head;
};

struct srcu_notifier_head {
	struct mutex mutex;
	struct srcu_struct srcu;
	struct notifier_block __rcu *head;
};

/* What a callback returns. */
#define NOTIFY_DONE	 0x0000 /* not interested */
#define NOTIFY_OK	 0x0001
#define NOTIFY_STOP_MASK 0x8000 /* the others are not called */
#define NOTIFY_BAD	 (NOTIFY_STOP_MASK | 0x0002) /* a veto */
#define NOTIFY_STOP	 (NOTIFY_OK | NOTIFY_STOP_MASK)

#define ATOMIC_INIT_NOTIFIER_HEAD(name)               \
	do {                                          \
		spin_lock_init(&(name)->lock);        \
		RCU_INIT_POINTER((name)->head, NULL); \
	} while (0)
#define BLOCKING_INIT_NOTIFIER_HEAD(name)             \
	do {                                          \
		init_rwsem(&(name)->rwsem);           \
		RCU_INIT_POINTER((name)->head, NULL); \
	} while (0)
#define RAW_INIT_NOTIFIER_HEAD(name) RCU_INIT_POINTER((name)->head, NULL)

/* clang-format off: it takes an initializer for a block */
#define ATOMIC_NOTIFIER_INIT(name)                                       \
	{                                                                \
		.lock = __SPIN_LOCK_UNLOCKED((name).lock), .head = NULL, \
	}
#define BLOCKING_NOTIFIER_INIT(name)                                      \
	{                                                                 \
		.rwsem = __RWSEM_INITIALIZER((name).rwsem), .head = NULL, \
	}
#define RAW_NOTIFIER_INIT(name) \
	{                       \
		.head = NULL    \
	}
#define SRCU_NOTIFIER_INIT(name)                                                        \
	{                                                                               \
		.mutex = __MUTEX_INITIALIZER((name).mutex), .srcu = __SRCU_STRUCT_INIT, \
		.head = NULL,                                                           \
	}
/* clang-format on */

#define ATOMIC_NOTIFIER_HEAD(name) struct atomic_notifier_head name = ATOMIC_NOTIFIER_INIT(name)
#define BLOCKING_NOTIFIER_HEAD(name) \
	struct blocking_notifier_head name = BLOCKING_NOTIFIER_INIT(name)
#define RAW_NOTIFIER_HEAD(name)	 struct raw_notifier_head name = RAW_NOTIFIER_INIT(name)
#define SRCU_NOTIFIER_HEAD(name) struct srcu_notifier_head name = SRCU_NOTIFIER_INIT(name)
#define SRCU_NOTIFIER_HEAD_STATIC(name) \
	static struct srcu_notifier_head name = SRCU_NOTIFIER_INIT(name)

__tl_api_begin

/**
 * srcu_init_notifier_head() - make an SRCU chain that SRCU_NOTIFIER_HEAD() did not
 * @nh: the chain; srcu_cleanup_notifier_head() is its end
 *
 * Context: any. Follows Linux 6.12.
 */
void srcu_init_notifier_head(struct srcu_notifier_head *nh);

/**
 * atomic_notifier_chain_register() - put a callback into a chain
 * @nh: the chain; likewise blocking_, raw_ and srcu_
 * @nb: the callback, behind those of its priority; in no chain yet
 *
 * Context: any of an atomic chain; task, may sleep, of a blocking and an srcu one. Follows Linux 6.12.
 * Return: 0; -EEXIST, with a warning, if it is in this chain already.
 */
int atomic_notifier_chain_register(struct atomic_notifier_head *nh, struct notifier_block *nb);
/** blocking_notifier_chain_register() - see atomic_notifier_chain_register() */
int blocking_notifier_chain_register(struct blocking_notifier_head *nh, struct notifier_block *nb);
/** raw_notifier_chain_register() - see atomic_notifier_chain_register() */
int raw_notifier_chain_register(struct raw_notifier_head *nh, struct notifier_block *nb);
/** srcu_notifier_chain_register() - see atomic_notifier_chain_register() */
int srcu_notifier_chain_register(struct srcu_notifier_head *nh, struct notifier_block *nb);

/**
 * atomic_notifier_chain_register_unique_prio() - the same, if nobody has this priority
 * @nh: the chain; likewise blocking_
 * @nb: the callback
 *
 * Context: as atomic_notifier_chain_register(). Follows Linux 6.12.
 * Return: 0; -EBUSY if there is one of its priority; -EEXIST, with a warning, if it is @nb itself.
 */
int atomic_notifier_chain_register_unique_prio(struct atomic_notifier_head *nh,
					       struct notifier_block *nb);
/** blocking_notifier_chain_register_unique_prio() - see that of the atomic chain */
int blocking_notifier_chain_register_unique_prio(struct blocking_notifier_head *nh,
						 struct notifier_block *nb);

/**
 * atomic_notifier_chain_unregister() - take a callback out of a chain
 * @nh: the chain; likewise blocking_, raw_ and srcu_
 * @nb: the callback; but in a raw chain, it is not called any more when this has returned
 *
 * Context: task, may sleep; of a raw chain the caller's business. Follows Linux 6.12.
 * Return: 0; -ENOENT if it is not in the chain.
 */
int atomic_notifier_chain_unregister(struct atomic_notifier_head *nh, struct notifier_block *nb);
/** blocking_notifier_chain_unregister() - see atomic_notifier_chain_unregister() */
int blocking_notifier_chain_unregister(struct blocking_notifier_head *nh,
				       struct notifier_block *nb);
/** raw_notifier_chain_unregister() - see atomic_notifier_chain_unregister() */
int raw_notifier_chain_unregister(struct raw_notifier_head *nh, struct notifier_block *nb);
/** srcu_notifier_chain_unregister() - see atomic_notifier_chain_unregister() */
int srcu_notifier_chain_unregister(struct srcu_notifier_head *nh, struct notifier_block *nb);

/**
 * atomic_notifier_call_chain() - tell the callbacks of a chain
 * @nh: the chain; likewise blocking_, raw_ and srcu_
 * @val: the event, of which they know the meaning
 * @v: and something to go with it
 *
 * Context: any of an atomic chain; task, may sleep, of a blocking and an srcu one. Follows Linux 6.12.
 * Return: what the last of them that was called returned, or NOTIFY_DONE; notifier_to_errno() knows
 * what that means.
 */
int atomic_notifier_call_chain(struct atomic_notifier_head *nh, unsigned long val, void *v);
/** blocking_notifier_call_chain() - see atomic_notifier_call_chain() */
int blocking_notifier_call_chain(struct blocking_notifier_head *nh, unsigned long val, void *v);
/** raw_notifier_call_chain() - see atomic_notifier_call_chain() */
int raw_notifier_call_chain(struct raw_notifier_head *nh, unsigned long val, void *v);
/** srcu_notifier_call_chain() - see atomic_notifier_call_chain() */
int srcu_notifier_call_chain(struct srcu_notifier_head *nh, unsigned long val, void *v);

/**
 * blocking_notifier_call_chain_robust() - tell the callbacks of a chain, or have it not happened
 * @nh: the chain; likewise raw_
 * @val_up: the event
 * @val_down: what undoes it: if one of them stops the chain, those called before it are told this
 * @v: something to go with either
 *
 * Context: as blocking_notifier_call_chain(). Follows Linux 6.12.
 * Return: what the last one that was called with @val_up returned.
 */
int blocking_notifier_call_chain_robust(struct blocking_notifier_head *nh, unsigned long val_up,
					unsigned long val_down, void *v);
/** raw_notifier_call_chain_robust() - see that of the blocking chain */
int raw_notifier_call_chain_robust(struct raw_notifier_head *nh, unsigned long val_up,
				   unsigned long val_down, void *v);

/**
 * atomic_notifier_call_chain_is_empty() - is nobody registered?
 * @nh: the chain
 *
 * Context: any. Follows Linux 6.12.
 */
bool atomic_notifier_call_chain_is_empty(struct atomic_notifier_head *nh);

__tl_api_end

#define srcu_cleanup_notifier_head(name) cleanup_srcu_struct(&(name)->srcu)

/* What a callback returns for 0 or -errno; an error stops the chain. */
static inline int notifier_from_errno(int err)
{
	return err ? NOTIFY_STOP_MASK | (NOTIFY_OK - err) : NOTIFY_OK;
}

/* And back; 0 for whatever is no error. NOTIFY_BAD is -EPERM. */
static inline int notifier_to_errno(int ret)
{
	ret &= ~NOTIFY_STOP_MASK;
	return ret > NOTIFY_OK ? NOTIFY_OK - ret : 0;
}

#endif /* _LINUX_NOTIFIER_H */
