/* SPDX-License-Identifier: MIT */
/*
 * Memory for kernel code: kmalloc() and its family, object caches, and the string helpers whose
 * result is kfree()d.
 *
 *  - A block is aligned to ARCH_KMALLOC_MINALIGN; one whose size is a power of two is aligned
 *    to its size.
 *  - Zero bytes give ZERO_SIZE_PTR, which kfree() takes.
 *  - A request over KMALLOC_MAX_SIZE fails, as on Linux; kvmalloc() has no such limit.
 *  - GFP_KERNEL in atomic context is reported ("BUG: sleeping function called from invalid
 *    context") and then served all the same.
 *  - The memory comes from the C library, so ASan and valgrind know every block by itself.
 */
#ifndef _LINUX_SLAB_H
#define _LINUX_SLAB_H

#include <linux/export.h>
#include <linux/gfp.h>
#include <linux/types.h>

#include <stdarg.h>
#include <stddef.h>

#define ARCH_KMALLOC_MINALIGN 16
#define KMALLOC_MAX_SIZE      (1UL << 22)

#define ZERO_SIZE_PTR	    ((void *)16)
#define ZERO_OR_NULL_PTR(x) ((unsigned long)(x) <= (unsigned long)ZERO_SIZE_PTR)

#define SLAB_HWCACHE_ALIGN   0x00002000u
#define SLAB_CACHE_DMA	     0x00004000u
#define SLAB_PANIC	     0x00040000u
#define SLAB_RECLAIM_ACCOUNT 0x00020000u
#define SLAB_ACCOUNT	     0x04000000u

struct kmem_cache;

#define __tl_alloc(...) __attribute__((malloc, warn_unused_result, alloc_size(__VA_ARGS__)))

__tl_api_begin

/**
 * kmalloc() - allocate memory
 * @size: bytes
 * @flags: GFP_KERNEL, GFP_ATOMIC ..., possibly with __GFP_ZERO
 *
 * Context: task; softirq and hardirq with flags that do not allow blocking.
 * Return: the block, ZERO_SIZE_PTR for zero bytes, NULL when there is no memory or @size is over
 *	KMALLOC_MAX_SIZE. Follows Linux 6.12.
 */
void *kmalloc(size_t size, gfp_t flags) __tl_alloc(1);

/** kzalloc() - kmalloc() with the block zeroed; see kmalloc() */
void *kzalloc(size_t size, gfp_t flags) __tl_alloc(1);

/** kmalloc_array() - @n elements of @size bytes; NULL when the product overflows; see kmalloc() */
void *kmalloc_array(size_t n, size_t size, gfp_t flags) __tl_alloc(1, 2);

/** kcalloc() - kmalloc_array() with the block zeroed; see kmalloc() */
void *kcalloc(size_t n, size_t size, gfp_t flags) __tl_alloc(1, 2);

/**
 * krealloc() - change the size of a block
 * @p: from kmalloc() and its family, NULL or ZERO_SIZE_PTR
 * @new_size: bytes; zero frees @p
 * @flags: as for kmalloc(); __GFP_ZERO clears what was added
 *
 * Context: as kmalloc().
 * Return: the block, which may have moved; ZERO_SIZE_PTR for zero bytes; NULL when there is no
 *	memory, and @p is still good. Follows Linux 6.12.
 */
void *krealloc(const void *p, size_t new_size, gfp_t flags)
	__attribute__((warn_unused_result, alloc_size(2)));

/** krealloc_array() - krealloc() to @n elements of @size bytes; NULL too when that overflows */
void *krealloc_array(void *p, size_t n, size_t size, gfp_t flags)
	__attribute__((warn_unused_result, alloc_size(2, 3)));

/**
 * kfree() - give back what kmalloc() and its family returned
 * @p: the block; NULL and ZERO_SIZE_PTR are fine
 *
 * Context: any but a foreign signal handler. Follows Linux 6.12.
 */
void kfree(const void *p);

/** kfree_sensitive() - kfree() that overwrites the block first; see kfree() */
void kfree_sensitive(const void *p);

/** ksize() - Context: any; Return: bytes usable in a block, 0 for NULL and ZERO_SIZE_PTR */
size_t ksize(const void *p);

/**
 * kvmalloc() - kmalloc() for large blocks
 * @size: bytes, up to INT_MAX
 * @flags: as for kmalloc()
 *
 * Free with kvfree().
 * Context: task.
 * Return: as kmalloc(). Follows Linux 6.12.
 */
