/* SPDX-License-Identifier: MIT */
#ifndef _TL_LINUX_IOCTL_H
#define _TL_LINUX_IOCTL_H

/* uapi's numbers are the kernel's. */
#include_next <linux/ioctl.h>

#endif /* _TL_LINUX_IOCTL_H */
