// SPDX-License-Identifier: MIT
/*
 * The console: what of the log is shown at once, on stderr or to the host program's function.
 *
 * Nobody waits for console_lock: who finds it taken leaves, and its holder, on letting go, looks
 * again (C2). So each message is shown by somebody, and a stderr that blocks stops one thread at
 * most.
 *
 *	printing thread				console's holder
 *	C1: publish the record (next_seq)	C2: let console_lock go
 *	C1: try console_lock			C2: read next_seq
 *
 * All four are sequentially consistent: either the try succeeds or the holder sees the record.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include <sys/syscall.h>

#include <linux/printk.h>
#include <linux/sprintf.h>
#include <tasklet/log.h>

#include "host/call.h"
#include "host/lock.h"
#include "kernel/printk.h"

static struct host_lock console_lock; /* the three below */
static struct log_cursor console_cursor;
static tl_log_console_fn console_fn;
static void *console_arg;

static uint64_t shown_seq; /* = console_cursor.seq; written by the holder, atomic */
static int console_level = CONSOLE_LOGLEVEL_DEFAULT; /* any thread; atomic */

bool console_is_mine(void)
{
	return host_lock_is_mine(&console_lock);
}

/* write(2) whole, past libc's cancellation point: a lock is held. */
static void write_stderr(const char *text, size_t len)
{
	while (len) {
		long n = syscall(SYS_write, STDERR_FILENO, text, len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return;
		text += n;
		len -= (size_t)n;
	}
}

size_t log_format_line(const struct tl_log_entry *entry, size_t *at, char *buf, size_t size)
{
	const char *text = entry->text + *at, *end;

	if (*at > entry->len)
		return 0;
	end = strchrnul(text, '\n');
	*at = (size_t)(end - entry->text) + 1;
	return (size_t)scnprintf(buf, size, "[%5lu.%06lu] %.*s\n",
				 (unsigned long)(entry->ts_ns / 1000000000u),
				 (unsigned long)(entry->ts_ns / 1000 % 1000000u), (int)(end - text),
				 text);
}

bool console_shows(int level)
{
	return level < __atomic_load_n(&console_level, __ATOMIC_RELAXED);
}

static void console_show(const struct tl_log_entry *entry)
{
	char line[LOG_LINE_MAX];
	size_t at = 0, n;

	if (console_fn) {
		console_fn(entry, console_arg);
		return;
	}
	while ((n = log_format_line(entry, &at, line, sizeof(line))))
		write_stderr(line, n);
}

static void console_show_lost(uint64_t lost)
{
	char line[64];

	write_stderr(line,
		     (size_t)scnprintf(line, sizeof(line), "** %llu printk messages dropped **\n",
				       (unsigned long long)lost));
}

/* One message of those that wait for the console; under console_lock. */
static bool console_next(void)
{
	uint64_t wanted = console_cursor.seq;
	struct tl_log_entry entry;
	bool quiet, found;

	found = log_take(&console_cursor, &entry, &quiet);
	/* C3: pairs with console_waits(), which asks without the lock. */
	__atomic_store_n(&shown_seq, console_cursor.seq, __ATOMIC_SEQ_CST);
	if (!found)
		return false;
	if (entry.seq != wanted && !console_fn)
		console_show_lost(entry.seq - wanted);
	if (!quiet && console_shows(entry.level))
		console_show(&entry);
	return true;
}

static bool console_waits(void)
{
	return log_next_seq() != __atomic_load_n(&shown_seq, __ATOMIC_SEQ_CST);
}

void console_flush(void)
{
	/* A signal handler that landed in the log's lock can't read; whom it interrupted can, and
	 * comes here next. */
	if (log_is_mine())
		return;
	while (console_waits() && host_trylock(&console_lock)) { /* C1 */
		while (console_next())
			;
		host_unlock(&console_lock); /* C2 */
	}
	consoles_post();
}

void console_set_hook(tl_log_console_fn fn, void *arg)
{
	unsigned long state = host_call_begin();
	bool taken;

	/* Messages of before are the former one's. */
	console_flush();
	taken = host_lock(&console_lock);
	console_fn = fn;
	console_arg = arg;
	if (taken)
		host_unlock(&console_lock);
	console_flush();
	host_call_end(state);
}

int console_set_level(int level)
{
	return __atomic_exchange_n(&console_level, level, __ATOMIC_RELAXED);
}

void log_flush_on_death(void)
{
	log_flush();
	for (int ms = 0; console_waits() && ms < 100; ms++) {
		usleep(1000);
		console_flush();
	}
	if (!console_waits() || console_is_mine())
		return;
	/* Its holder is stuck in write(2), or dead. A line twice is better than a line lost. */
	while (console_next())
		;
}

void console_after_fork(void)
{
	if (!console_is_mine())
		console_lock.holder = 0;
}
