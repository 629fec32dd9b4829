// SPDX-License-Identifier: MIT
/*
 * kmalloc() and its family over the C library's allocator.
 *
 * malloc() takes locks that a handler on this thread may want too, so every call stands between
 * host_call_begin() and host_call_end(), which hold interrupts off for its length. Nothing else
 * here needs a lock. Blocks carry no header of ours: sanitizers and valgrind see each one as
 * it is, and a wrong kfree() is theirs to report.
 *
 * A machine may have memory of its own (asm/memory.h), which then takes the C library's place.
 */
#include "mm/mm.h"
#include "mm/share.h"

#include "host/call.h"

#include <asm/memory.h>
#include <linux/bug.h>
#include <linux/kernel.h>
#include <linux/slab.h>
#include <linux/vmalloc.h>

#include <malloc.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* The whole block, not just what was asked for: krealloc() with __GFP_ZERO then finds what lies
 * between the two already clear. */
static void clear_block(void *p)
{
	memset(p, 0, malloc_usable_size(p));
}

static void *alloc_from_machine(size_t size, size_t align, gfp_t flags, const void *site)
{
	void *p = arch_alloc(size, align, site);

	if (p && (flags & __GFP_ZERO))
		memset(p, 0, size);
	/* Trying again would be in vain: what is freed does not come back. */
	if (!p && (flags & __GFP_NOFAIL))
		panic("Out of memory: no room for %zu bytes that must not fail\n", size);
	return p;
}

void *mm_alloc(size_t size, size_t align, gfp_t flags, const void *site)
{
	unsigned long host;
	void *p;

	might_sleep_if(gfpflags_allow_blocking(flags));
	if (mm_alloc_should_fail(flags))
		return NULL;
	if (arch_has_memory())
		return alloc_from_machine(size, align, flags, site);

	host = host_call_begin();
	do {
		if (align <= ARCH_KMALLOC_MINALIGN)
			p = malloc(size);
		else if (posix_memalign(&p, align, size))
			p = NULL;
		/* __GFP_NOFAIL promises a block: nothing is left to do but to try again. */
	} while (!p && (flags & __GFP_NOFAIL));
	if (p && (flags & __GFP_ZERO))
		clear_block(p);
	host_call_end(host);
	return p;
}

void mm_free(const void *p, const void *site)
{
	unsigned long host;

	if (unlikely(share_is_used()))
		share_forget(p, ksize(p));
	if (arch_owns_memory(p)) {
		arch_free(p, site);
		return;
	}
	host = host_call_begin();
	free((void *)p);
	host_call_end(host);
}

/* Drivers hand such blocks to hardware that wants them aligned. */
static size_t natural_align(size_t size)
{
	return size && !(size & (size - 1)) ? size : ARCH_KMALLOC_MINALIGN;
}

static void *kmalloc_at(size_t size, gfp_t flags, const void *site)
{
	if (!size)
		return ZERO_SIZE_PTR;
	if (size > KMALLOC_MAX_SIZE) {
		WARN_ON_ONCE(!(flags & __GFP_NOWARN));
		return NULL;
	}
	return mm_alloc(size, natural_align(size), flags, site);
}

static void *kmalloc_array_at(size_t n, size_t size, gfp_t flags, const void *site)
{
	size_t bytes;

	if (__builtin_mul_overflow(n, size, &bytes))
		return NULL;
	return kmalloc_at(bytes, flags, site);
}

static void kfree_at(const void *p, const void *site)
{
	if (!ZERO_OR_NULL_PTR(p))
		mm_free(p, site);
}

void *kmalloc(size_t size, gfp_t flags)
{
	return kmalloc_at(size, flags, MM_SITE);
}
EXPORT_SYMBOL(kmalloc);

void *kzalloc(size_t size, gfp_t flags)
{
	return kmalloc_at(size, flags | __GFP_ZERO, MM_SITE);
}
EXPORT_SYMBOL(kzalloc);

void *kmalloc_array(size_t n, size_t size, gfp_t flags)
{
	return kmalloc_array_at(n, size, flags, MM_SITE);
}
EXPORT_SYMBOL(kmalloc_array);

void *kcalloc(size_t n, size_t size, gfp_t flags)
{
	return kmalloc_array_at(n, size, flags | __GFP_ZERO, MM_SITE);
}
EXPORT_SYMBOL(kcalloc);

size_t ksize(const void *p)
{
	unsigned long host;
	size_t size;

	if (ZERO_OR_NULL_PTR(p))
		return 0;
	if (arch_owns_memory(p))
		return arch_alloc_size(p);
	host = host_call_begin();
	size = malloc_usable_size((void *)p);
	host_call_end(host);
	return size;
}
EXPORT_SYMBOL(ksize);

