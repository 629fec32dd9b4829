/* SPDX-License-Identifier: MIT */
/* libc owns sigset_t and struct sigaction, so uapi's header must not come in. */
#ifndef _TL_LINUX_SIGNAL_H
#define _TL_LINUX_SIGNAL_H

#include <signal.h>

#include <linux/export.h>

__tl_api_begin

/**
 * kernel_sigaction() - what the calling kthread does about a signal
 * @sig: its number; another than 1 to 64 is left alone
 * @action: SIG_IGN: it is not taken, and forgotten if it is pending; anything else: it is taken
 *
 * A kthread begins with all of them ignored. What is taken is pending until flush_signals() or
 * kernel_dequeue_signal(); no function is called.
 *
 * Context: a kthread. Follows Linux 6.12.
 */
void kernel_sigaction(int sig, __sighandler_t action);

__tl_api_end

/** allow_signal() - take a signal that comes to this kthread; see kernel_sigaction() */
static inline void allow_signal(int sig)
{
	/* No address of a function; as on Linux it only says who may send it. */
	kernel_sigaction(sig, (__sighandler_t)2);
}

/** disallow_signal() - ignore it again */
static inline void disallow_signal(int sig)
{
	kernel_sigaction(sig, SIG_IGN);
}

#endif /* _TL_LINUX_SIGNAL_H */
