/* SPDX-License-Identifier: MIT */
/*
 * Host API: the virtual CPUs.
 */
#ifndef _TASKLET_CPU_H
#define _TASKLET_CPU_H

#include <linux/export.h>

#ifdef __cplusplus
extern "C" {
#endif

__tl_api_begin

/**
 * tl_nr_cpus() - how many virtual CPUs there are
 *
 * Return: 1 to 256 (on the deterministic machine 1024), 0 if nothing is booted. Context: any.
 */
unsigned int tl_nr_cpus(void);

/**
 * tl_cpu_bind() - pin the calling task to a virtual CPU
 * @cpu: its number, or -1 to let it float again
 *
 * From the next section on; the host's CPU affinity is not touched.
 *
 * Return: 0, -EINVAL if there is no such CPU or it is called with a CPU owned.
 * Context: task, preemptible.
 */
int tl_cpu_bind(int cpu);

__tl_api_end

#ifdef __cplusplus
}
#endif

#endif /* _TASKLET_CPU_H */
