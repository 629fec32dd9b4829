/* SPDX-License-Identifier: MIT */
/*
 * The log, as the rest of the library sees it.
 */
#ifndef LIB_KERNEL_PRINTK_H
#define LIB_KERNEL_PRINTK_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kernel/log_ring.h"

/* Bytes of memory for the log, unless log_buf_len= says otherwise. */
#define LOG_SIZE_DEFAULT (128 * 1024)

struct tl_log_entry;

/* libc's vsnprintf() with the kernel's %p extensions; see lib/kernel/vsprintf.c. */
int tl_vsnprintf(char *buf, size_t size, const char *fmt, va_list args)
	__attribute__((format(printf, 3, 0)));

/* Nanoseconds since boot; 0 before it. */
uint64_t log_now_ns(void);

/* Fills @entry with the record at @cursor and goes past it. 0: there is none yet. */
int log_read(struct log_cursor *cursor, struct tl_log_entry *entry);
void log_clear(void);

/* Close the open message and show what waits for the console. */
void log_flush(void);

/*
 * The same when the process is about to end, waiting only a moment for a thread that is busy with
 * the console (it may be the one that died).
 */
void log_flush_on_death(void);

/*
 * "[    1.234567] text\n": the line of @entry's text that begins at *@at, which moves on. Returns
 * its length, 0 when there is none left.
 */
size_t log_format_line(const struct tl_log_entry *entry, size_t *at, char *buf, size_t size);
#define LOG_LINE_MAX (1024 + 64)

/* Between printk.c and console.c. */
bool log_take(struct log_cursor *cursor, struct tl_log_entry *entry, bool *quiet);
uint64_t log_next_seq(void);
/* The oldest that is there. */
uint64_t log_first_seq(void);
bool log_is_mine(void);
void console_flush(void);
bool console_is_mine(void);
void console_after_fork(void);

/* Is a message of this level shown? */
bool console_shows(int level);

/* The consoles of drivers (consoles.c): have them written to; any context. */
void consoles_post(void);
/* Is this thread in a console's write()? */
bool consoles_write_is_mine(void);

/* Who gets what the console shows; NULL: stderr. */
void console_set_hook(void (*fn)(const struct tl_log_entry *entry, void *arg), void *arg);
/* Messages below @level are shown. Returns the former one. */
int console_set_level(int level);

#endif /* LIB_KERNEL_PRINTK_H */
