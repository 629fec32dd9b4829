/* SPDX-License-Identifier: MIT */
/*
 * How many CPUs there are, and loops over them. All CPUs of the machine are online from boot to
 * shutdown, so possible, present and online are the same; masks of CPUs there are none.
 */
#ifndef _LINUX_CPUMASK_H
#define _LINUX_CPUMASK_H

#include <linux/export.h>
#include <linux/types.h>

__tl_api_begin
/**
 * __tl_nr_cpus() - how many CPUs the machine has; boots it if need be
 *
 * Context: any, once the machine is up.
 * Return: at least 1, also where there is no machine to be had.
 */
unsigned int __tl_nr_cpus(void);
__tl_api_end

#define nr_cpu_ids	    __tl_nr_cpus()
#define num_possible_cpus() __tl_nr_cpus()
#define num_present_cpus()  __tl_nr_cpus()
#define num_online_cpus()   __tl_nr_cpus()
#define cpu_possible(cpu)   ((unsigned int)(cpu) < __tl_nr_cpus())
#define cpu_present(cpu)    cpu_possible(cpu)
#define cpu_online(cpu)	    cpu_possible(cpu)

/* @cpu: an int or unsigned int of the caller's */
#define for_each_possible_cpu(cpu) for ((cpu) = 0; (unsigned int)(cpu) < __tl_nr_cpus(); (cpu)++)
#define for_each_present_cpu(cpu)  for_each_possible_cpu(cpu)
#define for_each_online_cpu(cpu)   for_each_possible_cpu(cpu)

#endif /* _LINUX_CPUMASK_H */
