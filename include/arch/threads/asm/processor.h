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
	/* The loop's condition is read anew, also where the pause is no instruction. */
	barrier();
}

/*
 * One turn of a spin loop. A raise of a line of the own CPU never runs its handler before it
 * returns; a loop that waits for the handler gets it here.
 */
static __always_inline void cpu_relax(void)
{
	arch_irq_point();
	arch_pause();
}

#endif /* _ASM_PROCESSOR_H */
