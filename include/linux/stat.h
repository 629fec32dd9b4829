/* SPDX-License-Identifier: MIT */
/*
 * File modes. With _GNU_SOURCE libc's <sys/stat.h> includes this file, once, and gets uapi's
 * part of it alone.
 */
#define __TL_UAPI_ONLY
#include_next <linux/stat.h>
#undef __TL_UAPI_ONLY

#if defined(_SYS_STAT_H) && defined(__USE_GNU) && !defined(_TL_LINUX_STAT_H) && \
	!defined(__TL_STAT_FOR_LIBC)
#define __TL_STAT_FOR_LIBC
#elif !defined(_TL_LINUX_STAT_H)
#define _TL_LINUX_STAT_H

#include <sys/stat.h>

#include <linux/types.h>

#define S_IRWXUGO (S_IRWXU | S_IRWXG | S_IRWXO)
#define S_IALLUGO (S_ISUID | S_ISGID | 01000 | S_IRWXUGO)
#define S_IRUGO	  (S_IRUSR | S_IRGRP | S_IROTH)
#define S_IWUGO	  (S_IWUSR | S_IWGRP | S_IWOTH)
#define S_IXUGO	  (S_IXUSR | S_IXGRP | S_IXOTH)

#endif
