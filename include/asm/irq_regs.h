/* SPDX-License-Identifier: MIT */
/*
 * The registers of what an interrupt came in on.
 *
 * DIVERGES: there never are any, as outside of handlers on Linux: an interrupt that comes in where
 * interrupts are enabled again interrupts a function call.
 */
#ifndef _ASM_IRQ_REGS_H
#define _ASM_IRQ_REGS_H

#include <linux/stddef.h>
#include <asm/ptrace.h>

static inline struct pt_regs *get_irq_regs(void)
{
	return NULL;
}

#endif /* _ASM_IRQ_REGS_H */
