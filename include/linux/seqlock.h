/* SPDX-License-Identifier: MIT */
/*
 * Sequence counters and locks: readers take nothing, and read again what a writer changed
 * meanwhile. The count is odd while somebody writes.
 *
 *	writer				reader
 *	count odd			do {
 *	  SQ1 (store-store)			start = count, once even
 *	data					  SQ3 (acquire)
 *	  SQ2 (release)				data
 *	count even				  SQ4 (load-load)
 *					} while (count != start)
 *
 * SQ1 pairs with SQ4: who reads something of what is being written sees the count changed. SQ2
 * pairs with SQ3: who sees the count even sees all that was written before.
 *
 * Data that is read while it is written is to be accessed by READ_ONCE() and WRITE_ONCE(), or a
 * race detector speaks up.
 */
#ifndef _LINUX_SEQLOCK_H
#define _LINUX_SEQLOCK_H

#include <linux/bug.h>
#include <linux/compiler.h>
#include <linux/export.h>
#include <linux/lockdep.h>
#include <linux/mutex.h>
#include <linux/preempt.h>
#include <linux/seqlock_types.h>
#include <linux/spinlock.h>
#include <asm/barrier.h>
#include <asm/processor.h>

__tl_api_begin
unsigned int __read_seqcount_wait(const seqcount_t *s);
__tl_api_end

#define seqcount_init(s)                              \
	do {                                          \
		*(s) = (seqcount_t)SEQCNT_ZERO(*(s)); \
	} while (0)
#define seqcount_raw_spinlock_init(s, l) ((void)(*(s) = (seqcount_raw_spinlock_t){.lock = (l)}))
#define seqcount_spinlock_init(s, l)	 ((void)(*(s) = (seqcount_spinlock_t){.lock = (l)}))
#define seqcount_rwlock_init(s, l)	 ((void)(*(s) = (seqcount_rwlock_t){.lock = (l)}))
#define seqcount_mutex_init(s, l)	 ((void)(*(s) = (seqcount_mutex_t){.lock = (l)}))

/* The counter in any of the types. */
#define __seqcount_of(s) \
	_Generic(*(s), seqcount_t : (s), default : &((seqcount_spinlock_t *)(s))->seqcount)
/* Before writing: a lock that goes with the counter is held; a writer that was preempted would
 * keep readers spinning. */
#define __seqcount_check(s)                                       \
	_Generic(*(s), seqcount_t                                 \
		 : __seqcount_unchecked, seqcount_spinlock_t      \
		 : __seqcount_check_spin, seqcount_raw_spinlock_t \
		 : __seqcount_check_spin, seqcount_rwlock_t       \
		 : __seqcount_check_rwlock, seqcount_mutex_t      \
		 : __seqcount_check_mutex)((const void *)(s))
#define __seqcount_sleeps(s) _Generic(*(s), seqcount_mutex_t : true, default : false)

static __always_inline void __seqcount_unchecked(const void *s)
{
	(void)s;
}

static __always_inline void __seqcount_check_spin(const void *s)
{
	lockdep_assert_held(((const seqcount_spinlock_t *)s)->lock);
}

static __always_inline void __seqcount_check_rwlock(const void *s)
{
	lockdep_assert_held_write(((const seqcount_rwlock_t *)s)->lock);
}

static __always_inline void __seqcount_check_mutex(const void *s)
{
	lockdep_assert_held(((const seqcount_mutex_t *)s)->lock);
}

static __always_inline unsigned int __seqcount_read(const seqcount_t *s)
{
	/* SQ3: acquire; pairs with SQ2. */
	return smp_load_acquire(&s->sequence);
}

static __always_inline unsigned int __seqcount_begin(const seqcount_t *s)
{
	unsigned int seq = __seqcount_read(s);

	return likely(!(seq & 1)) ? seq : __read_seqcount_wait(s);
}

static __always_inline int __seqcount_retry(const seqcount_t *s, unsigned int start)
{
	smp_rmb(); /* SQ4: pairs with SQ1. */
	return unlikely(READ_ONCE(s->sequence) != start);
}

static __always_inline void __seqcount_write_begin(seqcount_t *s)
{
	WRITE_ONCE(s->sequence, s->sequence + 1);
	smp_wmb(); /* SQ1: pairs with SQ4. */
}

static __always_inline void __seqcount_write_end(seqcount_t *s)
{
	/* SQ2: release; pairs with SQ3. */
	smp_store_release(&s->sequence, s->sequence + 1);
}

/**
 * read_seqcount_begin() - begin to read without a lock; and its family
 * @s: pointer to a seqcount_t, or to one that goes with a lock
 *
 *	read_seqcount_begin()		waits until nobody writes
 *	raw_seqcount_begin()		does not: if somebody writes, the retry is sure
 *	raw_read_seqcount()		the count itself, odd if somebody writes
 *	read_seqcount_retry()		true: read it again
 *
 * Context: any that did not interrupt a writer. Return: for read_seqcount_retry().
 * Follows Linux 6.12.
 */
