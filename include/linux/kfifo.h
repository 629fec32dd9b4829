/* SPDX-License-Identifier: MIT */
/*
 * Queues of elements of one type, or of records of bytes, in a ring whose size is a power of two.
 *
 * One producer and one consumer need no lock; more of a kind do (the _spinlocked forms), and
 * kfifo_reset() keeps both out. The type of a fifo says all that differs: the element, whether
 * the ring is part of it or allocated, and how many bytes the length of a record has. That is
 * what the macros take from it; the work is done by __kfifo_in() and so on.
 */
#ifndef _LINUX_KFIFO_H
#define _LINUX_KFIFO_H

#include <linux/array_size.h>
#include <linux/compiler.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/gfp.h>
#include <linux/spinlock.h>
#include <linux/types.h>

#include <stddef.h>

/**
 * struct __kfifo - what is the same for all of them
 * @in: elements put so far; written by the producer
 * @out: elements taken so far; written by the consumer
 * @mask: size of the ring in elements, less 1; 0: it has none
 * @esize: bytes of an element
 * @data: the ring
 */
struct __kfifo {
	unsigned int in;
	unsigned int out;
	unsigned int mask;
	unsigned int esize;
	void *data;
};

__tl_api_begin

/* @recsize: bytes that the length of a record takes, 0: no records. */
int __kfifo_alloc(struct __kfifo *fifo, unsigned int size, size_t esize, gfp_t gfp);
void __kfifo_free(struct __kfifo *fifo);
int __kfifo_init(struct __kfifo *fifo, void *buffer, unsigned int size, size_t esize);
unsigned int __kfifo_in(struct __kfifo *fifo, const void *buf, unsigned int n, size_t recsize);
unsigned int __kfifo_out(struct __kfifo *fifo, void *buf, unsigned int n, size_t recsize);
unsigned int __kfifo_out_peek(struct __kfifo *fifo, void *buf, unsigned int n, size_t recsize);
unsigned int __kfifo_out_linear(struct __kfifo *fifo, unsigned int *tail, unsigned int n,
				size_t recsize);
unsigned int __kfifo_peek_len(struct __kfifo *fifo, size_t recsize);
unsigned int __kfifo_avail(struct __kfifo *fifo, size_t recsize);
void __kfifo_skip(struct __kfifo *fifo, unsigned int n, size_t recsize);
int __kfifo_from_user(struct __kfifo *fifo, const void __user *from, unsigned long len,
		      unsigned int *copied, size_t recsize);
int __kfifo_to_user(struct __kfifo *fifo, void __user *to, unsigned long len, unsigned int *copied,
		    size_t recsize);

__tl_api_end

/* @__rec is no memory, and neither is @buf where the ring is allocated. */
#define __TL_STRUCT_KFIFO(type, size, recsize) \
	struct {                               \
		struct __kfifo kfifo;          \
		char __rec[0][recsize];        \
		type buf[size];                \
	}
#define __TL_KFIFO_SIZE(size) ((size) < 2 || ((size) & ((size)-1)) ? -1 : (size))

#define STRUCT_KFIFO(type, size) __TL_STRUCT_KFIFO(type, __TL_KFIFO_SIZE(size), 0)
#define STRUCT_KFIFO_PTR(type)	 __TL_STRUCT_KFIFO(type, 0, 0)
#define STRUCT_KFIFO_REC_1(size) __TL_STRUCT_KFIFO(unsigned char, __TL_KFIFO_SIZE(size), 1)
#define STRUCT_KFIFO_REC_2(size) __TL_STRUCT_KFIFO(unsigned char, __TL_KFIFO_SIZE(size), 2)

#define __TL_KFIFO_BYTES(recsize)       \
	{                               \
		struct __kfifo kfifo;   \
		char __rec[0][recsize]; \
		unsigned char buf[0];   \
	}
/* Bytes; records of up to 255 bytes; of up to 65535. Their rings come from kfifo_alloc(). */
struct kfifo __TL_KFIFO_BYTES(0);
struct kfifo_rec_ptr_1 __TL_KFIFO_BYTES(1);
struct kfifo_rec_ptr_2 __TL_KFIFO_BYTES(2);
#undef __TL_KFIFO_BYTES

