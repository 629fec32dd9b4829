/* SPDX-License-Identifier: MIT */
/* Ranges of priorities. */
#ifndef _LINUX_SCHED_PRIO_H
#define _LINUX_SCHED_PRIO_H

#define MAX_NICE 19
#define MIN_NICE -20

#define MAX_RT_PRIO 100

#endif /* _LINUX_SCHED_PRIO_H */
