/* SPDX-License-Identifier: MIT */
/*
 * Waiting for a bit to be cleared, or for any variable, by its address: a hashed set of wait
 * queues that many of them share, so that a structure needs no queue of its own. A woken waiter
 * looks for itself; so sharing a queue costs a look and no more.
 */
#ifndef _LINUX_WAIT_BIT_H
#define _LINUX_WAIT_BIT_H

#include <linux/bitops.h>
#include <linux/wait.h>

/**
 * struct wait_bit_key - what wait_on_bit_action() waits for
 * @flags: the word
 * @bit_nr: the bit
 * @timeout: jiffies at which the time is up, for bit_wait_timeout()
 */
struct wait_bit_key {
	unsigned long *flags;
	int bit_nr;
	unsigned long timeout;
};

/* Sleeps in the state that was set. Return: 0, or what the wait returns. */
typedef int wait_bit_action_f(struct wait_bit_key *key, int mode);

__tl_api_begin
/* The queue that an address hashes to; never NULL. */
struct wait_queue_head *__var_waitqueue(void *p);
/** bit_waitqueue() - the queue that a bit hashes to; never NULL. Context: any. */
struct wait_queue_head *bit_waitqueue(unsigned long *word, int bit);

/**
 * wake_up_var() - wake those who wait_var_event() on an address
 * @var: the address
 *
 * The caller has made the condition true before, with a full barrier in between.
 * Context: any. Follows Linux 6.12.
 */
void wake_up_var(void *var);
/**
 * wake_up_bit() - wake those who wait for a bit
 * @word: the word
 * @bit: the bit; the caller has cleared it before, with a full barrier in between
 *
 * Context: any. Follows Linux 6.12.
 */
void wake_up_bit(unsigned long *word, int bit);

int bit_wait(struct wait_bit_key *key, int mode);
int bit_wait_timeout(struct wait_bit_key *key, int mode);
int out_of_line_wait_on_bit(unsigned long *word, int bit, wait_bit_action_f *action,
			    unsigned int mode);
int out_of_line_wait_on_bit_timeout(unsigned long *word, int bit, wait_bit_action_f *action,
				    unsigned int mode, unsigned long timeout);
int out_of_line_wait_on_bit_lock(unsigned long *word, int bit, wait_bit_action_f *action,
				 unsigned int mode);
__tl_api_end

#define bit_wait_io	    bit_wait
#define bit_wait_io_timeout bit_wait_timeout

/**
 * wait_on_bit() - sleep until a bit is clear; wait_on_bit_lock(): and set it
 * @word: the word
 * @bit: the bit, which who clears it tells by wake_up_bit()
 * @mode: TASK_*
 *
 * wait_on_bit_timeout() takes jiffies too; the _action kinds sleep by calling @action. What was
 * done before the bit was cleared by clear_bit_unlock() is seen.
 *
 * Context: task; may sleep. Return: 0; -EINTR for a signal, if @mode is one that those end;
 * -EAGAIN when the time is up; what @action returned. Follows Linux 6.12.
 */
static inline int wait_on_bit_action(unsigned long *word, int bit, wait_bit_action_f *action,
				     unsigned int mode)
{
	might_sleep();
	return test_bit_acquire(bit, word) ? out_of_line_wait_on_bit(word, bit, action, mode) : 0;
}

static inline int wait_on_bit(unsigned long *word, int bit, unsigned int mode)
{
	return wait_on_bit_action(word, bit, bit_wait, mode);
}

static inline int wait_on_bit_timeout(unsigned long *word, int bit, unsigned int mode,
				      unsigned long timeout)
{
	might_sleep();
	if (!test_bit_acquire(bit, word))
		return 0;
	return out_of_line_wait_on_bit_timeout(word, bit, bit_wait_timeout, mode, timeout);
}

static inline int wait_on_bit_lock_action(unsigned long *word, int bit, wait_bit_action_f *action,
					  unsigned int mode)
{
	might_sleep();
	if (!test_and_set_bit_lock(bit, word))
		return 0;
	return out_of_line_wait_on_bit_lock(word, bit, action, mode);
}

static inline int wait_on_bit_lock(unsigned long *word, int bit, unsigned int mode)
{
	return wait_on_bit_lock_action(word, bit, bit_wait, mode);
}

#define wait_on_bit_io(word, bit, mode)	     wait_on_bit(word, bit, mode)
#define wait_on_bit_lock_io(word, bit, mode) wait_on_bit_lock(word, bit, mode)