/**
 * DECLARE_KFIFO() - a fifo with its ring; INIT_KFIFO() makes it usable
 * @fifo: its name
 * @type: of the elements
 * @size: how many, a power of two
 *
 * DEFINE_KFIFO() does both. Follows Linux 6.12.
 */
#define DECLARE_KFIFO(fifo, type, size) STRUCT_KFIFO(type, size) fifo
/** DECLARE_KFIFO_PTR() - a fifo whose ring kfifo_alloc() or kfifo_init() gives it */
#define DECLARE_KFIFO_PTR(fifo, type)	STRUCT_KFIFO_PTR(type) fifo

#define __kfifo_has_ring(fifo) (sizeof((fifo)->buf) != 0)
#define __kfifo_ring_mask(fifo) \
	(__kfifo_has_ring(fifo) ? (unsigned int)(sizeof((fifo)->buf) / kfifo_esize(fifo)) - 1 : 0)

/** INIT_KFIFO() - make a declared fifo an empty one; one without a ring has still none */
#define INIT_KFIFO(fifo)                                                       \
	((void)((fifo).kfifo = (struct __kfifo){                               \
			.mask = __kfifo_ring_mask(&(fifo)),                    \
			.esize = kfifo_esize(&(fifo)),                         \
			.data = __kfifo_has_ring(&(fifo)) ? (fifo).buf : NULL, \
		}))
/** DEFINE_KFIFO() - see DECLARE_KFIFO() */
#define DEFINE_KFIFO(fifo, type, size)                 \
	DECLARE_KFIFO(fifo, type, size) = {            \
		.kfifo =                               \
			{                              \
				.mask = (size)-1,      \
				.esize = sizeof(type), \
				.data = (fifo).buf,    \
			},                             \
	}

/**
 * kfifo_alloc() - give a fifo a ring
 * @fifo: the fifo
 * @size: elements, at least 2; rounded up to a power of two
 * @gfp_mask: as for kmalloc()
 *
 * kfifo_free() gives it back.
 * Context: as kmalloc(). Return: 0, -EINVAL or -ENOMEM. Follows Linux 6.12.
 */
#define kfifo_alloc(fifo, size, gfp_mask)                                                 \
	__kfifo_must_check(__kfifo_has_ring(fifo) ? -EINVAL :                             \
						    __kfifo_alloc(&(fifo)->kfifo, (size), \
								  kfifo_esize(fifo), (gfp_mask)))
/** kfifo_free() - undo kfifo_alloc(); Context: as kfree() */
#define kfifo_free(fifo)                              \
	__extension__({                               \
		if (__kfifo_has_ring(fifo))           \
			kfifo_reset(fifo);            \
		else                                  \
			__kfifo_free(&(fifo)->kfifo); \
	})
/**
 * kfifo_init() - give a fifo the caller's memory for a ring
 * @fifo: the fifo
 * @buffer: the memory
 * @size: bytes of it; what is over a power of two of elements stays unused
 *
 * Context: any. Return: 0, or -EINVAL (less than two elements). Follows Linux 6.12.
 */
#define kfifo_init(fifo, buffer, size) \
	(__kfifo_has_ring(fifo) ?      \
		 -EINVAL :             \
		 __kfifo_init(&(fifo)->kfifo, (buffer), (size), kfifo_esize(fifo)))

static inline int __must_check __kfifo_must_check(int n)
{
	return n;
}

static inline unsigned int __must_check __kfifo_uint_must_check(unsigned int n)
{
	return n;
}

/* Bytes of an element, bytes of a record's length, elements of the ring; is there a ring? */
#define kfifo_esize(fifo)	(sizeof((fifo)->buf[0]))
#define kfifo_recsize(fifo)	(sizeof((fifo)->__rec[0]))
#define kfifo_size(fifo)	((fifo)->kfifo.mask + 1)
#define kfifo_initialized(fifo) ((fifo)->kfifo.mask != 0)

/* Empty it, against both sides; and from the consumer's. */
#define kfifo_reset(fifo)     ((void)((fifo)->kfifo.in = (fifo)->kfifo.out = 0))
#define kfifo_reset_out(fifo) smp_store_release(&(fifo)->kfifo.out, READ_ONCE((fifo)->kfifo.in))

