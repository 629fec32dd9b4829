/* SPDX-License-Identifier: MIT */
/* libc owns struct flock, so uapi's header must not come in. */
#ifndef _TL_LINUX_FCNTL_H
#define _TL_LINUX_FCNTL_H

#include <fcntl.h>

#include <linux/stat.h>

#endif /* _TL_LINUX_FCNTL_H */
