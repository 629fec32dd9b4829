/* SPDX-License-Identifier: MIT */
/* There is one node of memory, 0, and all CPUs are on it. */
#ifndef _LINUX_TOPOLOGY_H
#define _LINUX_TOPOLOGY_H

#include <linux/numa.h>

static inline int cpu_to_node(int cpu)
{
	(void)cpu;
	return 0;
}

static inline int numa_node_id(void)
{
	return 0;
}

#define numa_mem_id()	  numa_node_id()
#define cpu_to_mem(cpu)	  cpu_to_node(cpu)
#define node_online(node) ((node) == 0)

#endif /* _LINUX_TOPOLOGY_H */
