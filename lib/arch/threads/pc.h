/* SPDX-License-Identifier: MIT */
#ifndef LIB_ARCH_THREADS_PC_H
#define LIB_ARCH_THREADS_PC_H

#include <stdbool.h>

/* Of code that interrupts never land in; a C identifier, so that the linker names its ends. */
#define KICK_TEXT __attribute__((__noinline__, __section__("tl_kick_text")))

/* Find out what may be interrupted, and whether the test can tell. At boot. */
void pc_init(void);

/* May a handler run where this signal frame was interrupted? Async-signal-safe. */
bool pc_interruptible(void *ucontext);

#endif /* LIB_ARCH_THREADS_PC_H */
