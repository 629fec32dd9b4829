/* SPDX-License-Identifier: MIT */
/*
 * Host API: what has been counted, as Linux shows it.
 */
#ifndef _TASKLET_STAT_H
#define _TASKLET_STAT_H

#include <stdio.h>

#include <linux/export.h>

#ifdef __cplusplus
extern "C" {
#endif

__tl_api_begin

/**
 * tl_show_interrupts() - write the interrupt counts in the form of /proc/interrupts
 * @file: where to
 *
 * Return: 0, -EINVAL if nothing is booted, -EIO if writing failed.
 * Context: task or host thread, preemptible.
 */
int tl_show_interrupts(FILE *file);

/**
 * tl_show_softirqs() - write the softirq counts in the form of /proc/softirqs
 * @file: where to
 *
 * Return: as tl_show_interrupts(). Context: task or host thread, preemptible.
 */
int tl_show_softirqs(FILE *file);

/**
 * tl_irq_count() - interrupts that a line has delivered
 * @irq: its number
 *
 * Return: the sum over all CPUs, 0 if there is no such line. Context: any.
 */
unsigned long tl_irq_count(int irq);

__tl_api_end

#ifdef __cplusplus
}
#endif

#endif /* _TASKLET_STAT_H */
