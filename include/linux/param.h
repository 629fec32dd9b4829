/* SPDX-License-Identifier: MIT */
/*
 * HZ, the length of a jiffy. libc's <sys/param.h> includes this file before it defines
 * MAXSYMLINKS, and gets uapi's, with the HZ of user space, alone.
 */
#include_next <linux/param.h>

#if !defined(_TL_LINUX_PARAM_H) && (!defined(_SYS_PARAM_H) || defined(MAXSYMLINKS))
#define _TL_LINUX_PARAM_H

/* Compiled into the library, so a constant. */
#define CONFIG_HZ 250

#undef HZ
#define HZ	250
#define USER_HZ 100

#endif /* _TL_LINUX_PARAM_H */
