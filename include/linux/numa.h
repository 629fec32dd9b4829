/* SPDX-License-Identifier: MIT */
/* There is one node of memory, and nothing to choose. */
#ifndef _LINUX_NUMA_H
#define _LINUX_NUMA_H

#define NUMA_NO_NODE (-1)

#endif /* _LINUX_NUMA_H */
