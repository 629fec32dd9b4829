/* SPDX-License-Identifier: MIT */
/* libc owns sigset_t and struct sigaction, so uapi's header must not come in. */
#ifndef _TL_LINUX_SIGNAL_H
#define _TL_LINUX_SIGNAL_H

#include <signal.h>

#endif /* _TL_LINUX_SIGNAL_H */
