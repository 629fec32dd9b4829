/* SPDX-License-Identifier: MIT */
/*
 * Finding code that left a softirq or an interrupt handler by longjmp(): see callback.c.
 */
#ifndef LIB_DEBUG_CALLBACK_H
#define LIB_DEBUG_CALLBACK_H

struct callback {
	void *frame, *site;
};

/* Around the calls of callbacks, with the caller's __builtin_frame_address(0). */
struct callback callback_enter(void *frame);
void callback_leave(struct callback former);

/* The current task is about to sleep, or to exit, with a CPU owned: has it left a callback? */
void callback_check_sleep(void);
void callback_check_exit(void);

#endif /* LIB_DEBUG_CALLBACK_H */
