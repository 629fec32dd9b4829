// SPDX-License-Identifier: MIT
/*
 * Switching stacks where there is no assembly for it: ucontext, which makes a system call per
 * switch. The saved "stack pointer" is the address of a context on the stack that is left.
 */
#include <stdint.h>
#include <ucontext.h>

#include "arch/sim/fiber.h"

void fiber_switch_stack(void **save, void *load)
{
	ucontext_t here;

	*save = &here;
	swapcontext(&here, load);
}

/* makecontext() passes ints. */
static void entry(unsigned int high, unsigned int low)
{
	fiber_main((struct fiber *)(((uintptr_t)high << 16 << 16) | low));
}

void *fiber_prepare_stack(void *top, struct fiber *fiber)
{
	ucontext_t *context = (ucontext_t *)(((uintptr_t)top - sizeof(*context)) & ~(uintptr_t)63);
	uintptr_t self = (uintptr_t)fiber;

	getcontext(context);
	context->uc_stack.ss_sp = (void *)fiber->bottom;
	context->uc_stack.ss_size = (size_t)((char *)context - (char *)fiber->bottom);
	context->uc_link = NULL;
	makecontext(context, (void (*)(void))entry, 2, (unsigned int)(self >> 16 >> 16),
		    (unsigned int)self);
	return context;
}
