/* SPDX-License-Identifier: MIT */
#ifndef _LINUX_GLOB_H
#define _LINUX_GLOB_H

#include <linux/export.h>
#include <linux/types.h>

__tl_api_begin

/**
 * glob_match() - does a text look as a shell's pattern says?
 * @pat: *, ?, [a-z], [!a-z], and a backslash before what is not meant so
 * @str: all of the text; a slash or a leading dot is as good as anything else
 *
 * A class that is not closed is a bracket and what follows. A ] that stands first is in the class.
 *
 * Context: any. Follows Linux 6.12.
 */
bool __attribute__((pure)) glob_match(const char *pat, const char *str);

__tl_api_end

#endif /* _LINUX_GLOB_H */
