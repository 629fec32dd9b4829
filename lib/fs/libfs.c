// SPDX-License-Identifier: MIT
/* Files that are a piece of memory: see <linux/fs.h>. */
#include <linux/fs.h>
#include <linux/kernel.h>
#include <linux/uaccess.h>

/* Return: how much of @count lies within the file, 0 if nothing, -EINVAL. */
static ssize_t clip(loff_t pos, size_t available, size_t count)
{
	if (pos < 0)
		return -EINVAL;
	if ((u64)pos >= available)
		return 0;
	return (ssize_t)min(count, available - (size_t)pos);
}

/* What a copy of @count bytes comes to that left @left. */
static ssize_t advance(loff_t *ppos, ssize_t count, size_t left)
{
	if ((size_t)count == left)
		return -EFAULT;
	count -= (ssize_t)left;
	*ppos += count;
	return count;
}

ssize_t simple_read_from_buffer(void __user *to, size_t count, loff_t *ppos, const void *from,
				size_t available)
{
	ssize_t n = clip(*ppos, available, count);

	if (n <= 0)
		return n;
	return advance(ppos, n, copy_to_user(to, (const char *)from + *ppos, (size_t)n));
}
EXPORT_SYMBOL(simple_read_from_buffer);

ssize_t simple_write_to_buffer(void *to, size_t available, loff_t *ppos, const void __user *from,
			       size_t count)
{
	ssize_t n = clip(*ppos, available, count);

	if (n <= 0)
		return n;
	return advance(ppos, n, copy_from_user((char *)to + *ppos, from, (size_t)n));
}
EXPORT_SYMBOL(simple_write_to_buffer);
