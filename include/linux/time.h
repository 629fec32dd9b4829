/* SPDX-License-Identifier: MIT */
/* libc owns struct timespec, struct timeval and struct tm, so uapi's header must not come in. */
#ifndef _TL_LINUX_TIME_H
#define _TL_LINUX_TIME_H

#include <sys/time.h>
#include <time.h>

#include <linux/time64.h>
#include <linux/types.h>

#endif /* _TL_LINUX_TIME_H */