void *kvmalloc(size_t size, gfp_t flags) __tl_alloc(1);
/** kvzalloc() - kvmalloc() with the block zeroed; see kvmalloc() */
void *kvzalloc(size_t size, gfp_t flags) __tl_alloc(1);
/** kvmalloc_array() - @n elements of @size bytes; see kvmalloc() */
void *kvmalloc_array(size_t n, size_t size, gfp_t flags) __tl_alloc(1, 2);
/** kvcalloc() - kvmalloc_array() with the block zeroed; see kvmalloc() */
void *kvcalloc(size_t n, size_t size, gfp_t flags) __tl_alloc(1, 2);
/** kvfree() - give back what kvmalloc(), kmalloc() or vmalloc() returned; Context: task */
void kvfree(const void *p);

/**
 * kmemdup() - copy memory into a new block
 * @src: the memory
 * @len: bytes
 * @gfp: as for kmalloc()
 *
 * Those below do the like.
 * Context: as kmalloc().
 * Return: the copy, for kfree(), or NULL when there is no memory. Follows Linux 6.12.
 */
void *kmemdup(const void *src, size_t len, gfp_t gfp) __tl_alloc(2);
/** kmemdup_nul() - copy @len bytes at @s and end them with a NUL; see kmemdup() */
char *kmemdup_nul(const char *s, size_t len, gfp_t gfp) __attribute__((malloc));
/** kstrdup() - copy a string; NULL gives NULL; see kmemdup() */
char *kstrdup(const char *s, gfp_t gfp) __attribute__((malloc));
/** kstrndup() - copy at most @max characters of a string; NULL gives NULL; see kmemdup() */
char *kstrndup(const char *s, size_t max, gfp_t gfp) __attribute__((malloc));
/** kasprintf() - printf() into a new block, with the kernel's formats; see vsnprintf() */
char *kasprintf(gfp_t gfp, const char *fmt, ...) __attribute__((malloc));
/** kvasprintf() - kasprintf() with a va_list; see kmemdup() */
char *kvasprintf(gfp_t gfp, const char *fmt, va_list ap) __attribute__((malloc));
/** kstrdup_const() - as kstrdup(): our literals cannot be told from other memory */
const char *kstrdup_const(const char *s, gfp_t gfp);
/** kfree_const() - frees what kstrdup_const() returned; Context: as kfree() */
void kfree_const(const void *x);

/**
 * kmem_cache_create() - a cache of objects of one size
 * @name: shown in messages; copied
 * @size: bytes of an object
 * @align: alignment in bytes, 0 for the default
 * @flags: SLAB_...
 * @ctor: called on each new object, or NULL
 *
 * Context: task.
 * Return: the cache, or NULL (with SLAB_PANIC: never returns then). Follows Linux 6.12.
 */
struct kmem_cache *kmem_cache_create(const char *name, unsigned int size, unsigned int align,
				     slab_flags_t flags, void (*ctor)(void *));

/**
 * kmem_cache_destroy() - end a cache
 * @s: the cache, or NULL
 *
 * Objects that are still out are reported, and keep the cache from being freed, as on Linux.
 *
 * Context: task. Follows Linux 6.12.
 */
void kmem_cache_destroy(struct kmem_cache *s);

/** kmem_cache_alloc() - an object from cache @s; Context and Return as kmalloc() */
void *kmem_cache_alloc(struct kmem_cache *s, gfp_t flags) __attribute__((malloc));
/** kmem_cache_zalloc() - kmem_cache_alloc() with the object zeroed; see there */
void *kmem_cache_zalloc(struct kmem_cache *s, gfp_t flags) __attribute__((malloc));
/** kmem_cache_free() - give an object back to its cache; NULL is fine; Context: as kfree() */
void kmem_cache_free(struct kmem_cache *s, void *objp);
/** kmem_cache_size() - Context: any; Return: bytes of an object of this cache */
unsigned int kmem_cache_size(struct kmem_cache *s);

__tl_api_end

#define KMEM_CACHE(__struct, __flags)                                                       \
	kmem_cache_create(#__struct, sizeof(struct __struct), __alignof__(struct __struct), \
			  (__flags), NULL)

/* There is one memory node. */
static inline void *kmalloc_node(size_t size, gfp_t flags, int node)
{
	(void)node;
	return kmalloc(size, flags);
}

static inline void *kzalloc_node(size_t size, gfp_t flags, int node)
{
	(void)node;
	return kzalloc(size, flags);
}

#endif /* _LINUX_SLAB_H */
