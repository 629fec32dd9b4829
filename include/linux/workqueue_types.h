/* SPDX-License-Identifier: MIT */
/*
 * What an item of work is.
 */
#ifndef _LINUX_WORKQUEUE_TYPES_H
#define _LINUX_WORKQUEUE_TYPES_H

#include <linux/atomic.h>
#include <linux/types.h>

struct workqueue_struct;
struct work_struct;

typedef void (*work_func_t)(struct work_struct *work);

/**
 * struct work_struct - an item of work
 * @data: WORK_STRUCT_PENDING and what the library keeps (lib/kernel/workqueue.h); its lock's
 * @entry: link in a list of what is pending; its lock's
 * @func: called with the item, by a worker
 */
struct work_struct {
	atomic_long_t data;
	struct list_head entry;
	work_func_t func;
};

#endif /* _LINUX_WORKQUEUE_TYPES_H */
