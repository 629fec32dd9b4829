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

#include <linux/args.h>
#include <linux/cleanup.h>
#include <linux/err.h>
#include <linux/export.h>
#include <linux/gfp.h>
#include <linux/overflow.h>
#include <linux/types.h>

#include <stdarg.h>
#include <stddef.h>

#define ARCH_KMALLOC_MINALIGN  16
#define ARCH_SLAB_MINALIGN     8
#define KMALLOC_MIN_SIZE       8
#define KMALLOC_MAX_SIZE       (1UL << 22)
#define KMALLOC_MAX_CACHE_SIZE (PAGE_SIZE * 2)

#define ZERO_SIZE_PTR	    ((void *)16)
#define ZERO_OR_NULL_PTR(x) ((unsigned long)(x) <= (unsigned long)ZERO_SIZE_PTR)

#define SLAB_CONSISTENCY_CHECKS 0x00000100u
#define SLAB_RED_ZONE		0x00000400u
#define SLAB_POISON		0x00000800u
#define SLAB_HWCACHE_ALIGN	0x00002000u
#define SLAB_CACHE_DMA		0x00004000u
#define SLAB_CACHE_DMA32	0x00008000u
#define SLAB_STORE_USER		0x00010000u
#define SLAB_RECLAIM_ACCOUNT	0x00020000u
#define SLAB_TEMPORARY		SLAB_RECLAIM_ACCOUNT
#define SLAB_PANIC		0x00040000u
#define SLAB_NO_MERGE		0x01000000u
#define SLAB_ACCOUNT		0x04000000u

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
/** kvrealloc() - krealloc() of a kvmalloc() block; until 6.10 it took the old size, too */
#define kvrealloc(p, ...)			    CONCATENATE(__kvrealloc_args, COUNT_ARGS(__VA_ARGS__))((p), __VA_ARGS__)
#define __kvrealloc_args2(p, size, flags)	    __kvrealloc((p), (size), (flags))
#define __kvrealloc_args3(p, old_size, size, flags) __kvrealloc((p), (size), (flags))
void *__kvrealloc(const void *p, size_t size, gfp_t flags)
	__attribute__((warn_unused_result, alloc_size(2)));
/** kvfree() - give back what kvmalloc(), kmalloc() or vmalloc() returned; Context: task */
void kvfree(const void *p);
/** kvfree_sensitive() - kvfree() that overwrites @len bytes first; see kvfree() */
void kvfree_sensitive(const void *addr, size_t len);

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
/** kvmemdup() - kmemdup() into what kvfree() takes; see kmemdup() */
void *kvmemdup(const void *src, size_t len, gfp_t gfp) __tl_alloc(2);
/** kmemdup_array() - kmemdup() of @count elements of @element_size bytes */
void *kmemdup_array(const void *src, size_t count, size_t element_size, gfp_t gfp) __tl_alloc(2, 3);
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
 * struct kmem_cache_args - what else kmem_cache_create() is told, since 6.12
 * @align: alignment in bytes, 0 for the default
 * @useroffset: @usersize: what may be copied to user space; not looked at
 * @freeptr_offset: @use_freeptr_offset: @sheaf_capacity: of no consequence
 * @ctor: called on each new object, or NULL
 */
struct kmem_cache_args {
	unsigned int align;
	unsigned int useroffset;
	unsigned int usersize;
	unsigned int freeptr_offset;
	bool use_freeptr_offset;
	void (*ctor)(void *);
	unsigned int sheaf_capacity;
};

/**
 * kmem_cache_create() - a cache of objects of one size
 * @name: shown in messages; copied
 * @size: bytes of an object
 * @align: alignment in bytes, 0 for the default; or a struct kmem_cache_args *, and then no @ctor
 * @flags: SLAB_...
 * @ctor: called on each new object, or NULL
 *
 * Context: task.
 * Return: the cache, or NULL (with SLAB_PANIC: never returns then). Follows Linux 6.12.
 */
struct kmem_cache *kmem_cache_create(const char *name, unsigned int size, unsigned int align,
				     slab_flags_t flags, void (*ctor)(void *));
struct kmem_cache *__kmem_cache_create_args(const char *name, unsigned int size,
					    struct kmem_cache_args *args, slab_flags_t flags);
#define kmem_cache_create(name, size, args, ...) \
	_Generic((args),                                          \
		 struct kmem_cache_args *: __kmem_cache_create_args, \
		 void *: __kmem_cache_create_args,                \
		 default: (kmem_cache_create))(name, size, args, __VA_ARGS__)
#define kmem_cache_create_usercopy(name, size, align, flags, useroffset, usersize, ctor) \
	(kmem_cache_create)((name), (size), (align), (flags), (ctor))

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
/**
 * kmem_cache_alloc_bulk() - several objects at once
 * @s: the cache
 * @flags: as for kmalloc()
 * @size: how many
 * @p: where they go
 *
 * Context: as kmalloc(). Return: @size, or 0 and none. Follows Linux 6.12.
 */
int kmem_cache_alloc_bulk(struct kmem_cache *s, gfp_t flags, size_t size, void **p);
/** kmem_cache_free_bulk() - kmem_cache_free() of @size objects at @p */
void kmem_cache_free_bulk(struct kmem_cache *s, size_t size, void **p);

__tl_api_end

#define KMEM_CACHE(__struct, __flags)                                                         \
	(kmem_cache_create)(#__struct, sizeof(struct __struct), __alignof__(struct __struct), \
			    (__flags), NULL)
#define KMEM_CACHE_USERCOPY(__struct, __flags, __field) KMEM_CACHE(__struct, __flags)

