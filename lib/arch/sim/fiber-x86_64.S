/* SPDX-License-Identifier: MIT */
/*
 * Switching stacks on x86-64. The frame that is saved, from the saved stack pointer up:
 * r15 r14 r13 r12 rbx rbp, return address. The control words of the FPU and SSE are taken to be
 * the same in all fibers. The call frame information describes either stack, since both have the
 * same frame at the point where they change; so debuggers and unwinders walk a fiber's stack.
 */
	.text

/* void fiber_switch_stack(void **save, void *load) */
	.globl	fiber_switch_stack
	.hidden	fiber_switch_stack
	.type	fiber_switch_stack, @function
	.p2align 4
fiber_switch_stack:
	.cfi_startproc
	pushq	%rbp
	.cfi_adjust_cfa_offset 8
	.cfi_rel_offset %rbp, 0
	pushq	%rbx
	.cfi_adjust_cfa_offset 8
	.cfi_rel_offset %rbx, 0
	pushq	%r12
	.cfi_adjust_cfa_offset 8
	.cfi_rel_offset %r12, 0
	pushq	%r13
	.cfi_adjust_cfa_offset 8
	.cfi_rel_offset %r13, 0
	pushq	%r14
	.cfi_adjust_cfa_offset 8
	.cfi_rel_offset %r14, 0
	pushq	%r15
	.cfi_adjust_cfa_offset 8
	.cfi_rel_offset %r15, 0
	movq	%rsp, (%rdi)
	movq	%rsi, %rsp
	popq	%r15
	.cfi_adjust_cfa_offset -8
	.cfi_restore %r15
	popq	%r14
	.cfi_adjust_cfa_offset -8
	.cfi_restore %r14
	popq	%r13
	.cfi_adjust_cfa_offset -8
	.cfi_restore %r13
	popq	%r12
	.cfi_adjust_cfa_offset -8
	.cfi_restore %r12
	popq	%rbx
	.cfi_adjust_cfa_offset -8
	.cfi_restore %rbx
	popq	%rbp
	.cfi_adjust_cfa_offset -8
	.cfi_restore %rbp
	ret
	.cfi_endproc
	.size	fiber_switch_stack, . - fiber_switch_stack

/* A new fiber's first return address; the fiber is in rbx. Nothing is above it. */
	.type	fiber_entry, @function
	.p2align 4
	.cfi_startproc
	.cfi_undefined %rip
	nop	/* a return address is looked up one byte before it */
fiber_entry:
	xorl	%ebp, %ebp
	movq	%rbx, %rdi
	call	fiber_main@PLT
	ud2
	.cfi_endproc
	.size	fiber_entry, . - fiber_entry

/* void *fiber_prepare_stack(void *top, struct fiber *fiber); @top is a multiple of 16 */
	.globl	fiber_prepare_stack
	.hidden	fiber_prepare_stack
	.type	fiber_prepare_stack, @function
	.p2align 4
fiber_prepare_stack:
	.cfi_startproc
	leaq	fiber_entry(%rip), %rax
	movq	%rax, -24(%rdi)	/* the entry makes a call, so it starts aligned */
	movq	$0, -32(%rdi)
	movq	%rsi, -40(%rdi)
	movq	$0, -48(%rdi)
	movq	$0, -56(%rdi)
	movq	$0, -64(%rdi)
	movq	$0, -72(%rdi)
	leaq	-72(%rdi), %rax
	ret
	.cfi_endproc
	.size	fiber_prepare_stack, . - fiber_prepare_stack

	.section .note.GNU-stack, "", @progbits
