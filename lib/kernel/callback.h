/* SPDX-License-Identifier: MIT */
/*
 * Finding code that left a softirq or an interrupt handler by longjmp(): see sched.c.
 */
#ifndef LIB_KERNEL_CALLBACK_H
#define LIB_KERNEL_CALLBACK_H

/* Around the calls of callbacks, with the caller's __builtin_frame_address(0). */
void *callback_enter(void *frame);
void callback_leave(void *former);

/* Report if the caller, at @frame, has left one. */
void callback_check(void *frame);

#endif /* LIB_KERNEL_CALLBACK_H */
