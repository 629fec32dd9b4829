/* SPDX-License-Identifier: MIT */
/* libc owns struct iovec, so uapi's header must not come in. */
#ifndef _TL_LINUX_UIO_H
#define _TL_LINUX_UIO_H

#include <sys/uio.h>

#include <linux/types.h>

#endif /* _TL_LINUX_UIO_H */
