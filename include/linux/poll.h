/* SPDX-License-Identifier: MIT */
/* libc owns struct pollfd, so uapi's header must not come in. The masks are __poll_t. */
#ifndef _TL_LINUX_POLL_H
#define _TL_LINUX_POLL_H

#include <poll.h>
#include <sys/epoll.h>

#include <linux/types.h>

#endif /* _TL_LINUX_POLL_H */