#define read_seqcount_begin(s)		__seqcount_begin(__seqcount_of(s))
#define __read_seqcount_begin(s)	read_seqcount_begin(s)
#define raw_read_seqcount_begin(s)	read_seqcount_begin(s)
#define raw_read_seqcount(s)		__seqcount_read(__seqcount_of(s))
#define raw_seqcount_begin(s)		(raw_read_seqcount(s) & ~1u)
#define read_seqcount_retry(s, start)	__seqcount_retry(__seqcount_of(s), (start))
#define __read_seqcount_retry(s, start) read_seqcount_retry(s, start)

/**
 * write_seqcount_begin() - readers read again from here on, to write_seqcount_end()
 * @s: pointer to a seqcount_t, or to one that goes with a lock
 *
 * Writers keep each other out: a counter that goes with a lock warns if that is not held. With a
 * mutex preemption is disabled meanwhile; the others' locks do that, and who writes a plain
 * seqcount_t sees to it. write_seqcount_invalidate(): those who read now read again.
 *
 * Context: any. Follows Linux 6.12.
 */
#define write_seqcount_begin(s)                           \
	do {                                              \
		__seqcount_check(s);                      \
		if (__seqcount_sleeps(s))                 \
			preempt_disable();                \
		__seqcount_write_begin(__seqcount_of(s)); \
	} while (0)
#define write_seqcount_end(s)                           \
	do {                                            \
		__seqcount_write_end(__seqcount_of(s)); \
		if (__seqcount_sleeps(s))               \
			preempt_enable();               \
	} while (0)
#define write_seqcount_begin_nested(s, subclass) write_seqcount_begin(s)
#define raw_write_seqcount_begin(s)		 __seqcount_write_begin(__seqcount_of(s))
#define raw_write_seqcount_end(s)		 __seqcount_write_end(__seqcount_of(s))

static inline void __write_seqcount_invalidate(seqcount_t *s)
{
	smp_wmb(); /* SQ1: what was written before is seen by who sees the new count. */
	WRITE_ONCE(s->sequence, s->sequence + 2);
}
#define write_seqcount_invalidate(s) __write_seqcount_invalidate(__seqcount_of(s))

/**
 * raw_write_seqcount_barrier() - what was written before, and what is written after, are apart
 * @s: pointer to a seqcount_t, or to one that goes with a lock
 *
 * A reader whose read section this falls into reads again; it never waits for the writer.
 *
 * Context: any. Follows Linux 6.12.
 */
static inline void __write_seqcount_barrier(seqcount_t *s)
{
	/* SQ1: and what was written before stays before what comes after. */
	__seqcount_write_begin(s);
	WRITE_ONCE(s->sequence, s->sequence + 1);
}
#define raw_write_seqcount_barrier(s) __write_seqcount_barrier(__seqcount_of(s))

/**
 * read_seqcount_latch() - begin to read the copy that nobody writes; never waits
 * @s: pointer to a seqcount_latch_t
 *
 *	write_seqcount_latch_begin(&l->seq);	do {
 *	modify l->data[0]				seq = read_seqcount_latch(&l->seq);
 *	write_seqcount_latch(&l->seq);			entry = look at l->data[seq & 1];
 *	modify l->data[1]			} while (read_seqcount_latch_retry(&l->seq, seq));
 *	write_seqcount_latch_end(&l->seq);
 *
 * So one may read in a handler that interrupted the writer. Writers keep each other out. Up to Linux
 * 6.12 it is raw_read_seqcount_latch(), and raw_write_seqcount_latch(), before either copy.
 *
 *	SQ5, in the writer, pairs with SQ3: who sees the count sees the copy that it names whole.
 *	SQ1, in the writer, pairs with SQ4: who sees something of what is being written sees that
 *	the count has changed.
 *
 * Context: any. Return: the count, for read_seqcount_latch_retry(): nonzero: read it again.
 * Follows Linux 6.13.
 */
static __always_inline unsigned int read_seqcount_latch(const seqcount_latch_t *s)
{
	return __seqcount_read(&s->seqcount);
}
#define raw_read_seqcount_latch(s) read_seqcount_latch(s)

static __always_inline int read_seqcount_latch_retry(const seqcount_latch_t *s, unsigned int start)
{
	return __seqcount_retry(&s->seqcount, start);
}
#define raw_read_seqcount_latch_retry(s, start) read_seqcount_latch_retry(s, start)

/** write_seqcount_latch() - readers go to the other copy; see read_seqcount_latch() */
static __always_inline void write_seqcount_latch(seqcount_latch_t *s)
{
	/* SQ5: release; pairs with SQ3. */
	smp_store_release(&s->seqcount.sequence, s->seqcount.sequence + 1);
	smp_wmb(); /* SQ1: pairs with SQ4. */
}
#define write_seqcount_latch_begin(s) write_seqcount_latch(s)
#define raw_write_seqcount_latch(s)   write_seqcount_latch(s)

/** write_seqcount_latch_end() - both copies are written; see read_seqcount_latch() */
static inline void write_seqcount_latch_end(seqcount_latch_t *s)
{
	(void)s;
}

#define seqcount_latch_init(s) seqcount_init(&(s)->seqcount)

