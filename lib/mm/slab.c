// SPDX-License-Identifier: MIT
/*
 * kmalloc() and its family over the C library's allocator.
 *
 * malloc() takes locks that a handler on this thread may want too, so every call stands between
 * host_call_begin() and host_call_end(), which hold interrupts off for its length. Nothing else
 * here needs a lock. Blocks carry no header of ours: sanitizers and valgrind see each one as
 * it is, and a wrong kfree() is theirs to report.
 */
#include "mm/mm.h"

#include "host/call.h"

#include <linux/bug.h>
#include <linux/kernel.h>
#include <linux/slab.h>
#include <linux/vmalloc.h>

#include <malloc.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* The whole block, not just what was asked for: krealloc() with __GFP_ZERO then finds what lies
 * between the two already clear. */
static void clear_block(void *p)
{
	memset(p, 0, malloc_usable_size(p));
}

void *mm_alloc(size_t size, size_t align, gfp_t flags)
{
	unsigned long host;
	void *p;

	might_sleep_if(gfpflags_allow_blocking(flags));
	if (mm_alloc_should_fail(flags))
		return NULL;

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

void mm_free(const void *p)
{
	unsigned long host = host_call_begin();

	free((void *)p);
	host_call_end(host);
}

/* Drivers hand such blocks to hardware that wants them aligned. */
static size_t natural_align(size_t size)
{
	return size && !(size & (size - 1)) ? size : ARCH_KMALLOC_MINALIGN;
}

void *kmalloc(size_t size, gfp_t flags)
{
	if (!size)
		return ZERO_SIZE_PTR;
	if (size > KMALLOC_MAX_SIZE) {
		WARN_ON_ONCE(!(flags & __GFP_NOWARN));
		return NULL;
	}
	return mm_alloc(size, natural_align(size), flags);
}
EXPORT_SYMBOL(kmalloc);

void *kzalloc(size_t size, gfp_t flags)
{
	return kmalloc(size, flags | __GFP_ZERO);
}
EXPORT_SYMBOL(kzalloc);

void *kmalloc_array(size_t n, size_t size, gfp_t flags)
{
	size_t bytes;

	if (__builtin_mul_overflow(n, size, &bytes))
		return NULL;
	return kmalloc(bytes, flags);
}
EXPORT_SYMBOL(kmalloc_array);

void *kcalloc(size_t n, size_t size, gfp_t flags)
{
	return kmalloc_array(n, size, flags | __GFP_ZERO);
}
EXPORT_SYMBOL(kcalloc);

size_t ksize(const void *p)
{
	unsigned long host;
	size_t size;

	if (ZERO_OR_NULL_PTR(p))
		return 0;
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
void *krealloc(const void *p, size_t new_size, gfp_t flags)
{
	size_t old_size;
	void *new;

	if (!new_size) {
		kfree(p);
		return ZERO_SIZE_PTR;
	}
	new = kmalloc(new_size, flags);
	if (!new)
		return NULL;
	old_size = ksize(p);
	if (old_size)
		memcpy(new, p, old_size < new_size ? old_size : new_size);
	kfree(p);
	return new;
}
EXPORT_SYMBOL(krealloc);

void *krealloc_array(void *p, size_t n, size_t size, gfp_t flags)
{
	size_t bytes;

	if (__builtin_mul_overflow(n, size, &bytes))
		return NULL;
	return krealloc(p, bytes, flags);
}
EXPORT_SYMBOL(krealloc_array);

void kfree(const void *p)
{
	if (!ZERO_OR_NULL_PTR(p))
		mm_free(p);
}
EXPORT_SYMBOL(kfree);

void kfree_sensitive(const void *p)
{
	if (ZERO_OR_NULL_PTR(p))
		return;
	explicit_bzero((void *)p, ksize(p));
	mm_free(p);
}
EXPORT_SYMBOL(kfree_sensitive);

void *kvmalloc(size_t size, gfp_t flags)
{
	if (!size)
		return ZERO_SIZE_PTR;
	if (size > INT32_MAX) {
		WARN_ON_ONCE(!(flags & __GFP_NOWARN));
		return NULL;
	}
	return mm_alloc(size, size > KMALLOC_MAX_SIZE ? 0 : natural_align(size), flags);
}
EXPORT_SYMBOL(kvmalloc);

void *kvzalloc(size_t size, gfp_t flags)
{
	return kvmalloc(size, flags | __GFP_ZERO);
}
EXPORT_SYMBOL(kvzalloc);

void *kvmalloc_array(size_t n, size_t size, gfp_t flags)
{
	size_t bytes;

	if (__builtin_mul_overflow(n, size, &bytes))
		return NULL;
	return kvmalloc(bytes, flags);
}
EXPORT_SYMBOL(kvmalloc_array);

void *kvcalloc(size_t n, size_t size, gfp_t flags)
{
	return kvmalloc_array(n, size, flags | __GFP_ZERO);
}
EXPORT_SYMBOL(kvcalloc);

void kvfree(const void *p)
{
	kfree(p);
}
EXPORT_SYMBOL(kvfree);

static void *alloc_pages_of(unsigned long size, gfp_t flags)
{
	return size ? mm_alloc(size, (size_t)sysconf(_SC_PAGESIZE), flags) : NULL;
}

void *vmalloc(unsigned long size)
{
	return alloc_pages_of(size, GFP_KERNEL);
}
EXPORT_SYMBOL(vmalloc);

void *vzalloc(unsigned long size)
{
	return alloc_pages_of(size, GFP_KERNEL | __GFP_ZERO);
}
EXPORT_SYMBOL(vzalloc);

void vfree(const void *addr)
{
	kfree(addr);
}
EXPORT_SYMBOL(vfree);
