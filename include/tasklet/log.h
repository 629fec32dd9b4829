/* SPDX-License-Identifier: MIT */
/*
 * Host API: reading the log that printk() and its family write.
 */
#ifndef _TASKLET_LOG_H
#define _TASKLET_LOG_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/types.h>

#include <linux/export.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Longest text of an entry, its NUL included. */
#define TL_LOG_TEXT_MAX 1024

/**
 * struct tl_log_entry - one message
 * @seq: 0 for the process's first message, 1 for its second ...; a jump shows what was lost
 * @ts_ns: when, in nanoseconds since boot; 0 before it
 * @tid: host thread that printed it
 * @level: 0 (emergency) to 7 (debug)
 * @len: bytes in @text
 * @text: without its final newline, NUL-terminated
 */
struct tl_log_entry {
	uint64_t seq;
	uint64_t ts_ns;
	pid_t tid;
	int level;
	size_t len;
	char text[TL_LOG_TEXT_MAX];
};

/**
 * struct tl_log_reader - a place in the log; all zero: before the oldest message
 * @seq: the next message's number; may be set, with the other members 0
 * @pos: the library's
 * @epoch: the library's
 */
struct tl_log_reader {
	uint64_t seq;
	uint64_t pos;
	uint64_t epoch;
};

/* Gets every message that the console shows. */
typedef void (*tl_log_console_fn)(const struct tl_log_entry *entry, void *arg);

__tl_api_begin

/**
 * tl_log_read() - read the next message
 * @reader: goes past what was read; several may read at once, each with its own
 * @entry: filled in when there is one, untouched otherwise
 *
 * ::
 *
 *	struct tl_log_reader reader = { 0 };
 *	struct tl_log_entry entry;
 *
 *	while (tl_log_read(&reader, &entry))
 *		if (strstr(entry.text, "fifo"))
 *			puts(entry.text);
 *
 * Context: any, before boot and after shutdown too.
 * Return: 1 when a message was read, 0 when there is none that is newer, -EINVAL.
 */
int tl_log_read(struct tl_log_reader *reader, struct tl_log_entry *entry);

/**
 * tl_log_write_to() - write the whole log in dmesg's form
 * @file: gets lines such as "[    1.234567] rx-fifo: probed"
 *
 * Context: task or host thread, preemptible.
 * Return: 0, or -errno if writing failed.
 */
int tl_log_write_to(FILE *file);

/* Forget all messages. Context: any. */
void tl_log_clear(void);

/**
 * tl_log_set_console() - take over what the console shows
 * @fn: called for each message below the console's level instead of writing it to stderr, one
 *	call at a time, on any thread, with interrupts flagged off; it must not block. What it
 *	prints itself goes to the log only. NULL: stderr again.
 * @arg: given to @fn
 *
 * When this returns, no call of the former function is under way (unless it is the caller).
 *
 * Context: task or host thread.
 */
void tl_log_set_console(tl_log_console_fn fn, void *arg);

/**
 * tl_log_set_level() - which messages the console shows
 * @level: those below it: 0 none, 4 errors, 5 (default) warnings too, 8 all
 *
 * Context: any.
 * Return: the former level, -EINVAL if @level is not 0 to 8.
 */
int tl_log_set_level(int level);

__tl_api_end

#ifdef __cplusplus
}
#endif

#endif /* _TASKLET_LOG_H */
