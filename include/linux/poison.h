/* SPDX-License-Identifier: MIT */
#ifndef _LINUX_POISON_H
#define _LINUX_POISON_H

/* Not canonical, so a walk through a deleted entry faults. */
#define POISON_POINTER_DELTA 0xdead000000000000UL

#define LIST_POISON1 ((void *)(0x100 + POISON_POINTER_DELTA))
#define LIST_POISON2 ((void *)(0x122 + POISON_POINTER_DELTA))

#endif /* _LINUX_POISON_H */
