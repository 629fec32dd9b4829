/* SPDX-License-Identifier: MIT */
#ifndef _ASM_PROCESSOR_H
#define _ASM_PROCESSOR_H

#include <asm/self.h>

/* The host CPU's hint of a spin loop. */
static __always_inline void arch_pause(void)
{
#if defined(__x86_64__) || defined(__i386__)
	__builtin_ia32_pause();
#elif defined(__aarch64__)
	__asm__ volatile("yield" ::: "memory");
#endif
	barrier();
}

/* One turn of a spin loop: it can only end by what somebody else does, so they go on. */
static __always_inline void cpu_relax(void)
{
	arch_spin();
}

#endif /* _ASM_PROCESSOR_H */
