/* SPDX-License-Identifier: MIT */
/*
 * HZ, the length of a jiffy. libc's <sys/param.h> includes this file before it defines
 * MAXSYMLINKS, and gets uapi's, with the HZ of user space, alone.
 */
#include_next <linux/param.h>

#if !defined(_TL_LINUX_PARAM_H) && (!defined(_SYS_PARAM_H) || defined(MAXSYMLINKS))
#define _TL_LINUX_PARAM_H

/* A constant, as drivers want it: the one that the library was built with (meson's option hz). */
#ifndef CONFIG_HZ
#define CONFIG_HZ 250
#endif

#undef HZ
#define HZ	CONFIG_HZ
#define USER_HZ 100

#endif /* _TL_LINUX_PARAM_H */