/**
 * clear_and_wake_up_bit() - clear a bit, and wake those who wait for it
 * @bit: the bit
 * @word: the word
 *
 * test_and_clear_wake_up_bit(): if it was set. atomic_dec_and_wake_up(): of those who wait for a
 * counter to get 0. store_release_wake_up(): for a variable to be stored to.
 *
 * Context: any. Return: test_and_clear_wake_up_bit(), atomic_dec_and_wake_up(): true if they were
 * woken. Follows Linux 6.13.
 */
static inline void clear_and_wake_up_bit(int bit, unsigned long *word)
{
	clear_bit_unlock(bit, word);
	/* W5: full barrier between the bit and the look at the queue. Pairs with W1 in
	 * prepare_to_wait(): either the sleeper sees the bit clear, or we see its entry. */
	smp_mb__after_atomic();
	wake_up_bit(word, bit);
}

static inline bool test_and_clear_wake_up_bit(int bit, unsigned long *word)
{
	/* W5: a full barrier. */
	if (!test_and_clear_bit(bit, word))
		return false;
	wake_up_bit(word, bit);
	return true;
}

static inline bool atomic_dec_and_wake_up(atomic_t *var)
{
	/* W5: a full barrier. */
	if (!atomic_dec_and_test(var))
		return false;
	wake_up_var(var);
	return true;
}

#define store_release_wake_up(var, val)          \
	do {                                     \
		smp_store_release((var), (val)); \
		smp_mb(); /* W5 */               \
		wake_up_var(var);                \
	} while (0)
/* The condition was changed under a lock that waiters hold while they look: in any order. */
#define wake_up_var_locked(var, lock) wake_up_var_protected(var, 1)
#define wake_up_var_protected(var, cond)   \
	do {                               \
		if (cond) {                \
			smp_mb(); /* W5 */ \
			wake_up_var(var);  \
		}                          \
	} while (0)

#define ___wait_var_event(var, condition, state, ret, cmd) \
	___wait_event(*__var_waitqueue(var), condition, state, 0, ret, cmd)

#define __wait_var_event_state(var, condition, state, cmd)                      \
	__extension__({                                                         \
		long __r = 0;                                                   \
		might_sleep();                                                  \
		if (!(condition))                                               \
			__r = ___wait_var_event(var, condition, state, 0, cmd); \
		(int)__r;                                                       \
	})

/**
 * wait_var_event() - sleep until a condition on a variable holds
 * @var: its address, which wakers give to wake_up_var()
 * @condition: a C expression
 *
 * The _interruptible kind is ended by a signal, _killable by a fatal one; _timeout takes jiffies.
 * wait_var_event_spinlock(), _mutex(): the condition is looked at with the lock held, which is
 * given up for each sleep.
 *
 * Context: task; may sleep. Return: _interruptible, _killable: 0 or -ERESTARTSYS; _timeout: as
 * wait_event_timeout(). Follows Linux 6.13.
 */
#define wait_var_event(var, condition) \
	((void)__wait_var_event_state(var, condition, TASK_UNINTERRUPTIBLE, schedule()))
#define wait_var_event_io(var, condition) wait_var_event(var, condition)
#define wait_var_event_killable(var, condition) \
	__wait_var_event_state(var, condition, TASK_KILLABLE, schedule())
#define wait_var_event_interruptible(var, condition) \
	__wait_var_event_state(var, condition, TASK_INTERRUPTIBLE, schedule())
#define wait_var_event_timeout(var, condition, timeout) \
	__wait_event_state_timeout(*__var_waitqueue(var), condition, TASK_UNINTERRUPTIBLE, timeout)
#define wait_var_event_any_lock(var, condition, lock, type, state)                             \
	__extension__({                                                                        \
		long __r = 0;                                                                  \
		if (!(condition))                                                              \
			__r = ___wait_var_event(var, condition, state, 0, type##_unlock(lock); \
						schedule(); type##_lock(lock));                \
		(int)__r;                                                                      \
	})
#define wait_var_event_spinlock(var, condition, lock) \
	((void)wait_var_event_any_lock(var, condition, lock, spin, TASK_UNINTERRUPTIBLE))
#define wait_var_event_mutex(var, condition, lock) \
	((void)wait_var_event_any_lock(var, condition, lock, mutex, TASK_UNINTERRUPTIBLE))

#endif /* _LINUX_WAIT_BIT_H */
