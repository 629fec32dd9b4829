/* SPDX-License-Identifier: MIT */
#ifndef _LINUX_LIST_SORT_H
#define _LINUX_LIST_SORT_H

#include <linux/export.h>
#include <linux/types.h>

struct list_head;

typedef int __attribute__((nonnull(2, 3))) (*list_cmp_func_t)(void *, const struct list_head *,
							      const struct list_head *);

__tl_api_begin

/**
 * list_sort() - sort a list; equal entries keep their order
 * @priv: for @cmp
 * @head: the list
 * @cmp: over 0 if the first is to stand behind the second
 *
 * Context: any. Follows Linux 6.12.
 */
__attribute__((nonnull(2, 3))) void list_sort(void *priv, struct list_head *head,
					      list_cmp_func_t cmp);

__tl_api_end

#endif /* _LINUX_LIST_SORT_H */
