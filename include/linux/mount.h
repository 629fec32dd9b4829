/* SPDX-License-Identifier: MIT */
/* libc's <sys/mount.h> includes this file, and gets uapi's alone; there is nothing else in it. */
#define __TL_UAPI_ONLY
#include_next <linux/mount.h>
#undef __TL_UAPI_ONLY