/** kfifo_len() - Context: any; Return: elements in the fifo, of records with their lengths */
#define kfifo_len(fifo)		      (READ_ONCE((fifo)->kfifo.in) - READ_ONCE((fifo)->kfifo.out))
#define kfifo_is_empty(fifo)	      (kfifo_len(fifo) == 0)
#define kfifo_is_full(fifo)	      (kfifo_len(fifo) > (fifo)->kfifo.mask)
/** kfifo_avail() - Context: any; Return: elements that kfifo_in() would take now, as one record */
#define kfifo_avail(fifo)	      __kfifo_avail(&(fifo)->kfifo, kfifo_recsize(fifo))
/** kfifo_peek_len() - Context: consumer; Return: bytes of the next record; without, of all */
#define kfifo_peek_len(fifo)	      __kfifo_peek_len(&(fifo)->kfifo, kfifo_recsize(fifo))
/** kfifo_skip() - throw the next element or record away; there must be one; Context: consumer */
#define kfifo_skip(fifo)	      __kfifo_skip(&(fifo)->kfifo, 1, kfifo_recsize(fifo))
/** kfifo_skip_count() - kfifo_skip() of @count elements, or of one record */
#define kfifo_skip_count(fifo, count) __kfifo_skip(&(fifo)->kfifo, (count), kfifo_recsize(fifo))

/** kfifo_is_empty_spinlocked() - kfifo_is_empty() under @lock */
#define kfifo_is_empty_spinlocked(fifo, lock)            \
	__extension__({                                  \
		unsigned long __flags;                   \
		bool __empty;                            \
		spin_lock_irqsave((lock), __flags);      \
		__empty = kfifo_is_empty(fifo);          \
		spin_unlock_irqrestore((lock), __flags); \
		__empty;                                 \
	})

#define __kfifo_same_size(fifo, val) \
	_Static_assert(sizeof(*(val)) == kfifo_esize(fifo), "not a pointer to an element")

/**
 * kfifo_put() - add one element
 * @fifo: the fifo
 * @val: the element
 *
 * Context: any, one producer. Return: 1, or 0 if it is full. Follows Linux 6.12.
 */
#define kfifo_put(fifo, val)                                                \
	__extension__({                                                     \
		__typeof__((fifo)->buf[0]) __val = (val);                   \
		__kfifo_in(&(fifo)->kfifo, &__val, 1, kfifo_recsize(fifo)); \
	})
/**
 * kfifo_get() - take one element
 * @fifo: the fifo
 * @val: where it goes
 *
 * kfifo_peek() leaves it in.
 * Context: any, one consumer. Return: 1, or 0 if it is empty. Follows Linux 6.12.
 */
#define kfifo_get(fifo, val)                                                \
	__kfifo_uint_must_check(__extension__({                             \
		__kfifo_same_size(fifo, val);                               \
		__kfifo_out(&(fifo)->kfifo, (val), 1, kfifo_recsize(fifo)); \
	}))
/** kfifo_peek() - see kfifo_get() */
#define kfifo_peek(fifo, val)                                                    \
	__kfifo_uint_must_check(__extension__({                                  \
		__kfifo_same_size(fifo, val);                                    \
		__kfifo_out_peek(&(fifo)->kfifo, (val), 1, kfifo_recsize(fifo)); \
	}))

/**
 * kfifo_in() - add elements, or one record of bytes
 * @fifo: the fifo
 * @buf: the elements
 * @n: how many
 *
 * Context: any, one producer.
 * Return: how many fitted; of a record all or 0. Follows Linux 6.12.
 */
#define kfifo_in(fifo, buf, n) __kfifo_in(&(fifo)->kfifo, (buf), (n), kfifo_recsize(fifo))
/**
 * kfifo_out() - take elements, or one record
 * @fifo: the fifo
 * @buf: where they go
 * @n: how many at most; what is left of a record is thrown away
 *
 * kfifo_out_peek() leaves them in.
 * Context: any, one consumer. Return: how many were copied. Follows Linux 6.12.
 */
#define kfifo_out(fifo, buf, n) \
	__kfifo_uint_must_check(__kfifo_out(&(fifo)->kfifo, (buf), (n), kfifo_recsize(fifo)))