/**
 * seqlock_init() - initialise a sequence lock: a counter and a spinlock for the writers
 * @sl: pointer to it
 *
 * Context: any. Follows Linux 6.12.
 */
#define seqlock_init(sl)                                              \
	do {                                                          \
		spin_lock_init(&(sl)->lock);                          \
		seqcount_spinlock_init(&(sl)->seqcount, &(sl)->lock); \
	} while (0)

/**
 * read_seqbegin() - begin to read without a lock
 * @sl: pointer to the lock
 *
 * read_seqretry(): true if what was read since is to be read again.
 * Context: any that did not interrupt a writer. Return: for read_seqretry(). Follows Linux 6.12.
 */
static __always_inline unsigned int read_seqbegin(const seqlock_t *sl)
{
	return __seqcount_begin(&sl->seqcount.seqcount);
}

static __always_inline unsigned int read_seqretry(const seqlock_t *sl, unsigned int start)
{
	return (unsigned int)__seqcount_retry(&sl->seqcount.seqcount, start);
}

/**
 * write_seqlock() - take it for writing; read_seqlock_excl(): for reading, keeping writers out
 * @sl: pointer to the lock
 *
 * In the flavours of spin_lock(). Readers of the latter kind don't make the others read again.
 * Context: as spin_lock(). Follows Linux 6.12.
 */
#define __write_seq(sl, spin_and_args)                            \
	do {                                                      \
		spin_and_args;                                    \
		__seqcount_write_begin(&(sl)->seqcount.seqcount); \
	} while (0)
#define __write_unseq(sl, spin_and_args)                        \
	do {                                                    \
		__seqcount_write_end(&(sl)->seqcount.seqcount); \
		spin_and_args;                                  \
	} while (0)
#define write_seqlock(sl)		 __write_seq(sl, spin_lock(&(sl)->lock))
#define write_sequnlock(sl)		 __write_unseq(sl, spin_unlock(&(sl)->lock))
#define write_seqlock_bh(sl)		 __write_seq(sl, spin_lock_bh(&(sl)->lock))
#define write_sequnlock_bh(sl)		 __write_unseq(sl, spin_unlock_bh(&(sl)->lock))
#define write_seqlock_irq(sl)		 __write_seq(sl, spin_lock_irq(&(sl)->lock))
#define write_sequnlock_irq(sl)		 __write_unseq(sl, spin_unlock_irq(&(sl)->lock))
#define write_seqlock_irqsave(sl, flags) __write_seq(sl, spin_lock_irqsave(&(sl)->lock, flags))
#define write_sequnlock_irqrestore(sl, flags) \
	__write_unseq(sl, spin_unlock_irqrestore(&(sl)->lock, flags))

#define read_seqlock_excl(sl)			  spin_lock(&(sl)->lock)
#define read_sequnlock_excl(sl)			  spin_unlock(&(sl)->lock)
#define read_seqlock_excl_bh(sl)		  spin_lock_bh(&(sl)->lock)
#define read_sequnlock_excl_bh(sl)		  spin_unlock_bh(&(sl)->lock)
#define read_seqlock_excl_irq(sl)		  spin_lock_irq(&(sl)->lock)
#define read_sequnlock_excl_irq(sl)		  spin_unlock_irq(&(sl)->lock)
#define read_seqlock_excl_irqsave(sl, flags)	  spin_lock_irqsave(&(sl)->lock, flags)
#define read_sequnlock_excl_irqrestore(sl, flags) spin_unlock_irqrestore(&(sl)->lock, flags)

/**
 * read_seqbegin_or_lock() - read without a lock at first, and with it if that failed
 * @lock: pointer to the lock
 * @seq: pointer to an int: even: without; odd: with. The caller makes it odd for its second turn
 *
 * need_seqretry(): once more; done_seqretry(): gives the lock back if it was taken.
 * Context: as spin_lock(). Follows Linux 6.12.
 */
#define read_seqbegin_or_lock(lock, seq)                   \
	do {                                               \
		seqlock_t *__sl = (lock);                  \
		int *__seq = (seq);                        \
		if (!(*__seq & 1))                         \
			*__seq = (int)read_seqbegin(__sl); \
		else                                       \
			read_seqlock_excl(__sl);           \
	} while (0)

static inline int need_seqretry(seqlock_t *lock, int seq)
{
	return !(seq & 1) && read_seqretry(lock, (unsigned int)seq);
}

static inline void done_seqretry(seqlock_t *lock, int seq)
{
	if (seq & 1)
		read_sequnlock_excl(lock);
}

static inline unsigned long read_seqbegin_or_lock_irqsave(seqlock_t *lock, int *seq)
{
	unsigned long flags = 0;

	if (!(*seq & 1))
		*seq = (int)read_seqbegin(lock);
	else
		read_seqlock_excl_irqsave(lock, flags);
	return flags;
}

static inline void done_seqretry_irqrestore(seqlock_t *lock, int seq, unsigned long flags)
{
	if (seq & 1)
		read_sequnlock_excl_irqrestore(lock, flags);
}

#endif /* _LINUX_SEQLOCK_H */
