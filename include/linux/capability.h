/* SPDX-License-Identifier: MIT */
/* Capabilities: uapi's numbers, and whether a task has one. */
#include_next <linux/capability.h>

#ifndef _TL_LINUX_CAPABILITY_H
#define _TL_LINUX_CAPABILITY_H

#include <linux/export.h>
#include <linux/types.h>

__tl_api_begin

/**
 * capable() - may the current task do what a capability stands for?
 * @cap: CAP_*
 *
 * A task of the program's may if its host thread may; a kthread always.
 * Context: task. Follows Linux 6.12.
 */
bool capable(int cap);

__tl_api_end

#endif /* _TL_LINUX_CAPABILITY_H */
