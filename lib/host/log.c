// SPDX-License-Identifier: MIT
/*
 * The host program's side of the log.
 */
#include <errno.h>

#include <linux/printk.h>
#include <tasklet/log.h>

#include "kernel/printk.h"

int tl_log_read(struct tl_log_reader *reader, struct tl_log_entry *entry)
{
	struct log_cursor cursor;
	int got;

	if (!reader || !entry) {
		pr_err("tl_log_read: %s is NULL\n", reader ? "entry" : "reader");
		return -EINVAL;
	}
	cursor = (struct log_cursor){reader->seq, reader->pos, reader->epoch};
	got = log_read(&cursor, entry);
	*reader = (struct tl_log_reader){cursor.seq, cursor.pos, cursor.epoch};
	return got;
}
EXPORT_SYMBOL(tl_log_read);

int tl_log_write_to(FILE *file)
{
	struct tl_log_reader reader = {0};
	struct tl_log_entry entry;
	char line[LOG_LINE_MAX];
	size_t at, n;

	if (!file) {
		pr_err("tl_log_write_to: file is NULL\n");
		return -EINVAL;
	}
	while (tl_log_read(&reader, &entry)) {
		at = 0;
		while ((n = log_format_line(&entry, &at, line, sizeof(line))))
			if (fwrite(line, 1, n, file) != n)
				return -errno;
	}
	return fflush(file) ? -errno : 0;
}
EXPORT_SYMBOL(tl_log_write_to);

void tl_log_clear(void)
{
	log_clear();
}
EXPORT_SYMBOL(tl_log_clear);

void tl_log_set_console(tl_log_console_fn fn, void *arg)
{
	console_set_hook(fn, arg);
}
EXPORT_SYMBOL(tl_log_set_console);

int tl_log_set_level(int level)
{
	if (level < 0 || level > 8) {
		pr_err("tl_log_set_level: level %d is not 0 to 8\n", level);
		return -EINVAL;
	}
	return console_set_level(level);
}
EXPORT_SYMBOL(tl_log_set_level);
