/* SPDX-License-Identifier: MIT */
/*
 * Finding code that left a softirq or an interrupt handler by longjmp(): see sched.c.
 */
#ifndef LIB_KERNEL_CALLBACK_H
#define LIB_KERNEL_CALLBACK_H

struct callback {
	void *frame, *site;
};

/* Around the calls of callbacks, with the caller's __builtin_frame_address(0). */
struct callback callback_enter(void *frame);
void callback_leave(struct callback former);

#endif /* LIB_KERNEL_CALLBACK_H */
