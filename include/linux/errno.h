/* SPDX-License-Identifier: MIT */
/*
 * uapi's numbers, and those that only the kernel has. libc's <errno.h> includes this file: it
 * gets uapi's alone (ENOTSUP is what <bits/errno.h> defines last).
 */
#include_next <linux/errno.h>

#if !defined(_TL_LINUX_ERRNO_H) && (!defined(_BITS_ERRNO_H) || defined(ENOTSUP))
#define _TL_LINUX_ERRNO_H

/* A signal is pending; who returns these to user space has EINTR or a restart made of it. */
#define ERESTARTSYS	      512
#define ERESTARTNOINTR	      513
#define ERESTARTNOHAND	      514
#define ENOIOCTLCMD	      515
#define ERESTART_RESTARTBLOCK 516
#define EPROBE_DEFER	      517
#define EOPENSTALE	      518
#define ENOPARAM	      519

#define EBADHANDLE	521
#define ENOTSYNC	522
#define EBADCOOKIE	523
/* What libc calls ENOTSUP is EOPNOTSUPP; this is another one. */
#define ENOTSUPP	524
#define ETOOSMALL	525
#define ESERVERFAULT	526
#define EBADTYPE	527
#define EJUKEBOX	528
#define EIOCBQUEUED	529
#define ERECALLCONFLICT 530
#define ENOGRACE	531

#endif /* _TL_LINUX_ERRNO_H */
