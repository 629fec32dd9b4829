/* SPDX-License-Identifier: MIT */
/*
 * The Linux version whose names these headers have. -DTASKLET_LINUX_VERSION=0x050f00 (5.15.0)
 * before any of them chooses another; it selects names, never a layout.
 */
#ifndef _TL_LINUX_VERSION_H
#define _TL_LINUX_VERSION_H

#define KERNEL_VERSION(a, b, c) (((a) << 16) + ((b) << 8) + ((c) > 255 ? 255 : (c)))

#ifndef TASKLET_LINUX_VERSION
#define TASKLET_LINUX_VERSION 0x060c00 /* 6.12.0 */
#endif

#define LINUX_VERSION_CODE	 TASKLET_LINUX_VERSION
#define LINUX_VERSION_MAJOR	 ((TASKLET_LINUX_VERSION) >> 16)
#define LINUX_VERSION_PATCHLEVEL ((TASKLET_LINUX_VERSION) >> 8 & 255)
#define LINUX_VERSION_SUBLEVEL	 ((TASKLET_LINUX_VERSION)&255)

#endif /* _TL_LINUX_VERSION_H */
