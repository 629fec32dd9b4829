/* SPDX-License-Identifier: MIT */
/*
 * The Linux version whose names these headers have. Nearly all of them stand side by side, old
 * and new; where C does not allow that, -DTASKLET_LINUX_VERSION=KERNEL_VERSION(5,10,0) chooses,
 * from 4.14 to 7.1. It selects names, never a layout, so that what was compiled for one version
 * links with what was compiled for another.
 */
#ifndef _TL_LINUX_VERSION_H
#define _TL_LINUX_VERSION_H

#define KERNEL_VERSION(a, b, c) (((a) << 16) + ((b) << 8) + ((c) > 255 ? 255 : (c)))

#ifndef TASKLET_LINUX_VERSION
#define TASKLET_LINUX_VERSION KERNEL_VERSION(6, 12, 0)
#endif

#if TASKLET_LINUX_VERSION < KERNEL_VERSION(4, 14, 0) || \
	TASKLET_LINUX_VERSION >= KERNEL_VERSION(7, 2, 0)
#error "TASKLET_LINUX_VERSION is not from KERNEL_VERSION(4,14,0) to KERNEL_VERSION(7,1,255)"
#endif

#define LINUX_VERSION_CODE	 (TASKLET_LINUX_VERSION)
#define LINUX_VERSION_MAJOR	 ((TASKLET_LINUX_VERSION) >> 16)
#define LINUX_VERSION_PATCHLEVEL ((TASKLET_LINUX_VERSION) >> 8 & 255)
#define LINUX_VERSION_SUBLEVEL	 ((TASKLET_LINUX_VERSION)&255)

#endif /* _TL_LINUX_VERSION_H */
