/* SPDX-License-Identifier: MIT */
#ifndef _TL_LINUX_FS_H
#define _TL_LINUX_FS_H

#include_next <linux/fs.h>

#include <linux/fcntl.h>
#include <linux/kdev_t.h>
#include <linux/limits.h>
#include <linux/list.h>
#include <linux/stat.h>
#include <linux/types.h>

struct file;
struct inode;

#endif /* _TL_LINUX_FS_H */
