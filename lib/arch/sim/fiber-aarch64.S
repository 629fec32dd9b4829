/* SPDX-License-Identifier: MIT */
/*
 * Switching stacks on aarch64. The frame that is saved, from the saved stack pointer up: x29 x30,
 * x19 ... x28, d8 ... d15. The call frame information describes either stack, since both have the
 * same frame at the point where they change; so debuggers and unwinders walk a fiber's stack.
 */
	.text

/* void fiber_switch_stack(void **save, void *load) */
	.globl	fiber_switch_stack
	.hidden	fiber_switch_stack
	.type	fiber_switch_stack, %function
	.p2align 4
fiber_switch_stack:
	.cfi_startproc
	stp	x29, x30, [sp, -160]!
	.cfi_def_cfa_offset 160
	.cfi_offset 29, -160
	.cfi_offset 30, -152
	stp	x19, x20, [sp, 16]
	.cfi_offset 19, -144
	.cfi_offset 20, -136
	stp	x21, x22, [sp, 32]
	.cfi_offset 21, -128
	.cfi_offset 22, -120
	stp	x23, x24, [sp, 48]
	.cfi_offset 23, -112
	.cfi_offset 24, -104
	stp	x25, x26, [sp, 64]
	.cfi_offset 25, -96
	.cfi_offset 26, -88
	stp	x27, x28, [sp, 80]
	.cfi_offset 27, -80
	.cfi_offset 28, -72
	stp	d8, d9, [sp, 96]
	stp	d10, d11, [sp, 112]
	stp	d12, d13, [sp, 128]
	stp	d14, d15, [sp, 144]
	mov	x9, sp
	str	x9, [x0]
	mov	sp, x1
	ldp	d14, d15, [sp, 144]
	ldp	d12, d13, [sp, 128]
	ldp	d10, d11, [sp, 112]
	ldp	d8, d9, [sp, 96]
	ldp	x27, x28, [sp, 80]
	ldp	x25, x26, [sp, 64]
	ldp	x23, x24, [sp, 48]
	ldp	x21, x22, [sp, 32]
	ldp	x19, x20, [sp, 16]
	ldp	x29, x30, [sp], 160
	.cfi_def_cfa_offset 0
	ret
	.cfi_endproc
	.size	fiber_switch_stack, . - fiber_switch_stack

/* A new fiber's first return address; the fiber is in x19. Nothing is above it. */
	.type	fiber_entry, %function
	.p2align 4
	.cfi_startproc
	.cfi_undefined 30
	nop	/* a return address is looked up one byte before it */
fiber_entry:
	mov	x0, x19
	mov	x29, xzr
	mov	x30, xzr
	bl	fiber_main
	brk	#1
	.cfi_endproc
	.size	fiber_entry, . - fiber_entry

/* void *fiber_prepare_stack(void *top, struct fiber *fiber); @top is a multiple of 16 */
	.globl	fiber_prepare_stack
	.hidden	fiber_prepare_stack
	.type	fiber_prepare_stack, %function
	.p2align 4
fiber_prepare_stack:
	.cfi_startproc
	sub	x0, x0, 160
	adrp	x9, fiber_entry
	add	x9, x9, :lo12:fiber_entry
	stp	xzr, x9, [x0]
	stp	x1, xzr, [x0, 16]
	stp	xzr, xzr, [x0, 32]
	stp	xzr, xzr, [x0, 48]
	stp	xzr, xzr, [x0, 64]
	stp	xzr, xzr, [x0, 80]
	stp	xzr, xzr, [x0, 96]
	stp	xzr, xzr, [x0, 112]
	stp	xzr, xzr, [x0, 128]
	stp	xzr, xzr, [x0, 144]
	ret
	.cfi_endproc
	.size	fiber_prepare_stack, . - fiber_prepare_stack

	.section .note.GNU-stack, "", %progbits