/*
 * Always moves, also where the old block would do: a pointer kept to the old one is wrong
 * wherever krealloc() may move, and this way a sanitizer sees it every time.
 */
static void *move_block(const void *p, void *new, size_t new_size, const void *site)
{
	size_t old_size;

	if (!new)
		return NULL;
	old_size = ksize(p);
	if (old_size && new_size)
		memcpy(new, p, old_size < new_size ? old_size : new_size);
	kfree_at(p, site);
	return new;
}

static void *krealloc_at(const void *p, size_t new_size, gfp_t flags, const void *site)
{
	return move_block(p, kmalloc_at(new_size, flags, site), new_size, site);
}

void *krealloc(const void *p, size_t new_size, gfp_t flags)
{
	return krealloc_at(p, new_size, flags, MM_SITE);
}
EXPORT_SYMBOL(krealloc);

void *krealloc_array(void *p, size_t n, size_t size, gfp_t flags)
{
	size_t bytes;

	if (__builtin_mul_overflow(n, size, &bytes))
		return NULL;
	return krealloc_at(p, bytes, flags, MM_SITE);
}
EXPORT_SYMBOL(krealloc_array);

void kfree(const void *p)
{
	kfree_at(p, MM_SITE);
}
EXPORT_SYMBOL(kfree);

void kfree_sensitive(const void *p)
{
	if (ZERO_OR_NULL_PTR(p))
		return;
	explicit_bzero((void *)p, ksize(p));
	mm_free(p, MM_SITE);
}
EXPORT_SYMBOL(kfree_sensitive);

static void *kvmalloc_at(size_t size, gfp_t flags, const void *site)
{
	if (!size)
		return ZERO_SIZE_PTR;
	if (size > INT32_MAX) {
		WARN_ON_ONCE(!(flags & __GFP_NOWARN));
		return NULL;
	}
	return mm_alloc(size, size > KMALLOC_MAX_SIZE ? 0 : natural_align(size), flags, site);
}

void *__kvrealloc(const void *p, size_t size, gfp_t flags)
{
	return move_block(p, kvmalloc_at(size, flags, MM_SITE), size, MM_SITE);
}
EXPORT_SYMBOL(__kvrealloc);

static void *kvmalloc_array_at(size_t n, size_t size, gfp_t flags, const void *site)
{
	size_t bytes;

	if (__builtin_mul_overflow(n, size, &bytes))
		return NULL;
	return kvmalloc_at(bytes, flags, site);
}

void *kvmalloc(size_t size, gfp_t flags)
{
	return kvmalloc_at(size, flags, MM_SITE);
}
EXPORT_SYMBOL(kvmalloc);

void *kvzalloc(size_t size, gfp_t flags)
{
	return kvmalloc_at(size, flags | __GFP_ZERO, MM_SITE);
}
EXPORT_SYMBOL(kvzalloc);

void *kvmalloc_array(size_t n, size_t size, gfp_t flags)
{
	return kvmalloc_array_at(n, size, flags, MM_SITE);
}
EXPORT_SYMBOL(kvmalloc_array);

void *kvcalloc(size_t n, size_t size, gfp_t flags)
{
	return kvmalloc_array_at(n, size, flags | __GFP_ZERO, MM_SITE);
}
EXPORT_SYMBOL(kvcalloc);

void kvfree(const void *p)
{
	kfree_at(p, MM_SITE);
}
EXPORT_SYMBOL(kvfree);

void kvfree_sensitive(const void *addr, size_t len)
{
	if (ZERO_OR_NULL_PTR(addr))
		return;
	explicit_bzero((void *)addr, len);
	mm_free(addr, MM_SITE);
}
EXPORT_SYMBOL(kvfree_sensitive);

static void *alloc_pages_of(unsigned long size, gfp_t flags, const void *site)
{
	return size ? mm_alloc(size, PAGE_SIZE, flags, site) : NULL;
}

void *__vmalloc(unsigned long size, gfp_t gfp_mask)
{
	return alloc_pages_of(size, gfp_mask, MM_SITE);
}
EXPORT_SYMBOL(__vmalloc);

void *vmalloc(unsigned long size)
{
	return alloc_pages_of(size, GFP_KERNEL, MM_SITE);
}
EXPORT_SYMBOL(vmalloc);

void *vzalloc(unsigned long size)
{
	return alloc_pages_of(size, GFP_KERNEL | __GFP_ZERO, MM_SITE);
}
EXPORT_SYMBOL(vzalloc);

void vfree(const void *addr)
{
	kfree_at(addr, MM_SITE);
}
EXPORT_SYMBOL(vfree);
