/* SPDX-License-Identifier: MIT */
#ifndef _TL_LINUX_FS_H
#define _TL_LINUX_FS_H

#include_next <linux/fs.h>

#include <linux/export.h>
#include <linux/fcntl.h>
#include <linux/kdev_t.h>
#include <linux/limits.h>
#include <linux/list.h>
#include <linux/stat.h>
#include <linux/types.h>

struct file;
struct inode;

__tl_api_begin

/**
 * simple_read_from_buffer() - a file's read(), if what it reads is in memory
 * @to: the program's memory
 * @count: bytes of it
 * @ppos: where in @from it begins; moved on
 * @from: the file
 * @available: its size
 *
 * Context: task; may sleep. Return: bytes read, 0 at the end, -EINVAL, -EFAULT if there were none.
 * Follows Linux 6.12.
 */
ssize_t simple_read_from_buffer(void __user *to, size_t count, loff_t *ppos, const void *from,
				size_t available);
/**
 * simple_write_to_buffer() - a file's write(), if what it writes is in memory
 * @to: the file
 * @available: how large it may be
 * @ppos: where in @to it begins; moved on
 * @from: the program's memory
 * @count: bytes of it
 *
 * Context: task; may sleep. Return: bytes written, 0 at the end, -EINVAL, -EFAULT if there were
 * none. Follows Linux 6.12.
 */
ssize_t simple_write_to_buffer(void *to, size_t available, loff_t *ppos, const void __user *from,
			       size_t count);

__tl_api_end

#endif /* _TL_LINUX_FS_H */
