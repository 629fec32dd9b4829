/* SPDX-License-Identifier: MIT */
#ifndef _ASM_PROCESSOR_H
#define _ASM_PROCESSOR_H

#include <asm/self.h>

/* The host CPU's hint of a spin loop. */
#if defined(__x86_64__) || defined(__i386__)
#define __arch_pause() __builtin_ia32_pause()
#elif defined(__aarch64__)
#define __arch_pause() __asm__ volatile("yield" ::: "memory")
#else
#define __arch_pause() ((void)0)
#endif

static __always_inline void arch_pause(void)
{
	__arch_pause();
	barrier();
}

/* One turn of a spin loop: it can only end by what somebody else does, so they go on. */
static __always_inline void cpu_relax(void)
{
	arch_spin();
}

#endif /* _ASM_PROCESSOR_H */
