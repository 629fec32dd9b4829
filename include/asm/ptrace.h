/* SPDX-License-Identifier: MIT */
/*
 * Registers of interrupted code, by the names that the kernel has for them (those of the uapi header
 * of this name are other ones on x86). Nothing here hands any out, see <asm/irq_regs.h>; what a driver
 * fills itself, it can ask about.
 */
#ifndef _ASM_PTRACE_H
#define _ASM_PTRACE_H

#include <linux/types.h>

#if defined(__x86_64__)
struct pt_regs {
	unsigned long r15, r14, r13, r12, bp, bx;
	unsigned long r11, r10, r9, r8, ax, cx, dx, si, di;
	unsigned long orig_ax;
	unsigned long ip, cs, flags, sp, ss;
};

#define __tl_regs_ip(regs)     ((regs)->ip)
#define __tl_regs_return(regs) ((regs)->ax)
/* The privilege level, in the lowest bits. */
#define __tl_regs_user(regs)   (((regs)->cs & 3) == 3)
#define __tl_regs_sp(regs)     ((regs)->sp)
#elif defined(__aarch64__)
struct pt_regs {
	u64 regs[31];
	u64 sp;
	u64 pc;
	u64 pstate;
};

#define __tl_regs_ip(regs)     ((regs)->pc)
#define __tl_regs_return(regs) ((regs)->regs[0])
/* The exception level. */
#define __tl_regs_user(regs)   (((regs)->pstate & 0xf) == 0)
#define __tl_regs_sp(regs)     ((regs)->sp)
#else
struct pt_regs {
	unsigned long pc, sp, result;
	bool user;
};

#define __tl_regs_ip(regs)     ((regs)->pc)
#define __tl_regs_return(regs) ((regs)->result)
#define __tl_regs_user(regs)   ((regs)->user)
#define __tl_regs_sp(regs)     ((regs)->sp)
#endif

/** instruction_pointer() - where it was interrupted; Context: any. Follows Linux 6.12 */
static inline unsigned long instruction_pointer(struct pt_regs *regs)
{
	return __tl_regs_ip(regs);
}

/** instruction_pointer_set() - where it is to go on; Context: any. Follows Linux 6.12 */
static inline void instruction_pointer_set(struct pt_regs *regs, unsigned long val)
{
	__tl_regs_ip(regs) = val;
}

/** regs_return_value() - what a function returned; Context: any. Follows Linux 6.12 */
static inline unsigned long regs_return_value(struct pt_regs *regs)
{
	return __tl_regs_return(regs);
}

/** user_mode() - Context: any; Return: was it a program's code? Follows Linux 6.12 */
static inline int user_mode(struct pt_regs *regs)
{
	return __tl_regs_user(regs);
}

/** kernel_stack_pointer() - Context: any; Return: where its stack was. Follows Linux 6.12 */
static inline unsigned long kernel_stack_pointer(struct pt_regs *regs)
{
	return __tl_regs_sp(regs);
}

/** user_stack_pointer() - see kernel_stack_pointer() */
static inline unsigned long user_stack_pointer(struct pt_regs *regs)
{
	return __tl_regs_sp(regs);
}

#endif /* _ASM_PTRACE_H */