/** kfifo_out_peek() - see kfifo_out() */
#define kfifo_out_peek(fifo, buf, n) \
	__kfifo_uint_must_check(__kfifo_out_peek(&(fifo)->kfifo, (buf), (n), kfifo_recsize(fifo)))

/**
 * kfifo_from_user() - kfifo_in() from memory of the program's
 * @fifo: the fifo
 * @from: the program's memory
 * @len: bytes of it; of a record no more than its length can say
 * @copied: gets how many bytes were added
 *
 * Context: task, may sleep; one producer.
 * Return: 0; or -EFAULT, with the elements added that are whole, and no record. Follows Linux 6.12.
 */
#define kfifo_from_user(fifo, from, len, copied) \
	__kfifo_must_check(                      \
		__kfifo_from_user(&(fifo)->kfifo, (from), (len), (copied), kfifo_recsize(fifo)))
/**
 * kfifo_to_user() - kfifo_out() to memory of the program's
 * @fifo: the fifo
 * @to: the program's memory
 * @len: bytes of it
 * @copied: gets how many bytes were taken
 *
 * Context: task, may sleep; one consumer.
 * Return: 0; or -EFAULT, with the elements taken that went whole, and no record. Follows Linux 6.12.
 */
#define kfifo_to_user(fifo, to, len, copied) \
	__kfifo_must_check(                  \
		__kfifo_to_user(&(fifo)->kfifo, (to), (len), (copied), kfifo_recsize(fifo)))

/**
 * kfifo_out_linear() - where the next elements lie, without taking them
 * @fifo: the fifo
 * @tail: index into the ring
 * @n: how many at most
 *
 * Context: any, one consumer.
 * Return: elements in one piece from there on; 0 if it is empty. Follows Linux 6.12.
 */
#define kfifo_out_linear(fifo, tail, n) \
	__kfifo_uint_must_check(        \
		__kfifo_out_linear(&(fifo)->kfifo, (tail), (n), kfifo_recsize(fifo)))
/** kfifo_out_linear_ptr() - kfifo_out_linear() that gives a pointer, @ptr */
#define kfifo_out_linear_ptr(fifo, ptr, n)                                                       \
	__kfifo_uint_must_check(__extension__({                                                  \
		unsigned int __tail;                                                             \
		unsigned int __n = kfifo_out_linear((fifo), &__tail, (n));                       \
		*(ptr) = __n ? (__typeof__((fifo)->buf[0]) *)(fifo)->kfifo.data + __tail : NULL; \
		__n;                                                                             \
	}))

#define __kfifo_locked(call, lock)                       \
	__extension__({                                  \
		unsigned long __flags;                   \
		unsigned int __ret;                      \
		spin_lock_irqsave((lock), __flags);      \
		__ret = call;                            \
		spin_unlock_irqrestore((lock), __flags); \
		__ret;                                   \
	})
#define __kfifo_locked_noirqsave(call, lock) \
	__extension__({                      \
		unsigned int __ret;          \
		spin_lock(lock);             \
		__ret = call;                \
		spin_unlock(lock);           \
		__ret;                       \
	})

/** kfifo_in_spinlocked() - kfifo_in() under @lock, with interrupts off; the second form without */
#define kfifo_in_spinlocked(fifo, buf, n, lock) __kfifo_locked(kfifo_in(fifo, buf, n), lock)
#define kfifo_in_spinlocked_noirqsave(fifo, buf, n, lock) \
	__kfifo_locked_noirqsave(kfifo_in(fifo, buf, n), lock)
#define kfifo_in_locked(fifo, buf, n, lock) kfifo_in_spinlocked(fifo, buf, n, lock)
/** kfifo_out_spinlocked() - kfifo_out() under @lock, with interrupts off; the second form without */
#define kfifo_out_spinlocked(fifo, buf, n, lock) \
	__kfifo_uint_must_check(__kfifo_locked(kfifo_out(fifo, buf, n), lock))
#define kfifo_out_spinlocked_noirqsave(fifo, buf, n, lock) \
	__kfifo_uint_must_check(__kfifo_locked_noirqsave(kfifo_out(fifo, buf, n), lock))
#define kfifo_out_locked(fifo, buf, n, lock) kfifo_out_spinlocked(fifo, buf, n, lock)

#endif /* _LINUX_KFIFO_H */
