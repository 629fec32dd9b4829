/* SPDX-License-Identifier: MIT */
/*
 * Per-CPU variables that are allocated; those that are defined, and the accessors of both, are in
 * percpu-defs.h.
 */
#ifndef _LINUX_PERCPU_H
#define _LINUX_PERCPU_H

#include <linux/cpumask.h>
#include <linux/gfp.h>
#include <linux/percpu-defs.h>
#include <linux/preempt.h>
#include <linux/smp.h>
#include <linux/types.h>

__tl_api_begin
/**
 * __alloc_percpu_gfp() - one zeroed object for each CPU
 * @size: bytes of an object, at most a page
 * @align: its alignment in bytes, at most a page
 * @gfp: GFP_KERNEL, GFP_ATOMIC ...
 *
 * It outlives the machine, and is good for one with more CPUs.
 *
 * Context: task; softirq and hardirq with flags that do not allow blocking.
 * Return: for per_cpu_ptr() and its family; NULL when there is no memory, and with a warning when
 * @size or @align is too large.
 */
void __percpu *__alloc_percpu_gfp(size_t size, size_t align, gfp_t gfp);

/** __alloc_percpu() - with GFP_KERNEL; see __alloc_percpu_gfp() */
void __percpu *__alloc_percpu(size_t size, size_t align);

/**
 * free_percpu() - give back what alloc_percpu() and its family returned
 * @ptr: it; NULL is fine
 *
 * Context: any but a foreign signal handler.
 */
void free_percpu(void __percpu *ptr);
__tl_api_end

#define alloc_percpu_gfp(type, gfp) \
	((__typeof__(type) __percpu *)__alloc_percpu_gfp(sizeof(type), __alignof__(type), gfp))
#define alloc_percpu(type) \
	((__typeof__(type) __percpu *)__alloc_percpu(sizeof(type), __alignof__(type)))

#endif /* _LINUX_PERCPU_H */
