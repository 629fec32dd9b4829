/* SPDX-License-Identifier: MIT */
/*
 * The kernel's types. What libc names too (size_t, dev_t, uid_t, off_t ...) is libc's: both
 * worlds meet in one file.
 *
 * DIVERGES: dev_t is libc's 64 bits, of which MKDEV() uses 32.
 */
#ifndef __TL_UAPI_ONLY
#ifndef _TL_LINUX_TYPES_H
#define _TL_LINUX_TYPES_H

#include_next <linux/types.h>

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include <linux/compiler_types.h>

typedef __s8 s8;
typedef __u8 u8;
typedef __s16 s16;
typedef __u16 u16;
typedef __s32 s32;
typedef __u32 u32;
typedef __s64 s64;
typedef __u64 u64;

/* Drivers print it with %lld, and libc's loff_t is a long where that has the same size. libc's
 * own declarations say __loff_t or __off64_t. */
#define loff_t __kernel_loff_t

typedef unsigned short umode_t;

typedef unsigned char unchar;
typedef unsigned long pgoff_t;
typedef u64 sector_t;

typedef unsigned int __bitwise gfp_t;
typedef unsigned int __bitwise slab_flags_t;
typedef unsigned int __bitwise fmode_t;
typedef unsigned int isolate_mode_t;

typedef u64 dma_addr_t;
typedef u64 phys_addr_t;
typedef phys_addr_t resource_size_t;
typedef unsigned long irq_hw_number_t;

#define BITS_PER_BYTE 8
#ifndef BITS_PER_LONG
#define BITS_PER_LONG (8 * __SIZEOF_LONG__)
#endif
#ifndef BITS_PER_LONG_LONG
#define BITS_PER_LONG_LONG 64
#endif
#ifndef BITS_TO_LONGS
#define BITS_TO_LONGS(nr) (((nr) + BITS_PER_LONG - 1) / BITS_PER_LONG)
#endif
#define DECLARE_BITMAP(name, bits) unsigned long name[BITS_TO_LONGS(bits)]

#define aligned_u64  __aligned_u64
#define aligned_be64 __aligned_be64
#define aligned_le64 __aligned_le64

typedef struct {
	int counter;
} atomic_t;

typedef struct {
	s64 counter;
} atomic64_t;

/* DIVERGES: a type of its own, so that its operations take a long *, not an s64 *. */
typedef struct {
	long counter;
} atomic_long_t;

/* clang-format off: it takes an initializer for a block */
#define ATOMIC_INIT(i) \
	{              \
		(i)    \
	}
#define ATOMIC64_INIT(i) \
	{                \
		(i)      \
	}
#define ATOMIC_LONG_INIT(i) \
	{                   \
		(i)         \
	}
/* clang-format on */

struct list_head {
	struct list_head *next, *prev;
};

struct hlist_node;

struct hlist_head {
	struct hlist_node *first;
};

struct hlist_node {
	struct hlist_node *next, **pprev;
};

struct callback_head {
	struct callback_head *next;
	void (*func)(struct callback_head *head);
} __attribute__((__aligned__(sizeof(void *))));
#define rcu_head callback_head

typedef void (*rcu_callback_t)(struct rcu_head *head);
typedef void (*call_rcu_func_t)(struct rcu_head *head, rcu_callback_t func);
typedef void (*swap_func_t)(void *a, void *b, int size);
typedef int (*cmp_func_t)(const void *a, const void *b);
typedef void (*swap_r_func_t)(void *a, void *b, int size, const void *priv);
typedef int (*cmp_r_func_t)(const void *a, const void *b, const void *priv);

#endif /* _TL_LINUX_TYPES_H */
#else
/* A libc header, through one of ours, wants what uapi has and nothing more. */
#include_next <linux/types.h>
#endif /* __TL_UAPI_ONLY */