/* There is nothing in a cache that could be given back. */
static inline int kmem_cache_shrink(struct kmem_cache *s)
{
	(void)s;
	return 0;
}

static inline void kfree_bulk(size_t size, void **p)
{
	while (size)
		kfree(p[--size]);
}

/* There is one memory node. */
#define kmalloc_node(size, flags, node)		 ((void)(node), kmalloc((size), (flags)))
#define kzalloc_node(size, flags, node)		 ((void)(node), kzalloc((size), (flags)))
#define kmalloc_array_node(n, size, flags, node) ((void)(node), kmalloc_array((n), (size), (flags)))
#define kcalloc_node(n, size, flags, node)	 ((void)(node), kcalloc((n), (size), (flags)))
#define kvmalloc_node(size, flags, node)	 ((void)(node), kvmalloc((size), (flags)))
#define kvzalloc_node(size, flags, node)	 ((void)(node), kvzalloc((size), (flags)))
#define kmem_cache_alloc_node(s, flags, node)	 ((void)(node), kmem_cache_alloc((s), (flags)))

#define kmalloc_track_caller(size, flags) kmalloc((size), (flags))
/** kmalloc_size_roundup() - Context: any; Return: @size: no more of a block may be used */
#define kmalloc_size_roundup(size)	  ((size_t)(size))

/**
 * kmalloc_obj() - one object of a type, with a pointer to that type for a result
 * @VAR_OR_TYPE: the type, or *ptr
 * @gfp: as for kmalloc(); may be left out: GFP_KERNEL
 *
 *	kmalloc_objs(T, n)		an array of them
 *	kmalloc_flex(T, member, n)	one with @n elements in its last, flexible, member
 *	kzalloc_obj() ...		zeroed
 *	kvmalloc_obj(), kvzalloc_obj()	for kvfree()
 *
 * Context, Return: as kmalloc(). Follows Linux 7.0.
 */
#define __gfp_pick(_, gfp, ...) gfp
#define __gfp_or_kernel(...)	__gfp_pick(0, ##__VA_ARGS__, GFP_KERNEL, )
#define __alloc_obj(alloc, T, bytes, ...) \
	((__typeof__(T) *)alloc((bytes), __gfp_or_kernel(__VA_ARGS__)))
#define __alloc_objs(alloc, T, n, ...) \
	((__typeof__(T) *)alloc((n), sizeof(__typeof__(T)), __gfp_or_kernel(__VA_ARGS__)))
#define __flex_bytes(T, FAM, n) struct_size((__typeof__(T) *)NULL, FAM, (n))

#define kmalloc_obj(VAR_OR_TYPE, ...) \
	__alloc_obj(kmalloc, VAR_OR_TYPE, sizeof(__typeof__(VAR_OR_TYPE)), ##__VA_ARGS__)
#define kmalloc_objs(VAR_OR_TYPE, n, ...) __alloc_objs(kmalloc_array, VAR_OR_TYPE, n, ##__VA_ARGS__)
#define kmalloc_flex(VAR_OR_TYPE, FAM, n, ...) \
	__alloc_obj(kmalloc, VAR_OR_TYPE, __flex_bytes(VAR_OR_TYPE, FAM, n), ##__VA_ARGS__)
#define kzalloc_obj(VAR_OR_TYPE, ...) \
	__alloc_obj(kzalloc, VAR_OR_TYPE, sizeof(__typeof__(VAR_OR_TYPE)), ##__VA_ARGS__)
#define kzalloc_objs(VAR_OR_TYPE, n, ...) __alloc_objs(kcalloc, VAR_OR_TYPE, n, ##__VA_ARGS__)
#define kzalloc_flex(VAR_OR_TYPE, FAM, n, ...) \
	__alloc_obj(kzalloc, VAR_OR_TYPE, __flex_bytes(VAR_OR_TYPE, FAM, n), ##__VA_ARGS__)
#define kvmalloc_obj(VAR_OR_TYPE, ...) \
	__alloc_obj(kvmalloc, VAR_OR_TYPE, sizeof(__typeof__(VAR_OR_TYPE)), ##__VA_ARGS__)
#define kvmalloc_objs(VAR_OR_TYPE, n, ...) \
	__alloc_objs(kvmalloc_array, VAR_OR_TYPE, n, ##__VA_ARGS__)
#define kvmalloc_flex(VAR_OR_TYPE, FAM, n, ...) \
	__alloc_obj(kvmalloc, VAR_OR_TYPE, __flex_bytes(VAR_OR_TYPE, FAM, n), ##__VA_ARGS__)
#define kvzalloc_obj(VAR_OR_TYPE, ...) \
	__alloc_obj(kvzalloc, VAR_OR_TYPE, sizeof(__typeof__(VAR_OR_TYPE)), ##__VA_ARGS__)
#define kvzalloc_objs(VAR_OR_TYPE, n, ...) __alloc_objs(kvcalloc, VAR_OR_TYPE, n, ##__VA_ARGS__)
#define kvzalloc_flex(VAR_OR_TYPE, FAM, n, ...) \
	__alloc_obj(kvzalloc, VAR_OR_TYPE, __flex_bytes(VAR_OR_TYPE, FAM, n), ##__VA_ARGS__)

/* struct foo *f __free(kfree) = ...: see <linux/cleanup.h>. */
DEFINE_FREE(kfree, void *, if (!IS_ERR_OR_NULL(_T)) kfree(_T))
DEFINE_FREE(kvfree, void *, if (!IS_ERR_OR_NULL(_T)) kvfree(_T))

#endif /* _LINUX_SLAB_H */
