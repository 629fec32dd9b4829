// SPDX-License-Identifier: MIT
/*
 * Allocated per-CPU variables, and how many CPUs there are.
 *
 * An allocation is a mapping of its own with the layout that <linux/percpu-defs.h> describes, for
 * as many CPUs as there can be: machines come and go, and pages that nobody touches cost nothing.
 * Leak checkers don't see it.
 */
#include <sys/mman.h>

#include <asm/memory.h>

#include <linux/bug.h>
#include <linux/kernel.h>
#include <linux/percpu.h>

#include "arch/upcall.h"
#include "host/subsys.h"
#include "mm/mm.h"

#define PERCPU_BYTES ((size_t)NR_CPUS * __TL_PERCPU_STRIDE)

unsigned int __tl_nr_cpus(void)
{
	unsigned int nr = arch_cpu_count();

	if (unlikely(!nr)) {
		(void)tl_boot_auto();
		nr = arch_cpu_count();
	}
	return nr ? nr : 1;
}
EXPORT_SYMBOL(__tl_nr_cpus);

void __percpu *__alloc_percpu_gfp(size_t size, size_t align, gfp_t gfp)
{
	void *p;

	might_sleep_if(gfpflags_allow_blocking(gfp));
	if (WARN_ON_ONCE(size > __TL_PERCPU_STRIDE || align > __TL_PERCPU_STRIDE))
		return NULL;
	if (mm_alloc_should_fail(gfp))
		return NULL;
	p = mmap(NULL, PERCPU_BYTES, PROT_READ | PROT_WRITE,
		 MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (p == MAP_FAILED)
		return NULL;
	arch_host_memory(1);
	return p;
}
EXPORT_SYMBOL_GPL(__alloc_percpu_gfp);

void __percpu *__alloc_percpu(size_t size, size_t align)
{
	return __alloc_percpu_gfp(size, align, GFP_KERNEL);
}
EXPORT_SYMBOL_GPL(__alloc_percpu);

void free_percpu(void __percpu *ptr)
{
	if (!ptr)
		return;
	arch_host_memory(-1);
	(void)munmap(ptr, PERCPU_BYTES);
}
EXPORT_SYMBOL_GPL(free_percpu);
